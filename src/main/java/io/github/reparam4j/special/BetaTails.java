/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Logarithms of the tails of the beta distribution and of Student's t, and their logarithmic
 * derivatives, without underflow: the density is divided out before anything is exponentiated.
 *
 * <p>I_x(a,b) is the regularised incomplete beta function, t = ln x - ln(1-x) the logit of x, w =
 * x^a (1-x)^b / B(a,b) the density of t. NaN in, NaN out; NaN too if a parameter is not positive.
 */
public final class BetaTails {
  private static final double LN_TWO = 0.6931471805599453;

  /** Powers of 1/2 are rounded off from here on. */
  private static final int MAX_TERMS = 80;

  private BetaTails() {}

  /** ln I_x(a,b) for x in [0, 1], else NaN; minus infinity at 0, 0 at 1. */
  public static double logI(double a, double b, double x) {
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    return x == 0 || x == 1 ? Math.log(x) : logTail(a, b, x, 1 - x, Math.log(x), Math.log1p(-x));
  }

  /** ln(1 - I_x(a,b)) for x in [0, 1], else NaN; 0 at 0, minus infinity at 1. */
  public static double logComplement(double a, double b, double x) {
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    return x == 0 || x == 1
        ? Math.log(1 - x)
        : logTail(b, a, 1 - x, x, Math.log1p(-x), Math.log(x));
  }

  /** 1 - I_x(a,b) for x in [0, 1], else NaN. */
  public static double complement(double a, double b, double x) {
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    return x == 0 || x == 1
        ? 1 - x
        : IncompleteBetaFunctions.tail(b, a, 1 - x, x, Math.log1p(-x), Math.log(x));
  }

