/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = high - e^-x, from the reals onto y &lt; high, increasing. The log-determinant is -x.
 *
 * @param high the upper bound; broadcasts against x
 */
record UpperBounded(Tensor high) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return high.sub(x.neg().exp());
  }

  @Override
  public Tensor inverse(Tensor y) {
    return high.sub(y).log().neg();
  }

  @Override
  public Tensor logDet(Tensor x) {
    return x.neg().broadcastTo(x.shape().broadcast("Bijector.bijectTo", high.shape()));
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return new Constraint.Interval(Tensor.fill(high.dtype(), Double.NEGATIVE_INFINITY), high);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }

  /** Maps whose parameter has equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof UpperBounded b && SameExpression.of(high, b.high);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(high);
  }
}
