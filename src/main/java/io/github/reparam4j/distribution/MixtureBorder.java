/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The slope of a mixture's log-density at an end of the support where some components have the
 * density 0. Such a component has an infinite slope of ln f with the weight 0, but its f may have a
 * slope there that is not 0, as x e^-x has at 0.
 *
 * <p>Near the end, f is about c d^a for the distance d. The exponent a is d times the slope of ln f
 * at a d so small that the error does not count. The slope of f is c for a = 1, 0 for a &gt; 1 and
 * infinite for a &lt; 1.
 */
final class MixtureBorder {
  private MixtureBorder() {}

  /**
   * The same log-density with the slopes of components whose density is 0 at the end.
   *
   * @param m the mixture
   * @param value x
   * @param each ln f of each component
   * @param logSum the log-density
   */
  static Tensor add(Mixture m, Tensor value, Tensor each, Tensor logSum) {
    Constraint set = m.components().support();
    if (!m.eventShape().isScalar() || set.isDiscrete() || set instanceof Constraint.Reals) {
      return logSum;
    }
    return Tensor.withGradient(
        logSum,
        (input, y, g) -> input == 0 ? g : g.multiplyNoNan(slope(m, value, each, y)),
        logSum,
        value);
  }

  private static Tensor slope(Mixture m, Tensor value, Tensor each, Tensor logSum) {
    DType dtype = m.dtype();
    Constraint set = m.components().support();
    Tensor low = set.low().stopGradient().cast(dtype);
    Tensor high = set.high().stopGradient().cast(dtype);
    Shape all = value.expandDims(-1).shape().broadcast(m.components().batchShape());
    Tensor x = value.stopGradient().expandDims(-1).broadcastTo(all);
    Tensor isLow = x.eq(low);
    Tensor isZero = each.stopGradient().eq(Double.NEGATIVE_INFINITY);
    Tensor isBorder = isLow.maximum(x.eq(high)).mul(isZero);
    Tensor distance = distance(x);
    Tensor signed = Tensor.where(isLow, distance, distance.neg());
    Tensor inside = Tensor.where(isBorder, x.add(signed), x).stopGradient();
    Tensor logDensity = m.components().logProb(inside);
    Tensor slope = Gradients.of(logDensity.sum(), inside).of(inside);
    Tensor none = Tensor.zeros(dtype);
    Tensor exponent = slope.multiplyNoNan(inside.sub(x)).sub(1);
    double rounding = dtype == DType.FLOAT ? 1e-4 : 1e-9;
    Tensor isLinear = exponent.abs().lt(rounding);
    Tensor infinite = signed.mul(Double.POSITIVE_INFINITY);
    Tensor limit =
        Tensor.where(
            isLinear,
            logDensity.exp().multiplyNoNan(slope),
            Tensor.where(exponent.lt(0), infinite, none));
    Tensor sum = logSum.stopGradient().expandDims(-1);
    Tensor share = m.logWeights().stopGradient().sub(sum).exp();
    Tensor isEmpty = sum.eq(Double.NEGATIVE_INFINITY);
    Tensor term = Tensor.where(isEmpty, infinite, share.multiplyNoNan(limit));
    Tensor isUsed = isBorder.mul(share.gt(0));
    Tensor total = Tensor.where(isUsed, term, none);
    return total.sum(-1).stopGradient();
  }

  /** A distance from x that is small beside all scales, and after which x differs. */
  private static Tensor distance(Tensor x) {
    boolean isFloat = x.dtype() == DType.FLOAT;
    Tensor spacing = x.abs().mul(isFloat ? 0x1p-23 : 0x1p-52);
    return spacing.maximum(isFloat ? 1e-15 : 1e-100);
  }
}
