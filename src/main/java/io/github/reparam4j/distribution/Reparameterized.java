/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * A distribution whose samples are differentiable functions of its parameters and of parameter-free
 * noise, so that the gradient of an expected loss flows through the sample.
 *
 * <p>Explicit samples transform noise (mu + sigma z). Implicit ones (M. Figurnov, S. Mohamed, A.
 * Mnih, "Implicit reparameterization gradients", NeurIPS 2018) come from any sampler and receive
 * the gradient that holds the distribution function F constant: dx/dtheta = -(dF/dtheta) / density.
 * For a scalar event both gradients are equal. The families' implicit gradients can be
 * differentiated once more; those of {@link ImplicitReparameterization} and of combinators cannot,
 * and a second derivative by the same parameter is refused.
 *
 * <p>A user-defined distribution gets implicit gradients from {@link ImplicitReparameterization}.
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
   * Samples with gradients and their log-density. Where possible the density is computed from the
   * noise or from a value before rounding, which is more accurate.
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
