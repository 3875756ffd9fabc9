/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Laplace distribution with given mean and scale (the mean distance from the mean). Density
 * exp(-|x - loc| / scale) / (2 scale) on the reals. Samples are loc + scale r e with a random sign
 * r and e standard exponential.
 */
public final class Laplace implements Reparameterized {
  private static final double LOG_TWO = Math.log(2);

  private final LocationScale base;

  private Laplace(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of Laplace distributions.
   *
   * @param loc mean
   * @param scale mean distance from loc, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Laplace of(Tensor loc, Tensor scale) {
    return new Laplace(LocationScale.of("Laplace.of", loc, scale));
  }

  /**
   * One Laplace distribution, in DOUBLE.
   *
   * @param loc mean
   * @param scale mean distance from loc, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Laplace of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  @Override
  public Laplace expand(long... batchShape) {
    return new Laplace(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(
        sign(sampleShape).mul(base.noise(NoiseDistribution.EXPONENTIAL, sampleShape)));
  }

  /** The log-density is -e - ln(2 scale), computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor sign = sign(sampleShape);
    Tensor e = base.noise(NoiseDistribution.EXPONENTIAL, sampleShape);
    return new SampleWithLogProb(base.fromStandard(sign.mul(e)), logDensity(e));
  }

  private Tensor sign(long... sampleShape) {
    return base.noise(NoiseDistribution.RADEMACHER, sampleShape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Laplace.logProb", "value", value);
    return support().restrict(value, logDensity(base.standardise(value).abs()));
  }

  private Tensor logDensity(Tensor distance) {
    return distance.add(base.scale().log()).add(LOG_TWO).neg();
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Laplace.cdf", "value", value);
    return below(base.standardise(value));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Laplace.logCdf", "value", value);
    return logBelow(base.standardise(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Laplace.survival", "value", value);
    return below(base.standardise(value).neg());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Laplace.logSurvival", "value", value);
    return logBelow(base.standardise(value).neg());
  }

  private static Tensor below(Tensor z) {
    Tensor left = z.stopGradient().lt(0);
    Tensor tail = Tensor.where(left, z, z.neg()).exp().mul(0.5);
    return Tensor.where(left, tail, tail.neg().add(1));
  }

  private static Tensor logBelow(Tensor z) {
    Tensor left = z.stopGradient().lt(0);
    Tensor distance = Tensor.where(left, z, z.neg());
    return Tensor.where(left, z.sub(LOG_TWO), distance.exp().mul(-0.5).log1p());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Laplace.icdf", "probability", probability);
    return base.fromStandard(quantile(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Laplace.inverseSurvival", "probability", probability);
    return base.fromStandard(quantile(probability).neg());
  }

  private static Tensor quantile(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor left = p.stopGradient().lt(0.5);
    Tensor distance = Tensor.where(left, p, p.neg().add(1)).mul(2).log();
    return Tensor.where(left, distance, distance.neg());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.wideLoc();
  }

  @Override
  public Tensor variance() {
    return base.wideScale().square().mul(2);
  }

  @Override
  public Tensor standardDeviation() {
    return base.wideScale().mul(Math.sqrt(2));
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.entropy(1 + LOG_TWO);
  }

  // ---- divergences

  static KlRules<Laplace> divergences() {
    return KlRules.from(Laplace.class)
        .to(Laplace.class, Laplace::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Logistic.class, (p, q) -> p.onReals().from(q))
        .to(Cauchy.class, (p, q) -> p.onReals().from(q))
        .to(StudentT.class, (p, q) -> p.onReals().from(q));
  }

  /** With E |z - c| = |c| + e^-|c|. */
  private KlReals onReals() {
    Laplace real = new Laplace(base.real());
    return new KlReals(real, real.base, c -> c.abs().add(c.abs().neg().exp()), real.loc());
  }

  /** r - 1 - ln r + r (e^-z - 1 + z), r the ratio of the scales, z the distance in those of p. */
  private static Tensor divergence(Laplace p, Laplace q) {
    Tensor difference = p.loc().sub(q.loc());
    Tensor isNegative = difference.stopGradient().lt(0);
    Tensor distance = Tensor.where(isNegative, difference, difference.neg()).div(p.scale());
    Tensor logRatio = LogRatio.of(p.scale(), q.scale());
    return KlTerms.excess(logRatio).add(p.scale().div(q.scale()).mul(KlTerms.excess(distance)));
  }

  @Override
  public String toString() {
    return "Laplace " + batchShape() + " " + dtype();
  }
}
