/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.Gamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The logarithm of the gamma function and its derivatives, on the entire real line.
 *
 * <p>NaN in, NaN out. The stated errors are the largest found at 5,000 to 11,000 points a function,
 * against values of 60 digits; an ulp is that of the exact value. For x &lt; 0 each function but
 * {@link #trigamma} has zeros between the poles; close to one, only the absolute error is small,
 * and it is stated instead.
 */
public final class GammaFunctions {
  /** The greatest order of {@link #polygamma}. */
  public static final int MAX_ORDER = 100;

  /** From this x on, the asymptotic series of digamma and trigamma give full precision. */
  private static final double ASYMPTOTIC_THRESHOLD = 10;

  /** The positive zero of digamma, less 1, as the nearest double and its rounding error. */
  private static final double DIGAMMA_ROOT = 0.46163214496836236;

  private static final double DIGAMMA_ROOT_LOW = -1.5522348162858677e-17;

  /** B(2k) / (2k)!, k = 1, 2, ...: the weights of the Euler-Maclaurin formula. */
  private static final double[] EULER_MACLAURIN = {
    0.083333333333333333333,
    -0.0013888888888888888889,
    0.000033068783068783068783,
    -8.2671957671957671958e-7,
    2.0876756987868098979e-8,
    -5.2841901386874931848e-10,
    1.3382536530684678833e-11,
    -3.3896802963225828668e-13,
    8.5860620562778445641e-15,
    -2.174868698558061873e-16
  };

  private GammaFunctions() {}

  /**
   * ln |Gamma(x)|.
   *
   * <p>Value: plus infinity at the poles 0, -1, -2, ... and at both infinities (as in C99); 0 at 1
   * and 2. Derivative: {@link #digamma}.
   *
   * <p>Error: 1.6 ulp for x &gt; 0, the zeros at 1 and 2 included; for x &lt; 0 2.1 ulp or 5e-15.
   * Source: Commons Numbers, after Boost.
   */
  public static double lgamma(double x) {
    return isPole(x) ? Double.POSITIVE_INFINITY : LogGamma.value(x);
  }

  /**
   * The logarithmic derivative of the gamma function, psi(x) = Gamma'(x) / Gamma(x).
   *
   * <p>Value: minus infinity at 0, plus infinity at -0.0 and at plus infinity, NaN at -1, -2, ...
   * and at minus infinity, where it has no one limit. Derivative: {@link #trigamma}.
   *
   * <p>Error: 3 ulp for x &gt; 0, the zero near 1.46 included; for x &lt; 0 2.7 ulp or 2e-15 (to
   * -400). Source: the recurrence psi(x + 1) = psi(x) + 1/x down to [1, 2], and there (x - zero)
   * times a rational function that interpolates at Chebyshev points (derived by generate.py, beside
   * the test's tables); from 10 on the asymptotic series, NIST DLMF 5.11.2; below 0 reflection,
   * 5.5.4.
   */
  public static double digamma(double x) {
    if (x > 0) {
      return positiveDigamma(x);
    }
    if (isPole(x)) {
      return x == 0 ? -1 / x : Double.NaN;
    }
    double y = -x;
    double shifted = y < 1 ? digammaFromOne(y) : positiveDigamma(y) + 1 / y;
    return shifted + piCotPi(y);
  }

  /**
   * The derivative of {@link #digamma}, psi'(x) = sum over k &gt;= 0 of 1 / (x + k)^2.
   *
   * <p>Value: plus infinity at the poles 0, -1, -2, ..., 0 at plus infinity, NaN at minus infinity.
   * Derivative: {@code polygamma(2, x)}.
   *
   * <p>Error: 2.2 ulp for x &gt; 0, 4.2 ulp for x &lt; 0. Source: the terms of the sum up to x + k
   * = 10, and there the asymptotic series, NIST DLMF 5.15.8; below 0 reflection, 5.15.6.
   */
  public static double trigamma(double x) {
    if (x > 0) {
      return positiveTrigamma(x);
    }
    if (isPole(x)) {
      return x == Double.NEGATIVE_INFINITY ? Double.NaN : Double.POSITIVE_INFINITY;
    }
    double ratio = Math.PI / Math.sin(Math.PI * (x - Math.rint(x)));
    return ratio * ratio - positiveTrigamma(1 - x);
  }

  /**
   * The n-th derivative of {@link #digamma}, for n &gt; 0 equal to (-1)^(n+1) n! times the sum over
   * k &gt;= 0 of 1 / (x + k)^(n+1).
   *
   * <p>Value for odd n: plus infinity at 0, -1, -2, ...; for even n: minus infinity at 0, plus
   * infinity at -0.0, NaN at -1, -2, ...; 0 at plus infinity (for n &gt; 0), NaN at minus infinity.
   * Derivative: {@code polygamma(n + 1, x)}.
   *
   * <p>Error for x &gt; 0: 4.9 ulp up to order 5, 7.6 ulp up to order 100; for x &lt; 0: 4e-16 n! /
   * d^(n+1), where d is the distance of the nearest pole. Source: Euler-Maclaurin summation; below
   * 0 the terms are those of 1 + r and 1 - r, where r is x less the nearest integer.
   *
   * @param n the order, 0 to {@link #MAX_ORDER}: the caller has checked it
   */
  public static double polygamma(int n, double x) {
    if (n == 0) {
      return digamma(x);
    }
    if (n == 1) {
      return trigamma(x);
    }
    boolean odd = n % 2 == 1;
    double sign = odd ? 1 : -1;
    if (x > 0) {
      return sign * positivePolygamma(n, x);
    }
    if (isPole(x)) {
      boolean finite = x > Double.NEGATIVE_INFINITY;
      return odd && finite ? Double.POSITIVE_INFINITY : x == 0 ? -1 / x : Double.NaN;
    }
    double integer = Math.rint(x);
    double r = x - integer;
    double above = Gamma.value(n + 1) * Math.pow(r, -n - 1) + positivePolygamma(n, 1 + r);
    double below = positivePolygamma(n, 1 - r) - positivePolygamma(n, 1 - r - integer);
    return sign * above + below;
  }

  private static boolean isPole(double x) {
    return x <= 0 && x == Math.floor(x);
  }

  private static double positiveDigamma(double x) {
    if (x >= ASYMPTOTIC_THRESHOLD) {
      double u = 1 / x / x;
      // |B(2k)| / (2k) for k = 8 down to 1; the signs alternate.
      double series = 3617.0 / 8160;
      series = 1.0 / 12 - u * series;
      series = 691.0 / 32760 - u * series;
      series = 1.0 / 132 - u * series;
      series = 1.0 / 240 - u * series;
      series = 1.0 / 252 - u * series;
      series = 1.0 / 120 - u * series;
      series = 1.0 / 12 - u * series;
      return Math.log(x) - (0.5 / x + u * series);
    }
    if (x < 1) {
      return digammaFromOne(x) - 1 / x;
    }
    int steps = Math.max(0, (int) Math.ceil(x) - 2);
    double sum = 0;
    for (int k = 1; k <= steps; k++) {
      sum += 1 / (x - k);
    }
    return digammaFromOne(x - steps - 1) + sum;
  }

  /** psi(1 + t) for 0 &lt;= t &lt;= 1. */
  private static double digammaFromOne(double t) {
    double p = 0.00022205476047991614;
    p = p * t + 0.012282771527360986;
    p = p * t + 0.1674321822097703;
    p = p * t + 0.8563282382526716;
    p = p * t + 1.7811904023777358;
    p = p * t + 1.2503801375034054;
    double q = 3.918857595782627e-05;
    q = q * t + 0.0034081071889811372;
    q = q * t + 0.06589990402253255;
    q = q * t + 0.4784894928792091;
    q = q * t + 1.5240244625242985;
    q = q * t + 2.108065926448982;
    q = q * t + 1;
    return (t - DIGAMMA_ROOT - DIGAMMA_ROOT_LOW) * (p / q);
  }

  /** pi cot(pi y), from the exact distance to the nearest integer. */
  private static double piCotPi(double y) {
    double r = y - Math.rint(y);
    double distance = Math.abs(r);
    double cot =
        distance < 0.25
            ? Math.PI / Math.tan(Math.PI * distance)
            : Math.PI * Math.tan(Math.PI * (0.5 - distance));
    return Math.copySign(cot, r);
  }

  private static double positiveTrigamma(double x) {
    int steps = Math.max(0, (int) Math.ceil(ASYMPTOTIC_THRESHOLD - x));
    double sum = 0;
    for (int k = steps - 1; k >= 0; k--) {
      double reciprocal = 1 / (x + k);
      sum += reciprocal * reciprocal;
    }
    double y = x + steps;
    double r = 1 / y;
    double u = r * r;
    // |B(2k)| for k = 9 down to 1; the signs alternate.
    double series = 43867.0 / 798;
    series = 3617.0 / 510 - u * series;
    series = 7.0 / 6 - u * series;
    series = 691.0 / 2730 - u * series;
    series = 5.0 / 66 - u * series;
    series = 1.0 / 30 - u * series;
    series = 1.0 / 42 - u * series;
    series = 1.0 / 30 - u * series;
    series = 1.0 / 6 - u * series;
    return r + 0.5 * u + r * u * series + sum;
  }

  /** n! times the sum over k &gt;= 0 of 1 / (x + k)^(n+1), for n &gt; 0 and x &gt; 0. */
  private static double positivePolygamma(int n, double x) {
    int steps = Math.max(0, (int) Math.ceil(ASYMPTOTIC_THRESHOLD + n - x));
    double sum = 0;
    for (int k = steps - 1; k >= 0; k--) {
      sum += Math.pow(x + k, -n - 1);
    }
    double y = x + steps;
    double series = 1 + n / (2 * y);
    double rising = n / y * ((n + 1) / y);
    for (int k = 1; k <= EULER_MACLAURIN.length; k++) {
      series += EULER_MACLAURIN[k - 1] * rising;
      rising *= (n + 2 * k) / y * ((n + 2 * k + 1) / y);
    }
    // In two powers, because one may underflow where (n-1)! / y^n does not.
    int half = n / 2;
    double rest = Gamma.value(n) * Math.pow(y, -half) * Math.pow(y, half - n) * series;
    return Gamma.value(n + 1) * sum + rest;
  }

  /**
   * polygamma(n, x + d) - polygamma(n, x) for n &gt; 0, x &gt; 0 and d &gt;= 0: each power y^-m of
   * {@link #positivePolygamma} becomes y^-m ((1 + d/y)^-m - 1).
   */
  static double polygammaDifference(int n, double x, double d) {
    int steps = Math.max(0, (int) Math.ceil(ASYMPTOTIC_THRESHOLD + n - x));
    double sum = 0;
    for (int k = steps - 1; k >= 0; k--) {
      sum += Math.pow(x + k, -n - 1) * Math.expm1((-n - 1) * Math.log1p(d / (x + k)));
    }
    double y = x + steps;
    double log = Math.log1p(d / y);
    double series = Math.expm1(-n * log) + n / (2 * y) * Math.expm1((-n - 1) * log);
    double rising = n / y * ((n + 1) / y);
    for (int k = 1; k <= EULER_MACLAURIN.length; k++) {
      series += EULER_MACLAURIN[k - 1] * rising * Math.expm1((-n - 2 * k) * log);
      rising *= (n + 2 * k) / y * ((n + 2 * k + 1) / y);
    }
    int half = n / 2;
    double rest = Gamma.value(n) * Math.pow(y, -half) * Math.pow(y, half - n) * series;
    double sign = n % 2 == 1 ? 1 : -1;
    return sign * (Gamma.value(n + 1) * sum + rest);
  }
}
