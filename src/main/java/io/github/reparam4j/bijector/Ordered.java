/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * From vectors onto vectors with increasing elements: y[0] = x[0], y[i] = y[i-1] + e^x[i]. The
 * log-determinant is the sum of x[1], x[2], ... If a step is small compared with the values,
 * neighbouring elements may round to the same value.
 */
public record Ordered() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Ordered.forward", "x", x);
    EventShapes.requireRank("Ordered.forward", x, 1);
    int n = x.shape().dim(-1);
    return n < 2 ? x : Tensor.concat(-1, x.slice(-1, 0, 1), x.slice(-1, 1, n).exp()).cumsum(-1);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Ordered.inverse", "y", y);
    EventShapes.requireRank("Ordered.inverse", y, 1);
    int n = y.shape().dim(-1);
    return n < 2
        ? y
        : Tensor.concat(-1, y.slice(-1, 0, 1), y.slice(-1, 1, n).sub(y.slice(-1, 0, n - 1)).log());
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Ordered.logDet", "x", x);
    EventShapes.requireRank("Ordered.logDet", x, 1);
    int n = x.shape().dim(-1);
    return x.slice(-1, Math.min(1, n), n).sum(-1);
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.ORDERED;
  }
}
