/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.GammaDifferences;
import io.github.reparam4j.special.GammaFunctions;

/**
 * f(a + x) - f(a) of (a, x), where f is the polygamma function of an order, or ln Gamma for order
 * -1, without cancellation for a large beside x. NaN unless a &gt; 0 and a + x &gt; 0. Derivatives:
 * the difference of the next order by a, f'(a + x) by x.
 *
 * @param order -1 for ln Gamma, 0 for digamma, to 99
 */
public record GammaDifference(int order) implements Elementwise {
  /**
   * Checks the order.
   *
   * @param order -1 for ln Gamma, 0 for digamma, to 99
   * @throws IllegalArgumentException if it is another one
   */
  public GammaDifference {
    if (order < -1 || order >= GammaFunctions.MAX_ORDER) {
      throw Arguments.refused(
          "gammaDifference", "order must be in -1.." + (GammaFunctions.MAX_ORDER - 1), order, null);
    }
  }

  @Override
  public String label() {
    return switch (order) {
      case -1 -> "lgammaDifference";
      case 0 -> "digammaDifference";
      default -> "polygammaDifference(" + order + ")";
    };
  }

  @Override
  public ElementwiseDefinition definition() {
    return ElementwiseDefinition.of(
        Derivative.binary(
            (a, x, y) -> Tensor.apply(new GammaDifference(order + 1), a, x),
            (a, x, y) -> Tensor.apply(new Polygamma(order + 1), a.add(x))),
        Loops.calling((a, x) -> GammaDifferences.of(order, a, x)));
  }
}
