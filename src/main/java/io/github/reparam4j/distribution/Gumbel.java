/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Gumbel distribution of maxima with given mode and scale. With z = (x - loc) / scale its
 * density is exp(-z - exp(-z)) / scale on the reals, its distribution function exp(-exp(-z)).
 * Samples are loc + scale g with g standard Gumbel noise.
 */
public final class Gumbel implements Reparameterized {
  /** Euler's constant, the mean of the standard Gumbel distribution. */
  static final double EULER = 0.5772156649015329;

  /** The variance of the standard Gumbel distribution. */
  static final double PI_SQUARE_OVER_6 = Math.PI * Math.PI / 6;

  /** From here on the series of {@link #logSurvival} is exact to rounding. */
  private static final double FAR = 20;

  private final LocationScale base;

  private Gumbel(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of Gumbel distributions.
   *
   * @param loc mode
   * @param scale standard deviation times sqrt(6) / pi, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Gumbel of(Tensor loc, Tensor scale) {
    return new Gumbel(LocationScale.of("Gumbel.of", loc, scale));
  }

  /**
   * One Gumbel distribution, in DOUBLE.
   *
   * @param loc mode
   * @param scale standard deviation times sqrt(6) / pi, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Gumbel of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mode, before broadcasting} */
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
  public Gumbel expand(long... batchShape) {
    return new Gumbel(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(base.noise(NoiseDistribution.GUMBEL, sampleShape));
  }

  /** The log-density is computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor g = base.noise(NoiseDistribution.GUMBEL, sampleShape);
    return new SampleWithLogProb(base.fromStandard(g), logDensity(g));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Gumbel.logProb", "value", value);
    return support().restrict(value, logDensity(base.standardise(value)));
  }

  private Tensor logDensity(Tensor z) {
    return StandardDensity.logGumbel(z).sub(base.scale().log());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Gumbel.cdf", "value", value);
    return logCdf(value).exp();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Gumbel.logCdf", "value", value);
    return base.standardise(value).neg().exp().neg();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Gumbel.survival", "value", value);
    return logCdf(value).expm1().neg();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Gumbel.logSurvival", "value", value);
    return standardLogSurvival(base.standardise(value));
  }

  /** ln(1 - e^-t) with t = e^-z, far out as ln t - t / 2 + t^2 / 24, where t underflows. */
  static Tensor standardLogSurvival(Tensor z) {
    Tensor near = z.minimum(FAR).neg().exp().neg().log1mexp();
    Tensor e = z.neg().exp();
    Tensor far = e.square().div(24).sub(e.mul(0.5)).sub(z);
    return Tensor.where(z.stopGradient().gt(FAR), far, near);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Gumbel.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return base.fromStandard(p.log().neg().log().neg());
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Gumbel.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return base.fromStandard(p.neg().log1p().neg().log().neg());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.at(EULER);
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return base.wideScale().mul(Math.PI / Math.sqrt(6));
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.entropy(1 + EULER);
  }

  // ---- divergences

  static KlRules<Gumbel> divergences() {
    return KlRules.from(Gumbel.class)
        .to(Gumbel.class, Gumbel::divergence)
        .to(Normal.class, KlMoments::normal);
  }

  private static Tensor divergence(Gumbel p, Gumbel q) {
    return divergence(p.scale(), q.scale(), q.loc().sub(p.loc()).div(q.scale()));
  }

  /**
   * e^t - 1 - t with t = shift + ln Gamma(1 + r), and the excess of ln Gamma at the ratio r of the
   * scales over its tangent at 1. In DOUBLE.
   *
   * @param shift the location of q less that of p, in scales of q
   */
  static Tensor divergence(Tensor scaleP, Tensor scaleQ, Tensor shift) {
    Tensor to = scaleQ.cast(DType.DOUBLE);
    Tensor r = scaleP.cast(DType.DOUBLE).div(to);
    Tensor change = scaleP.cast(DType.DOUBLE).sub(to).div(to);
    Tensor isNear = change.stopGradient().abs().lt(0.5);
    Tensor tangent = change.mul(1 - EULER);
    Tensor near = KlLogGamma.excessOfLogGamma(r.add(1), Tensor.scalar(2), change).add(tangent);
    Tensor t = shift.cast(DType.DOUBLE).add(Tensor.where(isNear, near, r.add(1).lgamma()));
    Tensor excess = KlLogGamma.excessOfLogGamma(r, Tensor.scalar(1), change);
    return KlTerms.excess(t).add(excess);
  }

  @Override
  public String toString() {
    return "Gumbel " + batchShape() + " " + dtype();
  }
}
