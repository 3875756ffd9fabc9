/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.GammaFunctions;

/**
 * The n-th derivative of digamma: digamma itself for n = 0, trigamma for n = 1. Derivative: the
 * polygamma of order n + 1.
 *
 * @param order n in 0..100
 */
public record Polygamma(int order) implements Elementwise {
  /**
   * Checks the order.
   *
   * @param order n in 0..100
   * @throws IllegalArgumentException if it is another one
   */
  public Polygamma {
    if (order < 0 || order > GammaFunctions.MAX_ORDER) {
      throw Arguments.refused(
          "polygamma", "order must be in 0.." + GammaFunctions.MAX_ORDER, order, null);
    }
  }

  @Override
  public String label() {
    return switch (order) {
      case 0 -> "digamma";
      case 1 -> "trigamma";
      default -> "polygamma(" + order + ")";
    };
  }

  @Override
  public ElementwiseDefinition definition() {
    return ElementwiseDefinition.of(
        unary((x, y) -> Tensor.apply(new Polygamma(order + 1), x)),
        switch (order) {
          case 0 -> Loops.calling(GammaFunctions::digamma);
          case 1 -> Loops.calling(GammaFunctions::trigamma);
          default -> Loops.calling(x -> GammaFunctions.polygamma(order, x));
        });
  }
}
