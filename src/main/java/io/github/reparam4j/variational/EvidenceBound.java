/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A lower bound on the log-evidence ln p(x) of a model with a latent variable z, with a gradient
 * that trains the model and an approximate posterior q: {@link Elbo}, {@link
 * ImportanceWeightedBound}, or one of your own.
 *
 * @param <D> what q must be
 */
@FunctionalInterface
public interface EvidenceBound<D extends Distribution> {
  /**
   * The bound of a model and an approximate posterior. Draws noise.
   *
   * @param q the approximate posterior of z, of batch shape [batch]: one for each row of the data
   * @param prior p(z), with the event shape of q and a batch that broadcasts to that of q
   * @param logLikelihood ln p(x | z) from samples z, [K, batch, event], to [K, batch]
   * @return the bound of each row, of shape [batch], and its parts
   * @throws IllegalArgumentException if the likelihood has another shape, or event shapes or dtypes
   *     differ
   */
  Bound bound(D q, Distribution prior, UnaryOperator<Tensor> logLikelihood);
}