  /**
   * ln I at the logit t; ln(1 - I) is the same of (b, a, -t). Derivative {@link
   * #logitReversedHazard} by t.
   */
  public static double logitLogI(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return t > 0 ? 0 : t;
    }
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double log = BetaExpansions.log1p(e);
    return t < 0
        ? logTail(a, b, small, large, t - log, -log)
        : logTail(a, b, large, small, -log, -t - log);
  }

  /**
   * w / I, the derivative of ln I by the logit t; it tends to a and 0 at the infinities.
   * Derivatives: r (a (1-x) - b x - r) by t, r (ln x - psi(a) + psi(a+b) + D r) by a, r (ln(1-x) -
   * psi(b) + psi(a+b) - E r) by b, where D is {@link IncompleteBetaFunctions#logitBetaVariateByA}
   * of (a, b, t) and E that of (b, a, -t).
   */
  public static double logitReversedHazard(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return t > 0 ? 0 : a;
    }
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double x = t < 0 ? small : large;
    double y = t < 0 ? large : small;
    double first = IncompleteBetaFunctions.clampParameter(a);
    double second = IncompleteBetaFunctions.clampParameter(b);
    if (first * y >= second * x && isSummed(first, second)) {
      return 1 / IncompleteBetaFunctions.mass(first, second, x, y);
    }
    return Math.exp(IncompleteBetaFunctions.logitBetaLogDensity(a, b, t) - logitLogI(a, b, t));
  }

  private static boolean isSummed(double a, double b) {
    return Math.min(a, b) <= IncompleteBetaFunctions.NORMAL_THRESHOLD;
  }

  /** ln I of x, y = 1 - x and their logarithms. */
  private static double logTail(
      double anyA, double anyB, double x, double y, double logX, double logY) {
    double a = IncompleteBetaFunctions.clampParameter(anyA);
    double b = IncompleteBetaFunctions.clampParameter(anyB);
    boolean lower = a * y >= b * x;
    if (!isSummed(a, b)) {
      double z = Math.sqrt(2 * IncompleteBetaFunctions.exponent(a, b, x, y));
      return ErrorFunctions.logNdtr(lower ? -z : z);
    }
    if (isStep(anyA, anyB)) {
      double rest = anyA / (anyA + anyB);
      return rest < 0.5 ? Math.log1p(-rest) : Math.log(anyB) - Math.log(anyA + anyB);
    }
    double logW = IncompleteBetaFunctions.logDensity(a, b, x, y, logX, logY, 0);
    double mass =
        lower ? IncompleteBetaFunctions.mass(a, b, x, y) : IncompleteBetaFunctions.mass(b, a, y, x);
    double w = Math.exp(logW);
    double near = w == 0 ? 0 : w * mass;
    double i = lower ? near : 1 - near;
    if (isLogarithmic(a, b, x, i)) {
      return logOfSmallParameter(anyA, b, x, logX);
    }
    if (isLogarithmic(b, a, y, 1 - i)) {
      return Math.log(-Math.expm1(logOfSmallParameter(anyB, a, y, logY)));
    }
    return lower
        ? Math.min(logW + Math.log(mass) + Math.log(Math.min(1, anyB / b)), 0)
        : Math.log1p(-Math.min(1, near * Math.min(1, anyA / a)));
  }

  /** Whether I is b / (a + b) at all x but 0 and 1, to rounding. */
  static boolean isStep(double a, double b) {
    return Math.max(a, b) < 1e-20;
  }

  /**
   * Whether ln I_x(a,b) is to be computed by {@link #logOfSmallParameter}, because 1 - I is much
   * smaller than rounded parts of other sums.
   *
   * @param i an approximation of I
   */
  static boolean isLogarithmic(double a, double b, double x, double i) {
    return a < 0.5 && x <= 0.5 && b * x < 0.5 && i > 0.5;
  }

  /**
   * ln I_x(a,b) for a small a and x &lt;= 1/2, where it is near 0, as the sum of the logarithms of
   * x^a, 1 / (a B(a,b)) and F(a, 1-b; a+1; x). NIST Digital Library of Mathematical Functions,
   * 8.17.7.
   */
  static double logOfSmallParameter(double a, double b, double x, double logX) {
    double sum = 0;
    double term = 1;
    for (int n = 1; n <= MAX_TERMS; n++) {
      term *= (n - b) / n * x;
      double part = term / (a + n);
      sum += part;
      if (Math.abs(part) <= 1e-17 * Math.abs(sum)) {
        break;
      }
    }
    double rise = GammaDifferences.logGamma(b, a) - GammaDifferences.logGamma(1, a);
    return a * logX + rise + Math.log1p(a * sum);
  }

  /** The probability that Student's t of nu degrees of freedom is at most t. */
  public static double studentCdf(double nu, double t) {
    if (t > 0) {
      return -Math.expm1(studentLogCdf(nu, -t));
    }
    return Math.exp(studentLogCdf(nu, t));
  }

  /**
   * The logarithm of {@link #studentCdf}. Derivative {@link #studentReversedHazard} by t.
   *
   * <p>Source: below 0 the probability is one half of I of (nu/2, 1/2) at x = nu / (nu + t^2).
   */
  public static double studentLogCdf(double nu, double t) {
    if (!(nu > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return t > 0 ? 0 : t;
    }
    if (t > 0) {
      return Math.log1p(-Math.exp(studentLogCdf(nu, -t)));
    }
    if (t == 0) {
      return -LN_TWO;
    }
    double df = IncompleteBetaFunctions.clampParameter(nu);
    double v = t * (t / df);
    if (v > 1e300 || v < 1e-300) {
      return logitLogI(0.5 * df, 0.5, Math.log(df) - 2 * Math.log(-t)) - LN_TWO;
    }
    double log = Math.log1p(v);
    double logRest = v < 1 ? Math.log(v) - log : -Math.log1p(1 / v);
    return logTail(0.5 * df, 0.5, 1 / (1 + v), v / (1 + v), -log, logRest) - LN_TWO;
  }

  /**
   * The density of Student's t divided by {@link #studentCdf}. Derivatives: h (d ln f / dt - h) by
   * t, h (d ln f / d nu + h dt/dnu) by nu with the dt/dnu of {@link StudentFunctions#variateByDf}.
   */
  public static double studentReversedHazard(double nu, double t) {
    if (!(nu > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return 0;
    }
    if (t < -1) {
      double logit = Math.log(nu) - 2 * Math.log(-t);
      return logitReversedHazard(0.5 * nu, 0.5, logit) * (-2 / t);
    }
    return Math.exp(StudentFunctions.logDensity(nu, t) - studentLogCdf(nu, t));
  }
}
