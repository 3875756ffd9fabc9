/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.util.function.DoubleUnaryOperator;

/**
 * The sum over n of P(N = n) e^g(n), where N is Poisson with a given rate and ln P(N = n) + g(n)
 * has one maximum, and means under these weights. g is the logarithm of a function of the sum of n
 * standard gamma variates of concentration a: of its density or of a tail.
 *
 * <p>Terms are computed without cancellation for rates of 1e12 and more, and are summed outwards
 * from the greatest. Where thousands of terms count, the sum of a smooth function is that of every
 * h-th term times h, to 1e-30. Source: P. K. Dunn and G. K. Smyth, "Series evaluation of Tweedie
 * exponential dispersion model densities", Statistics and Computing 15 (2005), for where the terms
 * of the density are greatest.
 */
final class CompoundPoissonSum {
  private static final double TOLERANCE = 1e-18;
  private static final int MAX_STEPS = 100_000;

  /** From this standard deviation of n on, terms are left out. */
  private static final double WIDE = 6;

  private final double rate;
  private final double logRate;
  private final DoubleUnaryOperator logFactor;
  private final int first;
  private final double start;
  private final double stride;
  private final double greatest;

  /**
   * The sum over n from a first one on.
   *
   * @param logFactor g
   * @param first 0 or 1
   * @param near an n near that of the greatest term
   */
  CompoundPoissonSum(double rate, double a, DoubleUnaryOperator logFactor, int first, double near) {
    this.rate = rate;
    this.logRate = Math.log(rate);
    this.logFactor = logFactor;
    this.first = first;
    double width = 1 / Math.sqrt(GammaFunctions.trigamma(near + 1) + a * a * trigammaOf(near * a));
    this.stride = width > WIDE && near > 12 * width ? width / 2 : 1;
    this.start = climbed(stride > 1 ? near : Math.max(first, Math.rint(near)));
    this.greatest = term(start);
  }

  /** The n of the greatest term of the density at x, by Stirling's formula and Newton's method. */
  static double peak(double rate, double a, double x) {
    double n = Math.exp((Math.log(rate) + a * (Math.log(x) - Math.log(a))) / (1 + a));
    for (int i = 0; i < 3 && n > 1; i++) {
      double slope = logLessDigamma(rate, n + 1) + a * logLessDigamma(x, n * a);
      double bend = GammaFunctions.trigamma(n + 1) + a * a * trigammaOf(n * a);
      n = Math.max(0.5 * n, Math.min(2 * n, n + slope / bend));
    }
    return n;
  }

  private static double trigammaOf(double s) {
    return GammaFunctions.trigamma(Math.max(s, 1e-150));
  }

  /** ln x - digamma(s), which cancels where both are large. */
  static double logLessDigamma(double x, double s) {
    if (s < 20) {
      return Math.log(x) - GammaFunctions.digamma(s);
    }
    double r = 1 / (s * s);
    double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240))));
    double ratio = (x - s) / s;
    double log = Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(x / s);
    return log + 0.5 / s + series;
  }

  private double climbed(double from) {
    double n = from;
    for (int i = 0; i < MAX_STEPS && term(n + stride) > term(n); i++) {
      n += stride;
    }
    for (int i = 0; i < MAX_STEPS && n - stride >= first && term(n - stride) > term(n); i++) {
      n -= stride;
    }
    return n;
  }

  private double term(double n) {
    return SaddlePointExpansion.logPoisson(n, rate, logRate) + logFactor.applyAsDouble(n);
  }

  /** The logarithm of the sum; NaN where too many terms count. */
  double log() {
    return greatest + Math.log(stride * sum(n -> 1));
  }

  /** The mean of a function of n. */
  double mean(DoubleUnaryOperator function) {
    return sum(function) / sum(n -> 1);
  }

  private double sum(DoubleUnaryOperator function) {
    double sum = function.applyAsDouble(start);
    for (int direction = -1; direction <= 1; direction += 2) {
      double weight = 1;
      for (int i = 1; weight > TOLERANCE; i++) {
        double n = start + direction * i * stride;
        if (n < first) {
          break;
        }
        if (i == MAX_STEPS) {
          return Double.NaN;
        }
        weight = Math.exp(term(n) - greatest);
        sum += weight * function.applyAsDouble(n);
      }
    }
    return sum;
  }
}
