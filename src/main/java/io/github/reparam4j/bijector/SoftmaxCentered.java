/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * y = softmax(x, 0), from vectors of length n onto the simplex in n + 1 coordinates: x[i] is the
 * log-odds of category i relative to the last one. The log-determinant, taken over the first n
 * coordinates, is the sum of ln y[i] over all n + 1; the inverse is ln y[i] - ln y[n].
 */
public record SoftmaxCentered() implements Bijector {
  /** Stands for ln 0 where the last element is 0: its exponential is 0 in both types. */
  private static final double LOG_OF_ZERO = -1000;

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("SoftmaxCentered.forward", "x", x);
    return logValue("SoftmaxCentered.forward", x).exp();
  }

  private static Tensor logValue(String where, Tensor x) {
    EventShapes.requireRank(where, x, 1);
    long[] last = EventShapes.batch(x, 1).append(Shape.of(1)).toLongs();
    return Tensor.concat(-1, x, Tensor.zeros(x.dtype(), last)).logSoftmax(-1);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("SoftmaxCentered.inverse", "y", y);
    requireSimplex("SoftmaxCentered.inverse", y);
    int n = y.shape().dim(-1) - 1;
    Tensor last = y.slice(-1, n, n + 1);
    Tensor isZero = last.stopGradient().eq(0);
    Tensor log = y.slice(-1, 0, n).log();
    Tensor toVertex = log.maximum(LOG_OF_ZERO).add(-LOG_OF_ZERO);
    return Tensor.where(isZero, toVertex, log.sub(last.log()));
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("SoftmaxCentered.logDet", "x", x);
    return logValue("SoftmaxCentered.logDet", x).sum(-1);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("SoftmaxCentered.inverseAndLogDet", "y", y);
    return new ValueWithLogDet(inverse(y), y.log().sum(-1).neg());
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.SIMPLEX;
  }

  static void requireSimplex(String where, Tensor y) {
    if (y.shape().rank() < 1 || y.shape().dim(-1) < 1) {
      throw Errors.argument(
          where, "the last axis must be a point of a simplex", "shape " + y.shape(), null);
    }
  }
}
