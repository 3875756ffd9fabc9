/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.tensor.Tensor;

/** Terms of divergences. Each is never negative and accurate near its zero. */
final class KlTerms {
  private static final int SERIES_TERMS = 14;

  /** Beyond this t, e^t is infinite in both dtypes. */
  private static final double EXP_OVERFLOW_THRESHOLD = 1000;

  private KlTerms() {}

  /** e^t - 1 - t: never negative, about t^2 / 2 near 0, infinite at both ends. */
  static Tensor excess(Tensor t) {
    Tensor sum = t.div(SERIES_TERMS + 2).add(1);
    for (int n = SERIES_TERMS + 1; n > 2; n--) {
      sum = sum.mul(t).div(n).add(1);
    }
    Tensor near = t.square().mul(0.5).mul(sum);
    Tensor far = t.expm1().sub(t.minimum(EXP_OVERFLOW_THRESHOLD));
    return Tensor.where(t.stopGradient().abs().lt(1), near, far);
  }

  /**
   * x ln(x / y) - x + y for x, y &gt;= 0: never negative; y for x = 0, infinite for y = 0 &lt; x.
   * The divergence of two Poisson distributions; its sum over categories is the divergence of two
   * categorical ones.
   *
   * @param logRatio ln(y / x)
   */
  static Tensor relativeEntropy(Tensor x, Tensor y, Tensor logRatio) {
    Tensor near = x.mul(excess(logRatio));
    Tensor far = y.sub(x.mul(logRatio.add(1)));
    Tensor inside = Tensor.where(logRatio.stopGradient().le(1), near, far);
    return Tensor.where(x.stopGradient().eq(0), y, inside);
  }

  /** The relative entropy from x and y alone. */
  static Tensor relativeEntropy(Tensor x, Tensor y) {
    return relativeEntropy(x, y, LogRatio.of(y, x));
  }

  /** ln(1 + (u^2 + v^2) / w^2) for w &gt; 0, without overflow of squares or quotients. */
  static Tensor logOnePlusSquares(Tensor u, Tensor v, Tensor w) {
    Tensor greater = u.abs().maximum(v.abs()).stopGradient();
    Tensor far = u.div(greater).square().add(v.div(greater).square()).log();
    far = far.add(greater.log().sub(w.log()).mul(2));
    Tensor near = u.div(w).square().add(v.div(w).square()).log1p();
    return Tensor.where(greater.div(w.stopGradient()).lt(1e9), near, far);
  }

  /** max(x, 0) with the gradient of x, for values that only rounding makes negative. */
  static Tensor notNegative(Tensor x) {
    return x.add(x.neg().relu().stopGradient());
  }

  static Tensor infinity(Tensor like) {
    return Tensor.fill(like.dtype(), Double.POSITIVE_INFINITY);
  }
}
