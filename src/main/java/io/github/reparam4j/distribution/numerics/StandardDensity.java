/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Logarithms of standard densities on the reals with their slopes in closed form. The slope by the
 * chain rule is a difference that cancels near the mode, where the slope is 0.
 */
public final class StandardDensity {
  /** Here exp(-z) is infinite in both types; z is not less, so that infinities do not cancel. */
  private static final double MIN_VALUE = -800;

  private StandardDensity() {}

  /**
   * The logistic density sigmoid'(z) = sigmoid(z) sigmoid(-z); slope -tanh(z / 2).
   *
   * @param z a standardised value
   * @return its log-density; minus infinity at both infinities
   */
  public static Tensor logLogistic(Tensor z) {
    Tensor log = z.logSigmoid().add(z.neg().logSigmoid());
    return withSlope(log, z, x -> x.mul(-0.5).tanh());
  }

  /**
   * The Gumbel density exp(-z - exp(-z)); slope exp(-z) - 1.
   *
   * @param z a standardised value
   * @return its log-density
   */
  public static Tensor logGumbel(Tensor z) {
    Tensor log = z.maximum(MIN_VALUE).add(z.neg().exp()).neg();
    return withSlope(log, z, x -> x.neg().expm1());
  }

  /**
   * exp(-(z + y) / 2) with y = exp(-z), the Moyal density times sqrt(2 pi); slope (y - 1) / 2.
   *
   * @param z a standardised value
   * @param y exp(-z)
   * @return the logarithm
   */
  public static Tensor logMoyal(Tensor z, Tensor y) {
    Tensor log = z.maximum(MIN_VALUE).add(y).mul(-0.5);
    return withSlope(log, z, x -> x.neg().expm1().mul(0.5));
  }

  private static Tensor withSlope(Tensor log, Tensor z, UnaryOperator<Tensor> slope) {
    return Tensor.withGradient(log, (input, y, g) -> g.multiplyNoNan(slope.apply(z)), z);
  }
}
