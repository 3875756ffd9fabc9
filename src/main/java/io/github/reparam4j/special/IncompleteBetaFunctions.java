/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * The logarithm of the beta function, the regularised incomplete beta function I_x(a,b), its
 * derivatives by the parameters, and the implicit derivative of beta variates.
 *
 * <p>NaN in, NaN out; NaN too if a parameter is not positive. The stated errors are the largest
 * found at 1,950 points of parameters in 1e-3..1e4 and quantiles from 1e-12 to 1 - 1e-12, against
 * values of 18 digits (generate_beta.py, beside the test's tables). With w = x^a (1-x)^b / B(a,b),
 * the density of t = logit x, the derivative of t along a constant I is D = -(dI/da) / w; it is
 * computed without w, so that x may be as small as e^-27000.
 */
public final class IncompleteBetaFunctions {
  /**
   * A precision, and the limits of the series that follow from it.
   *
   * @param tolerance relative error at which sums stop
   * @param digits -ln of the tolerance, for estimates of the number of terms
   * @param digammaThreshold where the asymptotic series of digamma begins
   * @param centralThreshold least parameter of the central series
   * @param centralTerms its number of terms
   */
  private record Precision(
      double tolerance,
      double digits,
      double digammaThreshold,
      double centralThreshold,
      int centralTerms) {}

  private static final Precision FULL = new Precision(3e-16, 37, 10, 150, 32);
  private static final Precision SINGLE = new Precision(2e-8, 18, 4, 100, 16);

  /** Tolerance of the continued fraction, which its rounding errors limit. */
  private static final double FRACTION_TOLERANCE = 1e-15;

  /**
   * The central series applies to |x - m| up to this part of m and of 1 - m, where m is the mean.
   */
  private static final double CENTRAL_WIDTH = 0.3;

  /** A power series is preferred to the continued fraction up to this number of terms. */
  private static final double MAX_SERIES_TERMS = 120;

  /** From this parameter on, Stirling's series of ln Gamma is used. */
  private static final double STIRLING_THRESHOLD = 10;

  /** Parameters are clamped to this range, so that nothing overflows. */
  private static final double MIN_PARAMETER = 1e-100;

  private static final double MAX_PARAMETER = 1e60;

  /** From this parameter on, I is that of a normal variate, to 1e-7 absolute. */
  static final double NORMAL_THRESHOLD = 1e12;

  private IncompleteBetaFunctions() {}

  /**
   * ln B(a,b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a+b), without cancellation.
   *
   * <p>Source: Commons Numbers, after A. R. DiDonato and A. H. Morris.
   */
  public static double logBeta(double a, double b) {
    return a > 0 && b > 0 ? LogBeta.value(a, b) : Double.NaN;
  }

  /** d/da ln B(a,b) = psi(a) - psi(a+b), without cancellation; negative. */
  public static double logBetaByA(double a, double b) {
    return a > 0 && b > 0 ? -BetaExpansions.digammaRise(a, b, FULL.digammaThreshold) : Double.NaN;
  }

  /**
   * The log-density of a Beta(a,b) variate for x in [0, 1], else NaN.
   *
   * <p>Value: at 0 infinite with the sign of 1 - a, or ln b for a = 1; at 1 likewise.
   */
  public static double betaLogDensity(double a, double b, double x) {
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    if (x == 0 || x == 1) {
      double edge = x == 0 ? a : b;
      return edge == 1 ? Math.log(a * b) : (1 - edge) * Double.POSITIVE_INFINITY;
    }
    return logDensity(
        clampParameter(a), clampParameter(b), x, 1 - x, Math.log(x), Math.log1p(-x), 1);
  }

  /** The derivative of {@link #betaLogDensity} by a, ln x - psi(a) + psi(a+b). */
  public static double betaLogDensityByA(double a, double b, double x) {
    return Math.log(x) - logBetaByA(a, b);
  }

  /** The derivative of {@link #betaLogDensity} by b, ln(1-x) - psi(b) + psi(a+b). */
  public static double betaLogDensityByB(double a, double b, double x) {
    return Math.log1p(-x) - logBetaByA(b, a);
  }

  /**
   * The derivative of {@link #betaLogDensity} by x, (a-1)/x - (b-1)/(1-x), of which a term is 0
   * where its numerator is.
   */
  public static double betaLogDensityByX(double a, double b, double x) {
    double first = a == 1 ? 0 : (a - 1) / x;
    return first - (b == 1 ? 0 : (b - 1) / (1 - x));
  }

  /** ln w at x = 1 / (1 + e^-t), the log-density of t; minus infinity at the infinities. */
  public static double logitBetaLogDensity(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return Double.NEGATIVE_INFINITY;
    }
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double log = BetaExpansions.log1p(e);
    return t < 0
        ? logDensity(clampParameter(a), clampParameter(b), small, large, t - log, -log, 0)
        : logDensity(clampParameter(a), clampParameter(b), large, small, -log, -t - log, 0);
  }

  /**
   * I_x(a,b) for x in [0, 1], else NaN.
   *
   * <p>Error: see {@link #logitBetaI}.
   */
  public static double betaI(double a, double b, double x) {
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    if (x == 0 || x == 1) {
      return x;
    }
    return tail(a, b, x, 1 - x, Math.log(x), Math.log1p(-x));
  }

  /**
   * I_x(a,b) at x = 1 / (1 + e^-t); 1 - I is the same of (b, a, -t).
   *
   * <p>Value: 0 at minus infinity, 1 at plus infinity.
   *
   * <p>Error: 3e-13 relative.
   */
  public static double logitBetaI(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return t < 0 ? 0 : 1;
    }
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double log = BetaExpansions.log1p(e);
    return t < 0
        ? tail(a, b, small, large, t - log, -log)
        : tail(a, b, large, small, -log, -t - log);
  }

  /** dI/da at x = 1 / (1 + e^-t); 0 at the infinities. dI/db is minus the same of (b, a, -t). */
  public static double logitBetaIByA(double anyA, double anyB, double t) {
    if (!(anyA > 0 && anyB > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return 0;
    }
    double a = clampParameter(anyA);
    double b = clampParameter(anyB);
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double log = BetaExpansions.log1p(e);
    double x = t < 0 ? small : large;
    double y = t < 0 ? large : small;
    double logX = Math.min(t, 0) - log;
    double w = density(a, b, x, y, logX, -Math.max(t, 0) - log);
    return w == 0 ? 0 : -w * implicit(a, b, x, y, logX, FULL);
  }

  /**
   * The derivative by a of t = logit x along a constant I_x(a,b), positive; by b it is minus the
   * same of (b, a, -t).
   *
   * <p>Value: (psi(a+b) - psi(a)) / b at plus infinity; about -t / a for very negative t.
   * Derivative by t: -(ln x - psi(a) + psi(a+b)) - (a - (a+b) x) D.
   */
  public static double logitBetaVariateByA(double a, double b, double t) {
    return logitVariateByA(a, b, t, FULL);
  }

  /** As {@link #logitBetaVariateByA}, for floats: relative error 2e-7. */
  public static double logitBetaVariateByASingle(double a, double b, double t) {
    return logitVariateByA(a, b, t, SINGLE);
  }

  private static double logitVariateByA(double a, double b, double t, Precision precision) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double x = t < 0 ? small : large;
    double y = t < 0 ? large : small;
    return implicit(a, b, x, y, Math.min(t, 0) - BetaExpansions.log1p(e), precision);
  }

  /** -(dI/da) / w of x, y = 1 - x and ln x, by the sum that is short and has no cancellation. */
  static double variateByA(double a, double b, double x, double y, double logX) {
    return implicit(a, b, x, y, logX, FULL);
  }

  private static double implicit(
      double anyA, double anyB, double x, double y, double logX, Precision precision) {
    double a = clampParameter(anyA);
    double b = clampParameter(anyB);
    double excess = a * y - b * x;
    double least = Math.min(a, b);
    if (least >= precision.centralThreshold && Math.abs(excess) <= CENTRAL_WIDTH * least) {
      return BetaExpansions.centralSeries(a, b, -excess / a, precision.centralTerms);
    }
    double tolerance = precision.tolerance;
    double digammaThreshold = precision.digammaThreshold;
    double rise = BetaExpansions.digammaRise(a, b, digammaThreshold);
    // ln x less its mean: its sign selects the tail whose sum has terms of one sign.
    double q = logX + rise;
    if (q <= 0) {
      if (b < 1 && y * Math.max(a, 1) <= 1.5 && y <= 0.4) {
        return BetaExpansions.edgeSeries(a, b, y, logX, rise, tolerance);
      }
      if (isShort(a, b, x, y, precision)) {
        return BetaExpansions.lowerSeries(a, b, x, 1 / a - q, 1, tolerance);
      }
      if (b >= 1 && (a + b) * y <= 1.3 * (b + 1) && isShort(b, a, y, x, precision)) {
        return BetaExpansions.upperSeries(a, b, y, q, 1, tolerance);
      }
      double t = Math.max(tolerance, FRACTION_TOLERANCE);
      return -BetaExpansions.lowerFraction(a, b, x, y, q, 1, t);
    }
    if (isShort(b, a, y, x, precision)) {
      return BetaExpansions.upperSeries(a, b, y, q, 1, tolerance);
    }
    if (a < 1 && x <= 0.5 && (a + b) * x < a + 1) {
      double c =
          b >= 1
              ? -BetaExpansions.digammaRise(a + 1, b - 1, digammaThreshold)
              : BetaExpansions.digammaRise(a + b, 1 - b, digammaThreshold);
      return BetaExpansions.lowerSeries(a, b, x, c - logX, 1, tolerance);
    }
    double t = Math.max(tolerance, FRACTION_TOLERANCE);
    return BetaExpansions.upperFraction(a, b, x, y, q, 1, t);
  }

  /** The parameter, clamped to the range in which nothing overflows. */
  static double clampParameter(double parameter) {
    return Math.min(Math.max(parameter, MIN_PARAMETER), MAX_PARAMETER);
  }

  /** Whether the power series in x, with ratios from about (a+b) x / (a+1) down to x, is short. */
  private static boolean isShort(double a, double b, double x, double y, Precision precision) {
    if (x < 0.75 && a + b < 60) {
      return true;
    }
    double fall = Math.max(0, (b - 1) / ((a + 1) * (a + b)));
    double distance = Math.min(1 - (a + b) * x / (a + 1), y);
    double root = Math.sqrt(distance * distance + 2 * precision.digits * fall);
    return 2 * precision.digits <= MAX_SERIES_TERMS * (distance + root);
  }

  /** I, from the tail on the side of the mean where x lies. */
  static double tail(double anyA, double anyB, double x, double y, double logX, double logY) {
    double a = clampParameter(anyA);
    double b = clampParameter(anyB);
    if (Math.min(a, b) > NORMAL_THRESHOLD) {
      double exponent = exponent(a, b, x, y, logX, logY);
      return ErrorFunctions.ndtr(Math.copySign(Math.sqrt(2 * exponent), b * x - a * y));
    }
    if (BetaTails.isStep(anyA, anyB)) {
      return anyB / (anyA + anyB);
    }
    double w = density(a, b, x, y, logX, logY);
    boolean lower = a * y >= b * x;
    if (w == 0) {
      return lower ? 0 : 1;
    }
    double near = w * (lower ? mass(a, b, x, y) : mass(b, a, y, x));
    double i = lower ? near : 1 - near;
    if (BetaTails.isLogarithmic(b, a, y, 1 - i)) {
      return -Math.expm1(BetaTails.logOfSmallParameter(anyB, a, y, logY));
    }
    return lower ? Math.min(1, near * Math.min(1, anyB / b)) : Math.max(0, i);
  }

  /** I / w, for x below the mean. */
  static double mass(double a, double b, double x, double y) {
    return isShort(a, b, x, y, FULL)
        ? BetaExpansions.lowerSeries(a, b, x, 1, 0, FULL.tolerance)
        : BetaExpansions.lowerFraction(a, b, x, y, 1, 0, FRACTION_TOLERANCE);
  }

  private static double density(double a, double b, double x, double y, double logX, double logY) {
    return Math.exp(logDensity(a, b, x, y, logX, logY, 0));
  }

  /**
   * (a - less) ln x + (b - less) ln y - ln B(a,b). For large parameters by the distance from the
   * mean, where a ln x, b ln y and ln B would cancel.
   */
  static double logDensity(
      double a, double b, double x, double y, double logX, double logY, int less) {
    if (Math.min(a, b) < STIRLING_THRESHOLD) {
      return (a - less) * logX + (b - less) * logY - LogBeta.value(a, b);
    }
    double correction = stirling(a) + stirling(b) - stirling(a + b);
    return 0.5 * Math.log(a / (a + b) * b / (2 * Math.PI))
        - exponent(a, b, x, y, logX, logY)
        - correction
        - less * (logX + logY);
  }

  /** a ln(m/x) + b ln((1-m)/y), m = a / (a+b). */
  static double exponent(double a, double b, double x, double y) {
    return exponent(a, b, x, y, Math.log(x), Math.log(y));
  }

  private static double exponent(double a, double b, double x, double y, double logX, double logY) {
    double excess = a * y - b * x;
    return a * logExcess(-excess / a, logX, a, b) + b * logExcess(excess / b, logY, b, a);
  }

  /** u - ln(1 + u) for u = z / m - 1 with m = p / (p+q), also where u rounds to -1. */
  private static double logExcess(double u, double logZ, double p, double q) {
    return u > -0.9 ? logExcess(u) : u - (logZ + Math.log1p(q / p));
  }

  /** u - ln(1 + u) for u &gt; -1, without cancellation near 0. */
  static double logExcess(double u) {
    if (Math.abs(u) > 0.3) {
      return u - Math.log1p(u);
    }
    // With s = u / (2+u): ln(1+u) = 2 (s + s^3/3 + ...), and u - 2 s = u s.
    double s = u / (2 + u);
    double s2 = s * s;
    double sum = 0;
    for (int k = 19; k >= 3; k -= 2) {
      sum = sum * s2 + 1.0 / k;
    }
    return s * (u - 2 * s2 * sum);
  }

  /** ln Gamma(z) less (z - 1/2) ln z - z + ln(2 pi) / 2, for z &gt;= 10 (NIST DLMF 5.11.1). */
  private static double stirling(double z) {
    double u = 1 / z / z;
    double sum = 1.0 / 156;
    sum = 691.0 / 360360 - u * sum;
    sum = 1.0 / 1188 - u * sum;
    sum = 1.0 / 1680 - u * sum;
    sum = 1.0 / 1260 - u * sum;
    sum = 1.0 / 360 - u * sum;
    return (1.0 / 12 - u * sum) / z;
  }
}
