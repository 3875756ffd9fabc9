/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Logarithms of quotients of positive values. */
public final class LogRatio {
  private LogRatio() {}

  /**
   * ln(x / scale), accurate where both are nearly equal and without overflow. Minus infinity for x
   * = 0.
   */
  public static Tensor of(Tensor x, Tensor scale) {
    Tensor excess = x.sub(scale).div(scale);
    Tensor near = excess.stopGradient().abs().lt(0.5);
    return Tensor.where(near, excess.log1p(), x.log().sub(scale.log()));
  }
}
