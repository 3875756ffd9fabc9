/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.Rounding;
import io.github.reparam4j.distribution.numerics.Tails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The generalized Pareto distribution with given least value, scale and concentration c. With z =
 * (x - loc) / scale its density is (1 + c z)^(-1 - 1/c) / scale for x &gt;= loc and, where c &lt;
 * 0, for x &lt;= loc - scale / c. At c = 0 the density is the limit exp(-z) / scale; values and
 * gradients are smooth there. At c = -1 the distribution is uniform. Samples are loc + scale (exp(c
 * e) - 1) / c with e standard exponential.
 */
public final class GeneralizedPareto implements Reparameterized {
  private final LocationScale base;
  private final Tensor concentration;

  private GeneralizedPareto(LocationScale base, Tensor concentration) {
    this.base = base;
    this.concentration = concentration;
  }

  /**
   * A batch of generalized Pareto distributions.
   *
   * @param loc least value
   * @param scale reciprocal of the density at loc, &gt; 0
   * @param concentration c, any finite value: the tail is heavy for c &gt; 0, bounded for c &lt; 0
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static GeneralizedPareto of(Tensor loc, Tensor scale, Tensor concentration) {
    String where = "GeneralizedPareto.of";
    Tensor c = Parameters.finite(where, "concentration", concentration);
    Shape batchShape = Parameters.batchShape(where, loc, scale, c);
    LocationScale pair = LocationScale.of(where, loc, scale);
    return new GeneralizedPareto(new LocationScale(pair.loc(), pair.scale(), batchShape), c);
  }

  /**
   * One generalized Pareto distribution, in DOUBLE.
   *
   * @param loc least value
   * @param scale reciprocal of the density at loc, &gt; 0
   * @param concentration c, any finite value
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static GeneralizedPareto of(double loc, double scale, double concentration) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale), Tensor.scalar(concentration));
  }

  // ---- parameters

  /** {@return the least value, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return concentration;
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
  public GeneralizedPareto expand(long... batchShape) {
    return new GeneralizedPareto(base.expand(batchShape), concentration);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(base.loc(), high());
  }

  /** The upper end, infinite for c &gt;= 0. */
  private Tensor high() {
    Tensor isBounded = concentration.stopGradient().lt(0);
    Tensor end = base.loc().sub(base.scale().div(concentration));
    return Tensor.where(isBounded, end, Tensor.fill(dtype(), Double.POSITIVE_INFINITY));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return at(noise(sampleShape));
  }

  /** The log-density is -(1 + c) e - ln scale, computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor e = noise(sampleShape);
    return new SampleWithLogProb(at(e), logDensity(e));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  /** The quantile, clipped to the upper end because of rounding. */
  private Tensor at(Tensor e) {
    Tensor x = base.fromStandard(Tails.expm1Over(concentration, e));
    return Rounding.clip(x, base.loc(), high());
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("GeneralizedPareto.logProb", "value", value);
    Tensor z = base.standardise(value);
    Tensor inside = logDensity(Tails.log1pOver(concentration, z));
    Tensor power = exponent().sub(1).stopGradient();
    Tensor atEnd = logRest(z).mul(power).sub(base.scale().log());
    Tensor isEnd = rest(z).stopGradient().eq(0).mul(power.ne(0));
    return support().restrict(value, Tensor.where(isEnd, atEnd, inside));
  }

  private Tensor logDensity(Tensor e) {
    return concentration.add(1).multiplyNoNan(e).add(base.scale().log()).neg();
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("GeneralizedPareto.cdf", "value", value);
    Tensor z = distance(value);
    Tensor cdf = Tails.log1pOver(concentration, z).neg().expm1().neg();
    return atUpperEnd(cdf, z, -1);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("GeneralizedPareto.logCdf", "value", value);
    Tensor z = distance(value);
    Tensor survival = Tails.log1pOver(concentration, z).neg();
    Tensor isLarge = survival.stopGradient().lt(-1);
    Tensor log = Tensor.where(isLarge, survival.exp().neg().log1p(), survival.log1mexp());
    Tensor distance = value.sub(base.loc());
    return LogProbability.withEnd(atUpperEnd(log, z, -1), distance, base.scale().log().neg());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("GeneralizedPareto.survival", "value", value);
    Tensor z = distance(value);
    Tensor survival = Tails.log1pOver(concentration, z).neg().exp();
    return atUpperEnd(survival, z, 1);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("GeneralizedPareto.logSurvival", "value", value);
    Tensor z = distance(value);
    Tensor log = Tails.log1pOver(concentration, z).neg();
    Tensor atEnd = logRest(z).mul(exponent().stopGradient());
    return LogProbability.withEndAt(log, rest(z), atEnd);
  }

  /** 1 + c z. */
  private Tensor rest(Tensor z) {
    return concentration.multiplyNoNan(z).add(1);
  }

  private Tensor logRest(Tensor z) {
    return LogProbability.logOrNone(rest(z));
  }

  /** -1/c, the power of 1 + c z in the tail. */
  private Tensor exponent() {
    return concentration.reciprocal().neg();
  }

  /** z, 0 below the support. */
  private Tensor distance(Tensor value) {
    return base.standardise(value).clamp(0, Double.POSITIVE_INFINITY);
  }

  /** With the slope of (1 + c z)^(-1/c) where 1 + c z is 0, times a factor. */
  private Tensor atUpperEnd(Tensor y, Tensor z, double factor) {
    return BorderSlope.add(y, rest(z), 0, exponent(), Tensor.fill(dtype(), factor));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("GeneralizedPareto.icdf", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).neg().log1p().neg());
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("GeneralizedPareto.inverseSurvival", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).log().neg());
  }

  // ---- moments

  /** loc + scale / (1 - c); infinite for c &gt;= 1. */
  @Override
  public Tensor mean() {
    Tensor rest = concentration.neg().add(1);
    Tensor isFinite = concentration.stopGradient().lt(1);
    return Moments.infiniteUnless(isFinite, base.fromStandard(rest.reciprocal()))
        .broadcastTo(batchShape());
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  /** scale / ((1 - c) sqrt(1 - 2 c)); infinite for c &gt;= 1/2. */
  @Override
  public Tensor standardDeviation() {
    Tensor root = concentration.mul(-2).add(1).rsqrt();
    Tensor deviation = base.scale().div(concentration.neg().add(1)).mul(root);
    Tensor isFinite = concentration.stopGradient().lt(0.5);
    return Moments.infiniteUnless(isFinite, deviation).broadcastTo(batchShape());
  }

  /** The least value; for c &lt; -1 the upper end, where the density is infinite. */
  @Override
  public Tensor mode() {
    Tensor rises = concentration.stopGradient().lt(-1);
    return Tensor.where(rises, high(), base.loc()).broadcastTo(batchShape());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.scale().log().add(concentration).add(1).broadcastTo(batchShape());
  }

  @Override
  public String toString() {
    return "GeneralizedPareto " + batchShape() + " " + dtype();
  }
}
