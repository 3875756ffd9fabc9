/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.tensor.Tensor;

/**
 * Mixtures of Gaussians with independent elements, one for each of n rows.
 *
 * @param logits of the weights, [n, k]
 * @param means [n, d, k]
 * @param deviations standard deviations, [n, d, k]
 */
record GaussianMixture(Tensor logits, Tensor means, Tensor deviations) {
  int components() {
    return logits.shape().dim(1);
  }

  boolean isGaussian() {
    return components() == 1;
  }

  /** The means of the single component, [n, d]. */
  Tensor mean() {
    return means.column(0);
  }

  /** The standard deviations of the single component, [n, d]. */
  Tensor deviation() {
    return deviations.column(0);
  }

  /** The distribution of rows, of batch [n] and event [d]. */
  Reparameterized joint() {
    return isGaussian()
        ? Independent.of(Normal.of(mean(), deviation()), 1)
        : Mixture.fromLogits(
            logits,
            Independent.of(Normal.of(means.permute(0, 2, 1), deviations.permute(0, 2, 1)), 1));
  }

  /** The distributions of elements, of batch [n, d]. */
  Distribution marginals() {
    return isGaussian()
        ? Normal.of(mean(), deviation())
        : Mixture.fromLogits(
            logits.expandDims(1).broadcastTo(means.shape()), Normal.of(means, deviations));
  }
}
