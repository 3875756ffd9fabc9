/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.NormalTailFunction;
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
    return NormalTailFunction.hazard(t);
  }

  /** D(y). */
  static Tensor decay(Tensor a, Tensor y) {
    return a.mul(y).add(y.square().mul(0.5)).add(hazard(a.add(y)).log().sub(hazard(a).log()));
  }

  /** The y with D(y) = q. */
  static Tensor distance(Tensor a, Tensor q) {
    return Expressions.apply(NormalTailFunction.DISTANCE, a, q);
  }
}
