/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.tensor.Tensor;

/**
 * Samples of q and the logarithms of their weights.
 *
 * @param z the samples, [K, batch, event], with gradients where q has them
 * @param point the samples as the densities depend on them: z, or z without gradient
 * @param logJoint ln p(x, z), [K, batch]
 * @param logDensity ln q(z), [K, batch]
 */
record ImportanceWeights(Tensor z, Tensor point, Tensor logJoint, Tensor logDensity) {
  /** ln w, [K, batch]. */
  Tensor log() {
    return logJoint.sub(logDensity);
  }

  /** w / sum w, [K, batch], without gradient. */
  Tensor normalized() {
    return log().stopGradient().softmax(0);
  }
}
