/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * Discrete samples with a surrogate gradient: the value is the discrete sample, the gradient that
 * of a smooth function of the parameters (Y. Bengio, N. Leonard, A. Courville, "Estimating or
 * propagating gradients through stochastic neurons", 2013, section 4).
 *
 * <p>The gradient of an expectation that is estimated with these is <b>biased</b>, in general; it
 * is unbiased only where the loss is linear in the sample. Therefore these samples do not come from
 * {@link Reparameterized} distributions. Unbiased alternatives are score-function estimators with
 * {@link Distribution#logProb} and sums over all values. The estimators {@link
 * io.github.reparam4j.estimator.Relaxed} are means of a cost of these samples.
 *
 * <pre>{@code
 * Tensor x = StraightThrough.bernoulli(Bernoulli.fromLogits(logits));
 * Gradients g = Gradients.of(loss(x), logits); // as if x were sigmoid(logits)
 * }</pre>
 */
public final class StraightThrough {
  private StraightThrough() {}

  /**
   * Bernoulli samples with the gradient of the probability of 1.
   *
   * @param distribution the distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return zeros and ones, of shape sample + batch; dx = dp
   */
  public static Tensor bernoulli(Bernoulli distribution, long... sampleShape) {
    Errors.given("StraightThrough.bernoulli", "sampleShape", sampleShape);
    Errors.given("StraightThrough.bernoulli", "distribution", distribution);
    return valueAndGradient(distribution.sample(sampleShape), distribution.probs());
  }

  /**
   * One-hot samples with the gradient of the probabilities.
   *
   * @param distribution the distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return one-hot vectors, of shape sample + batch + [K]; dx = dp
   */
  public static Tensor oneHotCategorical(OneHotCategorical distribution, long... sampleShape) {
    Errors.given("StraightThrough.oneHotCategorical", "sampleShape", sampleShape);
    Errors.given("StraightThrough.oneHotCategorical", "distribution", distribution);
    return valueAndGradient(distribution.sample(sampleShape), distribution.probs());
  }

  /**
   * Bernoulli samples, 1 where a relaxed sample x &gt; 1/2, with the gradient of x.
   *
   * @param distribution the relaxed distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return zeros and ones, of shape sample + batch
   */
  public static Tensor relaxedBernoulli(RelaxedBernoulli distribution, long... sampleShape) {
    Errors.given("StraightThrough.relaxedBernoulli", "sampleShape", sampleShape);
    Errors.given("StraightThrough.relaxedBernoulli", "distribution", distribution);
    Tensor y = distribution.ofLogit().rsample(sampleShape);
    return valueAndGradient(y.stopGradient().gt(0), y.sigmoid());
  }

  /**
   * One-hot samples that mark the greatest element of a relaxed sample, with the gradient of the
   * relaxed sample: straight-through Gumbel-softmax (E. Jang, S. Gu, B. Poole, "Categorical
   * reparameterization with Gumbel-softmax", ICLR 2017, section 2.2).
   *
   * @param distribution the relaxed distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return one-hot vectors, of shape sample + batch + [K]
   */
  public static Tensor gumbelSoftmax(RelaxedOneHotCategorical distribution, long... sampleShape) {
    Errors.given("StraightThrough.gumbelSoftmax", "sampleShape", sampleShape);
    Errors.given("StraightThrough.gumbelSoftmax", "distribution", distribution);
    Tensor y = distribution.ofLog().rsample(sampleShape);
    Tensor greatest = y.stopGradient().argMax(-1);
    return valueAndGradient(distribution.categories().oneHot(greatest), y.exp());
  }

  private static Tensor valueAndGradient(Tensor value, Tensor smooth) {
    return Tensor.withGradient(value, (input, y, g) -> g, smooth);
  }
}
