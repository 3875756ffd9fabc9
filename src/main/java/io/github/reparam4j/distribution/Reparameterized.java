package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * A distribution whose samples are differentiable functions of its parameters and of noise that has
 * none: so the gradient of an expected loss flows through the sample.
 *
 * <p>Explicit samples transform noise (mu + sigma z). Implicit ones (M. Figurnov, S. Mohamed, A.
 * Mnih, "Implicit reparameterization gradients", NeurIPS 2018) come from any sampler and get the
 * gradient that holds the distribution function F constant: dx/dtheta = -(dF/dtheta) / density. For
 * a scalar event both are the same number. Implicit gradients are of first order, but for those
 * that a family has in closed form: to differentiate one by the same parameter again is refused. A
 * distribution of the user's own gets them by {@link ImplicitReparameterization}.
 */
public interface Reparameterized extends Distribution {
  /**
   * Samples with gradients.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return samples of shape sample + batch + event
   */
  Tensor rsample(long... sampleShape);

  /**
   * Samples with gradients and their log-density. Where the density is known from the noise or from
   * a value before rounding, it comes from there and is the more accurate one.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return both; the log-density has the shape sample + batch
   */
  default SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor y = rsample(sampleShape);
    return new SampleWithLogProb(y, logProb(y));
  }

  @Override
  default Tensor sample(long... sampleShape) {
    return rsample(sampleShape).stopGradient();
  }

  @Override
  Reparameterized expand(long... batchShape);
}
