/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Quantiles of distributions of integers, by bisection as an expression. */
final class SmallestInteger {
  /** Beyond this power of two, integers are not looked at. */
  private static final int BITS = 53;

  private static final int FLOAT_BITS = 40;

  private SmallestInteger() {}

  /** The least integer whose cdf is at least p; NaN for NaN. */
  static Tensor quantile(Distribution d, Tensor probability) {
    Tensor p = probability.stopGradient();
    Tensor x = search(d, p, at -> d.cdf(at).ge(p));
    return ends(d, p, Tensor.where(p.eq(1), d.support().high().cast(d.dtype()), x));
  }

  /** The least integer that is exceeded with at most probability q; NaN for NaN. */
  static Tensor exceeded(Distribution d, Tensor probability) {
    Tensor q = probability.stopGradient();
    Tensor x = search(d, q, at -> d.survival(at).le(q));
    return ends(d, q, Tensor.where(q.eq(0), d.support().high().cast(d.dtype()), x));
  }

  private static Tensor ends(Distribution d, Tensor p, Tensor x) {
    return Tensor.where(p.eq(p), x, p).broadcastTo(p.shape().broadcast(d.batchShape()));
  }

  private static Tensor search(Distribution d, Tensor like, UnaryOperator<Tensor> isReached) {
    int bits = d.dtype() == DType.DOUBLE ? BITS : FLOAT_BITS;
    Constraint support = d.support();
    Tensor zero = like.mul(0);
    Tensor low = support.low().stopGradient().cast(d.dtype()).sub(1).add(zero);
    Tensor high =
        support.high().stopGradient().cast(d.dtype()).floor().minimum(Math.pow(2, bits)).add(zero);
    for (int i = 0; i <= bits; i++) {
      Tensor middle = low.add(high.sub(low).mul(0.5).floor());
      Tensor reached = isReached.apply(middle);
      high = Tensor.where(reached, middle, high);
      low = Tensor.where(reached, low, middle);
    }
    return high.stopGradient();
  }
}
