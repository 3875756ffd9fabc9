/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.InverseGaussianFunctions;

/**
 * Both tails of the inverse Gaussian distribution of mean 1 and their inverses. Input 0 is the
 * shape, &gt; 0. NaN in, NaN out; NaN for other shapes. In FLOAT too they are computed in double
 * precision.
 *
 * <p>All derivatives follow from the density f and from dx/dshape at a constant value of the
 * distribution function F, which is x ((1 - x) + 2 x (1 - b M(b))) / (shape (1 + x)) with b =
 * sqrt(shape / x) (x + 1) and Mills' ratio M.
 */
public enum InverseGaussianFunction implements Elementwise {
  /** ln F(x), x input 1. Derivatives f / F by x, -f / F dx/dshape by the shape. */
  INVERSE_GAUSSIAN_LOG_CDF(
      ElementwiseDefinition.of(
          binary(
              (s, x, y) -> hazard(s, x, y).multiplyNoNan(inside(x, byShape(s, x))).neg(),
              (s, x, y) -> hazard(s, x, y)),
          Loops.calling(InverseGaussianFunctions::logCdf))),

  /** ln(1 - F(x)), x input 1. Derivatives -f / (1 - F) by x, f / (1 - F) dx/dshape by the shape. */
  INVERSE_GAUSSIAN_LOG_SURVIVAL(
      ElementwiseDefinition.of(
          binary(
              (s, x, y) -> upperHazard(s, x, y).multiplyNoNan(inside(x, byShape(s, x))),
              (s, x, y) -> upperHazard(s, x, y).neg()),
          Loops.calling(InverseGaussianFunctions::logSurvival))),

  /** The x with F(x) = p, p input 1. Derivatives 1 / f by p, dx/dshape by the shape. */
  INVERSE_GAUSSIAN_QUANTILE(
      ElementwiseDefinition.of(
          binary((s, p, y) -> inside(y, byShape(s, y)), (s, p, y) -> logDensity(s, y).neg().exp()),
          Loops.calling(InverseGaussianFunctions::quantile))),

  /** The x with 1 - F(x) = p, p input 1. Derivatives -1 / f by p, dx/dshape by the shape. */
  INVERSE_GAUSSIAN_UPPER_QUANTILE(
      ElementwiseDefinition.of(
          binary(
              (s, p, y) -> inside(y, byShape(s, y)),
              (s, p, y) -> logDensity(s, y).neg().exp().neg()),
          Loops.calling(InverseGaussianFunctions::upperQuantile)));

  /** From here on 1 - b M(b) is computed by its asymptotic series. */
  private static final double SERIES_THRESHOLD = 17;

  private final ElementwiseDefinition definition;

  InverseGaussianFunction(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  /**
   * f / F; infinite at 0, where both vanish. Below the mean as sqrt(shape / x^3) / (M(-a) + M(b)),
   * because a difference of large logarithms has few digits.
   */
  private static Tensor hazard(Tensor shape, Tensor x, Tensor logCdf) {
    Tensor root = shape.sqrt().div(x.sqrt());
    Tensor below = mills(root.mul(x.neg().add(1))).add(mills(root.mul(x.add(1))));
    Tensor above = logDensity(shape, x).sub(logCdf).exp();
    Tensor inner = Tensor.where(x.stopGradient().lt(1), root.div(x).div(below), above);
    Tensor infinite = Tensor.fill(x.dtype(), Double.POSITIVE_INFINITY);
    return Tensor.where(x.stopGradient().eq(0), infinite, inner);
  }

  /** f / (1 - F); shape / 2 in the limit of large x. */
  private static Tensor upperHazard(Tensor shape, Tensor x, Tensor logSurvival) {
    Tensor y = logSurvival.stopGradient();
    Tensor inner = logDensity(shape, x).sub(logSurvival).exp();
    return Tensor.where(y.eq(Double.NEGATIVE_INFINITY), shape.mul(0.5), inner);
  }

  /** The logarithm of the density, minus infinity at 0 and at infinity. */
  private static Tensor logDensity(Tensor shape, Tensor x) {
    Tensor a = shape.sqrt().div(x.sqrt()).mul(x.sub(1));
    Tensor logs = shape.log().mul(0.5).sub(x.log().mul(1.5)).sub(0.5 * Math.log(2 * Math.PI));
    Tensor inner = a.square().mul(-0.5).add(logs);
    Tensor none = Tensor.fill(x.dtype(), Double.NEGATIVE_INFINITY);
    return Tensor.where(isInside(x), inner, none);
  }

  /** A derivative at 0 &lt; y &lt; infinity, else 0. */
  private static Tensor inside(Tensor y, Tensor derivative) {
    return Tensor.where(isInside(y), derivative, Tensor.fill(y.dtype(), 0));
  }

  private static Tensor isInside(Tensor x) {
    Tensor at = x.stopGradient();
    return at.gt(0).mul(at.lt(Double.POSITIVE_INFINITY));
  }

  /** dx/dshape at a constant value of F. */
  private static Tensor byShape(Tensor shape, Tensor x) {
    Tensor b = shape.sqrt().div(x.sqrt()).mul(x.add(1));
    Tensor moved = x.neg().add(1).add(x.mul(deficit(b)).mul(2));
    return x.div(x.add(1)).mul(moved).div(shape);
  }

  /** 1 - b M(b), for large b by its asymptotic series 1 / b^2 - 3 / b^4 + 15 / b^6 - ... */
  private static Tensor deficit(Tensor b) {
    Tensor r = b.maximum(SERIES_THRESHOLD).square().reciprocal();
    Tensor series = Tensor.fill(b.dtype(), 1);
    for (int odd = 19; odd > 1; odd -= 2) {
      series = series.mul(r).mul(-odd).add(1);
    }
    Tensor near = b.mul(mills(b)).neg().add(1);
    return Tensor.where(b.stopGradient().gt(SERIES_THRESHOLD), series.mul(r), near);
  }

  /** Mills' ratio M(t). */
  private static Tensor mills(Tensor t) {
    return t.mul(Math.sqrt(0.5)).erfcx().mul(Math.sqrt(Math.PI / 2));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
