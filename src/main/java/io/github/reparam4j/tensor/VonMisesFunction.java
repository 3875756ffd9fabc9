/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.VonMisesIntegrals;
import io.github.reparam4j.special.VonMisesSampler;
import io.github.reparam4j.special.VonMisesTails;

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
   * ln of the probability of the arc from the angle of input 1 to that of input 2, both in [-2 pi,
   * 2 pi], at most 2 pi further. Derivatives by the angles -f(from) / e^y and f(to) / e^y, by the
   * concentration {@link #VON_MISES_MEAN_EXCESS}.
   */
  VON_MISES_LOG_MASS(
      ElementwiseDefinition.of(
          (input, y, g) -> {
            Tensor k = y.inputs().get(0);
            Tensor from = y.inputs().get(1);
            Tensor to = y.inputs().get(2);
            return g.multiplyNoNan(
                switch (input) {
                  case 0 -> meanExcess(k, from, to);
                  case 1 -> logDensity(k, from).sub(y).exp().neg();
                  default -> logDensity(k, to).sub(y).exp();
                });
          },
          ternary(VonMisesTails::logMass))),

  /**
   * E cos t on that arc less I1/I0. Derivatives by the angles are those of a mean, by the
   * concentration {@link #VON_MISES_VARIANCE_EXCESS}.
   */
  VON_MISES_MEAN_EXCESS(
      ElementwiseDefinition.of(
          (input, y, g) -> {
            Tensor k = y.inputs().get(0);
            if (input == 0) {
              return g.multiplyNoNan(varianceExcess(y));
            }
            Tensor at = y.inputs().get(input);
            return g.multiplyNoNan(atEnd(input, excess(k, at).neg().sub(y), y));
          },
          ternary(VonMisesTails::meanExcess))),

  /**
   * The variance of cos t on that arc less A', A = I1/I0. Derivatives by the angles are those of a
   * variance; the derivative by the concentration is not implemented, and asking for it is an
   * error.
   */
  VON_MISES_VARIANCE_EXCESS(
      ElementwiseDefinition.of(
              (input, y, g) -> {
                Tensor k = y.inputs().get(0);
                Tensor mean = onArc(VonMisesFunction.VON_MISES_MEAN_EXCESS, y);
                Tensor square = excess(k, y.inputs().get(input)).add(mean).square();
                return g.multiplyNoNan(atEnd(input, square.sub(ratioSlope(k)).sub(y), y));
              },
              ternary(VonMisesTails::varianceExcess))
          .differentiableFrom(1)),

  /**
   * The angle to which an arc from input 1 has the probability of input 2. Derivatives f(from) /
   * f(y), 1 / f(y), and by the concentration -probability / f(y) times {@link
   * #VON_MISES_MEAN_EXCESS}.
   */
  VON_MISES_QUANTILE(
      ElementwiseDefinition.of(
          (input, y, g) -> {
            Tensor k = y.inputs().get(0);
            Tensor from = y.inputs().get(1);
            Tensor p = y.inputs().get(2);
            Tensor log = logDensity(k, y).neg();
            return g.multiplyNoNan(
                switch (input) {
                  case 0 -> p.log().add(log).exp().multiplyNoNan(meanExcess(k, from, y)).neg();
                  case 1 -> logDensity(k, from).add(log).exp();
                  default -> log.exp();
                });
          },
          ternary(VonMisesTails::quantile))),

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

  private static Tensor meanExcess(Tensor concentration, Tensor from, Tensor to) {
    return Tensor.apply(VON_MISES_MEAN_EXCESS, concentration, from, to);
  }

  private static Tensor varianceExcess(Tensor y) {
    return onArc(VON_MISES_VARIANCE_EXCESS, y);
  }

  /** A function of the arc that a function is of. */
  private static Tensor onArc(VonMisesFunction function, Tensor y) {
    return Tensor.apply(function, y.inputs().toArray(Tensor[]::new));
  }

  /** The derivative of a mean by an end of the arc, from the deviation there. */
  private static Tensor atEnd(int input, Tensor deviation, Tensor y) {
    Tensor log = logDensity(y.inputs().get(0), y.inputs().get(input));
    Tensor slope = deviation.mul(log.sub(onArc(VON_MISES_LOG_MASS, y)).exp());
    return input == 1 ? slope.neg() : slope;
  }

  /** A function of three doubles. */
  @FunctionalInterface
  private interface Function3 {
    double at(double a, double b, double c);
  }

  private static Loops ternary(Function3 f) {
    return Loops.ternary(
        (a, b, c, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = (float) f.at(a[i], b[i], c[i]);
          }
        },
        (a, b, c, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = f.at(a[i], b[i], c[i]);
          }
        });
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

  /** The logarithm of the density, periodic in z. */
  private static Tensor logDensity(Tensor concentration, Tensor z) {
    Tensor exponent = z.mul(0.5).sin().square().mul(concentration).mul(-2);
    return exponent.sub(concentration.logBesselI0e()).sub(Math.log(2 * Math.PI));
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
