/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.util.function.DoubleUnaryOperator;

/**
 * The density of a sum of N standard gamma variates of concentration a, where N &gt; 0 is Poisson
 * with a given rate: f(x) is the sum over n = 1, 2, ... of P(N = n) g(x; n a) with the density g of
 * a gamma variate of concentration n a. Tweedie distributions of a power between 1 and 2 are scaled
 * such sums.
 *
 * <p>Terms are computed without cancellation for rates of 1e12 and more, and are summed outwards
 * from the greatest. Where thousands of terms count, the sum of a smooth function is that of every
 * h-th term times h, to 1e-30. So one evaluation needs 20 to 100 terms for all arguments.
 *
 * <p>NaN in, NaN out; NaN where rate, concentration or x is not positive. Source: P. K. Dunn and G.
 * K. Smyth, "Series evaluation of Tweedie exponential dispersion model densities", Statistics and
 * Computing 15 (2005), for where the terms are greatest.
 */
public final class TweedieFunctions {
  private static final double TOLERANCE = 1e-18;
  private static final int MAX_STEPS = 100_000;

  /** From this standard deviation of n on, terms are left out. */
  private static final double WIDE = 6;

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
    return isDefined(rate, a, x) ? new Sum(rate, a, x).log() : outside(rate, a, x);
  }

  /** The derivative of {@link #logDensity} by the rate: the mean of n / rate - 1 over the terms. */
  public static double byRate(double rate, double a, double x) {
    return isDefined(rate, a, x)
        ? new Sum(rate, a, x).mean(n -> (n - rate) / rate)
        : outside(rate, a, x);
  }

  /** The derivative of {@link #logDensity} by a: the mean of n (ln x - digamma(n a)). */
  public static double byConcentration(double rate, double a, double x) {
    return isDefined(rate, a, x)
        ? new Sum(rate, a, x).mean(n -> n * logLessDigamma(x, n * a))
        : outside(rate, a, x);
  }

  /** The derivative of {@link #logDensity} by x: the mean of (n a - 1) / x - 1. */
  public static double byValue(double rate, double a, double x) {
    return isDefined(rate, a, x)
        ? new Sum(rate, a, x).mean(n -> (n * a - x - 1) / x)
        : outside(rate, a, x);
  }

  private static boolean isDefined(double rate, double a, double x) {
    return rate > 0 && a > 0 && x > 0 && rate + a + x < Double.POSITIVE_INFINITY;
  }

  private static double outside(double rate, double a, double x) {
    boolean isFar = rate > 0 && a > 0 && x == Double.POSITIVE_INFINITY;
    return isFar ? Double.NEGATIVE_INFINITY : Double.NaN;
  }

  /** ln x - digamma(s), which cancels where both are large. */
  private static double logLessDigamma(double x, double s) {
    if (s < 20) {
      return Math.log(x) - GammaFunctions.digamma(s);
    }
    double r = 1 / (s * s);
    double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240))));
    double ratio = (x - s) / s;
    double log = Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(x / s);
    return log + 0.5 / s + series;
  }

  /** The terms of one sum. */
  private static final class Sum {
    private final double rate;
    private final double logRate;
    private final double a;
    private final double x;
    private final double start;
    private final double stride;
    private final double greatest;

    Sum(double rate, double a, double x) {
      this.rate = rate;
      this.logRate = Math.log(rate);
      this.a = a;
      this.x = x;
      double n = peak();
      double width = 1 / Math.sqrt(GammaFunctions.trigamma(n + 1) + a * a * trigammaOf(n * a));
      this.stride = width > WIDE && n > 12 * width ? width / 2 : 1;
      this.start = climbed(stride > 1 ? n : Math.max(1, Math.rint(n)));
      this.greatest = term(start);
    }

    private static double trigammaOf(double s) {
      return GammaFunctions.trigamma(Math.max(s, 1e-150));
    }

    /** The n of the greatest term, by Stirling's formula and three steps of Newton's method. */
    private double peak() {
      double log = (logRate + a * (Math.log(x) - Math.log(a))) / (1 + a);
      double n = Math.exp(log);
      for (int i = 0; i < 3 && n > 1; i++) {
        double slope = logLessDigamma(rate, n + 1) + a * logLessDigamma(x, n * a);
        double bend = GammaFunctions.trigamma(n + 1) + a * a * trigammaOf(n * a);
        n = Math.max(0.5 * n, Math.min(2 * n, n + slope / bend));
      }
      return n;
    }

    private double climbed(double from) {
      double n = from;
      for (int i = 0; i < MAX_STEPS && term(n + stride) > term(n); i++) {
        n += stride;
      }
      for (int i = 0; i < MAX_STEPS && n > stride && term(n - stride) > term(n); i++) {
        n -= stride;
      }
      return n;
    }

    private double term(double n) {
      return SaddlePointExpansion.logPoisson(n, rate, logRate)
          + IncompleteGammaFunctions.logDensity(n * a, x);
    }

    double log() {
      return greatest + Math.log(stride * sum(n -> 1));
    }

    double mean(DoubleUnaryOperator function) {
      return sum(function) / sum(n -> 1);
    }

    private double sum(DoubleUnaryOperator function) {
      double sum = function.applyAsDouble(start);
      for (int direction = -1; direction <= 1; direction += 2) {
        double weight = 1;
        for (int i = 1; weight > TOLERANCE && i < MAX_STEPS; i++) {
          double n = start + direction * i * stride;
          if (!(n > 0)) {
            break;
          }
          weight = Math.exp(term(n) - greatest);
          sum += weight * function.applyAsDouble(n);
        }
      }
      return sum;
    }
  }
}
