/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;

/**
 * Priors of codes. Any distribution without a batch will do: a learned mixture is {@code
 * Mixture.fromLogits(logits, Independent.of(Normal.of(means, scales), 1))} with parameters for its
 * logits [c], means and scales [c, q].
 */
public final class Priors {
  private Priors() {}

  /**
   * N(0, I).
   *
   * @param dtype element type
   * @param latent q, length of a code, at least 1
   * @return the distribution, of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Independent.Pathwise standardNormal(DType dtype, int latent) {
    if (latent < 1) {
      throw Errors.argument("Priors.standardNormal", "latent must be >= 1", latent, null);
    }
    return Independent.of(ReparamGaussian.standard(dtype, latent), 1);
  }

  /**
   * VampPrior: the mean of the approximate posteriors of c learned pseudo-inputs, p(z) = (1/c)
   * sum_j q(z | u_j). Source: J. Tomczak, M. Welling, "VAE with a VampPrior" (AISTATS 2018).
   *
   * <pre>{@code
   * Parameter u = Parameter.of("pseudoInputs", images);   // [100, 784], some of the data
   * var prior = Priors.vamp(encoder, Posteriors.diagonalGaussian(50), u);
   * }</pre>
   *
   * @param encoder the model's encoder
   * @param posterior the model's approximate posterior
   * @param pseudoInputs u, [c, d], an expression of parameters
   * @return the mixture, of the posterior's event shape
   * @throws IllegalArgumentException if the pseudo-inputs are not a matrix
   */
  public static Mixture.Pathwise vamp(
      Layer encoder, Function<Tensor, ? extends Reparameterized> posterior, Tensor pseudoInputs) {
    Errors.given("Priors.vamp", "encoder", encoder);
    Errors.given("Priors.vamp", "posterior", posterior);
    Errors.given("Priors.vamp", "pseudoInputs", pseudoInputs);
    if (pseudoInputs.shape().rank() != 2) {
      throw Errors.argument(
          "Priors.vamp", "pseudo-inputs must be a matrix", pseudoInputs.shape(), null);
    }
    Reparameterized components = posterior.apply(encoder.apply(pseudoInputs));
    return Mixture.fromLogits(
        Tensor.zeros(components.dtype(), pseudoInputs.shape().dim(0)), components);
  }
}
