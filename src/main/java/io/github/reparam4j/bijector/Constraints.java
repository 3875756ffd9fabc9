/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/** Sets that several bijectors have as domain or codomain. */
final class Constraints {
  static final Constraint REALS = new Constraint.Reals();
  static final Constraint REAL_VECTORS = new Constraint.Each(REALS, 1);
  static final Constraint POSITIVE = new Constraint.AtLeast(Tensor.zeros(DType.DOUBLE));

  private Constraints() {}

  static Constraint interval(double low, double high) {
    return new Constraint.Interval(Tensor.scalar(low), Tensor.scalar(high));
  }
}
