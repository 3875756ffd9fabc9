package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * Discrete samples with a made-up gradient: the value is that of the discrete sample, the gradient
 * is taken as if it were something smooth (Y. Bengio, N. Leonard, A. Courville, "Estimating or
 * propagating gradients through stochastic neurons", 2013, section 4).
 *
 * <p>The gradient of an expectation that is estimated with these is <b>biased</b>, in general: it
 * is right only where the loss is linear in the sample. So they are no {@link Reparameterized}
 * distributions. Unbiased are score-function estimators of {@link Distribution#logProb}, or sums
 * over all values.
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
    return valueAndGradient(distribution.sample(sampleShape), distribution.probs());
  }

  /**
   * Bernoulli samples with the gradient of the relaxed ones that they are rounded from: 1 where x
   * &gt; 1/2.
   *
   * @param distribution the relaxed distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return zeros and ones, of shape sample + batch
   */
  public static Tensor relaxedBernoulli(RelaxedBernoulli distribution, long... sampleShape) {
    Tensor y = distribution.ofLogit().rsample(sampleShape);
    return valueAndGradient(y.stopGradient().gt(0), y.sigmoid());
  }

  /**
   * One-hot samples with the gradient of the relaxed ones, of which they mark the greatest element:
   * straight-through Gumbel-softmax (E. Jang, S. Gu, B. Poole, "Categorical reparameterization with
   * Gumbel-softmax", ICLR 2017, section 2.2).
   *
   * @param distribution the relaxed distribution
   * @param sampleShape leading axes of independent samples; none for one
   * @return one-hot vectors, of shape sample + batch + [K]
   */
  public static Tensor gumbelSoftmax(RelaxedOneHotCategorical distribution, long... sampleShape) {
    Tensor y = distribution.ofLog().rsample(sampleShape);
    Tensor greatest = y.stopGradient().argMax(-1);
    return valueAndGradient(distribution.categories().oneHot(greatest), y.exp());
  }

  private static Tensor valueAndGradient(Tensor value, Tensor smooth) {
    return Tensor.withGradient(value, (input, y, g) -> g, smooth);
  }
}
