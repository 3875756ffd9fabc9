/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = shift + scale x on the reals, element by element; the scale may have either sign. The
 * log-determinant is ln |scale|.
 *
 * @param shift the offset; broadcasts against x
 * @param scale the factor, not 0; broadcasts against x. The value is not checked: for 0 the
 *     log-determinant is minus infinity
 */
public record Affine(Tensor shift, Tensor scale) implements Bijector {
  /**
   * Checks the parameters.
   *
   * @param shift the offset; broadcasts against x
   * @param scale the factor, not 0; broadcasts against x. The value is not checked: for 0 the
   *     log-determinant is minus infinity
   * @throws IllegalArgumentException if one is null or the dtypes differ
   */
  public Affine {
    Errors.given("Affine", "shift", shift);
    Errors.given("Affine", "scale", scale);
    if (shift.dtype() != scale.dtype()) {
      throw Errors.argument(
          "Affine",
          "shift and scale must have one dtype",
          shift.dtype() + " and " + scale.dtype(),
          null);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Affine.forward", "x", x);
    return x.mul(scale).add(shift);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Affine.inverse", "y", y);
    return y.sub(shift).div(scale);
  }

  @Override
  public Tensor logDet(Tensor x) {
    Shape batch = Arguments.broadcast("Affine.logDet", x, scale, shift);
    return scale.abs().log().broadcastTo(batch);
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.REALS;
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.ofScale(scale);
  }

  /** Maps whose parameters have equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Affine b
        && SameExpression.of(shift, b.shift)
        && SameExpression.of(scale, b.scale);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(shift, scale);
  }
}
