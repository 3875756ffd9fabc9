/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Probabilities of arcs under the von Mises distribution of mean direction 0, whose density is f(t)
 * = e^(concentration cos t) / (2 pi I0(concentration)), here continued with the period 2 pi. An arc
 * reaches from an angle in [-2 pi, 2 pi] to another, at most 2 pi further.
 *
 * <p>An arc is cut where cos t has its extrema. Each piece is integrated outwards from the end
 * where the density is greater, relative to the density there, so that nothing cancels, overflows
 * or underflows.
 *
 * <p>NaN in, NaN out; NaN for concentrations below 0 or infinite.
 */
public final class VonMisesTails {
  private static final double LOG_TWO_PI = 1.8378770664093453;
  private static final double TWO_PI = 2 * Math.PI;

  /** A piece ends where the density has fallen by the factor e^-40. */
  private static final double MAX_LOG_RATIO = 40;

  /** Pi, but for the rounding of angles. */
  private static final double HALF_TURN = Math.PI - 1e-15;

  private static final int MAX_STEPS = 200;

  private VonMisesTails() {}

  /**
   * ln of the probability of the arc.
   *
   * <p>Value: minus infinity for an arc of length 0 or less, 0 for the whole circle. Derivatives:
   * e^-y f(to) by to, -e^-y f(from) by from, {@link #meanExcess} by the concentration.
   *
   * <p>Error: 1e-14 of 1 + |value|.
   */
  public static double logMass(double concentration, double from, double to) {
    if (!isValid(concentration) || Double.isNaN(from + to)) {
      return Double.NaN;
    }
    if (!(to > from)) {
      return Double.NEGATIVE_INFINITY;
    }
    return Math.min(0, new Arc(concentration, from, to - from).logMass(LOG_TWO_PI));
  }

  /**
   * E cos t on the arc less that on the circle: the derivative of {@link #logMass} by the
   * concentration.
   *
   * <p>Value: cos(from) - I1/I0 for an arc of length 0. Derivatives: (cos(to) - I1/I0 - y) e^-m
   * f(to) by to, -(cos(from) - I1/I0 - y) e^-m f(from) by from, m the logarithm of the probability.
   *
   * <p>Error: 1e-14 absolute.
   */
  public static double meanExcess(double concentration, double from, double to) {
    if (!isValid(concentration) || Double.isNaN(from + to)) {
      return Double.NaN;
    }
    double gap = BesselFunctions.ratioGap(concentration);
    if (!(to > from)) {
      double sine = Math.sin(0.5 * from);
      return gap - 2 * sine * sine;
    }
    return new Arc(concentration, from, to - from).meanExcess(gap);
  }

  /**
   * The variance of cos t on the arc less that on the circle: the derivative of {@link #meanExcess}
   * by the concentration.
   *
   * <p>Value: -A' for an arc of length 0, A = I1/I0. Derivatives: ((cos(to) - A - e)^2 - A' - y)
   * e^-m f(to) by to, the same of from with the other sign, e the mean excess, m the logarithm of
   * the probability.
   *
   * <p>Error: 1e-14 absolute.
   */
  public static double varianceExcess(double concentration, double from, double to) {
    if (!isValid(concentration) || Double.isNaN(from + to)) {
      return Double.NaN;
    }
    double variance = to > from ? new Arc(concentration, from, to - from).variance() : 0;
    return variance - BesselFunctions.ratioSlope(concentration);
  }

  /**
   * The end of the arc from an angle that has a probability.
   *
   * <p>Value: from at 0, from + 2 pi at 1, NaN outside [0, 1]. Derivatives: 1 / f(y) by the
   * probability, f(from) / f(y) by from.
   *
   * <p>Error: 1e-14 beyond the conditioning. Source: Newton's method for the logarithm of the
   * probability of the shorter arc, safeguarded by halving.
   */
  public static double quantile(double concentration, double from, double p) {
    if (!isValid(concentration) || !(p >= 0 && p <= 1) || Double.isNaN(from)) {
      return Double.NaN;
    }
    if (p == 0 || p == 1) {
      return p == 0 ? from : from + TWO_PI;
    }
    return p < 0.5
        ? from + length(concentration, from, p)
        : from + TWO_PI - length(concentration, -from - TWO_PI, 1 - p);
  }

  /** The length of the arc from an angle that has a probability up to 1/2. */
  private static double length(double concentration, double from, double p) {
    double target = Math.log(p);
    double logCircle = LOG_TWO_PI + BesselFunctions.logI0e(concentration);
    double low = 0;
    double high = TWO_PI;
    double s = start(concentration, from, p);
    for (int i = 0; i < MAX_STEPS; i++) {
      double tail = Math.min(0, new Arc(concentration, from, s).logMass(LOG_TWO_PI));
      if (tail < target) {
        low = s;
      } else {
        high = s;
      }
      double sine = Math.sin(0.5 * (from + s));
      double slope = Math.exp(-2 * (concentration * sine * sine) - logCircle - tail);
      double step = (target - tail) / (slope * s);
      double next = s * Math.exp(step);
      if (Math.abs(step) <= 1e-9) {
        return next; // the next error is about the square of the step
      }
      if (!(next > low && next < high) || i % 8 == 7) {
        next = 0.5 * (low + high);
      }
      s = next;
    }
    return s;
  }

