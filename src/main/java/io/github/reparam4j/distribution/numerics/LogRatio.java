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
    return of(x, scale, x.sub(scale));
  }

  /**
   * The same for x and scale that are rounded, as sums and quotients are.
   *
   * @param difference x - scale, not rounded
   */
  public static Tensor of(Tensor x, Tensor scale, Tensor difference) {
    Tensor excess = difference.div(scale);
    Tensor near = excess.stopGradient().abs().lt(0.5);
    return Tensor.where(near, excess.log1p(), x.log().sub(scale.log()));
  }
}
