/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The regularised incomplete gamma functions, their derivatives by the first argument, and the
 * derivative of a gamma variate by its concentration.
 *
 * <p>f(x) = x^(a-1) e^-x / Gamma(a) is the density of the standard gamma distribution of
 * concentration a, P its distribution function, Q = 1 - P. NaN in, NaN out, and NaN for a &lt;= 0
 * or x &lt; 0. Errors are the largest found against values of 40 digits; see the test.
 */
public final class IncompleteGammaFunctions {
  /** From this concentration on, {@link GammaVariateExpansion} gives full precision. */
  private static final double EXPANSION_THRESHOLD = 10;

  /** As {@link #EXPANSION_THRESHOLD}, for a float result. */
  private static final double FLOAT_EXPANSION_THRESHOLD = 6;

  /** Maximum |ln(x / a)| for {@link GammaVariateExpansion}. */
  private static final double MAX_EXPANSION_LOG_RATIO = 1;

  /** From this concentration on, all but the first term of the expansion are below rounding. */
  private static final double FIRST_TERM_THRESHOLD = 1e12;

  /** From x = e^60 on, all but the first term of the continued fraction are below rounding. */
  private static final double FRACTION_TAIL_THRESHOLD = 60;

  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
  private static final double DOUBLE_PRECISION = 1e-16;
  private static final double FLOAT_PRECISION = 1e-8;
  private static final int MAX_STEPS = 2000;

  private IncompleteGammaFunctions() {}

  /**
   * P(a, x), the integral of f from 0 to x.
   *
   * <p>Value: 0 at x = 0, 1 at infinity. Derivatives: f(x) by x, {@link #pByConcentration} by a.
   *
   * <p>Source: Commons Numbers, after Boost; from a = 1e4 on {@link TemmeExpansion}.
   */
  public static double p(double a, double x) {
    double p = isForTemme(a, x) ? TemmeExpansion.p(a, x) : RegularizedGamma.P.value(a, x);
    return p < GammaTails.TAIL_THRESHOLD ? Math.exp(GammaTails.logP(a, x)) : p;
  }

  /**
   * Q(a, x) = 1 - P(a, x), the integral of f from x on, without cancellation for large x.
   *
   * <p>Value: 1 at x = 0, 0 at infinity.
   *
   * <p>Source: Commons Numbers, after Boost; from a = 1e4 on {@link TemmeExpansion}.
   */
  public static double q(double a, double x) {
    double q = isForTemme(a, x) ? TemmeExpansion.q(a, x) : RegularizedGamma.Q.value(a, x);
    return q < GammaTails.TAIL_THRESHOLD ? Math.exp(GammaTails.logQ(a, x)) : q;
  }

  /** Whether Commons Numbers would need many terms in the tails, from 1e10 on too many. */
  private static boolean isForTemme(double a, double x) {
    return a >= TemmeExpansion.THRESHOLD && a <= Double.MAX_VALUE && x >= 0;
  }

  /**
   * dP(a, x)/da, which is negative.
   *
   * <p>Value: 0 at x = 0 and at infinity, and where it underflows.
   *
   * <p>Source: -D x f(x) with the D of {@link #logVariateByConcentration}.
   */
  public static double pByConcentration(double a, double x) {
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
  public static double logDensity(double a, double x) {
    if (x == 0 && a > 0) {
      return a == 1 ? 0 : (1 - a) * Double.POSITIVE_INFINITY;
    }
    double y = Math.log(x);
    return a < EXPANSION_THRESHOLD
        ? scaledLogDensity(a, x, y, a - 1)
        : scaledLogDensity(a, x, y, a) - y;
  }

  /** ln(x f(x)), the logarithm of the density of y = ln x. */
  static double logDensityOfLog(double a, double x, double y) {
    return scaledLogDensity(a, x, y, a);
  }

  /**
   * ln(x f(x)), y = ln x; where a is less than EXPANSION_THRESHOLD, with y to another power than a.
   */
  private static double scaledLogDensity(double a, double x, double y, double power) {
    if (!(a > 0)) {
      return Double.NaN;
    }
    if (x > Double.MAX_VALUE) {
      return Double.NEGATIVE_INFINITY;
    }
    if (a < EXPANSION_THRESHOLD) {
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
   * <p>Error: 3e-14 relative, except in the outer 1e-12 of the distribution. Source:
   *
   * <ul>
   *   <li>x &lt;= a + 3: the series P = x^a e^-x / Gamma(a+1) times the sum over n of c(n), c(n) =
   *       x^n / ((a+1)...(a+n)), NIST DLMF 8.11.4, differentiated: D = sum of c(n) (psi(a+n+1) - y)
   *       / a. All terms are positive for x &lt; a + 1/2, a little cancels above.
   *   <li>Greater x: D = (y - psi(a)) G + dG/da, both terms positive, where G = Q / (x f(x)) is a
   *       continued fraction, NIST DLMF 8.9.2, whose convergents are differentiated term by term.
   *   <li>a &gt;= 10 and |ln(x / a)| &lt;= 1: {@link GammaVariateExpansion}.
   * </ul>
   */
  public static double logVariateByConcentration(double a, double y) {
    if (a >= EXPANSION_THRESHOLD) {
      double mu = y - Math.log(a);
      if (Math.abs(mu) <= MAX_EXPANSION_LOG_RATIO) {
        return GammaVariateExpansion.value(a, mu);
      }
      if (a > FIRST_TERM_THRESHOLD) {
        double first = Math.abs(mu) < Double.POSITIVE_INFINITY ? mu / Math.expm1(mu) / a : 0;
        return y == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : y == y ? first : y;
      }
    }
    return byLog(a, y, DOUBLE_PRECISION);
  }

  /**
   * The coefficients of mu^n, mu = ln(x / a), in the function d(k) of D = sum over k of d(k)
   * a^-(k+1) for large a.
   */
  public static double[] variateExpansion(int k) {
    return GammaVariateExpansion.coefficients(k);
  }

  /** As {@link #logVariateByConcentration}, for a float result: to 1e-7. */
  public static double fastLogVariateByConcentration(double a, double y) {
    if (a >= FLOAT_EXPANSION_THRESHOLD && a < FIRST_TERM_THRESHOLD) {
      double mu = y - MarsagliaTsangGammaSampler.log(a);
      return Math.abs(mu) <= MAX_EXPANSION_LOG_RATIO
          ? GammaVariateExpansion.shortValue(a, mu)
          : byLog(a, y, FLOAT_PRECISION);
    }
    return a >= FIRST_TERM_THRESHOLD
        ? logVariateByConcentration(a, y)
        : byLog(a, y, FLOAT_PRECISION);
  }

  /** By the series or the continued fraction. */
  private static double byLog(double a, double y, double precision) {
    if (!(a > 0) || y != y) {
      return Double.NaN;
    }
    double x = y > FRACTION_TAIL_THRESHOLD ? Double.POSITIVE_INFINITY : Math.exp(y);
    if (x <= a + 3) {
      return series(a, x, GammaFunctions.digamma(a + 1) - y, precision);
    }
    double excess = Math.min(y - GammaFunctions.digamma(a), Double.MAX_VALUE);
    if (y > FRACTION_TAIL_THRESHOLD) {
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
    for (int n = 1; n < MAX_STEPS; n++) {
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
    for (int n = 1; n < MAX_STEPS; n++) {
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
}
