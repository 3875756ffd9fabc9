/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = scale x on the reals; the scale may have either sign. The log-determinant is ln |scale|.
 *
 * @param scale the factor, not 0; broadcasts against x. The value is not checked: for 0 the
 *     log-determinant is minus infinity
 */
public record Scale(Tensor scale) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.mul(scale);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return y.div(scale);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return scale.abs().log().broadcastTo(x.shape().broadcast("Scale", scale.shape()));
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

  /** Maps whose parameter has equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Scale b && SameExpression.of(scale, b.scale);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(scale);
  }
}
