/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;
import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.FloatFunctions;

/**
 * Exponential, logarithmic and circular functions. In the derivatives y is the value. NaN in, NaN
 * out, unless said otherwise.
 */
public enum Transcendental implements Elementwise {
  /** e^x. Derivative y. */
  EXP(
      unary((x, y) -> y),
      Loops.unary(
          FloatFunctions::exp,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.exp(x[i]);
          })),

  /** e^x - 1 without cancellation near 0. Derivative e^x. */
  EXPM1(
      unary((x, y) -> x.exp()), // y + 1 would cancel near y = -1
      Loops.unary(
          FloatFunctions::expm1,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.expm1(x[i]);
          })),

  /** ln x; minus infinity at 0, NaN for x &lt; 0. Derivative 1 / x. */
  LOG(
      unary((x, y) -> x.reciprocal()),
      Loops.unary(
          FloatFunctions::log,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.log(x[i]);
          })),

  /** ln(1 + x) without cancellation near 0. Derivative 1 / (1 + x). */
  LOG1P(
      unary((x, y) -> x.add(1).reciprocal()),
      Loops.unary(
          FloatFunctions::log1p,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.log1p(x[i]);
          })),

  /**
   * ln(1 - e^x) for x &lt; 0, without cancellation at either end; minus infinity at 0, NaN for x
   * &gt; 0. Derivative -1 / (e^-x - 1).
   */
  LOG1MEXP(
      unary((x, y) -> x.neg().expm1().abs().reciprocal().neg()),
      Loops.calling(ErrorFunctions::log1mexp)),

  /** sin x. Derivative cos x. */
  SIN(unary((x, y) -> x.cos()), Loops.calling(Math::sin)),

  /** cos x. Derivative -sin x. */
  COS(unary((x, y) -> x.sin().neg()), Loops.calling(Math::cos)),

  /** Inverse tangent, in (-pi/2, pi/2). Derivative 1 / (1 + x^2). */
  ATAN(unary((x, y) -> x.square().add(1).reciprocal()), Loops.calling(Math::atan)),

  /** Hyperbolic tangent. Derivative (1 - y)(1 + y). */
  TANH(
      unary((x, y) -> y.neg().add(1).mul(y.add(1))),
      Loops.unary(
          FloatFunctions::tanh,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.tanh(x[i]);
          })),

  /**
   * ln(e^a + e^b) without overflow; minus infinity if both are. Derivatives sigmoid(a - b) and
   * sigmoid(b - a), 1/2 where a = b, infinities included.
   */
  LOG_ADD_EXP(
      binary((a, b, y) -> shareOfFirst(a, b), (a, b, y) -> shareOfFirst(b, a)),
      Loops.calling(Transcendental::logAddExp)),

  /**
   * x ln y, but 0 wherever x is 0 (unless y is NaN). Derivatives ln y, and x / y, which is 0 where
   * x is 0.
   */
  XLOGY(
      binary((a, b, y) -> b.log(), (a, b, y) -> a.multiplyNoNan(b.reciprocal())),
      Loops.calling((a, b) -> a == 0 && !Double.isNaN(b) ? 0 : a * Math.log(b))),

  /**
   * x ln(1 + y), but 0 wherever x is 0 (unless y is NaN). Derivatives ln(1 + y), and x / (1 + y),
   * which is 0 where x is 0.
   */
  XLOG1PY(
      binary((a, b, y) -> b.log1p(), (a, b, y) -> a.multiplyNoNan(b.add(1).reciprocal())),
      Loops.calling((a, b) -> a == 0 && !Double.isNaN(b) ? 0 : a * Math.log1p(b)));

  private final ElementwiseDefinition definition;

  Transcendental(GradientRule rule, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops);
  }

  private static Tensor shareOfFirst(Tensor a, Tensor b) {
    Tensor half = Tensor.fill(a.dtype(), 0.5);
    Tensor p = a.stopGradient();
    Tensor bothInfinite = p.eq(b.stopGradient()).mul(p.abs().eq(Double.POSITIVE_INFINITY));
    return Tensor.where(bothInfinite, half, a.sub(b).sigmoid());
  }

  private static double logAddExp(double a, double b) {
    double high = Math.max(a, b);
    return Double.isInfinite(high) ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
