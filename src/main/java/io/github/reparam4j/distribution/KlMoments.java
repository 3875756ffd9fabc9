/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * Divergences of any p from a family q whose log-density is a function of few moments: -H(p) - E ln
 * q(x) with the entropy H and the moments of p. Infinite where p reaches beyond the support of q.
 */
final class KlMoments {
  private KlMoments() {}

  // ---- supports

  /** The divergence where the support of p is part of that of q, else infinity. */
  static Tensor whereCovered(Distribution p, Distribution q, Tensor kl) {
    Tensor above = low(p).ge(low(q));
    Tensor below = high(p).le(high(q));
    return Tensor.where(above.mul(below), kl, KlTerms.infinity(kl));
  }

  private static Tensor low(Distribution d) {
    return d.support().low().stopGradient().cast(d.dtype());
  }

  private static Tensor high(Distribution d) {
    return d.support().high().stopGradient().cast(d.dtype());
  }

  /** The divergence of unbounded counts from bounded ones: infinite, unless p is always 0. */
  static Tensor unbounded(Distribution p, Distribution q) {
    Tensor atZero = q.logProb(Tensor.zeros(p.dtype())).neg();
    Tensor isZero = p.mean().stopGradient().eq(0);
    return Tensor.where(isZero, atZero, KlTerms.infinity(atZero));
  }

  // ---- log-densities that are linear or quadratic

  /** From the exponential and the continuous Bernoulli distribution, whose ln q is linear. */
  static Tensor linear(Distribution p, Distribution q) {
    return whereCovered(p, q, p.entropy().add(q.logProb(p.mean())).neg());
  }

  /** From the uniform distribution, whose ln q is constant. */
  static Tensor constant(Distribution p, Uniform q) {
    return whereCovered(p, q, q.entropy().sub(p.entropy()));
  }

  static Tensor normal(Distribution p, Normal q) {
    return quadratic(p, q, q.scale());
  }

  static Tensor truncatedNormal(Distribution p, TruncatedNormal q) {
    return quadratic(p, q, q.scale());
  }

  /** E ln q is ln q at the mean less half of the variance in squares of the scale. */
  private static Tensor quadratic(Distribution p, Distribution q, Tensor scale) {
    Tensor variance = p.variance();
    Tensor spread = p.standardDeviation().div(scale).square().mul(0.5);
    Tensor kl = spread.sub(p.entropy()).sub(q.logProb(p.mean()));
    Tensor exists = variance.stopGradient().lt(Double.POSITIVE_INFINITY);
    return whereCovered(p, q, Tensor.where(exists, kl, KlTerms.infinity(kl)));
  }

  // ---- log-densities of ln x

  /**
   * From the gamma distribution: ln q = a ln r - ln Gamma(a) + (a - 1) ln x - r x.
   *
   * @param meanLog E ln x
   */
  static Tensor gamma(Distribution p, Tensor meanLog, Gamma q) {
    return gamma(p, meanLog, q, q.concentration(), q.rate());
  }

  /**
   * From the chi-squared distribution.
   *
   * @param meanLog E ln x
   */
  static Tensor chi2(Distribution p, Tensor meanLog, Chi2 q) {
    return gamma(p, meanLog, q, q.df().mul(0.5), Tensor.fill(q.dtype(), 0.5));
  }

  private static Tensor gamma(Distribution p, Tensor meanLog, Distribution q, Tensor a, Tensor r) {
    Tensor logs = a.sub(1).multiplyNoNan(meanLog).add(a.mul(r.log())).sub(a.lgamma());
    return whereCovered(p, q, r.mul(p.mean()).sub(p.entropy()).sub(logs));
  }

  /**
   * From the log-normal distribution: the divergence of ln x from the normal one.
   *
   * @param meanLog E ln x
   * @param varianceLog the variance of ln x
   */
  static Tensor logNormal(Distribution p, Tensor meanLog, Tensor varianceLog, LogNormal q) {
    Tensor spread = varianceLog.div(q.scale()).div(q.scale()).mul(0.5);
    Tensor entropyOfLog = p.entropy().sub(meanLog);
    return spread.sub(entropyOfLog).sub(Normal.of(q.loc(), q.scale()).logProb(meanLog));
  }

  /**
   * From the Weibull distribution: ln q = ln(k / s) + (k - 1) ln(x / s) - (x / s)^k with scale s
   * and concentration k.
   *
   * @param meanLog E ln x
   * @param logMoment ln E x^k
   */
  static Tensor weibull(Distribution p, Tensor meanLog, Tensor logMoment, Weibull q) {
    Tensor k = q.concentration();
    Tensor logScale = q.scale().log();
    Tensor power = logMoment.sub(k.mul(logScale)).exp();
    Tensor linear = k.sub(1).mul(meanLog.sub(logScale)).add(k.log()).sub(logScale);
    return power.sub(linear).sub(p.entropy());
  }

  /**
   * From the inverse gamma distribution: ln q = a ln b - ln Gamma(a) - (a + 1) ln x - b / x.
   *
   * @param meanLog E ln x
   * @param meanReciprocal E 1 / x, which may be infinite
   */
  static Tensor inverseGamma(
      Distribution p, Tensor meanLog, Tensor meanReciprocal, InverseGamma q) {
    Tensor a = q.concentration();
    Tensor logs = a.mul(q.rate().log()).sub(a.lgamma()).sub(a.add(1).mul(meanLog));
    return q.rate().mul(meanReciprocal).sub(logs).sub(p.entropy());
  }

  // ---- Gumbel

  /**
   * From the Gumbel distribution.
   *
   * @param logMean ln E e^-z with z = (x - loc) / scale
   */
  static Tensor gumbel(Distribution p, Gumbel q, Tensor logMean) {
    Tensor z = p.mean().sub(q.loc()).div(q.scale());
    return z.add(logMean.exp()).add(q.scale().log()).sub(p.entropy());
  }
}
