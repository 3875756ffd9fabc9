/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;
import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.NormalTailFunctions;

/**
 * Functions of the tail of the standard normal distribution beyond a point, with the hazard H(t) =
 * phi(t) / (1 - Phi(t)).
 *
 * @see NormalTailFunctions
 */
public enum NormalTailFunction implements Elementwise {
  /** H(t) - t, about 1/t far out. Derivative y (t + y) - 1. */
  HAZARD_EXCESS(
      unary((t, y) -> excessSlope(t, y)), Loops.calling(NormalTailFunctions::hazardExcess)),

  /**
   * The y with P(X &gt; a + y) = e^-q P(X &gt; a) of (a, q), both not negative. Derivatives -(H(a +
   * y) - H(a)) / H(a + y) and 1 / H(a + y).
   */
  DISTANCE(
      binary(
          (a, q, y) -> y.add(excess(a.add(y)).sub(excess(a))).div(hazard(a.add(y))).neg(),
          (a, q, y) -> hazard(a.add(y)).reciprocal()),
      Loops.calling(NormalTailFunctions::distanceToFloat, NormalTailFunctions::distance));

  private final ElementwiseDefinition definition;

  NormalTailFunction(GradientRule rule, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops);
  }

  /**
   * H(t).
   *
   * @param t the point
   * @return the hazard
   */
  public static Tensor hazard(Tensor t) {
    return t.neg().normalHazard();
  }

  /**
   * H(t) - t.
   *
   * @param t the point
   * @return the excess
   */
  public static Tensor excess(Tensor t) {
    return Tensor.apply(HAZARD_EXCESS, t);
  }

  /** y (t + y) - 1, for t &gt; 50 by its asymptotic series in 1/t, because the terms cancel. */
  private static Tensor excessSlope(Tensor t, Tensor y) {
    Tensor square = t.maximum(50).reciprocal().square();
    Tensor series = square.mul(6354).sub(518).mul(square).add(50).mul(square).sub(6);
    series = series.mul(square).add(1).mul(square).neg();
    return Tensor.where(t.stopGradient().gt(50), series, y.mul(y.add(t)).sub(1));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
