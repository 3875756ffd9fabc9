/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.CountSampler;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Random counts from parameters and fresh noise, without gradient. Each element is exact for its
 * own parameters, small or large, in FLOAT too (counts above 2^24 are then rounded). The same key
 * gives the same counts.
 *
 * <pre>{@code
 * Tensor rate = Tensor.vector(0.5, 20, 1e9);
 * Tensor k = CountVariates.poisson(rate, Shape.of(1000, 3));
 * }</pre>
 *
 * <p>Operations: {@link CountSampler}. The gradient of an expectation over counts needs another
 * estimator than the pathwise one.
 */
public final class CountVariates {
  private CountVariates() {}

  /**
   * Poisson counts.
   *
   * @param rate their mean, &gt;= 0; where it is negative or NaN the count is NaN
   * @param shape the shape of the result, to which rate broadcasts
   * @return counts, of rate's type, constant for reverse mode
   * @throws IllegalArgumentException if rate does not broadcast to shape
   */
  public static Tensor poisson(Tensor rate, Shape shape) {
    requireFits("CountVariates.poisson", "rate", rate, shape);
    Tensor u = Noise.forRejection(NoiseDistribution.UNIFORM, rate.dtype(), shape);
    Tensor v = Noise.forRejection(NoiseDistribution.UNIFORM, rate.dtype(), shape);
    return Expressions.apply(CountSampler.POISSON, rate, u, v).stopGradient();
  }

  /**
   * Binomial counts: successes among a number of independent trials.
   *
   * @param count number of trials, an integer &gt;= 0, else the result is NaN
   * @param probability probability of success of each trial, in [0, 1], else the result is NaN
   * @param shape the shape of the result, to which both broadcast
   * @return counts, of the parameters' type, constant for reverse mode
   * @throws IllegalArgumentException if a parameter does not broadcast to shape or dtypes differ
   */
  public static Tensor binomial(Tensor count, Tensor probability, Shape shape) {
    requireFits("CountVariates.binomial", "count", count, shape);
    requireFits("CountVariates.binomial", "probability", probability, shape);
    Tensor u = Noise.forRejection(NoiseDistribution.UNIFORM, count.dtype(), shape);
    Tensor v = Noise.forRejection(NoiseDistribution.UNIFORM, count.dtype(), shape);
    return Expressions.apply(CountSampler.BINOMIAL, count, probability, u, v).stopGradient();
  }

  /**
   * Negative binomial counts: successes before failure number r, if r is an integer; else the
   * mixture of Poisson counts whose rates follow the gamma distribution of shape r and scale the
   * odds.
   *
   * @param failures r, &gt; 0, else the result is NaN
   * @param odds p / (1 - p) where p is the probability of success; &gt;= 0, else the result is NaN
   * @param shape the shape of the result, to which both broadcast
   * @return counts, of the parameters' type, constant for reverse mode
   * @throws IllegalArgumentException if a parameter does not broadcast to shape or dtypes differ
   */
  public static Tensor negativeBinomial(Tensor failures, Tensor odds, Shape shape) {
    requireFits("CountVariates.negativeBinomial", "failures", failures, shape);
    requireFits("CountVariates.negativeBinomial", "odds", odds, shape);
    Tensor u = Noise.forRejection(NoiseDistribution.UNIFORM, failures.dtype(), shape);
    Tensor v = Noise.forRejection(NoiseDistribution.UNIFORM, failures.dtype(), shape);
    return Expressions.apply(CountSampler.NEGATIVE_BINOMIAL, failures, odds, u, v).stopGradient();
  }

  private static void requireFits(String where, String name, Tensor parameter, Shape shape) {
    if (!parameter.shape().broadcastsTo(shape)) {
      throw Errors.argument(
          where, name + " must broadcast to shape " + shape, "shape " + parameter.shape(), null);
    }
  }
}
