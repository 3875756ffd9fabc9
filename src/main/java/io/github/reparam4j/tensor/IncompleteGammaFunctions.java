package io.github.reparam4j.tensor;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The regularised incomplete gamma functions, their derivatives by the first argument, and the
 * derivative of a gamma variate by its concentration.
 *
 * <p>f(x) = x^(a-1) e^-x / Gamma(a) is the density of the standard gamma law of concentration a, P
 * its distribution function, Q = 1 - P. NaN in, NaN out, and NaN for a &lt;= 0 or x &lt; 0. Errors
 * are the largest found against values of 40 digits; see the test.
 */
final class IncompleteGammaFunctions {
  /** From this concentration on, the expansion of {@link #expansion} gives full precision. */
  private static final double LARGE = 10;

  /** As {@link #LARGE}, for a float result. */
  private static final double LARGE_FOR_FLOAT = 6;

  /** How far ln(x / a) may lie from 0 for {@link #expansion}. */
  private static final double NEAR = 1;

  /** Beyond it, all but the first term of the expansion are less than rounding. */
  private static final double HUGE = 1e12;

  /** e^60: beyond it, all but the first term of the continued fraction are less than rounding. */
  private static final double FAR = 60;

  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
  private static final double DOUBLE_PRECISION = 1e-16;
  private static final double FLOAT_PRECISION = 1e-8;
  private static final int MOST_STEPS = 2000;

  private IncompleteGammaFunctions() {}

  /**
   * P(a, x), the integral of f from 0 to x.
   *
   * <p>Value: 0 at x = 0, 1 at infinity. Derivatives: f(x) by x, {@link #pByConcentration} by a.
   *
   * <p>Source: Commons Numbers, after Boost; from a = 1e4 on {@link TemmeExpansion}.
   */
  static double p(double a, double x) {
    return isForTemme(a, x) ? TemmeExpansion.p(a, x) : RegularizedGamma.P.value(a, x);
  }

  /**
   * Q(a, x) = 1 - P(a, x), the integral of f from x on, without cancellation for large x.
   *
   * <p>Value: 1 at x = 0, 0 at infinity.
   *
   * <p>Source: Commons Numbers, after Boost; from a = 1e4 on {@link TemmeExpansion}.
   */
  static double q(double a, double x) {
    return isForTemme(a, x) ? TemmeExpansion.q(a, x) : RegularizedGamma.Q.value(a, x);
  }

  /** Where Commons Numbers takes many terms in the tails, from 1e10 on too many. */
  private static boolean isForTemme(double a, double x) {
    return a >= TemmeExpansion.LARGE && a <= Double.MAX_VALUE && x >= 0;
  }

  /**
   * dP(a, x)/da, which is negative.
   *
   * <p>Value: 0 at x = 0 and at infinity, and where it underflows.
   *
   * <p>Source: -D x f(x) with the D of {@link #logVariateByConcentration}.
   */
  static double pByConcentration(double a, double x) {
    if (x == 0 && a > 0) {
      return 0;
    }
    double y = Math.log(x);
    double density = Math.exp(logDensityOfLog(a, x, y));
    return density == 0 ? 0 : -density * logVariateByConcentration(a, y);
  }

  /**
   * ln f(x) = (a - 1) ln x - x - lgamma(a), without cancellation for large a.
   *
   * <p>Value: at x = 0 plus infinity, 0 or minus infinity as a is less than, equal to or greater
   * than 1; minus infinity at infinity. Derivatives: (a - 1) / x - 1 by x, ln x - psi(a) by a.
   *
   * <p>Source: for a &gt;= 10 with t = (x - a) / a by Stirling's series S(a), NIST DLMF 5.11.1: -a
   * (t - ln(1 + t)) + ln(a / (2 pi)) / 2 - S(a) - ln x.
   */
  static double logDensity(double a, double x) {
    if (x == 0 && a > 0) {
      return a == 1 ? 0 : (1 - a) * Double.POSITIVE_INFINITY;
    }
    double y = Math.log(x);
    return a < LARGE ? scaledLogDensity(a, x, y, a - 1) : scaledLogDensity(a, x, y, a) - y;
  }

  /** ln(x f(x)), the logarithm of the density of y = ln x. */
  static double logDensityOfLog(double a, double x, double y) {
    return scaledLogDensity(a, x, y, a);
  }

