/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The projection t = mu'x of a von Mises-Fisher variate x of R^d onto its mean direction mu, as its
 * logit y = ln((1 + t) / (1 - t)). The density of t on [-1, 1] is proportional to e^(concentration
 * t) (1 - t^2)^((d-3)/2). The logit keeps the digits of 1 - t and of 1 + t.
 *
 * <p>NaN in, NaN out; NaN for concentrations below 0.
 */
public final class SphericalSampler {
  private static final int MAX_PROPOSALS = 1000;
  private static final int NODES = 16;

  /** Beyond it 1 - t is 0. */
  private static final double MAX_CONCENTRATION = 1e300;

  /** Where the density has fallen by the factor e^-45 nothing is left to integrate. */
  private static final double MAX_LOG_RATIO = 45;

  /** Ends of the pieces of the integral, as parts of its length. */
  private static final double[] PIECES = {0, 0.125, 0.25, 0.5, 1};

  private static final double[][] LEGENDRE = VonMisesIntegrals.legendre(NODES);

  private SphericalSampler() {}

  /**
   * One draw. The given variates make the first proposal and decide on it; if it is rejected (with
   * probability 0 to 0.34), further proposals come from a hash of their bits.
   *
   * <p>Value: NaN for a negative concentration; infinity for an infinite one.
   *
   * <p>Source: A. T. A. Wood, "Simulation of the von Mises Fisher distribution", Communications in
   * Statistics - Simulation and Computation 23 (1994): the logit of the envelope's variate is that
   * of a Beta((d-1)/2, (d-1)/2) variate plus a constant.
   *
   * @param d dimension, at least 2
   * @param logit the logit of a Beta((d-1)/2, (d-1)/2) variate
   * @param u uniform on (0, 1)
   */
  public static double draw(int d, double concentration, double logit, double u) {
    if (!(concentration >= 0 && u > 0 && u < 1) || Double.isNaN(logit)) {
      return Double.NaN;
    }
    if (concentration > MAX_CONCENTRATION) {
      return Double.POSITIVE_INFINITY;
    }
    double twice = 2 * (concentration / (d - 1));
    double b = 1 / (twice + (twice < 1e8 ? Math.sqrt(1 + twice * twice) : twice));
    double shift = -Math.log(b);
    double gap = 2 * b / (1 + b); // 1 - x0, where x0 = (1 - b) / (1 + b) is near the mode
    long seed = 0;
    double y = logit + shift;
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      double decision = u;
      if (i > 0) {
        seed = i == 1 ? HashedUniforms.seed(logit, u) : seed;
        y = betaLogit(0.5 * (d - 1), seed, 8 * i) + shift;
        decision = HashedUniforms.at(seed, 8 * i + 7);
      }
      double below = 2 / (1 + Math.exp(y)); // 1 - t
      double excess = (gap - below) / gap;
      // 1 - x0 t = gap + x0 below, and 1 - x0^2 = gap (1 + x0).
      double x0 = 1 - gap;
      double ratio = (1 + x0 * (below / gap)) / (1 + x0);
      if (Math.log(decision) <= concentration * gap * excess + (d - 1) * Math.log(ratio)) {
        break;
      }
    }
    return y;
  }

  /** The logit of a Beta(m, m) variate, from the variates first, first + 1, ... of a seed. */
  private static double betaLogit(double m, long seed, int first) {
    return logGamma(m, seed, first) - logGamma(m, seed, first + 3);
  }

  private static double logGamma(double m, long seed, int first) {
    double log =
        MarsagliaTsangGammaSampler.logVariate(
            m,
            ErrorFunctions.ndtri(HashedUniforms.at(seed, first)),
            HashedUniforms.at(seed, first + 1));
    return m < 1 ? log + Math.log(HashedUniforms.at(seed, first + 2)) / m : log;
  }

  /**
   * dy / dconcentration of the logit y along a constant distribution function: the integral of (t -
   * E t) over the density of the logit beyond y, divided by the density at y.
   *
   * <p>Value: positive. Derivative by y: E t - t - value (concentration (1 - t^2) - (d - 1) t) / 2.
   *
   * <p>Error: 1e-13 relative for d up to 100; it grows to 1e-12 for d = 5000. Source:
   * Gauss-Legendre quadrature over the angle arccos t, on the side of y where t - E t has one sign.
   *
   * @param d dimension, at least 2
   * @param y the logit
   */
  public static double byConcentration(int d, double concentration, double y) {
    if (!(concentration >= 0) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double order = 0.5 * d - 1;
    double k = y < 0 ? -concentration : concentration;
    double gap =
        y < 0
            ? 1 + SphericalBesselFunctions.ratio(order, concentration)
            : SphericalBesselFunctions.ratioGap(order, concentration);
    double angle = 2 * Math.atan(Math.exp(-0.5 * Math.abs(y)));
    if (!(angle > 0) || concentration == Double.POSITIVE_INFINITY) {
      return 2 * gap / (d - 1);
    }
    double sine = Math.sin(0.5 * angle);
    boolean isUpper = 2 * sine * sine < gap;
    double length = isUpper ? -angle : Math.PI - angle;
    double sineOfAngle = Math.sin(angle);
    while (logRatio(d, k, angle, sineOfAngle, 0.5 * length) < -MAX_LOG_RATIO) {
      length *= 0.5;
    }
    double sum = 0;
    for (int piece = 1; piece < PIECES.length; piece++) {
      double width = PIECES[piece] - PIECES[piece - 1];
      for (int i = 0; i < NODES; i++) {
        double step = length * (PIECES[piece - 1] + width * LEGENDRE[0][i]);
        double s = Math.sin(0.5 * (angle + step));
        double value = Math.exp(logRatio(d, k, angle, sineOfAngle, step));
        sum += width * LEGENDRE[1][i] * value * (gap - 2 * s * s);
      }
    }
    return -length * sum * 2 / sineOfAngle;
  }

  /** The logarithm of the density of the angle at angle + step over that at the angle. */
  private static double logRatio(int d, double k, double angle, double sine, double step) {
    double fall = -2 * k * Math.sin(angle + 0.5 * step) * Math.sin(0.5 * step);
    return d == 2 ? fall : fall + (d - 2) * Math.log(Math.sin(angle + step) / sine);
  }
}
