/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * The tail of a distribution of scalars on the nearer side of a value x: a function G of the
 * parameters and a factor c with dF / f = c dG, where neither cancels nor underflows. G is F below
 * the median and -(1 - F) above; where these underflow, ln F and -ln(1 - F).
 *
 * @param isLower where F &lt; 1/2
 * @param isFar where the logarithm is used
 * @param rise G, differentiable by the parameters
 * @param factor c, without derivatives
 */
record NearerTail(Tensor isLower, Tensor isFar, Tensor rise, Tensor factor) {
  /** The tail at x, which is a constant. */
  static NearerTail at(Distribution d, Tensor x) {
    Tensor cdf = d.cdf(x);
    Tensor isLower = cdf.stopGradient().lt(0.5);
    Tensor direct = Tensor.where(isLower, cdf, d.survival(x).neg());
    Tensor log = Tensor.where(isLower, d.logCdf(x), d.logSurvival(x).neg());
    Tensor size = log.stopGradient().abs();
    Tensor isFar =
        direct.stopGradient().abs().lt(least(d.dtype())).mul(size.lt(Double.POSITIVE_INFINITY));
    Tensor logDensity = d.logProb(x).stopGradient();
    Tensor factor = Tensor.where(isFar, size.add(logDensity), logDensity).neg().exp();
    return new NearerTail(isLower, isFar, Tensor.where(isFar, log, direct), factor);
  }

  /** Below this probability, differences of probabilities lose digits. */
  static double least(DType dtype) {
    return dtype == DType.FLOAT ? 1e-30 : 1e-290;
  }

  /** G as a function of given probabilities of both sides. */
  Tensor of(Tensor p, Tensor q) {
    Tensor log = Tensor.where(isLower, p.log(), q.log().neg());
    return Tensor.where(isFar, log, Tensor.where(isLower, p, q.neg()));
  }
}
