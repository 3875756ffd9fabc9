/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Corrections of rounding errors. */
public final class Rounding {
  private Rounding() {}

  /**
   * The value clipped to an interval that it leaves only by rounding, with the gradient of the
   * value itself: a minimum would give a tie half of it.
   *
   * @param x the value
   * @param low the lower end
   * @param high the upper end
   * @return a value in the interval, NaN for NaN
   */
  public static Tensor clip(Tensor x, Tensor low, Tensor high) {
    Tensor value = x.stopGradient().clamp(low.stopGradient(), high.stopGradient());
    return Tensor.withGradient(value, (input, y, g) -> g, x);
  }
}
