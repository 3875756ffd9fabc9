package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** Logarithms of quotients of positive values. */
final class LogRatio {
  private LogRatio() {}

  /**
   * ln(x / scale), accurate where both are nearly equal and without overflow. Minus infinity for x
   * = 0.
   */
  static Tensor of(Tensor x, Tensor scale) {
    Tensor excess = x.sub(scale).div(scale);
    Tensor near = excess.stopGradient().abs().lt(0.5);
    return Tensor.where(near, excess.log1p(), x.log().sub(scale.log()));
  }
}
