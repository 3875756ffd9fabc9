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

  /** P(a, x) for x &gt;= 0. */
  static double p(double a, double x) {
    double z = deviation(a, x);
    return Math.abs(z) > MAX_DEVIATION ? (z > 0 ? 1 : 0) : ErrorFunctions.ndtr(z) - rest(a, z);
  }

  /** Q(a, x) for x &gt;= 0. */
  static double q(double a, double x) {
    double z = deviation(a, x);
    return Math.abs(z) > MAX_DEVIATION ? (z > 0 ? 0 : 1) : ErrorFunctions.ndtr(-z) + rest(a, z);
  }

  private static double deviation(double a, double x) {
    double t = (x - a) / a;
    double excess = IncompleteGammaFunctions.excess(t, Math.log(x) - Math.log(a));
    return Math.copySign(Math.sqrt(2 * a * excess), t);
  }

  private static double rest(double a, double z) {
    double n = z / Math.sqrt(a);
    double sum = 0;
    for (int k = C.length - 1; k >= 0; k--) {
      double c = 0;
      for (int i = C[k].length - 1; i >= 0; i--) {
        c = c * n + C[k][i];
      }
      sum = sum / a + c;
    }
    return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI * a) * sum;
  }
}
