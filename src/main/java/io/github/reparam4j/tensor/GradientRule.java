/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * A gradient rule for {@link Tensor#withGradient}: the vector-Jacobian product of a value with
 * respect to each of its inputs, as expressions.
 */
@FunctionalInterface
public interface GradientRule {
  /**
   * Cotangent of one input.
   *
   * @param input position of the input in the list given to {@code withGradient}, from 0
   * @param y the value, which the rule may use where that is cheaper
   * @param g cotangent of the value, of its shape
   * @return cotangent of the input, of the input's dtype
   */
  Tensor gradient(int input, Tensor y, Tensor g);
}
