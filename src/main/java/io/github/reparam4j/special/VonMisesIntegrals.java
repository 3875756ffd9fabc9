/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Integrals of the von Mises distribution of mean direction 0, whose density on [-pi, pi] is f(t) =
 * e^(concentration cos t) / (2 pi I0(concentration)).
 *
 * <p>Both are found by Gauss-Legendre quadrature of an integrand that has one sign, outwards from z
 * or inwards from it to 0, with the density relative to its value at z. Nothing cancels, overflows
 * or underflows, not even in the far tails. Angles beyond -pi or pi count as -pi or pi.
 *
 * <p>NaN in, NaN out; NaN for concentrations below 0.
 */
public final class VonMisesIntegrals {
  static final int NODES = 24;

  /** The interval ends where the density has fallen by the factor e^-40, or at pi. */
  private static final double MAX_LOG_RATIO = 40;

  /** Abscissas in (0, 1) and weights. */
  private static final double[][] LEGENDRE = legendre(NODES);

  private VonMisesIntegrals() {}

  /**
   * The distribution function F(concentration, z), the integral of f from -pi to z.
   *
   * <p>Value: 0 up to -pi, 1/2 at 0, 1 from pi on; 1/2 + z / (2 pi) for concentration 0. Derivative
   * by z: f(z); by the concentration: -f(z) {@link #byConcentration}.
   *
   * <p>Error: 1e-14 + 2e-16 concentration (1 - cos z), relative to the smaller of F and 1 - F.
   */
  public static double cdf(double concentration, double z) {
    if (!(concentration >= 0) || Double.isNaN(z)) {
      return Double.NaN;
    }
    double s = Math.abs(z);
    if (s == 0 || s >= Math.PI || concentration == Double.POSITIVE_INFINITY) {
      return 0.5 + 0.5 * Math.signum(z);
    }
    double sine = Math.sin(0.5 * s);
    double density =
        Math.exp(-2 * (concentration * sine * sine)) / BesselFunctions.i0e(concentration);
    double tail = Math.min(0.5, density * outwards(concentration, s, false, 0) / (2 * Math.PI));
    return z < 0 ? tail : 1 - tail;
  }

  /**
   * dz / dconcentration along constant {@link #cdf}: -(dF/dconcentration) / f(z), which is the
   * integral of (I1/I0 - cos t) e^(concentration (cos t - cos z)) from -pi to z.
   *
   * <p>Value: 0 at -pi, 0 and pi; odd in z, of the sign of -z. Derivative by z: y concentration sin
   * z + I1/I0 - cos z, where y is the value.
   *
   * <p>Error: 2e-14 relative. Source: M. Figurnov, S. Mohamed and A. Mnih, "Implicit
   * reparameterization gradients", NeurIPS 2018, for the use of the derivative.
   */
  public static double byConcentration(double concentration, double z) {
    if (!(concentration >= 0) || Double.isNaN(z)) {
      return Double.NaN;
    }
    double s = Math.abs(z);
    if (s >= Math.PI || concentration == Double.POSITIVE_INFINITY) {
      return -Math.copySign(0, z);
    }
    double gap = BesselFunctions.ratioGap(concentration);
    double sine = Math.sin(0.5 * s);
    double size =
        2 * sine * sine < gap
            ? inwards(concentration, s, gap)
            : outwards(concentration, s, true, gap);
    return -Math.copySign(size, z);
  }

