/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Mean and variance of a function y of a scalar variable x that is given by its quantiles, by
 * quadrature over the probabilities. The relative error is about 1e-11 in DOUBLE if the quantiles
 * are smooth between the breaks.
 *
 * <p>A moment that does not exist is found by the growth of y in the tails: with y about q^-r for
 * tail probabilities q, the moment of order k is infinite for k r &gt;= 1.
 *
 * @param batch the batch shape of x
 * @param dtype the type of x and y
 * @param lower y at the x with P(X &lt;= x) = p
 * @param upper y at the x with P(X &gt; x) = q
 * @param breaks where quantiles are not smooth
 */
public record ScalarMoments(
    Shape batch,
    DType dtype,
    UnaryOperator<Tensor> lower,
    UnaryOperator<Tensor> upper,
    Quadrature.Break... breaks) {
  private Quadrature rule() {
    return Quadrature.quantiles(batch, p -> real(lower, p), q -> real(upper, q), breaks);
  }

  /** In FLOAT, without probabilities that would round to 0. */
  private Tensor real(UnaryOperator<Tensor> y, Tensor probability) {
    return dtype == DType.DOUBLE
        ? y.apply(probability)
        : y.apply(probability.clamp(1e-37, 1).cast(dtype)).cast(DType.DOUBLE);
  }

  private Tensor result(Tensor x) {
    return x.cast(dtype).broadcastTo(batch);
  }

  /** {@return E y, infinite or NaN where it does not exist} */
  public Tensor mean() {
    Quadrature rule = rule();
    return result(existing(1, rule.integral(rule.nodes())));
  }

  /** {@return E (y - E y)^2, infinite where only E y exists, NaN where that is NaN} */
  public Tensor variance() {
    Quadrature rule = rule();
    Tensor mean = rule.integral(rule.nodes());
    Tensor variance = rule.integral(rule.nodes().sub(mean).square());
    Tensor isUndefined = existing(1, mean).stopGradient();
    Tensor second = existing(2, variance);
    return result(Tensor.where(isUndefined.eq(isUndefined), second, isUndefined));
  }

  /** {@return E y of a function that has an expectation} */
  public Tensor expectation() {
    Quadrature rule = rule();
    return result(rule.integral(rule.nodes()));
  }

  /** The moment of an order where it exists. */
  private Tensor existing(int order, Tensor moment) {
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    Tensor below = infinite(lower, order);
    Tensor above = infinite(upper, order);
    Tensor sum = below.add(above); // NaN for both infinities
    return Tensor.where(sum.eq(0), moment, order == 2 ? infinity : sum);
  }

  /** The infinity to which a tail's part of the moment diverges, or 0. */
  private Tensor infinite(UnaryOperator<Tensor> y, int order) {
    boolean isFloat = dtype == DType.FLOAT;
    double near = isFloat ? 1e-20 : 1e-100;
    double far = isFloat ? 1e-35 : 1e-150;
    Tensor atNear = real(y, Tensor.fill(DType.DOUBLE, near)).stopGradient();
    Tensor atFar = real(y, Tensor.fill(DType.DOUBLE, far)).stopGradient();
    Tensor growth = atFar.abs().log().sub(atNear.abs().log()).div(Math.log(near / far));
    Tensor isInfinite = atFar.abs().eq(Double.POSITIVE_INFINITY);
    double limit = (1 - (isFloat ? 1e-5 : 1e-9)) / order;
    Tensor diverges = growth.ge(limit).maximum(isInfinite);
    Tensor infinity = atFar.sign().mul(Double.POSITIVE_INFINITY);
    return Tensor.where(diverges, infinity, Tensor.zeros(DType.DOUBLE));
  }
}
