/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.BesselFunctions;

/**
 * e^-x I_order(x), the scaled modified Bessel function of the first kind, for x &gt;= 0; NaN for x
 * &lt; 0. Derivative (ive(order - 1) + ive(order + 1)) / 2 - y; for orders below 1 ive(order + 1) +
 * (order / x - 1) y, which is infinite at 0 unless the order is 0.
 *
 * @param order a real number &gt;= 0; nothing is differentiated by it
 */
public record BesselIve(double order) implements Elementwise {
  /**
   * Checks the order.
   *
   * @param order a real number &gt;= 0
   * @throws IllegalArgumentException if it is negative, NaN or infinite
   */
  public BesselIve {
    if (!(order >= 0 && order < Double.POSITIVE_INFINITY)) {
      throw Arguments.refused("besselIve", "order must be finite and >= 0", order, null);
    }
  }

  @Override
  public String label() {
    return "besselIve(" + order + ")";
  }

  @Override
  public ElementwiseDefinition definition() {
    return ElementwiseDefinition.of(
        unary(this::derivative), Loops.calling(x -> BesselFunctions.ive(order, x)));
  }

  private Tensor derivative(Tensor x, Tensor y) {
    Tensor above = x.besselIve(order + 1);
    if (order >= 1) {
      return x.besselIve(order - 1).add(above).mul(0.5).sub(y);
    }
    if (order == 0) {
      return above.sub(y);
    }
    Tensor infinite = Tensor.fill(x.dtype(), Double.POSITIVE_INFINITY);
    Tensor slope = Tensor.where(x.stopGradient().eq(0), infinite, y.mul(order).div(x));
    return above.add(slope).sub(y);
  }
}
