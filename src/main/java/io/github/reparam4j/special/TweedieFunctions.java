/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The density of a sum of N standard gamma variates of concentration a, where N &gt; 0 is Poisson
 * with a given rate: f(x) is the sum over n = 1, 2, ... of P(N = n) g(x; n a) with the density g of
 * a gamma variate of concentration n a. Tweedie distributions of a power between 1 and 2 are scaled
 * such sums.
 *
 * <p>One evaluation needs 20 to 100 terms for all arguments; see {@link CompoundPoissonSum}.
 *
 * <p>NaN in, NaN out; NaN where rate, concentration or x is not positive.
 */
public final class TweedieFunctions {
  private static final double LARGE = 1e20;

  private TweedieFunctions() {}

  /**
   * ln f(x).
   *
   * <p>Value: minus infinity for an infinite x. Derivatives: {@link #byRate}, {@link
   * #byConcentration}, {@link #byValue}.
   *
   * <p>Error: 1e-14 + 2e-16 |value|.
   */
  public static double logDensity(double rate, double a, double x) {
    if (!isDefined(rate, a, x)) {
      return outside(rate, a, x);
    }
    return isLarge(rate, a) ? new Laplace(rate, a, x).log() : sum(rate, a, x).log();
  }

  /** The derivative of {@link #logDensity} by the rate: the mean of n / rate - 1 over the terms. */
  public static double byRate(double rate, double a, double x) {
    if (!isDefined(rate, a, x)) {
      return outside(rate, a, x);
    }
    return isLarge(rate, a)
        ? new Laplace(rate, a, x).byRate()
        : sum(rate, a, x).mean(n -> (n - rate) / rate);
  }

  /** The derivative of {@link #logDensity} by a: the mean of n (ln x - digamma(n a)). */
  public static double byConcentration(double rate, double a, double x) {
    if (!isDefined(rate, a, x)) {
      return outside(rate, a, x);
    }
    return isLarge(rate, a)
        ? new Laplace(rate, a, x).byConcentration()
        : sum(rate, a, x).mean(n -> n * CompoundPoissonSum.logLessDigamma(x, n * a));
  }

  /** The derivative of {@link #logDensity} by x: the mean of (n a - 1) / x - 1. */
  public static double byValue(double rate, double a, double x) {
    if (!isDefined(rate, a, x)) {
      return outside(rate, a, x);
    }
    return isLarge(rate, a)
        ? new Laplace(rate, a, x).byValue()
        : sum(rate, a, x).mean(n -> (n * a - x - 1) / x);
  }

  /** Whether the sum is Laplace's approximation, to 1e-18. */
  private static boolean isLarge(double rate, double a) {
    return Math.min(rate, rate * a) > LARGE;
  }

  private static boolean isDefined(double rate, double a, double x) {
    return rate > 0 && a > 0 && x > 0 && rate + a + x < Double.POSITIVE_INFINITY;
  }

  private static double outside(double rate, double a, double x) {
    boolean isFar = rate > 0 && a > 0 && x == Double.POSITIVE_INFINITY;
    return isFar ? Double.NEGATIVE_INFINITY : Double.NaN;
  }

  private static CompoundPoissonSum sum(double rate, double a, double x) {
    return new CompoundPoissonSum(
        rate,
        a,
        n -> IncompleteGammaFunctions.logDensity(n * a, x),
        1,
        CompoundPoissonSum.peak(rate, a, x));
  }

  /**
   * The sum by Laplace's method, without its terms, for rates whose digits do not tell neighbouring
   * n apart. With L = ln(x / (rate a)) the greatest term is that of n = rate e^(c L), c = a / (1 +
   * a), and ln f = rate ((1 + a)(e^(c L) - 1) - a (e^L - 1)) + ln(n c / (2 pi)) / 2 - ln x.
   */
  private record Laplace(double rate, double a, double x, double logRatio, double power) {
    Laplace(double rate, double a, double x) {
      this(rate, a, x, logRatio(rate * a, x), a / (1 + a));
    }

    private static double logRatio(double mean, double x) {
      double excess = (x - mean) / mean;
      return Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(x) - Math.log(mean);
    }

    double log() {
      double exponent = rate * ((1 + a) * Math.expm1(power * logRatio) - a * Math.expm1(logRatio));
      double logVariance = Math.log(rate) + power * logRatio + Math.log(power);
      return exponent + 0.5 * (logVariance - Math.log(2 * Math.PI)) - Math.log(x);
    }

    double byRate() {
      return Math.expm1(power * logRatio) + 0.5 / (1 + a) / rate;
    }

    double byConcentration() {
      double n = rate * Math.exp(power * logRatio);
      return n * logRatio / (1 + a) + 0.5 / a - (1 - 0.5 * logRatio / (1 + a)) / (1 + a);
    }

    double byValue() {
      return Math.expm1((power - 1) * logRatio) + (0.5 * power - 1) / x;
    }
  }
}
