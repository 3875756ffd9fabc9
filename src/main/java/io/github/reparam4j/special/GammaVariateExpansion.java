/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The derivative of the logarithm of a gamma variate with respect to a large concentration, {@link
 * IncompleteGammaFunctions#logVariateByConcentration}, as a series in 1 / a.
 *
 * <p>With mu = ln(x / a), the derivative of D by y is the equation a (e^mu - 1) D = dD/dmu + mu +
 * ln a - psi(a). With psi's asymptotic series, ln a - psi(a) = sum of s(k) a^-k, its solution is D
 * = sum over k of d(k, mu) a^-(k+1): d(0) = mu / (e^mu - 1), and d(k) = (d'(k-1) + s(k)) / (e^mu -
 * 1), which is regular at 0. The functions d are given by their power series, which converge for
 * |mu| &lt; 2 pi.
 */
final class GammaVariateExpansion {
  /** Coefficients of mu^n in d(k); from generateIncompleteGamma.py, beside the test's tables. */
  private static final double[][] EXPANSION = {
    {
      1.0,
      -0.5,
      0.08333333333333333,
      0.0,
      -0.001388888888888889,
      0.0,
      3.306878306878307e-05,
      0.0,
      -8.267195767195768e-07,
      0.0,
      2.08767569878681e-08,
      0.0,
      -5.284190138687493e-10,
      0.0,
      1.3382536530684679e-11,
      0.0,
      -3.3896802963225827e-13,
      0.0,
      8.586062056277845e-15
    },
    {
      0.16666666666666666,
      -0.08333333333333333,
      0.008333333333333333,
      0.002777777777777778,
      -0.000496031746031746,
      -9.92063492063492e-05,
      2.3148148148148147e-05,
      3.306878306878307e-06,
      -9.394540644540645e-07,
      -1.043837849393405e-07,
      3.4875654915337455e-08,
      3.1705140832124957e-09,
      -1.2178108242923058e-09,
      -9.367775571479276e-11,
      4.0676163555871e-11,
      2.711744237058066e-12,
      -1.3136674946105101e-12,
      -7.72745585065006e-14,
      4.132250527260318e-14
    },
    {
      0.016666666666666666,
      0.0,
      -0.004761904761904762,
      0.0011904761904761906,
      0.0001984126984126984,
      -9.92063492063492e-05,
      -4.2087542087542085e-06,
      5.711880711880712e-06,
      -8.01116872545444e-08,
      -2.7323316013792205e-07,
      1.4031016015142999e-08,
      1.1649689229054309e-08,
      -9.37407323572901e-10,
      -4.589422821993628e-10,
      4.831292700972737e-11,
      1.706360922196379e-11,
      -2.17592103239626e-12,
      -6.069584860046308e-13
    },
    {
      -0.009523809523809525,
      0.008333333333333333,
      -0.0017857142857142857,
      -0.0005952380952380953,
      0.0003021284271284271,
      6.313131313131313e-06,
      -2.4154086654086653e-05,
      2.0003145003145e-06,
      1.3856431267145554e-06,
      -2.2182127836889742e-07,
      -6.442955862306936e-08,
      1.5559324178605223e-08,
      2.548507872146831e-09,
      -8.840221894559127e-10,
      -8.670756706065327e-11,
      4.4120305923691555e-11,
      2.4625877236974836e-12,
      -2.0119344662099794e-12
    },
    {
      -0.0035714285714285713,
      0.0,
      0.0018037518037518038,
      -0.0007215007215007215,
      -5.5037555037555035e-05,
      9.157509157509158e-05,
      -9.789593122926455e-06,
      -6.475006475006475e-06,
      1.5218629539357831e-06,
      3.100070210247615e-07,
      -1.299476614090764e-07,
      -9.348195991274275e-09,
      8.489102396922923e-09,
      -2.6365819227355123e-12,
      -4.693171780347261e-10,
      2.4770312737605765e-11,
      2.303170818430806e-11
    },
    {
      0.0036075036075036075,
      -0.003968253968253968,
      0.0011627261627261628,
      0.00038757538757538756,
      -0.000311031561031561,
      2.5206275206275207e-05,
      3.036768968141517e-05,
      -7.781991325408693e-06,
      -1.6086154571153835e-06,
      8.592956892525258e-07,
      2.6399936382204143e-08,
      -6.53357238498605e-08,
      4.185294758240463e-09,
      3.937176116604589e-09,
      -5.603907442989362e-10,
      -1.985048791332127e-10
    },
    {
      0.0023254523254523257,
      0.0,
      -0.0016317016317016317,
      0.000844988344988345,
      1.2283468165821107e-05,
      -0.0001366892911010558,
      3.135674381804413e-05,
      9.492034453334762e-06,
      -4.971369861075744e-06,
      -1.2735617257031086e-07,
      4.5654589701661237e-07,
      -4.6442060880130157e-08,
      -3.022188136354186e-08,
      6.511414975822903e-09,
      1.5118803258618844e-09
    },
    {
      -0.0032634032634032634,
      0.004166666666666667,
      -0.001490298916769505,
      -0.000496766305589835,
      0.0005384906845820158,
      -8.81006463436804e-05,
      -5.7490865830649114e-05,
      2.5309353385978772e-05,
      1.5673316909393434e-06,
      -3.006089400285475e-06,
      3.345739425026451e-07,
      2.2781491649490318e-07,
      -5.918863579619656e-08,
      -1.1437296610524818e-08
    },
    {
      -0.00298059783353901,
      0.0,
      0.0026507290439178985,
      -0.0016416761772798925,
      5.89430349492269e-05,
      0.0003149993281572229,
      -0.00010787969589625264,
      -1.799781421870532e-05,
      1.847081311397072e-05,
      -1.6808706857237712e-06,
      -1.7150987142936059e-06,
      4.5904512311832295e-07
    },
    {
      0.005301458087835797,
      -0.007575757575757576,
      0.0031400745797030625,
      0.0010466915265676877,
      -0.0014224919536872693,
      0.0003357444256286631,
      0.00015666685819128948,
      -0.0001018601736228604,
      3.629217696495065e-06,
      1.259547050057667e-05,
      -3.060278468407622e-06
    },
    {
      0.006280149159406125,
      0.0,
      -0.006736659341316765,
      0.004785378917159776,
      -0.000382246328874408,
      -0.0010474894939493135,
      0.000471988188313849,
      3.719620903966038e-05,
      -8.636183285752437e-05,
      1.6668264403542562e-05
    },
    {
      -0.01347331868263353,
      0.021092796092796094,
      -0.009829830248123424,
      -0.0032766100827078077,
      0.005341950364413011,
      -0.0016119841362976374,
      -0.0005834092558788454,
      0.0005249084722372598
    }
  };

  /** The part of {@link #EXPANSION} that a float result needs, by n and then k. */
  private static final double[] SHORT_EXPANSION = new double[9 * 6];

  static {
    for (int i = 0; i < SHORT_EXPANSION.length; i++) {
      SHORT_EXPANSION[i] = EXPANSION[i % 6][i / 6];
    }
  }

  private GammaVariateExpansion() {}

  /** {@return the coefficients of mu^n in d(k), a copy} */
  static double[] coefficients(int k) {
    return EXPANSION[k].clone();
  }

  /** The number of terms that full precision needs. */
  private static int terms(double a) {
    return a < 20 ? 12 : a < 50 ? 9 : a < 200 ? 7 : 5;
  }

  /** dD/da: the sum of -((k+1) d(k) + d'(k)) a^-(k+2). */
  static double byConcentration(double a, double mu) {
    return -sum(a, mu, 1) / a / a;
  }

  /** dD/dy: the sum of d'(k) a^-(k+1). */
  static double byLog(double a, double mu) {
    return sum(a, mu, 0) / a;
  }

  /** The sum of (factor (k+1) d(k) + d'(k)) a^-k, with one term more than D. */
  private static double sum(double a, double mu, double factor) {
    int terms = Math.min(terms(a) + 1, EXPANSION.length);
    double sum = 0;
    for (int k = terms - 1; k >= 0; k--) {
      double[] row = EXPANSION[k];
      double value = 0;
      double slope = 0;
      for (int n = row.length - 1; n >= 0; n--) {
        slope = slope * mu + value;
        value = value * mu + row[n];
      }
      sum = sum / a + (factor * (k + 1) * value + slope);
    }
    return sum;
  }

  /** D to full precision, for |mu| &lt;= 1 and a &gt;= 10. */
  static double value(double a, double mu) {
    int terms = terms(a);
    double r = 1 / a;
    double sum = 0;
    for (int k = terms - 1; k >= 0; k--) {
      double[] row = EXPANSION[k];
      double value = 0;
      for (int n = row.length - 1; n >= 0; n--) {
        value = value * mu + row[n];
      }
      sum = sum * r + value;
    }
    return sum * r;
  }

  /**
   * D to 1e-7, for |mu| &lt;= 1 and a &gt;= 6: six terms and mu^8, summed first over k, so that the
   * sums over n are independent and may overlap.
   */
  static double shortValue(double a, double mu) {
    double[] c = SHORT_EXPANSION;
    double r = 1 / a;
    double sum = 0;
    for (int i = c.length - 6; i >= 0; i -= 6) {
      double low = c[i] + r * (c[i + 1] + r * c[i + 2]);
      sum = sum * mu + (low + r * r * r * (c[i + 3] + r * (c[i + 4] + r * c[i + 5])));
    }
    return sum * r;
  }
}
