/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * Quantiles by solving F(x) = p, as an expression with a fixed number of steps. The equation is
 * solved for the logarithm of the smaller of F and 1 - F, which does not underflow and is nearly
 * linear in a tail. With x = x(t) of {@link SupportMap}, the interval of t that contains the root
 * is first halved, to a hundredth of a unit; then Newton steps are taken, with a halving in place
 * of one that would leave the interval or is not half as long as the one before (W. H. Press and
 * others, "Numerical recipes", section 9.4).
 */
final class CdfInversion {
  /** From 1500 units of t to 0.02. */
  private static final int BISECTIONS = 16;

  /** Newton steps, or halvings where one would be slower. */
  private static final int STEPS = 34;

  private final Distribution distribution;
  private final SupportMap map;

  /** Whether the nearer tail is the lower one. */
  private final Tensor isLower;

  /** The probability of that tail. */
  private final Tensor tail;

  private final Tensor logTail;
  private Tensor low;
  private Tensor high;
  private Tensor t;

  private CdfInversion(String where, Distribution distribution, Tensor isLower, Tensor tail) {
    this.distribution = distribution;
    this.map = SupportMap.onto(where, distribution);
    this.isLower = isLower;
    this.tail = tail;
    this.logTail = tail.log();
    this.low = Tensor.fill(tail.dtype(), map.min());
    this.high = Tensor.fill(tail.dtype(), map.max());
    this.t = middle();
  }

  /**
   * The x with F(x) = p, without gradient.
   *
   * @param d a distribution of scalars with a density
   * @param probability p, NaN for NaN
   */
  static Tensor quantile(Distribution d, Tensor probability) {
    Tensor p = probability.stopGradient();
    Tensor isLower = p.le(0.5);
    Tensor tail = Tensor.where(isLower, p, p.neg().add(1));
    return new CdfInversion("ImplicitReparameterization.quantile", d, isLower, tail)
        .root()
        .stopGradient();
  }

  /**
   * The x with 1 - F(x) = q, without gradient.
   *
   * @param d a distribution of scalars with a density
   * @param probability q, NaN for NaN
   */
  static Tensor exceeded(Distribution d, Tensor probability) {
    Tensor q = probability.stopGradient();
    Tensor isLower = q.gt(0.5);
    Tensor tail = Tensor.where(isLower, q.neg().add(1), q);
    return new CdfInversion("ImplicitReparameterization.inverseSurvival", d, isLower, tail)
        .root()
        .stopGradient();
  }

  private Tensor root() {
    for (int i = 0; i < BISECTIONS; i++) {
      narrow(excess(logTailAt(map.at(t))));
      t = middle();
    }
    // A relative step below which t is not moved to the middle of its interval any more.
    double rounding = tail.dtype() == DType.FLOAT ? 1e-6 : 1e-13;
    Tensor last = Tensor.fill(tail.dtype(), Double.POSITIVE_INFINITY);
    for (int i = 0; i < STEPS; i++) {
      Tensor x = map.at(t);
      Tensor log = logTailAt(x);
      Tensor excess = excess(log);
      narrow(excess);
      Tensor step = excess.mul(inverseHazard(x, log)).div(map.slope(t));
      Tensor next = t.sub(step);
      Tensor converges = step.abs().lt(last.mul(0.5)).mul(next.ge(low)).mul(next.le(high));
      Tensor hasConverged = step.abs().le(t.abs().mul(rounding));
      next = Tensor.where(converges.maximum(hasConverged), next, middle());
      last = next.sub(t).abs();
      t = next;
    }
    return ends(polished(map.at(t)));
  }

  private Tensor middle() {
    return low.add(high).mul(0.5);
  }

  private Tensor logTailAt(Tensor x) {
    return Tensor.where(isLower, distribution.logCdf(x), distribution.logSurvival(x));
  }

  /** An increasing function of x with the root: ln F - ln p, or minus that of the upper tail. */
  private Tensor excess(Tensor logTailAt) {
    Tensor excess = logTailAt.sub(logTail);
    return Tensor.where(isLower, excess, excess.neg());
  }

  /** The reciprocal of the slope of {@link #excess}: the tail over the density. */
  private Tensor inverseHazard(Tensor x, Tensor logTailAt) {
    return logTailAt.sub(distribution.logProb(x)).exp();
  }

  /** Makes t an end of the interval; NaN is taken for F = 0 where t &lt; 0, for 1 elsewhere. */
  private void narrow(Tensor excess) {
    Tensor isBelow = Tensor.where(excess.eq(excess), excess.lt(0), t.lt(0));
    low = Tensor.where(isBelow, t, low);
    high = Tensor.where(isBelow, high, t);
  }

  private static Tensor inside(Tensor step, Tensor low, Tensor high, Tensor otherwise) {
    return Tensor.where(step.ge(low).mul(step.le(high)), step, otherwise);
  }

  /**
   * A last step in x itself: t, a logarithm, has fewer digits. Where the tail does not underflow,
   * its logarithm is that of a quotient near 1, which has more digits than a difference.
   */
  private Tensor polished(Tensor x) {
    Tensor at = Tensor.where(isLower, distribution.cdf(x), distribution.survival(x));
    Tensor ratio = at.sub(tail).div(tail).log1p();
    Tensor log = logTailAt(x);
    Tensor near = tail.gt(NearerTail.least(tail.dtype()));
    Tensor excess = Tensor.where(near, Tensor.where(isLower, ratio, ratio.neg()), excess(log));
    Tensor step = excess.mul(inverseHazard(x, log));
    return inside(x.sub(step), map.at(low), map.at(high), x);
  }

  private Tensor ends(Tensor x) {
    Tensor end = Tensor.where(isLower, map.low(), map.high());
    Tensor inner = Tensor.where(tail.eq(0), end, x);
    return Tensor.where(tail.eq(tail), inner, tail);
  }
}
