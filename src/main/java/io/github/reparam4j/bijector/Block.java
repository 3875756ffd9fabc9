/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * A bijector applied to every element of an array, which counts as one event: the event rank grows
 * by the number of the array's axes. The log-determinant is the sum over the elements.
 *
 * @param element the bijector of one element
 * @param axes the number of axes of an array of elements
 */
public record Block(Bijector element, int axes) implements Bijector {
  /**
   * Checks the number of axes.
   *
   * @param element the bijector of one element
   * @param axes the number of axes of an array of elements
   * @throws IllegalArgumentException if {@code axes} is negative
   */
  public Block {
    Errors.given("Block", "element", element);
    if (axes < 0) {
      throw Errors.argument("Block", "axes must be >= 0", axes, null);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Block.forward", "x", x);
    return element.forward(x);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Block.inverse", "y", y);
    return element.inverse(y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Block.logDet", "x", x);
    return sum("Block.logDet", element.logDet(x));
  }

  @Override
  public ValueWithLogDet forwardAndLogDet(Tensor x) {
    Errors.given("Block.forwardAndLogDet", "x", x);
    ValueWithLogDet both = element.forwardAndLogDet(x);
    return new ValueWithLogDet(both.value(), sum("Block.forwardAndLogDet", both.logDet()));
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("Block.inverseAndLogDet", "y", y);
    ValueWithLogDet both = element.inverseAndLogDet(y);
    return new ValueWithLogDet(both.value(), sum("Block.inverseAndLogDet", both.logDet()));
  }

  private Tensor sum(String where, Tensor logDet) {
    EventShapes.requireRank(where, logDet, axes);
    return EventShapes.sumLast(logDet, axes);
  }

  @Override
  public Constraint domain() {
    return Constraint.Each.of(element.domain(), axes);
  }

  @Override
  public Constraint codomain() {
    return Constraint.Each.of(element.codomain(), axes);
  }
}
