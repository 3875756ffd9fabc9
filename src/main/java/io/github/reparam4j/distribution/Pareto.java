/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Pareto distribution with given least value and tail exponent. Density alpha scale^alpha /
 * x^(alpha + 1) for x &gt;= scale. The mean is infinite for alpha &lt;= 1, the variance for alpha
 * &lt;= 2. Samples are scale exp(e / alpha) with e standard exponential.
 */
public final class Pareto implements Reparameterized {
  private final Tensor scale;
  private final Tensor alpha;
  private final Shape batchShape;

  private Pareto(Tensor scale, Tensor alpha, Shape batchShape) {
    this.scale = scale;
    this.alpha = alpha;
    this.batchShape = batchShape;
  }

  /**
   * A batch of Pareto distributions.
   *
   * @param scale least value, &gt; 0
   * @param alpha exponent of the tail P(X &gt; x) = (scale / x)^alpha, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Pareto of(Tensor scale, Tensor alpha) {
    return new Pareto(
        Parameters.positive("Pareto.of", "scale", scale),
        Parameters.positive("Pareto.of", "alpha", alpha),
        Parameters.batchShape("Pareto.of", scale, alpha));
  }

  /**
   * One Pareto distribution, in DOUBLE.
   *
   * @param scale least value, &gt; 0
   * @param alpha exponent of the tail, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Pareto of(double scale, double alpha) {
    return of(Tensor.scalar(scale), Tensor.scalar(alpha));
  }

  // ---- parameters

  /** {@return the least value, before broadcasting} */
  public Tensor scale() {
    return scale;
  }

  /** {@return the exponent of the tail, before broadcasting} */
  public Tensor alpha() {
    return alpha;
  }

  @Override
  public DType dtype() {
    return scale.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Pareto expand(long... batchShape) {
    Shape larger = Shape.of(batchShape);
    return new Pareto(scale.broadcastTo(larger), alpha.broadcastTo(larger), larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(scale);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return at(noise(sampleShape).div(alpha));
  }

  /** The log-density is ln(alpha / scale) - e / alpha - e, computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor e = noise(sampleShape);
    Tensor log = e.div(alpha);
    Tensor logDensity = alpha.log().sub(scale.log()).sub(log).sub(e);
    return new SampleWithLogProb(at(log), logDensity);
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  /**
   * scale exp(log), in two factors, so that an intermediate value does not overflow before the
   * result.
   */
  private Tensor at(Tensor log) {
    Tensor root = log.mul(0.5).exp();
    return scale.mul(root).mul(root);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Pareto.logProb", "value", value);
    Tensor log = LogRatio.of(value, scale);
    Tensor density = alpha.log().sub(value.log()).sub(alpha.mul(log));
    return support().restrict(value, density);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Pareto.cdf", "value", value);
    return logSurvival(value).expm1().neg();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Pareto.logCdf", "value", value);
    Tensor survival = survival(value);
    Tensor isLarge = survival.stopGradient().lt(0.5);
    Tensor log = Tensor.where(isLarge, survival.neg().log1p(), logSurvival(value).log1mexp());
    return LogProbability.withEnd(log, value.sub(scale), alpha.log().sub(scale.log()));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Pareto.survival", "value", value);
    Tensor isBelow = value.stopGradient().lt(scale.stopGradient());
    Tensor share = scale.div(value).pow(alpha);
    return Tensor.where(isBelow, Tensor.ones(dtype()), share);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Pareto.logSurvival", "value", value);
    Tensor isBelow = value.stopGradient().lt(scale.stopGradient());
    Tensor log = alpha.mul(LogRatio.of(value, scale)).neg();
    return Tensor.where(isBelow, Tensor.zeros(dtype()), log);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Pareto.icdf", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).neg().log1p().neg().div(alpha));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Pareto.inverseSurvival", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).log().neg().div(alpha));
  }

  // ---- moments

  /** alpha scale / (alpha - 1); infinite for alpha &lt;= 1. */
  @Override
  public Tensor mean() {
    return whereAbove(1, scale.mul(alpha.div(alpha.sub(1))));
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  /** scale sqrt(alpha / (alpha - 2)) / (alpha - 1); infinite for alpha &lt;= 2. */
  @Override
  public Tensor standardDeviation() {
    Tensor root = alpha.div(alpha.sub(2)).sqrt();
    return whereAbove(2, scale.div(alpha.sub(1)).mul(root));
  }

  private Tensor whereAbove(double least, Tensor moment) {
    Tensor isFinite = alpha.stopGradient().gt(least);
    return Moments.infiniteUnless(isFinite, moment).broadcastTo(batchShape);
  }

  @Override
  public Tensor mode() {
    return scale.broadcastTo(batchShape);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return scale.log().sub(alpha.log()).add(alpha.reciprocal()).add(1);
  }

  // ---- divergences

  static KlRules<Pareto> divergences() {
    return KlRules.from(Pareto.class)
        .to(Pareto.class, Pareto::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q));
  }

  /** The excess of the tails plus the term of the least values; infinite if q starts above p. */
  private static Tensor divergence(Pareto p, Pareto q) {
    Tensor tails = KlTerms.excess(LogRatio.of(q.alpha, p.alpha));
    Tensor kl = tails.add(q.alpha.mul(LogRatio.of(p.scale, q.scale)));
    return KlMoments.whereCovered(p, q, kl);
  }

  /** E ln x. */
  private Tensor meanLog() {
    return scale.log().add(alpha.reciprocal());
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return alpha.reciprocal().square();
  }

  @Override
  public String toString() {
    return "Pareto " + batchShape() + " " + dtype();
  }
}
