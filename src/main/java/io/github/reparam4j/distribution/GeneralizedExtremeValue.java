/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.LogGammaSeries;
import io.github.reparam4j.distribution.numerics.Rounding;
import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.distribution.numerics.Tails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The generalized extreme value distribution of maxima with given location, scale and concentration
 * c (also called shape, xi). With z = (x - loc) / scale and y = ln(1 + c z) / c its distribution
 * function is exp(-exp(-y)), its density exp(-(1 + c) y - exp(-y)) / scale, where 1 + c z &gt; 0.
 * For c = 0 it is the {@link Gumbel} distribution, y = z; values and gradients are smooth there.
 * For c &gt; 0 it is a Frechet distribution, bounded below by loc - scale / c; for c &lt; 0 a
 * reversed {@link Weibull} distribution, bounded above by the same number. SciPy's {@code
 * genextreme} has the opposite sign of c.
 *
 * <p>Samples are loc + scale (exp(c g) - 1) / c with g standard Gumbel noise.
 *
 * <pre>{@code
 * // the level that the annual maximum exceeds once in a hundred years
 * Tensor level = GeneralizedExtremeValue.of(loc, scale, c).inverseSurvival(Tensor.scalar(0.01));
 * }</pre>
 *
 * <p>Source: S. Coles, "An introduction to statistical modeling of extreme values", 2001, section
 * 3.1.3, doi:10.1007/978-1-4471-3675-0.
 */
public final class GeneralizedExtremeValue implements Reparameterized {
  private final LocationScale base;
  private final Tensor concentration;

  private GeneralizedExtremeValue(LocationScale base, Tensor concentration) {
    this.base = base;
    this.concentration = concentration;
  }

  /**
   * A batch of generalized extreme value distributions.
   *
   * @param loc location, where the distribution function is 1/e
   * @param scale scale, &gt; 0
   * @param concentration c, any finite value: the upper tail is heavy for c &gt; 0, bounded for c
   *     &lt; 0
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static GeneralizedExtremeValue of(Tensor loc, Tensor scale, Tensor concentration) {
    String where = "GeneralizedExtremeValue.of";
    Tensor c = Parameters.finite(where, "concentration", concentration);
    Shape batchShape = Parameters.batchShape(where, loc, scale, c);
    LocationScale pair = LocationScale.of(where, loc, scale);
    return new GeneralizedExtremeValue(new LocationScale(pair.loc(), pair.scale(), batchShape), c);
  }

  /**
   * One generalized extreme value distribution, in DOUBLE.
   *
   * @param loc location
   * @param scale scale, &gt; 0
   * @param concentration c, any finite value
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static GeneralizedExtremeValue of(double loc, double scale, double concentration) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale), Tensor.scalar(concentration));
  }

  // ---- parameters

  /** {@return the location, before broadcasting} */
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
  public GeneralizedExtremeValue expand(long... batchShape) {
    return new GeneralizedExtremeValue(base.expand(batchShape), concentration);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(low(), high());
  }

  /** The lower end, minus infinity for c &lt;= 0. */
  private Tensor low() {
    Tensor none = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    return Tensor.where(concentration.stopGradient().gt(0), end(), none);
  }

  /** The upper end, infinity for c &gt;= 0. */
  private Tensor high() {
    Tensor none = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    return Tensor.where(concentration.stopGradient().lt(0), end(), none);
  }

  private Tensor end() {
    return base.loc().sub(base.scale().div(concentration));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return at(noise(sampleShape));
  }

  /** The log-density is computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor g = noise(sampleShape);
    return new SampleWithLogProb(at(g), logDensity(g));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(NoiseDistribution.GUMBEL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  /** x for a value y, clipped to the ends because of rounding. */
  private Tensor at(Tensor y) {
    Tensor x = base.fromStandard(Tails.expm1Over(concentration, y));
    return Rounding.clip(x, low(), high());
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("GeneralizedExtremeValue.logProb", "value", value);
    return support().restrict(value, logDensity(gumbel(value)));
  }

