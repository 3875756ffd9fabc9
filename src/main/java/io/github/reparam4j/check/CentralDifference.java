/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.check.ComparedDerivative.Outcome;
import io.github.reparam4j.tensor.DType;

/**
 * The derivative of f at 0 from central differences D(h), D(2h), D(4h) with D(h) = (f(h) - f(-h)) /
 * (2h), extrapolated twice (L. F. Richardson 1911; W. H. Press and others, "Numerical recipes",
 * section 5.7), at the first step size that is good enough.
 */
final class CentralDifference {
  /** Each step is this part of the one before. */
  private static final double SHRINKING = 1.0 / 16;

  private static final int LEVELS = 4;

  /** How many roundings of its own size a value of f is taken to have. */
  private static final double ROUNDINGS = 4;

  /** How much greater than an error of the slope a kink may seem to be in a smooth function. */
  private static final double CURVATURE = 10;

  /** f along a line; NaN where it is not defined. */
  interface Line {
    /**
     * Evaluates the function.
     *
     * @param t the position on the line, 0 for the point of the check
     * @return f and the size of what it is summed from
     */
    Sum at(double t);
  }

  /**
   * A value.
   *
   * @param value f
   * @param size the sum of the sizes of its terms, which sets its rounding
   */
  record Sum(double value, double size) {}

  /**
   * A comparison with the analytic derivative.
   *
   * @param numeric the derivative
   * @param allowed tolerance and estimated error
   * @param step the step h
   * @param outcome how they compare
   */
  record Verdict(double numeric, double allowed, double step, Outcome outcome) {}

  private final Line line;
  private final double analytic;
  private final double scale;
  private final double tolerance;
  private final double epsilon;
  private final Sum centre;
  private double size;

  private CentralDifference(
      Line line, Sum centre, double analytic, double scale, double tolerance, DType dtype) {
    this.line = line;
    this.analytic = analytic;
    this.scale = scale;
    this.tolerance = tolerance;
    this.epsilon = epsilon(dtype);
    this.centre = centre;
  }

  static double epsilon(DType dtype) {
    return dtype == DType.DOUBLE ? 0x1p-52 : 0x1p-23;
  }

  /**
   * Compares.
   *
   * @param line the function
   * @param centre its value at 0
   * @param analytic its derivative at 0 by reverse mode
   * @param scale the length along the line over which f is taken to change: max(1, |x|)
   * @param tolerance the relative error that is allowed
   * @param dtype the precision of f
   */
  static Verdict compare(
      Line line, Sum centre, double analytic, double scale, double tolerance, DType dtype) {
    return new CentralDifference(line, centre, analytic, scale, tolerance, dtype).verdict();
  }

  private Verdict verdict() {
    if (!Double.isFinite(centre.value()) || !Double.isFinite(analytic)) {
      return new Verdict(Double.NaN, Double.NaN, Double.NaN, Outcome.UNDEFINED);
    }
    Verdict best = null;
    double step = powerOfTwo(Math.pow(epsilon, 0.2) * scale);
    for (int level = 0; level < LEVELS; level++) {
      Verdict v = at(step);
      if (v.outcome() == Outcome.AGREES || v.outcome() == Outcome.DIFFERS) {
        return v;
      }
      if (best == null || rank(v) < rank(best)) {
        best = v;
      }
      step *= SHRINKING;
    }
    return best;
  }

  /** Undefined ones last, then by the error. */
  private static double rank(Verdict v) {
    return v.outcome() == Outcome.UNDEFINED ? Double.POSITIVE_INFINITY : v.allowed();
  }

  /** So that x + h is rounded little. */
  private static double powerOfTwo(double x) {
    return Math.scalb(1.0, Math.getExponent(x));
  }

  /**
   * The slopes D are extrapolated to h = 0, and so is B(h) = (f(h) - 2 f(0) + f(-h)) / h: it is a h
   * + b h^3 + ... for a smooth function, and begins with the change of the slope at a kink.
   */
  private Verdict at(double h) {
    double middle = centre.value();
    size = centre.size();
    double[] slope = new double[3];
    double[] bend = new double[3];
    for (int i = 0; i < 3; i++) {
      double distance = h * (1 << i);
      double above = value(distance);
      double below = value(-distance);
      slope[i] = (above - below) / (2 * distance);
      bend[i] = (above - middle - (middle - below)) / distance;
    }
    double fine = slope[0] + (slope[0] - slope[1]) / 3;
    double coarse = slope[1] + (slope[1] - slope[2]) / 3;
    double numeric = fine + (fine - coarse) / 15;
    double rounding = ROUNDINGS * epsilon * size / h;
    double error = 2 * Math.abs(numeric - fine) + rounding;
    double greater = Math.max(Math.abs(analytic), Math.abs(numeric));
    double resolution = tolerance * (greater + size / scale);
    double kink = Math.abs(16 * bend[0] - 10 * bend[1] + bend[2]) / 7;
    return new Verdict(
        numeric,
        tolerance * greater + error,
        h,
        outcome(numeric, tolerance * greater + error, error, kink, resolution, rounding));
  }

  private Outcome outcome(
      double numeric,
      double allowed,
      double error,
      double kink,
      double resolution,
      double rounding) {
    if (!Double.isFinite(numeric) || !Double.isFinite(error)) {
      return Outcome.UNDEFINED;
    }
    if (kink > CURVATURE * resolution + 4 * rounding) {
      return Outcome.NOT_DIFFERENTIABLE;
    }
    if (error > resolution) {
      return Outcome.INCONCLUSIVE;
    }
    return Math.abs(analytic - numeric) <= allowed ? Outcome.AGREES : Outcome.DIFFERS;
  }

  private double value(double t) {
    Sum sum = line.at(t);
    size = Math.max(size, sum.size());
    return sum.value();
  }
}
