/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = low + (high - low) sigmoid(x), from the reals onto low &lt; y &lt; high. The log-determinant
 * is that of {@link Sigmoid} plus ln(high - low).
 *
 * @param low the lower bound; broadcasts against x
 * @param high the upper bound; broadcasts against x
 */
record Bounded(Tensor low, Tensor high) implements Bijector {
  /** From the nearer end, so that y does not pass an end by rounding, and keeps digits near it. */
  @Override
  public Tensor forward(Tensor x) {
    Tensor width = high.sub(low);
    Tensor fromLow = low.add(width.mul(x.sigmoid()));
    Tensor fromHigh = high.sub(width.mul(x.neg().sigmoid()));
    return Tensor.where(x.stopGradient().lt(0), fromLow, fromHigh);
  }

  /**
   * ln(y - low) - ln(high - y). Both distances are differences of y and a bound, so neither loses
   * the digits that 1 - (y - low) / (high - low) would.
   */
  @Override
  public Tensor inverse(Tensor y) {
    return y.sub(low).log().sub(high.sub(y).log());
  }

  @Override
  public Tensor logDet(Tensor x) {
    return new Sigmoid().logDet(x).add(high.sub(low).log());
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return new Constraint.Interval(low, high);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }

  /** Maps whose parameters have equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Bounded b
        && SameExpression.of(low, b.low)
        && SameExpression.of(high, b.high);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(low, high);
  }
}
