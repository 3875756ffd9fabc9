/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * P and Q for large a: the uniform expansion of N. M. Temme, NIST DLMF 8.12.3 to 8.12.10. With n^2
 * / 2 = x/a - 1 - ln(x/a), n of the sign of x - a, and z = n sqrt a, they are Phi(z) - R and
 * Phi(-z) + R, where R = exp(-z^2 / 2) / sqrt(2 pi a) times the sum over k of c(k, n) a^-k.
 */
final class TemmeExpansion {
  /** From this concentration on the expansion gives full precision. */
  static final double THRESHOLD = 1e4;

  /** For greater |z|, P or Q is 0. */
  private static final double MAX_DEVIATION = 40;

  /** Up to this |n| the polynomials are exact to rounding. */
  private static final double MAX_ARGUMENT = 0.5;

  /** Coefficients of n^i in c(k), see generateIncompleteGamma.py, beside the test's tables. */
  private static final double[][] C = {
    {
      -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
      0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06,
      -1.85406221071516e-06, 8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09,
      1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10
    },
    {
      -0.001851851851851852,
      -0.003472222222222222,
      0.0026455026455026454,
      -0.0009902263374485596,
      0.00020576131687242798,
      -4.018775720164609e-07,
      -1.8098550334489977e-05,
      7.64916091608111e-06,
      -1.6120900894563446e-06,
      4.647127802807434e-09,
      1.378633446915721e-07
    },
    {
      0.004133597883597883,
      -0.0026813271604938273,
      0.0007716049382716049,
      2.0093878600823047e-06,
      -0.0001073665322636516,
      5.2923448829120125e-05,
      -1.2760635188618728e-05
    },
    {0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557}
  };

  private TemmeExpansion() {}

  /** Whether the expansion gives full precision for logarithms and hazards too. */
  static boolean applies(double a, double x) {
    return a >= THRESHOLD
        && a <= Double.MAX_VALUE
        && x <= Double.MAX_VALUE
        && excess(a, x) <= 0.5 * MAX_ARGUMENT * MAX_ARGUMENT;
  }

  /** P(a, x) for x &gt;= 0. */
  static double p(double a, double x) {
    double z = deviation(a, x);
    if (Math.abs(z) > MAX_DEVIATION) {
      return z > 0 ? 1 : 0;
    }
    return z > 0 ? 1 - tail(a, x, z) : tail(a, x, z);
  }

  /** Q(a, x) for x &gt;= 0. */
  static double q(double a, double x) {
    double z = deviation(a, x);
    if (Math.abs(z) > MAX_DEVIATION) {
      return z > 0 ? 0 : 1;
    }
    return z > 0 ? tail(a, x, z) : 1 - tail(a, x, z);
  }

  /** ln P(a, x) where it {@link #applies}. */
  static double logP(double a, double x) {
    double z = deviation(a, x);
    return z > 0 ? Math.log1p(-tail(a, x, z)) : Math.log(scaledTail(a, z)) - a * excess(a, x);
  }

  /** ln Q(a, x) where it {@link #applies}. */
  static double logQ(double a, double x) {
    double z = deviation(a, x);
    return z > 0 ? Math.log(scaledTail(a, z)) - a * excess(a, x) : Math.log1p(-tail(a, x, z));
  }

  /** x f(x) / P(a, x) where it {@link #applies}. */
  static double reversedHazard(double a, double x) {
    double z = deviation(a, x);
    return z > 0 ? density(a, x) / (1 - tail(a, x, z)) : scaledDensity(a) / scaledTail(a, z);
  }

  /** x f(x) / Q(a, x) where it {@link #applies}. */
  static double hazard(double a, double x) {
    double z = deviation(a, x);
    return z > 0 ? scaledDensity(a) / scaledTail(a, z) : density(a, x) / (1 - tail(a, x, z));
  }

  private static double density(double a, double x) {
    return scaledDensity(a) * Math.exp(-a * excess(a, x));
  }

  /** x f(x) exp(z^2 / 2), by Stirling's series. */
  private static double scaledDensity(double a) {
    return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-1 / (12 * a));
  }

  /** P for z &lt;= 0, Q for z &gt; 0. */
  private static double tail(double a, double x, double z) {
    return scaledTail(a, z) * Math.exp(-a * excess(a, x));
  }

  /** The lesser tail times exp(z^2 / 2). */
  private static double scaledTail(double a, double z) {
    double normal = 0.5 * ErrorFunctions.erfcx(Math.abs(z) * Math.sqrt(0.5));
    return z > 0 ? normal + scaledRest(a, z) : normal - scaledRest(a, z);
  }

  private static double deviation(double a, double x) {
    return Math.copySign(Math.sqrt(2 * a * excess(a, x)), x - a);
  }

  /** n^2 / 2. */
  private static double excess(double a, double x) {
    return IncompleteGammaFunctions.excess((x - a) / a, Math.log(x) - Math.log(a));
  }

  /** R exp(z^2 / 2). */
  private static double scaledRest(double a, double z) {
    double n = z / Math.sqrt(a);
    double sum = 0;
    for (int k = C.length - 1; k >= 0; k--) {
      double c = 0;
      for (int i = C[k].length - 1; i >= 0; i--) {
        c = c * n + C[k][i];
      }
      sum = sum / a + c;
    }
    return sum / Math.sqrt(2 * Math.PI * a);
  }
}
