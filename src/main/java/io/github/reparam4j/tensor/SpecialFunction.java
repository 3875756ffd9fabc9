/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.ExponentialIntegral;
import io.github.reparam4j.special.GammaFunctions;

/** Error functions, the normal distribution function and lgamma; digamma is {@link Polygamma}. */
public enum SpecialFunction implements Elementwise {
  /** Error function. Derivative 2/sqrt(pi) e^(-x^2). */
  ERF(unary((x, y) -> gaussian(x)), Loops.calling(ErrorFunctions::erf)),

  /** 1 - erf(x) without cancellation. Derivative -2/sqrt(pi) e^(-x^2). */
  ERFC(unary((x, y) -> gaussian(x).neg()), Loops.calling(ErrorFunctions::erfc)),

  /** Phi(x), the distribution function of N(0,1). Derivative e^(-x^2/2) / sqrt(2 pi). */
  NDTR(
      unary((x, y) -> x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI))),
      Loops.calling(ErrorFunctions::ndtr)),

  /** ln Phi(x), accurate in the far left tail. Derivative {@link #NORMAL_HAZARD}. */
  LOG_NDTR(unary((x, y) -> x.normalHazard()), Loops.calling(ErrorFunctions::logNdtr)),

  /** phi(x) / Phi(x), about -x for very negative x. Derivative -y (x + y). */
  NORMAL_HAZARD(
      unary((x, y) -> y.mul(NormalTailFunction.excess(x.neg())).neg()),
      Loops.calling(ErrorFunctions::normalHazard)),

  /** ln |Gamma(x)|; plus infinity at 0, -1, -2, ... Derivative digamma(x). */
  LGAMMA(unary((x, y) -> x.digamma()), Loops.calling(GammaFunctions::lgamma)),

  /**
   * The inverse of {@link #NDTR}: the x with Phi(x) = p; NaN outside [0, 1]. Derivative sqrt(2 pi)
   * e^(y^2/2), infinite at 0 and 1.
   */
  NDTRI(
      unary((x, y) -> y.square().mul(0.5).exp().mul(Math.sqrt(2 * Math.PI))),
      Loops.calling(ErrorFunctions::ndtri)),

  /**
   * The inverse of {@link #ERF}; NaN outside [-1, 1]. Derivative sqrt(pi)/2 e^(y^2), infinite at -1
   * and 1.
   */
  ERFINV(
      unary((x, y) -> y.square().exp().mul(Math.sqrt(Math.PI) / 2)),
      Loops.calling(ErrorFunctions::erfinv)),

  /** e^(x^2) erfc(x), about 1/(x sqrt(pi)) for large x. Derivative 2 x y - 2/sqrt(pi). */
  ERFCX(unary((x, y) -> erfcxSlope(x, y)), Loops.calling(ErrorFunctions::erfcx)),

  /** ln(e^x - 1), the inverse of softplus; NaN for x &lt; 0. Derivative 1 / (1 - e^-x). */
  LOG_EXPM1(
      unary((x, y) -> x.neg().expm1().reciprocal().neg()), Loops.calling(ErrorFunctions::logExpm1)),

  /** ln cosh x, about x^2/2 near 0 and |x| - ln 2 far from it. Derivative tanh x. */
  LOG_COSH(unary((x, y) -> x.tanh()), Loops.calling(ErrorFunctions::logCosh)),

  /** ln softplus(x), about x for very negative x. Derivative sigmoid(x) / softplus(x). */
  LOG_SOFTPLUS(unary((x, y) -> logSoftplusSlope(x)), Loops.calling(ErrorFunctions::logSoftplus)),

  /** e^x E1(x), E1 the exponential integral, about 1/x for large x. Derivative y - 1/x. */
  EXP_E1(unary((x, y) -> expE1Slope(x, y)), Loops.calling(ExponentialIntegral::expE1));

  private final ElementwiseDefinition definition;

  SpecialFunction(GradientRule rule, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops);
  }

  /** 2 x y - 2/sqrt(pi), for x &gt; 12 by the asymptotic series of y, which has the same head. */
  private static Tensor erfcxSlope(Tensor x, Tensor y) {
    Tensor r = x.maximum(12).square().reciprocal().mul(0.5);
    Tensor series = Tensor.fill(x.dtype(), 1);
    for (int odd = 19; odd > 1; odd -= 2) {
      series = series.mul(r).mul(-odd).add(1);
    }
    series = series.mul(r).neg();
    Tensor scale = Tensor.fill(x.dtype(), 2 / Math.sqrt(Math.PI));
    Tensor slope = x.mul(y).mul(2).sub(scale);
    return Tensor.where(x.stopGradient().gt(12), series.mul(scale), slope);
  }

  /** y - 1/x, for x &gt; 60 by the asymptotic series of y: -1/x^2 + 2/x^3 - 6/x^4 + ... */
  private static Tensor expE1Slope(Tensor x, Tensor y) {
    Tensor r = x.maximum(60).reciprocal();
    Tensor series = Tensor.fill(x.dtype(), 1);
    for (int k = 16; k > 1; k--) {
      series = series.mul(r).mul(-k).add(1);
    }
    return Tensor.where(
        x.stopGradient().gt(60), series.mul(r.square()).neg(), y.sub(x.reciprocal()));
  }

  /** sigmoid(x) / softplus(x), for x &lt; -37, where both may underflow, 1 - e^x / 2. */
  private static Tensor logSoftplusSlope(Tensor x) {
    Tensor inner = x.maximum(-37);
    Tensor far = x.exp().mul(-0.5).add(1);
    return Tensor.where(x.stopGradient().lt(-37), far, inner.sigmoid().div(inner.softplus()));
  }

  private static Tensor gaussian(Tensor x) {
    return x.square().neg().exp().mul(2 / Math.sqrt(Math.PI));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
