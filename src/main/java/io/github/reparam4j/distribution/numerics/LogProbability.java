/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Logarithms of probabilities. */
public final class LogProbability {
  private LogProbability() {}

  /**
   * ln p from p and 1 - p, whichever is smaller, so that neither is computed as 1 minus the other.
   *
   * @param p a probability
   * @param rest 1 - p, computed without cancellation
   * @return ln p
   */
  public static Tensor of(Tensor p, Tensor rest) {
    Tensor isLarge = rest.stopGradient().lt(p.stopGradient());
    return Tensor.where(isLarge, rest.neg().log1p(), p.log());
  }
}
