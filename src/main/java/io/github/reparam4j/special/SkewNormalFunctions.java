/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Tail probabilities of the standard skew normal distribution, of density 2 phi(z) Phi(skewness z).
 * In terms of Owen's T function its survival function is 1 - Phi(z) + 2 T(z, skewness). That sum
 * cancels in the light tail; the functions here have only sums of one sign.
 *
 * <p>NaN in, NaN out.
 */
public final class SkewNormalFunctions {
  private static final int NODES = 14;

  /** Where the integrand has fallen by the factor e^-45 nothing is left to integrate. */
  private static final double MAX_LOG_RATIO = 45;

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final int MAX_STEPS = 300;

  /** Beyond it the logarithm of the light tail is -h^2 / 2 to rounding. */
  private static final double FAR = 1e150;

  /** Ends of the pieces of the integral, as parts of its length. */
  private static final double[] PIECES = {0, 0.125, 0.25, 0.5, 1};

  private static final double[][] LEGENDRE = VonMisesIntegrals.legendre(NODES);

  private SkewNormalFunctions() {}

  /**
   * ln P(Z &gt; z). The logarithm of the distribution function at z is that of -skewness at -z.
   *
   * <p>Value: 0 at minus infinity, minus infinity at plus infinity. Derivative by z: minus {@link
   * #hazard}; by the skewness s: the hazard times phi(s z) / Phi(s z) / (1 + s^2).
   *
   * <p>Error: 1e-14 in absolute terms, 3e-16 relative where it is large. Source: Gauss-Legendre
   * quadrature of the density beyond z.
   */
  public static double logSurvival(double skewness, double z) {
    if (Double.isNaN(skewness) || Double.isNaN(z)) {
      return Double.NaN;
    }
    if (z >= 0) {
      return skewness < 0 ? logLight(-skewness, z) : logHeavy(skewness, z);
    }
    double light = Math.exp(logLight(Math.abs(skewness), -z));
    return skewness < 0 ? Math.log(ErrorFunctions.erf(-z * SQRT_HALF) + light) : Math.log1p(-light);
  }

  /** ln(2 Phi(-z) - the light tail), which is at least ln Phi(-z). */
  private static double logHeavy(double skewness, double z) {
    double normal = ErrorFunctions.logNdtr(-z);
    if (z == Double.POSITIVE_INFINITY) {
      return normal;
    }
    return normal + Math.log(2 - Math.exp(logLight(skewness, z) - normal));
  }

  /**
   * ln of the integral of 2 phi(t) Phi(-a t) over t &gt; z, for a, z &gt;= 0. With b = sqrt(1 +
   * a^2), h = b z and t = z + u / b it is exp(-h^2 / 2) / (b sqrt(2 pi)) times the integral of
   * exp(-h u - u^2 / 2) erfcx(a t / sqrt(2)).
   */
  private static double logLight(double a, double z) {
    double b = root(a);
    double h = b * z;
    return h < FAR
        ? Math.log(integral(a / b, h) / b) - 0.5 * h * h - HALF_LOG_TWO_PI
        : -0.5 * h * h;
  }

  /**
   * The density over the probability of more, f(z) / P(Z &gt; z).
   *
   * <p>Value: about z for large z, or z (1 + skewness^2) if the skewness is negative; 0 at minus
   * infinity. Derivative by z: y (y - z + s m) with m = phi(s z) / Phi(s z) and the skewness s; by
   * s: y m (z - y / (1 + s^2)).
   *
   * <p>Error: 1e-14 relative where z &gt;= 0.
   */
  public static double hazard(double skewness, double z) {
    if (Double.isNaN(skewness) || Double.isNaN(z)) {
      return Double.NaN;
    }
    if (z < 0) {
      double density =
          2 * Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI + ErrorFunctions.logNdtr(skewness * z));
      return density / Math.exp(logSurvival(skewness, z));
    }
    if (skewness < 0) {
      double b = root(skewness);
      double h = b * z;
      return h < FAR
          ? b * ErrorFunctions.erfcx(-skewness * z * SQRT_HALF) / integral(-skewness / b, h)
          : b * h;
    }
    double heavy = 2 - Math.exp(logLight(skewness, z) - ErrorFunctions.logNdtr(-z));
    double mass = z == Double.POSITIVE_INFINITY ? 1 : 2 * ErrorFunctions.ndtr(skewness * z) / heavy;
    return ErrorFunctions.normalHazard(-z) * mass;
  }

  /** sqrt(1 + a^2). */
  private static double root(double a) {
    double size = Math.abs(a);
    return size < 1e8 ? Math.sqrt(1 + a * a) : size;
  }

  /** The integral of exp(-h u - u^2 / 2) erfcx(slope (h + u) / sqrt(2)) over u &gt; 0. */
  private static double integral(double slope, double h) {
    double length = 2 * MAX_LOG_RATIO / (h + Math.sqrt(h * h + 2 * MAX_LOG_RATIO));
    double sum = 0;
    for (int piece = 1; piece < PIECES.length; piece++) {
      double width = PIECES[piece] - PIECES[piece - 1];
      for (int i = 0; i < NODES; i++) {
        double u = length * (PIECES[piece - 1] + width * LEGENDRE[0][i]);
        double erfcx = ErrorFunctions.erfcx(slope * (h + u) * SQRT_HALF);
        sum += width * LEGENDRE[1][i] * Math.exp(-u * (h + 0.5 * u)) * erfcx;
      }
    }
    return length * sum;
  }

  /**
   * The z with P(Z &gt; z) = q. The quantile of p is minus that of -skewness.
   *
   * <p>Value: infinity for q = 0, minus infinity for q = 1, NaN for q outside [0, 1]. Derivative by
   * q: minus 1 over the density; by the skewness s: phi(s z) / Phi(s z) / (1 + s^2).
   *
   * <p>Error: 1e-15 relative, beyond that of the probability over the density. Source: Newton's
   * method for the logarithm of the probability, which is concave, from a point above the solution.
   */
  public static double survivalQuantile(double skewness, double q) {
    if (Double.isNaN(skewness) || !(q >= 0 && q <= 1)) {
      return Double.NaN;
    }
    return q > 0.5 ? -quantile(-skewness, 1 - q) : quantile(skewness, q);
  }

  private static double quantile(double skewness, double q) {
    double z = -ErrorFunctions.ndtri(skewness < 0 ? q : 0.5 * q);
    if (q == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double log = Math.log(q);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MAX_STEPS; i++) {
      double value = logSurvival(skewness, z);
      double step = (value - log) / hazard(skewness, z);
      z += step;
      if (!(Math.abs(step) < least) || step == 0) {
        break; // rounding
      }
      least = Math.abs(step) < 1e-8 * Math.abs(z) ? Math.abs(step) : least;
    }
    return z;
  }
}
