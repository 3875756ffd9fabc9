/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Events with another shape and the same elements in row-major order. The log-determinant is 0.
 *
 * @param from shape of the events of x, which may be that of a scalar
 * @param to shape of the events of y, of the same size
 */
public record Reshape(Shape from, Shape to) implements Bijector {
  /**
   * Checks the sizes.
   *
   * @param from shape of the events of x
   * @param to shape of the events of y, of the same size
   * @throws IllegalArgumentException if the sizes differ
   */
  public Reshape {
    Errors.given("Reshape", "from", from);
    Errors.given("Reshape", "to", to);
    if (from.size() != to.size()) {
      throw Errors.argument(
          "Reshape", "both shapes must have the same size", from + " and " + to, null);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Reshape.forward", "x", x);
    return reshape("Reshape.forward", x, from, to);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Reshape.inverse", "y", y);
    return reshape("Reshape.inverse", y, to, from);
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Reshape.logDet", "x", x);
    return Tensor.zeros(x.dtype(), batch("Reshape.logDet", x, from).toLongs());
  }

  private static Tensor reshape(String where, Tensor x, Shape from, Shape to) {
    return x.reshape(batch(where, x, from).append(to));
  }

  private static Shape batch(String where, Tensor x, Shape event) {
    int rank = x.shape().rank() - event.rank();
    if (rank < 0 || !x.shape().slice(rank, x.shape().rank()).equals(event)) {
      throw Errors.argument(where, "the last axes must be " + event, "shape " + x.shape(), null);
    }
    return x.shape().slice(0, rank);
  }

  @Override
  public Constraint domain() {
    return Constraint.Each.of(Constraints.REALS, from.rank());
  }

  @Override
  public Constraint codomain() {
    return Constraint.Each.of(Constraints.REALS, to.rank());
  }
}
