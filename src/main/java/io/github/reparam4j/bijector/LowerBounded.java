/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = low + e^x, from the reals onto y &gt; low. The log-determinant is x.
 *
 * @param low the lower bound; broadcasts against x
 */
record LowerBounded(Tensor low) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.exp().add(low);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return y.sub(low).log();
  }

  @Override
  public Tensor logDet(Tensor x) {
    return x.broadcastTo(x.shape().broadcast("Bijector.bijectTo", low.shape()));
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return new Constraint.AtLeast(low);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }

  /** Maps whose parameter has equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LowerBounded b && SameExpression.of(low, b.low);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(low);
  }
}
