/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * Values of {@link Bijector#direction}. A sign that is known when the expression is made stays a
 * constant, so that {@link TransformedDistribution} can skip the case that does not occur.
 */
final class Direction {
  static final Optional<Tensor> INCREASING = Optional.of(Tensor.ones(DType.DOUBLE));

  private Direction() {}

  /** The direction of a multiplication. */
  static Optional<Tensor> ofScale(Tensor scale) {
    return Optional.of(
        scale.op() instanceof Leaf.Full f
            ? Tensor.fill(f.dtype(), Math.signum(f.value()))
            : scale.stopGradient().sign());
  }

  /** The direction of a composition of two maps with signs a and b. */
  static Tensor product(Tensor a, Tensor b) {
    return a.op() instanceof Leaf.Full f && b.op() instanceof Leaf.Full g
        ? Tensor.fill(b.dtype(), f.value() * g.value())
        : a.cast(b.dtype()).mul(b);
  }

  /** Whether a sign is known to be 1. */
  static boolean isIncreasing(Tensor sign) {
    return TransformedSupport.isConstant(sign, 1);
  }

  /** Whether a sign is known to be -1. */
  static boolean isDecreasing(Tensor sign) {
    return TransformedSupport.isConstant(sign, -1);
  }
}
