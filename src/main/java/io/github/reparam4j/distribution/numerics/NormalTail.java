/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * The standard normal distribution beyond a point a &gt; 0, in terms of the distance y = t - a.
 * With the hazard H(t) = phi(t) / (1 - Phi(t)), the probability of exceeding y is exp(-D(y)) with
 * D(y) = a y + y^2 / 2 + ln(H(a + y) / H(a)): nothing underflows or cancels, however large a is.
 */
final class NormalTail {
  private NormalTail() {}

  /** H(t), about t for large t. */
  static Tensor hazard(Tensor t) {
    return t.neg().normalHazard();
  }

  /** D(y). */
  static Tensor decay(Tensor a, Tensor y) {
    return a.mul(y).add(y.square().mul(0.5)).add(hazard(a.add(y)).log().sub(hazard(a).log()));
  }

  /**
   * The y with D(y) = q. D is convex with D'(y) = H(a + y), so Newton's method decreases
   * monotonically to the root from the lesser of two upper bounds: D(y) &gt;= H(a) y and D(y) &gt;=
   * a y + y^2 / 2. Derivatives 1 / H(a + y) by q and -(H(a + y) - H(a)) / H(a + y) by a.
   */
  static Tensor distance(Tensor a, Tensor q) {
    Tensor from = a.stopGradient();
    Tensor to = q.stopGradient();
    Tensor root = from.square().add(to.mul(2)).sqrt();
    Tensor y = to.div(hazard(from)).minimum(to.mul(2).div(from.add(root)));
    for (int i = a.dtype() == DType.FLOAT ? 4 : 5; i > 0; i--) {
      y = y.sub(decay(from, y).sub(to).div(hazard(from.add(y))));
    }
    Tensor end = Tensor.fill(a.dtype(), Double.POSITIVE_INFINITY);
    return Tensor.withGradient(
        Tensor.where(to.eq(Double.POSITIVE_INFINITY), end, y.maximum(0)),
        (input, value, g) -> g.multiplyNoNan(input == 0 ? byStart(a, value) : byDecay(a, value)),
        a,
        q);
  }

  private static Tensor byDecay(Tensor a, Tensor y) {
    return hazard(a.add(y)).reciprocal();
  }

  private static Tensor byStart(Tensor a, Tensor y) {
    Tensor rise = y.add(excess(a.add(y)).sub(excess(a)));
    return rise.div(hazard(a.add(y))).neg();
  }

  /** H(t) - t, for large t by its asymptotic series 1/t - 2/t^3 + 10/t^5 - 74/t^7. */
  private static Tensor excess(Tensor t) {
    double far = t.dtype() == DType.FLOAT ? 20 : 100;
    Tensor r = t.maximum(far).reciprocal();
    Tensor square = r.square();
    Tensor series = square.mul(-74).add(10).mul(square).sub(2).mul(square).add(1).mul(r);
    return Tensor.where(t.stopGradient().gt(far), series, hazard(t).sub(t));
  }
}
