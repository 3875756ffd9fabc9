/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.util.function.DoubleUnaryOperator;

/**
 * Logarithms of the tails of a sum of N standard gamma variates of concentration a, where N is
 * Poisson with a given rate, at x &gt; 0: P(S &lt;= x) = sum over n = 0, 1, ... of P(N = n) P(n a,
 * x), of which the term of 0 is P(N = 0), and P(S &gt; x) = sum over n = 1, 2, ... of P(N = n) Q(n
 * a, x), with the regularised incomplete gamma functions.
 *
 * <p>All terms are positive. A tail near 1 is computed from the other one. See {@link
 * CompoundPoissonSum} for the number of terms. NaN where more than 1e5 of them count, with rates
 * above 1e7 and a greater than the rate, and for rates above 1e20.
 *
 * <p>NaN in, NaN out; NaN where rate, concentration or x is not positive.
 */
public final class TweedieTails {
  /** A tail whose logarithm is above this is computed from the other one. */
  private static final double LARGE = -0.7;

  private static final double MAX_RATE = 1e20;

  private TweedieTails() {}

  /**
   * ln P(S &lt;= x).
   *
   * <p>Value: 0 for an infinite x. Derivatives: {@link #lowerByRate}, {@link
   * #lowerByConcentration}, the density over P(S &lt;= x) by x.
   *
   * <p>Error: 1e-13 (1 + |value|).
   */
  public static double logLower(double rate, double a, double x) {
    return log(true, rate, a, x);
  }

  /**
   * ln P(S &gt; x).
   *
   * <p>Value: minus infinity for an infinite x. Derivatives: {@link #upperByRate}, {@link
   * #upperByConcentration}, minus the density over P(S &gt; x) by x.
   *
   * <p>Error: 1e-13 (1 + |value|).
   */
  public static double logUpper(double rate, double a, double x) {
    return log(false, rate, a, x);
  }

  /** The derivative of {@link #logLower} by the rate: the mean of n / rate - 1 over its terms. */
  public static double lowerByRate(double rate, double a, double x) {
    return slope(true, rate, a, x, n -> (n - rate) / rate, n -> (n - rate) / rate);
  }

  /** The derivative of {@link #logUpper} by the rate: the mean of n / rate - 1 over its terms. */
  public static double upperByRate(double rate, double a, double x) {
    return slope(false, rate, a, x, n -> (n - rate) / rate, n -> (n - rate) / rate);
  }

  /** The derivative of {@link #logLower} by a: the mean of n d ln P(n a, x) / d(n a). */
  public static double lowerByConcentration(double rate, double a, double x) {
    return slope(true, rate, a, x, n -> lowerSlope(n, a, x), n -> upperSlope(n, a, x));
  }

  /** The derivative of {@link #logUpper} by a: the mean of n d ln Q(n a, x) / d(n a). */
  public static double upperByConcentration(double rate, double a, double x) {
    return slope(false, rate, a, x, n -> lowerSlope(n, a, x), n -> upperSlope(n, a, x));
  }

  private static double lowerSlope(double n, double a, double x) {
    return n == 0 ? 0 : -n * GammaTails.reversedHazard(n * a, x) * variateSlope(n * a, x);
  }

  private static double upperSlope(double n, double a, double x) {
    return n * GammaTails.hazard(n * a, x) * variateSlope(n * a, x);
  }

  private static double variateSlope(double s, double x) {
    return IncompleteGammaFunctions.logVariateByConcentration(s, Math.log(x));
  }

  private static double log(boolean isLower, double rate, double a, double x) {
    if (!(rate > 0 && rate <= MAX_RATE && a > 0 && a <= Double.MAX_VALUE && x > 0)) {
      return Double.NaN;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return isLower ? 0 : Double.NEGATIVE_INFINITY;
    }
    double smaller = sum(x < rate * a, rate, a, x).log();
    if (isLower == x < rate * a) {
      return smaller <= LARGE ? smaller : Math.log1p(-Math.exp(sum(!isLower, rate, a, x).log()));
    }
    return smaller <= LARGE ? Math.log1p(-Math.exp(smaller)) : sum(isLower, rate, a, x).log();
  }

  /** The mean over a tail's own terms, or from that of the other tail where this one is large. */
  private static double slope(
      boolean isLower,
      double rate,
      double a,
      double x,
      DoubleUnaryOperator lower,
      DoubleUnaryOperator upper) {
    double log = log(isLower, rate, a, x);
    if (Double.isNaN(log) || x == Double.POSITIVE_INFINITY) {
      return log * 0;
    }
    if (log <= LARGE) {
      return sum(isLower, rate, a, x).mean(isLower ? lower : upper);
    }
    CompoundPoissonSum other = sum(!isLower, rate, a, x);
    return -Math.exp(other.log() - log) * other.mean(isLower ? upper : lower);
  }

  private static CompoundPoissonSum sum(boolean isLower, double rate, double a, double x) {
    double peak = CompoundPoissonSum.peak(rate, a, x);
    return isLower
        ? new CompoundPoissonSum(
            rate, a, n -> n == 0 ? 0 : GammaTails.logP(n * a, x), 0, Math.min(peak, rate))
        : new CompoundPoissonSum(
            rate, a, n -> GammaTails.logQ(n * a, x), 1, Math.max(1, Math.max(peak, rate)));
  }
}