  /** ln(x f(x)), y = ln x; where a is less than LARGE, with y to another power than a. */
  private static double scaledLogDensity(double a, double x, double y, double power) {
    if (!(a > 0)) {
      return Double.NaN;
    }
    if (x > Double.MAX_VALUE) {
      return Double.NEGATIVE_INFINITY;
    }
    if (a < LARGE) {
      return power * y - x - GammaFunctions.lgamma(a);
    }
    double r = 1 / a;
    double u = r * r;
    // |B(2k)| / (2k (2k - 1)) for k = 8 down to 1; the signs alternate.
    double stirling = 3617.0 / 122400;
    stirling = 1.0 / 156 - u * stirling;
    stirling = 691.0 / 360360 - u * stirling;
    stirling = 1.0 / 1188 - u * stirling;
    stirling = 1.0 / 1680 - u * stirling;
    stirling = 1.0 / 1260 - u * stirling;
    stirling = 1.0 / 360 - u * stirling;
    stirling = 1.0 / 12 - u * stirling;
    double logA = Math.log(a);
    return 0.5 * logA - HALF_LOG_TWO_PI - r * stirling - a * excess((x - a) / a, y - logA);
  }

  /** t - mu with mu = ln(1 + t); near 0 by the series of ln(1 + t) = 2 artanh(t / (2 + t)). */
  static double excess(double t, double mu) {
    if (t > Double.MAX_VALUE) {
      return t;
    }
    if (Math.abs(t) > 0.4) {
      return t - (t < -0.9 ? mu : Math.log1p(t));
    }
    double r = t / (2 + t);
    double u = r * r;
    double series = 0;
    for (int k = 25; k >= 3; k -= 2) {
      series = (series + 1.0 / k) * u;
    }
    return r * (t - 2 * series);
  }

  /**
   * D(a, y) = dy/da at fixed P, where y = ln x is the logarithm of a gamma variate: -(dP/da) / (x
   * f(x)). It is positive.
   *
   * <p>Value: about (psi(a+1) - y) / a for y to minus infinity, about (y - psi(a)) / x for y to
   * infinity, about 1/a for large a in between. Derivative by y: -(y - psi(a)) - D (a - e^y).
   *
   * <p>Source, where the error is stated for all but the outer 1e-12 of the law:
   *
   * <ul>
   *   <li>x &lt;= a + 3: the series P = x^a e^-x / Gamma(a+1) times the sum over n of c(n), c(n) =
   *       x^n / ((a+1)...(a+n)), NIST DLMF 8.11.4, differentiated: D = sum of c(n) (psi(a+n+1) - y)
   *       / a. All terms are positive for x &lt; a + 1/2, a little cancels above.
   *   <li>Greater x: D = (y - psi(a)) G + dG/da, both terms positive, where G = Q / (x f(x)) is a
   *       continued fraction, NIST DLMF 8.9.2, whose convergents are differentiated term by term.
   *   <li>a &gt;= 10 and |ln(x / a)| &lt;= 1: {@link #expansion}.
   * </ul>
   */
  static double logVariateByConcentration(double a, double y) {
    if (a >= LARGE) {
      double mu = y - Math.log(a);
      if (Math.abs(mu) <= NEAR) {
        return expansion(a, mu, a < 20 ? 12 : a < 50 ? 9 : a < 200 ? 7 : 5);
      }
      if (a > HUGE) {
        double first = Math.abs(mu) < Double.POSITIVE_INFINITY ? mu / Math.expm1(mu) / a : 0;
        return y == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : y == y ? first : y;
      }
    }
    return byLog(a, y, DOUBLE_PRECISION);
  }

  /** As {@link #logVariateByConcentration}, with enough precision for a float result. */
  static double fastLogVariateByConcentration(double a, double y) {
    if (a >= LARGE_FOR_FLOAT && a < HUGE) {
      double mu = y - MarsagliaTsang.log(a);
      return Math.abs(mu) <= NEAR ? shortExpansion(a, mu) : byLog(a, y, FLOAT_PRECISION);
    }
    return a >= HUGE ? logVariateByConcentration(a, y) : byLog(a, y, FLOAT_PRECISION);
  }

  /** By the series or the continued fraction. */
  private static double byLog(double a, double y, double precision) {
    if (!(a > 0) || y != y) {
      return Double.NaN;
    }
    double x = y > FAR ? Double.POSITIVE_INFINITY : Math.exp(y);
    if (x <= a + 3) {
      return series(a, x, GammaFunctions.digamma(a + 1) - y, precision);
    }
    double excess = Math.min(y - GammaFunctions.digamma(a), Double.MAX_VALUE);
    if (y > FAR) {
      return y > Double.MAX_VALUE ? 0 : excess * Math.exp(-y);
    }
    return fraction(a, x, excess, precision);
  }

