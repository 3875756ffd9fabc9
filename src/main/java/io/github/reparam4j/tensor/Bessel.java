/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.BesselFunctions;
import java.util.function.DoubleUnaryOperator;

/**
 * Modified Bessel functions of the first kind of orders 0 and 1, scaled by e^-|x|, and their ratio.
 * Of any other order: {@link BesselIve}. NaN in, NaN out.
 */
public enum Bessel implements Elementwise {
  /** e^-|x| I0(x). Derivative i1e(x) - sign(x) y, 0 at 0. */
  BESSEL_I0E(
      unary((x, y) -> x.besselI1e().sub(x.stopGradient().sign().mul(y))), BesselFunctions::i0e),

  /** e^-|x| I1(x). Derivative i0e(x) - sign(x) y - y / x, 1/2 at 0. */
  BESSEL_I1E(
      unary((x, y) -> x.besselI0e().sub(x.stopGradient().sign().mul(y)).sub(overX(x, y))),
      BesselFunctions::i1e),

  /**
   * ln(e^-|x| I0(x)), so that ln I0(x) = |x| + y. Derivative -sign(x) (1 - I1(|x|) / I0(|x|)), from
   * the right -1 at 0.
   */
  LOG_BESSEL_I0E(unary((x, y) -> x.besselRatioGap().mul(downhill(x))), BesselFunctions::logI0e),

  /** ln I0(x), with full precision near 0, where it is about x^2 / 4. Derivative I1(x) / I0(x). */
  LOG_BESSEL_I0(unary((x, y) -> x.besselRatio()), BesselFunctions::logI0),

  /**
   * I1(x) / I0(x), the mean resultant length of the von Mises distribution of concentration x.
   * Derivative 1 - y / x - y^2, 1/2 at 0.
   */
  BESSEL_RATIO(unary((x, y) -> ratioSlope(x, y)), BesselFunctions::ratio),

  /**
   * 1 - I1(|x|) / I0(|x|), the circular variance of the von Mises distribution, without
   * cancellation for large x. Derivative -sign(x) times that of {@link #BESSEL_RATIO}, from the
   * right -1/2 at 0.
   */
  BESSEL_RATIO_GAP(
      unary((x, y) -> ratioSlope(x, x.besselRatio()).mul(downhill(x))), BesselFunctions::ratioGap);

  /** From this |x| on, 1 - y / x - y^2 is computed by its series in 1 / x. */
  private static final double SERIES_THRESHOLD = 30;

  private static final int SERIES_LENGTH = 14;

  private final ElementwiseDefinition definition;

  Bessel(GradientRule rule, DoubleUnaryOperator f) {
    this.definition = ElementwiseDefinition.of(rule, Loops.calling(f));
  }

  /** 1 for x &lt; 0, else -1. */
  private static Tensor downhill(Tensor x) {
    return x.stopGradient().lt(0).mul(2).sub(1);
  }

  /** y / x, and 1/2 at 0, for a y that is about x / 2 there. */
  private static Tensor overX(Tensor x, Tensor y) {
    Tensor atZero = x.stopGradient().eq(0);
    return Tensor.where(atZero, Tensor.fill(x.dtype(), 0.5), y.div(x));
  }

  /** 1 - y / x - y^2 for y = I1(x) / I0(x), which cancels for large |x|. */
  private static Tensor ratioSlope(Tensor x, Tensor y) {
    Tensor size = x.abs();
    Tensor r = size.maximum(SERIES_THRESHOLD).reciprocal();
    Tensor series = Tensor.fill(x.dtype(), 0);
    for (int k = SERIES_LENGTH; k > 0; k--) {
      series = series.mul(r).add(-k * BesselFunctions.ratioCoefficient(k));
    }
    Tensor exact = y.square().add(overX(x, y)).neg().add(1);
    return Tensor.where(size.stopGradient().gt(SERIES_THRESHOLD), series.mul(r.square()), exact);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
