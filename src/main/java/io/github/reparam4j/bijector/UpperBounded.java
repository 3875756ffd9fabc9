/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = high - e^-x, from the reals onto y &lt; high, increasing. The log-determinant is -x.
 *
 * @param high the upper bound; broadcasts against x
 */
record UpperBounded(Tensor high) implements Bijector {
  /** Checks the parameters. */
  UpperBounded {
    Errors.given("UpperBounded", "high", high);
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("UpperBounded.forward", "x", x);
    return high.sub(x.neg().exp());
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("UpperBounded.inverse", "y", y);
    return high.sub(y).log().neg();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Shape batch = Arguments.broadcast("UpperBounded.logDet", x, high);
    return x.neg().broadcastTo(batch);
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
