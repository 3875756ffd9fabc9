/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * Quantiles by solving F(x) = p, as an expression with a fixed number of steps. With x = x(t) of
 * {@link SupportMap}, the interval of t that contains the root is first halved, to a hundredth of a
 * unit; then Newton steps are taken, with a halving in place of one that would leave the interval
 * (W. H. Press and others, "Numerical recipes", section 9.4).
 */
final class CdfInversion {
  /** From 1500 units of t to 0.02. */
  private static final int BISECTIONS = 16;

  /** A halving after each two of these, so that slow convergence ends too. */
  private static final int SAFEGUARDED_STEPS = 24;

  /** The last steps, which square the error. */
  private static final int NEWTON_STEPS = 8;

  private final Distribution distribution;
  private final SupportMap map;
  private final Tensor p;
  private Tensor low;
  private Tensor high;
  private Tensor t;

  private CdfInversion(Distribution distribution, Tensor p) {
    this.distribution = distribution;
    this.map = SupportMap.onto("ImplicitReparameterization.quantile", distribution);
    this.p = p;
    this.low = Tensor.fill(p.dtype(), map.min());
    this.high = Tensor.fill(p.dtype(), map.max());
    this.t = middle();
  }

  /**
   * The quantiles without gradient.
   *
   * @param d a distribution of scalars with a density
   * @param probability probabilities, NaN for NaN
   */
  static Tensor solve(Distribution d, Tensor probability) {
    return new CdfInversion(d, probability.stopGradient()).root().stopGradient();
  }

  private Tensor root() {
    for (int i = 0; i < BISECTIONS; i++) {
      narrow(distribution.cdf(map.at(t)));
      t = middle();
    }
    for (int i = 0; i < SAFEGUARDED_STEPS + NEWTON_STEPS; i++) {
      Tensor x = map.at(t);
      Tensor cdf = distribution.cdf(x);
      narrow(cdf);
      boolean halves = i < SAFEGUARDED_STEPS && i % 3 == 2;
      Tensor step = step(x, cdf).div(map.slope(t));
      t = halves ? middle() : inside(t.sub(step), low, high, middle());
    }
    return ends(polished(map.at(t)));
  }

  private Tensor middle() {
    return low.add(high).mul(0.5);
  }

  /** Makes t an end of the interval; F = NaN is taken for 0 where t &lt; 0, for 1 elsewhere. */
  private void narrow(Tensor cdf) {
    Tensor isBelow = Tensor.where(cdf.eq(cdf), cdf.lt(p), t.lt(0));
    low = Tensor.where(isBelow, t, low);
    high = Tensor.where(isBelow, high, t);
  }

  /**
   * The Newton step in x for the logarithm of the smaller of F and 1 - F, which is nearly linear in
   * a tail: (F / f) ln(F / p), or -((1 - F) / f) ln((1 - F) / (1 - p)).
   */
  private Tensor step(Tensor x, Tensor cdf) {
    Tensor isLower = p.lt(0.5);
    Tensor excess = cdf.sub(p);
    Tensor lower = cdf.mul(excess.div(p).log1p());
    Tensor rest = cdf.neg().add(1);
    Tensor upper = rest.neg().mul(excess.div(p.sub(1)).log1p());
    return Tensor.where(isLower, lower, upper).div(distribution.logProb(x).exp());
  }

  private static Tensor inside(Tensor step, Tensor low, Tensor high, Tensor otherwise) {
    return Tensor.where(step.ge(low).mul(step.le(high)), step, otherwise);
  }

  /** A last step in x itself: t, a logarithm, has fewer digits. */
  private Tensor polished(Tensor x) {
    return inside(x.sub(step(x, distribution.cdf(x))), map.at(low), map.at(high), x);
  }

  private Tensor ends(Tensor x) {
    Tensor inner = Tensor.where(p.eq(0), map.low(), Tensor.where(p.eq(1), map.high(), x));
    return Tensor.where(p.eq(p), inner, p);
  }
}