  private static double series(double a, double x, double first, double precision) {
    if (x == 0) {
      return first / a;
    }
    double coefficient = 1;
    double deficit = first;
    double sum = first;
    double magnitude = Math.abs(first);
    for (int n = 1; n < MOST_STEPS; n++) {
      double r = 1 / (a + n);
      deficit += r;
      magnitude += r;
      coefficient *= x * r;
      sum += coefficient * deficit;
      if (coefficient * magnitude <= precision * sum && n > 3) {
        break;
      }
    }
    return sum / a;
  }

  /** excess G + dG/da, where 1/G = x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...)). */
  private static double fraction(double a, double x, double excess, double precision) {
    // Numerators and denominators of the last two convergents, and their derivatives by a.
    double b = x + 1 - a;
    double p0 = 0;
    double p1 = 1;
    double q0 = 1;
    double q1 = b;
    double dp0 = 0;
    double dp1 = 0;
    double dq0 = 0;
    double dq1 = -1;
    double value = excess / b;
    for (int n = 1; n < MOST_STEPS; n++) {
      b += 2;
      double c = n * (a - n);
      double dp2 = b * dp1 - p1 + c * dp0 + n * p0;
      double dq2 = b * dq1 - q1 + c * dq0 + n * q0;
      double p2 = b * p1 + c * p0;
      double q2 = b * q1 + c * q0;
      p0 = p1;
      q0 = q1;
      dp0 = dp1;
      dq0 = dq1;
      p1 = p2;
      q1 = q2;
      dp1 = dp2;
      dq1 = dq2;
      if ((n & 3) == 0) {
        double r = 1 / q1;
        double last = value;
        value = excess * (p1 * r) + (dp1 - p1 * r * dq1) * r;
        if (Math.abs(value - last) <= precision * value) {
          break;
        }
        if (q1 > 1e100) {
          p0 *= r;
          q0 *= r;
          dp0 *= r;
          dq0 *= r;
          p1 *= r;
          q1 = 1;
          dp1 *= r;
          dq1 *= r;
        }
      }
    }
    return value;
  }

