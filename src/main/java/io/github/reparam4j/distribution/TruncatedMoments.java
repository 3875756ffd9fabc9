/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.distribution.numerics.ScalarMoments;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Expectations under a truncated distribution with a density: over quantiles of the base; where
 * these have no digits, far out and on narrow intervals, over the interval itself.
 */
final class TruncatedMoments {
  private final Truncated truncated;
  private final Distribution base;
  private final DType dtype;
  private final Tensor isSpecial;

  /** The interval, on infinite sides up to a negligible tail. */
  private final Tensor start;

  private final Tensor length;

  TruncatedMoments(Truncated truncated) {
    this.truncated = truncated;
    this.base = truncated.base();
    this.dtype = base.dtype();
    TruncatedQuantiles quantiles = new TruncatedQuantiles(truncated, true);
    this.isSpecial = quantiles.isSpecial().stopGradient();
    double negligible = dtype == DType.FLOAT ? 1e-20 : 1e-40;
    Tensor tiny = Tensor.fill(dtype, negligible);
    Tensor one = Tensor.ones(dtype);
    Constraint set = base.support();
    Tensor low = truncated.low().clamp(set.low().cast(dtype), set.high().cast(dtype));
    Tensor high = truncated.high().clamp(set.low().cast(dtype), set.high().cast(dtype));
    this.start = low.clamp(quantiles.at(tiny, one), infinity());
    this.length = high.clamp(infinity().neg(), quantiles.at(one, tiny)).sub(start);
  }

  private Tensor infinity() {
    return Tensor.fill(dtype, Double.POSITIVE_INFINITY);
  }

  Tensor mean() {
    Tensor special = start.add(length.mul(shares(UnaryOperator.identity())));
    return where(special, byQuantiles(UnaryOperator.identity()).mean());
  }

  Tensor variance() {
    Tensor mean = shares(UnaryOperator.identity());
    Tensor special = length.square().mul(shares(s -> s.sub(mean).square()));
    return where(special, byQuantiles(UnaryOperator.identity()).variance());
  }

  /** ln Z minus the mean of the base's log-density. */
  Tensor entropy() {
    Tensor special = shares(s -> base.logProb(start.add(length.mul(s))).neg());
    Tensor regular = byQuantiles(x -> base.logProb(x).neg()).expectation();
    return where(special, regular).add(truncated.logMass());
  }

  private Tensor where(Tensor special, Tensor regular) {
    return Tensor.where(isSpecial, special, regular).broadcastTo(truncated.batchShape());
  }

  /** The expectation of a function of (x - start) / length, by the density. */
  private Tensor shares(UnaryOperator<Tensor> function) {
    long[] batch = new long[truncated.batchShape().rank()];
    Arrays.fill(batch, 1);
    Quadrature rule =
        Quadrature.interval(Tensor.zeros(DType.DOUBLE, batch), Tensor.ones(DType.DOUBLE, batch));
    Tensor s = rule.nodes().cast(dtype);
    Tensor x = start.add(length.mul(s));
    Tensor density = base.logProb(x).sub(truncated.logMass()).add(length.log()).exp();
    Tensor weights = rule.weights().mul(density.cast(DType.DOUBLE));
    return weights.multiplyNoNan(function.apply(s).cast(DType.DOUBLE)).sum(0).cast(dtype);
  }

  private ScalarMoments byQuantiles(UnaryOperator<Tensor> function) {
    return new ScalarMoments(
        truncated.batchShape(),
        dtype,
        p -> function.apply(quantile(p, p.neg().add(1))),
        q -> function.apply(quantile(q.neg().add(1), q)),
        ModeBreak.of(base, truncated));
  }

  /** Differentiable by all parameters, as the base's quantiles are. */
  private Tensor quantile(Tensor p, Tensor q) {
    Tensor mass = truncated.logMass().exp();
    Tensor lower = base.cdf(truncated.low()).add(p.mul(mass));
    Tensor upper = base.survival(truncated.high()).add(q.mul(mass));
    Tensor isLower = lower.stopGradient().lt(upper.stopGradient());
    Tensor half = Tensor.fill(dtype, 0.5);
    return Tensor.where(
            isLower,
            base.icdf(Tensor.where(isLower, lower, half)),
            base.inverseSurvival(Tensor.where(isLower, half, upper)))
        .clamp(truncated.low(), truncated.high());
  }
}
