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

  /**
   * ln p from ln p and ln(1 - p), whichever belongs to the smaller probability.
   *
   * @param logP ln p, accurate for small p
   * @param logRest ln(1 - p), accurate for small 1 - p
   * @return ln p, accurate for all p
   */
  public static Tensor ofLogs(Tensor logP, Tensor logRest) {
    Tensor isLarge = logRest.stopGradient().lt(logP.stopGradient());
    return Tensor.where(isLarge, logRest.log1mexp(), logP);
  }
}