  /** -(1 + c) y - exp(-y) - ln scale, the terms apart where they do not cancel at infinity. */
  private Tensor logDensity(Tensor y) {
    Tensor isEnd = y.stopGradient().eq(Double.POSITIVE_INFINITY);
    Tensor end = concentration.add(1).multiplyNoNan(y).neg();
    Tensor inside = Tensor.where(isEnd, Tensor.zeros(dtype()), y);
    Tensor linear = concentration.multiplyNoNan(inside.maximum(-800));
    Tensor log = Tensor.where(isEnd, end, StandardDensity.logGumbel(inside).sub(linear));
    return log.sub(base.scale().log());
  }

  /** y. */
  private Tensor gumbel(Tensor value) {
    return Tails.log1pOver(concentration, base.standardise(value));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("GeneralizedExtremeValue.cdf", "value", value);
    return atUpperEnd(value, gumbel(value).neg().exp().neg().exp(), -1);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("GeneralizedExtremeValue.logCdf", "value", value);
    return atUpperEnd(value, gumbel(value).neg().exp().neg(), -1);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("GeneralizedExtremeValue.survival", "value", value);
    return atUpperEnd(value, gumbel(value).neg().exp().neg().expm1().neg(), 1);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("GeneralizedExtremeValue.logSurvival", "value", value);
    return Gumbel.standardLogSurvival(gumbel(value));
  }

  /** With the slope of (1 + c z)^(-1/c) where 1 + c z is 0, times a factor, for c &lt; 0. */
  private Tensor atUpperEnd(Tensor value, Tensor probability, double factor) {
    Tensor isBounded = concentration.stopGradient().lt(0);
    Tensor negative = Tensor.where(isBounded, concentration, Tensor.fill(dtype(), -1));
    Tensor z = Tensor.where(isBounded, base.standardise(value), Tensor.zeros(dtype()));
    Tensor rest = negative.multiplyNoNan(z).add(1);
    Tensor exponent = negative.reciprocal().neg();
    return BorderSlope.add(probability, rest, 0, exponent, Tensor.fill(dtype(), factor));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("GeneralizedExtremeValue.icdf", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).log().neg().log().neg());
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("GeneralizedExtremeValue.inverseSurvival", "probability", probability);
    return at(Parameters.probabilityOrNan(probability).neg().log1p().neg().log().neg());
  }

  // ---- moments

  /** loc + scale (Gamma(1 - c) - 1) / c; infinite for c &gt;= 1. */
  @Override
  public Tensor mean() {
    Tensor isFinite = concentration.stopGradient().lt(1);
    Tensor c = Tensor.where(isFinite, concentration, Tensor.zeros(dtype()));
    Tensor mean = base.fromStandard(Tails.expm1Over(c, LogGammaSeries.reflectedOver(c)));
    return Moments.infiniteUnless(isFinite, mean).broadcastTo(batchShape());
  }

  /** scale^2 (Gamma(1 - 2 c) - Gamma(1 - c)^2) / c^2; infinite for c &gt;= 1/2. */
  @Override
  public Tensor variance() {
    Tensor isFinite = concentration.stopGradient().lt(0.5);
    Tensor c = Tensor.where(isFinite, concentration, Tensor.zeros(dtype()));
    Tensor gamma = c.neg().add(1).lgamma().exp().mul(base.scale());
    Tensor excess = Tails.expm1Over(c.square(), LogGammaSeries.reflectedBendOver(c));
    Tensor variance = gamma.square().mul(excess);
    return Moments.infiniteUnless(isFinite, variance).broadcastTo(batchShape());
  }

  /** loc + scale ((1 + c)^-c - 1) / c; for c &lt;= -1 the upper end. */
  @Override
  public Tensor mode() {
    Tensor isInside = concentration.stopGradient().gt(-1);
    Tensor c = Tensor.where(isInside, concentration, Tensor.zeros(dtype()));
    Tensor inside = base.fromStandard(Tails.expm1Over(c, c.log1p().neg()));
    return Tensor.where(isInside, inside, end()).broadcastTo(batchShape());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor linear = concentration.add(1).mul(Gumbel.EULER);
    return base.scale().log().add(linear).add(1).broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<GeneralizedExtremeValue> divergences() {
    return KlRules.from(GeneralizedExtremeValue.class).to(Normal.class, KlMoments::normal);
  }

  @Override
  public String toString() {
    return "GeneralizedExtremeValue " + batchShape() + " " + dtype();
  }
}
