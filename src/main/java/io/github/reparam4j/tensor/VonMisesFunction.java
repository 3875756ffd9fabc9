/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.VonMisesIntegrals;
import io.github.reparam4j.special.VonMisesSampler;

/**
 * Functions of the von Mises distribution of mean direction 0, with density e^(concentration cos z)
 * / (2 pi I0(concentration)) on [-pi, pi]. Input 0 is the concentration, &gt;= 0. NaN in, NaN out;
 * NaN for concentrations below 0. In FLOAT too they are computed in double precision.
 */
public enum VonMisesFunction implements Elementwise {
  /**
   * The distribution function F at z, input 1: 0 up to -pi, 1 from pi on. Derivative by z the
   * density, by the concentration minus the density times {@link
   * #VON_MISES_VARIATE_BY_CONCENTRATION}.
   */
  VON_MISES_CDF(
      ElementwiseDefinition.of(
          binary(
              (k, z, y) -> density(k, z).mul(variateByConcentration(k, z)).neg(),
              (k, z, y) -> density(k, z)),
          Loops.calling(VonMisesIntegrals::cdf))),

  /**
   * dz/dconcentration of a variate z, input 1, along constant F. Derivatives {@link
   * VariateDerivative#VON_MISES_BY_CONCENTRATION_TWICE} by the concentration, y concentration sin z
   * + I1/I0 - cos z by z.
   */
  VON_MISES_VARIATE_BY_CONCENTRATION(
      ElementwiseDefinition.of(
          binary(
              (k, z, y) -> Tensor.apply(VariateDerivative.VON_MISES_BY_CONCENTRATION_TWICE, k, z),
              (k, z, y) -> y.mul(k).mul(z.sin()).add(excess(k, z))),
          Loops.calling(VonMisesIntegrals::byConcentration))),

  /**
   * A variate made from two uniform variates, inputs 1 and 2. No gradient: see {@code
   * VonMisesVariates}.
   */
  VON_MISES_VARIATE(
      ElementwiseDefinition.withoutGradient(
          Loops.ternary(
              (k, u, v, y, n) -> {
                for (int i = 0; i < n; i++) {
                  y[i] = VonMisesSampler.toFloat(VonMisesSampler.draw(k[i], u[i], v[i]));
                }
              },
              (k, u, v, y, n) -> {
                for (int i = 0; i < n; i++) {
                  y[i] = VonMisesSampler.draw(k[i], u[i], v[i]);
                }
              })));

  private final ElementwiseDefinition definition;

  VonMisesFunction(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  static Tensor variateByConcentration(Tensor concentration, Tensor z) {
    return Tensor.apply(VON_MISES_VARIATE_BY_CONCENTRATION, concentration, z);
  }

  /** A' = 1 - A / concentration - A^2, as minus the derivative of 1 - A. */
  static Tensor ratioSlope(Tensor concentration) {
    Tensor gap = concentration.besselRatioGap();
    return gap.op().gradient(0, gap, Tensor.fill(gap.dtype(), 1)).neg();
  }

  /** I1/I0 - cos z. */
  private static Tensor excess(Tensor concentration, Tensor z) {
    return z.mul(0.5).sin().square().mul(2).sub(concentration.besselRatioGap());
  }

  /** The density for -pi &lt; z &lt; pi, else 0. */
  private static Tensor density(Tensor concentration, Tensor z) {
    Tensor exponent = z.mul(0.5).sin().square().mul(concentration).mul(-2);
    Tensor density = exponent.sub(concentration.logBesselI0e()).exp().mul(0.5 / Math.PI);
    return Tensor.where(z.stopGradient().abs().lt(Math.PI), density, Tensor.fill(z.dtype(), 0));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
