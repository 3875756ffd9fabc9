/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = x + shift on the reals. The log-determinant is 0.
 *
 * @param shift the offset; broadcasts against x
 */
public record Shift(Tensor shift) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.add(shift);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return y.sub(shift);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return Tensor.zeros(x.dtype(), x.shape().broadcast("Shift", shift.shape()).toLongs());
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
    return Direction.INCREASING;
  }

  /** Maps whose parameter has equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Shift b && SameExpression.of(shift, b.shift);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(shift);
  }
}
