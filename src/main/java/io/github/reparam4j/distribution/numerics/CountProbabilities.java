/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.CountDensity;
import io.github.reparam4j.tensor.DispersedCount;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Tensor;

/**
 * Log-probabilities of counts k, computed in double precision and without cancellation: with an
 * error of about 1e-13 of the terms of their saddle-point form, for small counts and for counts of
 * 1e9, in FLOAT too. NaN where k is outside of the support; k need not be an integer.
 *
 * <p>Rates, probabilities, logits and the r of a negative binomial have a gradient; k and numbers
 * of trials have none.
 *
 * <p>Shapes broadcast; dtypes must agree; else an {@link IllegalArgumentException} says so.
 * Operations: {@link CountDensity}, {@link DispersedCount}. Source: C. Loader, "Fast and Accurate
 * Computation of Binomial Probabilities" (2000).
 */
public final class CountProbabilities {
  private CountProbabilities() {}

  /**
   * Poisson: ln of rate^k e^-rate / k!.
   *
   * @param k counts
   * @param rate mean, &gt;= 0
   * @return log-probabilities
   */
  public static Tensor logPoisson(Tensor k, Tensor rate) {
    return Expressions.apply(CountDensity.POISSON, k, rate);
  }

  /**
   * Poisson with the rate given as its logarithm, which may be any real.
   *
   * @param k counts
   * @param logRate ln of the mean
   * @return log-probabilities
   */
  public static Tensor logPoissonOfLogRate(Tensor k, Tensor logRate) {
    return Expressions.apply(CountDensity.POISSON_LOG_RATE, k, logRate);
  }

  /**
   * Binomial: ln of C(n, k) p^k (1 - p)^(n - k).
   *
   * @param k successes
   * @param n trials
   * @param p probability of success, in [0, 1]
   * @return log-probabilities
   */
  public static Tensor logBinomial(Tensor k, Tensor n, Tensor p) {
    return Expressions.apply(CountDensity.BINOMIAL, k, n, p);
  }

  /**
   * Binomial with p = sigmoid(logits).
   *
   * @param k successes
   * @param n trials
   * @param logits ln(p / (1 - p)), any real
   * @return log-probabilities
   */
  public static Tensor logBinomialOfLogits(Tensor k, Tensor n, Tensor logits) {
    return Expressions.apply(CountDensity.BINOMIAL_LOGITS, k, n, logits);
  }

  /**
   * Negative binomial: ln of C(k + r - 1, k) (1 - p)^r p^k.
   *
   * @param k successes before failure number r
   * @param r number of failures, &gt; 0, real
   * @param p probability of success, in [0, 1]
   * @return log-probabilities
   */
  public static Tensor logNegativeBinomial(Tensor k, Tensor r, Tensor p) {
    return Expressions.apply(CountDensity.NEGATIVE_BINOMIAL, k, r, p);
  }

  /**
   * Negative binomial with p = sigmoid(logits).
   *
   * @param k successes before failure number r
   * @param r number of failures, &gt; 0, real
   * @param logits ln(p / (1 - p)), any real
   * @return log-probabilities
   */
  public static Tensor logNegativeBinomialOfLogits(Tensor k, Tensor r, Tensor logits) {
    return Expressions.apply(CountDensity.NEGATIVE_BINOMIAL_LOGITS, k, r, logits);
  }

  /**
   * Negative binomial by its mean m and dispersion d: ln of C(k + 1/d - 1, k) (1 + d m)^(-1/d) (d m
   * / (1 + d m))^k; Poisson for d = 0. Third derivatives by d are refused.
   *
   * @param k counts
   * @param mean m, &gt;= 0
   * @param dispersion d, &gt;= 0; the variance is m + d m^2
   * @return log-probabilities
   */
  public static Tensor logNegativeBinomialOfMean(Tensor k, Tensor mean, Tensor dispersion) {
    return Expressions.apply(DispersedCount.LOG_PROB, k, mean, dispersion);
  }

  /**
   * The derivative by the dispersion of the logarithm of a tail of that distribution: of P(K &lt;=
   * k) for k below the mean, else of P(K &gt; k). It has no derivatives.
   *
   * @param k counts
   * @param mean m, &gt;= 0
   * @param dispersion d, &gt;= 0
   * @return derivatives
   */
  public static Tensor logTailByDispersion(Tensor k, Tensor mean, Tensor dispersion) {
    return Expressions.apply(DispersedCount.LOG_TAIL_BY_DISPERSION, k, mean, dispersion);
  }
}