  /** The length for a uniform or a wrapped normal distribution. */
  private static double start(double concentration, double from, double p) {
    if (concentration < 1) {
      return TWO_PI * p;
    }
    double root = Math.sqrt(concentration);
    double peak = from < -Math.PI ? -TWO_PI : 0; // that of the half turns on both sides of from
    double u = ErrorFunctions.ndtr((from - peak) * root) + p;
    double z = u < 1 ? ErrorFunctions.ndtri(u) : ErrorFunctions.ndtri(u - 1) + TWO_PI * root;
    double s = peak + z / root - from;
    return Math.max(1e-3, Math.min(s, TWO_PI - 1e-3));
  }

  private static boolean isValid(double concentration) {
    return concentration >= 0 && concentration < Double.POSITIVE_INFINITY;
  }

  /** At most four pieces between multiples of pi. */
  private static final class Arc {
    private final double concentration;
    private final double[] near = new double[4];
    private final double[] length = new double[4];
    private int count;

    Arc(double concentration, double from, double whole) {
      this.concentration = concentration;
      double done = 0;
      for (double k = Math.floor(from / Math.PI) + 1; done < whole && count < 4; k++) {
        double part = Math.min(whole, k * Math.PI - from) - done;
        if (part > 0) {
          // Distances from the even multiple of pi, where the density is greatest.
          double peak = k % 2 == 0 ? k * Math.PI : (k - 1) * Math.PI;
          double start = Math.abs(from + done - peak);
          near[count] = k % 2 == 0 ? Math.max(0, start - part) : start;
          length[count] = part;
          count++;
          done += part;
        }
      }
    }

    double logMass(double logCircle) {
      double greatest = Double.NEGATIVE_INFINITY;
      double[] logs = new double[count];
      for (int i = 0; i < count; i++) {
        double sum = VonMisesIntegrals.outwards(concentration, near[i], length[i], false, 0);
        logs[i] = Math.log(sum) + fall(near[i]);
        greatest = Math.max(greatest, logs[i]);
      }
      double sum = 0;
      for (double log : logs) {
        sum += Math.exp(log - greatest);
      }
      return greatest + Math.log(sum) - BesselFunctions.logI0e(concentration) - logCircle;
    }

    double meanExcess(double gap) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        greatest = Math.max(greatest, fall(near[i]));
      }
      double mass = 0;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double weight = Math.exp(fall(near[i]) - greatest);
        mass += weight * VonMisesIntegrals.outwards(concentration, near[i], length[i], false, 0);
        sum += weight * deficit(i, gap);
      }
      return -sum / mass;
    }

    /** The integral of A - cos t over a piece; that over half a turn is 0. */
    private double deficit(int i, double gap) {
      double sine = Math.sin(0.5 * near[i]);
      return near[i] + length[i] >= HALF_TURN && 2 * sine * sine < gap
          ? VonMisesIntegrals.inwards(concentration, near[i], gap)
          : VonMisesIntegrals.outwards(concentration, near[i], length[i], true, gap);
    }

    /** The variance of cos t, which may be far below the square of its mean. */
    double variance() {
      int best = 0;
      for (int i = 1; i < count; i++) {
        best = near[i] < near[best] ? i : best;
      }
      double[][] nodes = new double[2][count * VonMisesIntegrals.NODES];
      int end = 0;
      for (int i = 0; i < count; i++) {
        int start = end;
        end = VonMisesIntegrals.nodes(concentration, near[i], length[i], nodes, start);
        // cos near[i] - cos near[best]
        double fall =
            -2 * Math.sin(0.5 * (near[i] + near[best])) * Math.sin(0.5 * (near[i] - near[best]));
        for (int j = start; j < end; j++) {
          nodes[0][j] += fall;
          nodes[1][j] *= Math.exp(concentration * fall);
        }
      }
      double mass = 0;
      double mean = 0;
      for (int j = 0; j < end; j++) {
        mass += nodes[1][j];
        mean += nodes[1][j] * nodes[0][j];
      }
      mean /= mass;
      double sum = 0;
      for (int j = 0; j < end; j++) {
        sum += nodes[1][j] * (nodes[0][j] - mean) * (nodes[0][j] - mean);
      }
      return sum / mass;
    }

    /** concentration (cos s - 1). */
    private double fall(double s) {
      double sine = Math.sin(0.5 * s);
      return -2 * (concentration * sine * sine);
    }
  }
}
