/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Differences f(a + x) - f(a) of ln Gamma, digamma and their derivatives, without cancellation: for
 * large a, where both values agree in nearly all digits, and for small a and x.
 *
 * <p>All functions take a &gt; 0 and a + x &gt; 0; NaN else. Where a is infinite, the limit.
 */
public final class GammaDifferences {
  /** From this argument on, Stirling's series gives full precision. */
  private static final double STIRLING_THRESHOLD = 10;

  /** Up to this argument, the product of quotients (a + j + x) / (a + j) cannot overflow. */
  private static final double LARGEST_FACTOR = 1e20;

  /** B(2k) / (2k (2k - 1)), k = 1, 2, ...: Stirling's series, NIST DLMF 5.11.1. */
  private static final double[] STIRLING = {
    1.0 / 12,
    -1.0 / 360,
    1.0 / 1260,
    -1.0 / 1680,
    1.0 / 1188,
    -691.0 / 360360,
    1.0 / 156,
    -3617.0 / 122400
  };

  private GammaDifferences() {}

  /**
   * The difference of ln Gamma for order -1, of digamma for 0, of its derivative of an order for
   * more.
   *
   * @param order -1 to {@link GammaFunctions#MAX_ORDER}: the caller has checked it
   */
  public static double of(int order, double a, double x) {
    if (!(a > 0 && a + x > 0)) {
      return Double.NaN;
    }
    if (x < 0) {
      return -of(order, a + x, -x);
    }
    if (x == 0) {
      return 0;
    }
    return switch (order) {
      case -1 -> logGamma(a, x);
      case 0 -> digamma(a, x);
      default -> polygamma(order, a, x);
    };
  }

  /**
   * ln Gamma(a + x) - ln Gamma(a), the logarithm of the rising factorial: x ln(a + x) - a (u - ln(1
   * + u)) - ln(1 + u) / 2, u = x / a, and the difference of Stirling's series, after the recurrence
   * up to a = 10.
   */
  static double logGamma(double a, double x) {
    if (x == Double.POSITIVE_INFINITY || a == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    double rest = 0;
    double z = a;
    if (z < STIRLING_THRESHOLD) {
      double excess = 0; // the product of the quotients, less 1
      if (x / z > LARGEST_FACTOR) {
        rest = Math.log(z + x) - Math.log(z);
        z++;
      }
      for (; z < STIRLING_THRESHOLD; z++) {
        double u = x / z;
        excess += u + excess * u;
        if (excess > LARGEST_FACTOR) {
          rest += Math.log1p(excess);
          excess = 0;
        }
      }
      rest += Math.log1p(excess);
    }
    double u = x / z;
    double log = Math.log1p(u);
    double bend = z * IncompleteGammaFunctions.excess(u, log);
    return x * Math.log(z + x)
        - bend
        - 0.5 * log
        + stirlingDifference(1 / z, 1 / (z + x), x)
        - rest;
  }

  /** S(1/s) - S(1/r) of Stirling's series S, by divided differences in r^2; s - r = -x r s. */
  private static double stirlingDifference(double r, double s, double x) {
    double u = r * r;
    double v = s * s;
    double value = 0;
    double divided = 0;
    for (int k = STIRLING.length - 1; k >= 0; k--) {
      divided = divided * u + value;
      value = value * v + STIRLING[k];
    }
    // s p(v) - r p(u) = (s - r) p(v) + r (s - r) (s + r) divided
    return -x * r * s * (value + r * (r + s) * divided);
  }

  /** psi(a + x) - psi(a). */
  static double digamma(double a, double x) {
    if (a == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return x;
    }
    double first = a < STIRLING_THRESHOLD ? x / a / (a + x) : 0;
    return a < STIRLING_THRESHOLD
        ? first + BetaExpansions.digammaRise(a + 1, x, STIRLING_THRESHOLD)
        : BetaExpansions.digammaRise(a, x, STIRLING_THRESHOLD);
  }

  /** The difference of the derivatives of digamma, for order n &gt; 0. */
  private static double polygamma(int n, double a, double x) {
    if (a == Double.POSITIVE_INFINITY) {
      return 0;
    }
    return x > 0.25 * a
        ? GammaFunctions.polygamma(n, a + x) - GammaFunctions.polygamma(n, a)
        : GammaFunctions.polygammaDifference(n, a, x);
  }
}