  /**
   * D for large a, mu = ln(x / a). The derivative by y given above says a (e^mu - 1) D = dD/dmu +
   * mu + ln a - psi(a). With psi's asymptotic series, ln a - psi(a) = sum of s(k) a^-k, that is
   * solved by D = sum over k of d(k, mu) a^-(k+1): d(0) = mu / (e^mu - 1), and d(k) = (d'(k-1) +
   * s(k)) / (e^mu - 1), which is regular at 0. The functions d are given by their power series,
   * which converge for |mu| &lt; 2 pi.
   */
  private static double expansion(double a, double mu, int terms) {
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

  /** {@link #expansion} to six terms and mu^8, summed first over k: so the sums may overlap. */
  private static double shortExpansion(double a, double mu) {
    double[] c = SHORT_EXPANSION;
    double r = 1 / a;
    double sum = 0;
    for (int i = c.length - 6; i >= 0; i -= 6) {
      double low = c[i] + r * (c[i + 1] + r * c[i + 2]);
      sum = sum * mu + (low + r * r * r * (c[i + 3] + r * (c[i + 4] + r * c[i + 5])));
    }
    return sum * r;
  }

  /** Coefficients of mu^n in d(k); from generateIncompleteGamma.py, beside the test's tables. */
  private static final double[][] EXPANSION = {
    {1.0, -0.5, 0.08333333333333333, 0.0, -0.001388888888888889, 0.0, 3.306878306878307e-05, 0.0,
      -8.267195767195768e-07, 0.0, 2.08767569878681e-08, 0.0, -5.284190138687493e-10, 0.0,
      1.3382536530684679e-11, 0.0, -3.3896802963225827e-13, 0.0, 8.586062056277845e-15},
    {0.16666666666666666, -0.08333333333333333, 0.008333333333333333, 0.002777777777777778,
      -0.000496031746031746, -9.92063492063492e-05, 2.3148148148148147e-05,
      3.306878306878307e-06, -9.394540644540645e-07, -1.043837849393405e-07,
      3.4875654915337455e-08, 3.1705140832124957e-09, -1.2178108242923058e-09,
      -9.367775571479276e-11, 4.0676163555871e-11, 2.711744237058066e-12,
      -1.3136674946105101e-12, -7.72745585065006e-14, 4.132250527260318e-14},
    {0.016666666666666666, 0.0, -0.004761904761904762, 0.0011904761904761906,
      0.0001984126984126984, -9.92063492063492e-05, -4.2087542087542085e-06,
      5.711880711880712e-06, -8.01116872545444e-08, -2.7323316013792205e-07,
      1.4031016015142999e-08, 1.1649689229054309e-08, -9.37407323572901e-10,
      -4.589422821993628e-10, 4.831292700972737e-11, 1.706360922196379e-11,
      -2.17592103239626e-12, -6.069584860046308e-13},
    {-0.009523809523809525, 0.008333333333333333, -0.0017857142857142857, -0.0005952380952380953,
      0.0003021284271284271, 6.313131313131313e-06, -2.4154086654086653e-05, 2.0003145003145e-06,
      1.3856431267145554e-06, -2.2182127836889742e-07, -6.442955862306936e-08,
      1.5559324178605223e-08, 2.548507872146831e-09, -8.840221894559127e-10,
      -8.670756706065327e-11, 4.4120305923691555e-11, 2.4625877236974836e-12,
      -2.0119344662099794e-12},
    {-0.0035714285714285713, 0.0, 0.0018037518037518038, -0.0007215007215007215,
      -5.5037555037555035e-05, 9.157509157509158e-05, -9.789593122926455e-06,
      -6.475006475006475e-06, 1.5218629539357831e-06, 3.100070210247615e-07,
      -1.299476614090764e-07, -9.348195991274275e-09, 8.489102396922923e-09,
      -2.6365819227355123e-12, -4.693171780347261e-10, 2.4770312737605765e-11,
      2.303170818430806e-11},
    {0.0036075036075036075, -0.003968253968253968, 0.0011627261627261628, 0.00038757538757538756,
      -0.000311031561031561, 2.5206275206275207e-05, 3.036768968141517e-05,
      -7.781991325408693e-06, -1.6086154571153835e-06, 8.592956892525258e-07,
      2.6399936382204143e-08, -6.53357238498605e-08, 4.185294758240463e-09,
      3.937176116604589e-09, -5.603907442989362e-10, -1.985048791332127e-10},
    {0.0023254523254523257, 0.0, -0.0016317016317016317, 0.000844988344988345,
      1.2283468165821107e-05, -0.0001366892911010558, 3.135674381804413e-05,
      9.492034453334762e-06, -4.971369861075744e-06, -1.2735617257031086e-07,
      4.5654589701661237e-07, -4.6442060880130157e-08, -3.022188136354186e-08,
      6.511414975822903e-09, 1.5118803258618844e-09},
    {-0.0032634032634032634, 0.004166666666666667, -0.001490298916769505, -0.000496766305589835,
      0.0005384906845820158, -8.81006463436804e-05, -5.7490865830649114e-05,
      2.5309353385978772e-05, 1.5673316909393434e-06, -3.006089400285475e-06,
      3.345739425026451e-07, 2.2781491649490318e-07, -5.918863579619656e-08,
      -1.1437296610524818e-08},
    {-0.00298059783353901, 0.0, 0.0026507290439178985, -0.0016416761772798925,
      5.89430349492269e-05, 0.0003149993281572229, -0.00010787969589625264,
      -1.799781421870532e-05, 1.847081311397072e-05, -1.6808706857237712e-06,
      -1.7150987142936059e-06, 4.5904512311832295e-07},
    {0.005301458087835797, -0.007575757575757576, 0.0031400745797030625, 0.0010466915265676877,
      -0.0014224919536872693, 0.0003357444256286631, 0.00015666685819128948,
      -0.0001018601736228604, 3.629217696495065e-06, 1.259547050057667e-05,
      -3.060278468407622e-06},
    {0.006280149159406125, 0.0, -0.006736659341316765, 0.004785378917159776,
      -0.000382246328874408, -0.0010474894939493135, 0.000471988188313849, 3.719620903966038e-05,
      -8.636183285752437e-05, 1.6668264403542562e-05},
    {-0.01347331868263353, 0.021092796092796094, -0.009829830248123424, -0.0032766100827078077,
      0.005341950364413011, -0.0016119841362976374, -0.0005834092558788454, 0.0005249084722372598}
  };

  /** The part of {@link #EXPANSION} that a float result needs, by n and then k. */
  private static final double[] SHORT_EXPANSION = new double[9 * 6];

  static {
    for (int i = 0; i < SHORT_EXPANSION.length; i++) {
      SHORT_EXPANSION[i] = EXPANSION[i % 6][i / 6];
    }
  }
}
