/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * K samples of categorical variables, each exact by itself, any two of them negatively dependent;
 * see {@link Carms}. A sample takes the first category k, in the order of increasing probability,
 * with u_k &lt; s_k, where s_k = p_k / (sum of p from k on) and the K uniform numbers of each
 * category are those of a Dirichlet copula: u = (1 - d)^(K - 1), d of Dirichlet(1, ..., 1). Two of
 * them are both below s with the probability max(0, 2 s^(1 / (K - 1)) - 1)^(K - 1).
 *
 * @param index the samples, [K] + batch
 * @param oneHot the same, [K] + batch + [categories]
 * @param position of each sample's category in the order of increasing probability, [K] + batch
 * @param ratio P(a) P(b) / P(a, b) for a pair of samples whose first category in that order is the
 *     sample's, [K] + batch; 0 for the last category, which is no pair's first
 */
record AntitheticCategories(Tensor index, Tensor oneHot, Tensor position, Tensor ratio) {
  /**
   * Draws samples.
   *
   * @param logProbs ln p, batch + [categories]; no gradient flows through the samples
   * @param samples K, at least 2
   */
  static AntitheticCategories draw(Tensor logProbs, int samples) {
    Tensor p = logProbs.stopGradient().exp();
    int count = p.shape().dim(-1);
    Tensor isBefore = isBefore(p, count);
    Tensor rest = p.expandDims(-2).mul(isBefore.neg().add(1)).sum(-1);
    Tensor stop = p.div(rest);
    Tensor root = stop.pow(1.0 / (samples - 1));
    Tensor position = isBefore.sum(-1);
    Tensor e = Noise.exponential(p.dtype(), Shape.of(samples).append(p.shape()).toLongs());
    Tensor others = e.div(e.sumKeepDims(0)).neg().add(1);
    // Where rounding lets no category stop, the last one does.
    Tensor order = Tensor.where(others.lt(root), position, position.neg().add(2.0 * count));
    Tensor index = order.neg().argMax(-1);
    Tensor oneHot = index.expandDims(-1).eq(Tensor.range(p.dtype(), count));
    Tensor both = root.mul(2).sub(1).maximum(0).pow(samples - 1.0);
    Tensor ratio = ratio(stop, both, isBefore);
    return new AntitheticCategories(
        index, oneHot, oneHot.mul(position).sum(-1), oneHot.mul(ratio).sum(-1));
  }

  /** 1 at [..., k, l] where l comes before k, in the order of increasing probability. */
  private static Tensor isBefore(Tensor p, int count) {
    Tensor l = Tensor.range(p.dtype(), count);
    Tensor isLower = l.lt(l.expandDims(-1));
    Tensor other = p.expandDims(-2);
    Tensor own = p.expandDims(-1);
    return other.lt(own).add(other.eq(own).mul(isLower));
  }

  /**
   * By the first category k of a pair: both have passed those before it, (1 - s)^2 / P(both pass)
   * for each, and one of them stops at k, s (1 - s) / P(one stops); after it they are independent.
   */
  private static Tensor ratio(Tensor stop, Tensor both, Tensor isBefore) {
    Tensor pass = stop.neg().add(1);
    Tensor passed = pass.square().div(pass.sub(stop).add(both)).log();
    Tensor earlier = isBefore.multiplyNoNan(passed.expandDims(-2)).sum(-1).exp();
    Tensor zero = Tensor.zeros(stop.dtype());
    Tensor again = Tensor.where(both.gt(0), both.div(stop), zero);
    return Tensor.where(stop.lt(1), pass.div(again.neg().add(1)).mul(earlier), zero);
  }
}
