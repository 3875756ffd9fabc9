/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.SkewNormalFunctions;

/**
 * Functions of the standard skew normal distribution of density f(z) = 2 phi(z) Phi(s z). Input 0
 * is the skewness s. NaN in, NaN out. In FLOAT too they are computed in double precision.
 */
public enum SkewNormalFunction implements Elementwise {
  /** ln P(Z &gt; z), input 1. Derivative by z -h; by s h m / (1 + s^2) with the hazard h. */
  SKEW_NORMAL_LOG_SURVIVAL(
      ElementwiseDefinition.of(
          binary((s, z, y) -> hazard(s, z).mul(bySkewness(s, z)), (s, z, y) -> hazard(s, z).neg()),
          Loops.calling(SkewNormalFunctions::logSurvival))),

  /**
   * The hazard f(z) / P(Z &gt; z), input 1. Derivative by z y (y - z + s m); by s y m (z - y / (1 +
   * s^2)).
   */
  SKEW_NORMAL_HAZARD(
      ElementwiseDefinition.of(
          binary(
              (s, z, y) -> y.mul(s.mul(z).normalHazard()).mul(z.sub(y.div(s.square().add(1)))),
              (s, z, y) -> y.mul(y.sub(z).add(s.mul(s.mul(z).normalHazard())))),
          Loops.calling(SkewNormalFunctions::hazard))),

  /**
   * The z with P(Z &gt; z) = q, input 1. Derivative by q -1 / f(y); by s phi(s y) / Phi(s y) / (1 +
   * s^2).
   */
  SKEW_NORMAL_SURVIVAL_INVERSE(
      ElementwiseDefinition.of(
          binary((s, q, y) -> bySkewness(s, y), (s, q, y) -> logDensity(s, y).neg().exp().neg()),
          Loops.calling(SkewNormalFunctions::survivalQuantile)));

  private final ElementwiseDefinition definition;

  SkewNormalFunction(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  private static Tensor hazard(Tensor s, Tensor z) {
    return Tensor.apply(SKEW_NORMAL_HAZARD, s, z);
  }

  /** dz/ds along a constant probability. */
  private static Tensor bySkewness(Tensor s, Tensor y) {
    return s.mul(y).normalHazard().div(s.square().add(1));
  }

  private static Tensor logDensity(Tensor s, Tensor z) {
    return z.square().mul(-0.5).add(s.mul(z).logNdtr()).add(0.5 * Math.log(2 / Math.PI));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
