/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Logits of probabilities. */
public final class LogOdds {
  private LogOdds() {}

  /**
   * ln(p / (1 - p)), near p = 1/2 as ln(1 + (2 p - 1) / (1 - p)), where the difference of both
   * logarithms cancels.
   *
   * @param p probabilities in [0, 1]
   * @return the logits, infinite at 0 and 1
   */
  public static Tensor of(Tensor p) {
    Tensor rest = p.neg().add(1);
    Tensor isNear = p.stopGradient().sub(0.5).abs().lt(0.2);
    Tensor near = p.sub(0.5).mul(2).div(rest).log1p();
    return Tensor.where(isNear, near, p.log().sub(p.neg().log1p()));
  }
}