  /**
   * The derivative of {@link #byConcentration} by the concentration: the integral of A' + (A - cos
   * t) (cos t - cos z) times e^(concentration (cos t - cos z)) from -pi to z, A = I1/I0.
   *
   * <p>Value: 0 at -pi, 0 and pi; odd in z. Error: 1e-12 of the greatest term.
   */
  public static double byConcentrationTwice(double concentration, double z) {
    if (!(concentration >= 0) || Double.isNaN(z)) {
      return Double.NaN;
    }
    double s = Math.abs(z);
    if (s >= Math.PI || concentration == Double.POSITIVE_INFINITY) {
      return Math.copySign(0, z);
    }
    double gap = BesselFunctions.ratioGap(concentration);
    double slope = BesselFunctions.ratioSlope(concentration);
    double sine = Math.sin(0.5 * s);
    double square = sine * sine;
    if (2 * square < gap) {
      double sum = 0;
      for (int i = 0; i < NODES; i++) {
        double t = s * LEGENDRE[0][i];
        double sinT = Math.sin(0.5 * t);
        double rise = 2 * Math.sin(0.5 * (s + t)) * Math.sin(0.5 * (s - t));
        double weight = slope + (2 * sinT * sinT - gap) * rise;
        sum += LEGENDRE[1][i] * Math.exp(concentration * rise) * weight;
      }
      return Math.copySign(s, z) * sum;
    }
    double end = square + 0.5 * MAX_LOG_RATIO / concentration;
    double length = (end < 1 ? 2 * Math.asin(Math.sqrt(end)) : Math.PI) - s;
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      double t = s + length * LEGENDRE[0][i];
      double sinT = Math.sin(0.5 * t);
      double rise = -2 * Math.sin(0.5 * (s + t)) * Math.sin(0.5 * (t - s));
      double weight = slope + (2 * sinT * sinT - gap) * rise;
      sum += LEGENDRE[1][i] * Math.exp(concentration * rise) * weight;
    }
    return -Math.copySign(length, z) * sum;
  }

  /** The integral of e^(concentration (cos t - cos s)) from s to pi or until it is negligible. */
  private static double outwards(double concentration, double s, boolean weighted, double gap) {
    return outwards(concentration, s, Math.PI - s, weighted, gap);
  }

  /**
   * The integral of e^(concentration (cos t - cos s)) from s in [0, pi] over a length, or until it
   * is negligible, weighted with A - cos t = 2 sin(t/2)^2 - gap or not.
   */
  static double outwards(
      double concentration, double s, double most, boolean weighted, double gap) {
    double sinS = Math.sin(s);
    double cosS = Math.cos(s);
    double length = reach(concentration, s, most);
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      double half = 0.5 * length * LEGENDRE[0][i];
      double sinHalf = Math.sin(half);
      double between = sinS * Math.cos(half) + cosS * sinHalf; // sin of (s + t) / 2
      double value = Math.exp(-2 * (concentration * between * sinHalf));
      if (weighted) {
        double sinT = Math.sin(0.5 * s + half);
        value *= 2 * sinT * sinT - gap;
      }
      sum += LEGENDRE[1][i] * value;
    }
    return length * sum;
  }

  /** The length from s, at most as given, from which on the integrand is negligible. */
  private static double reach(double concentration, double s, double most) {
    double sine = Math.sin(0.5 * s);
    double rise = 0.5 * MAX_LOG_RATIO / concentration; // of sin(t/2)^2
    double square = sine * sine + rise;
    if (square >= 1) {
      return most;
    }
    double end = 2 * Math.asin(Math.sqrt(square)); // end - s would cancel
    return Math.min(most, 2 * Math.asin(rise / Math.sin(0.5 * (end + s))));
  }

  /**
   * Nodes of the quadrature of {@link #outwards}: cos t - cos s in the first array, the weights,
   * with the density relative to that at s, in the second, both from an index on.
   *
   * @return the index after the last node
   */
  static int nodes(double concentration, double s, double most, double[][] nodes, int index) {
    double length = reach(concentration, s, most);
    for (int i = 0; i < NODES; i++) {
      double half = 0.5 * length * LEGENDRE[0][i];
      double fall = -2 * Math.sin(s + half) * Math.sin(half);
      nodes[0][index + i] = fall;
      nodes[1][index + i] = length * LEGENDRE[1][i] * Math.exp(concentration * fall);
    }
    return index + NODES;
  }

  /** The integral of (cos t - A) e^(concentration (cos t - cos s)) from 0 to s. */
  static double inwards(double concentration, double s, double gap) {
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      double t = s * LEGENDRE[0][i];
      double sinT = Math.sin(0.5 * t);
      double rise = Math.sin(0.5 * (s + t)) * Math.sin(0.5 * (s - t));
      double value = Math.exp(2 * (concentration * rise));
      sum += LEGENDRE[1][i] * value * (gap - 2 * sinT * sinT);
    }
    return s * sum;
  }

  /** The rule of n nodes on (0, 1): zeros of the Legendre polynomial by Newton's method. */
  static double[][] legendre(int n) {
    double[][] rule = new double[2][n];
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = 1;
      for (int step = 0; step < 8; step++) {
        double before = 1;
        double p = x;
        for (int k = 2; k <= n; k++) {
          double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
          before = p;
          p = next;
        }
        slope = n * (before - x * p) / (1 - x * x);
        x -= p / slope;
      }
      rule[0][i] = 0.5 * (1 - x);
      rule[1][i] = 1 / ((1 - x * x) * slope * slope);
    }
    return rule;
  }
}
