/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The half-normal distribution: the distribution of |y| with y ~ N(0, scale^2). Density sqrt(2 /
 * pi) exp(-(x / scale)^2 / 2) / scale for x &gt;= 0. The scale is the standard deviation of y, not
 * of |y|. Samples are scale |z| with z standard normal.
 */
public final class HalfNormal implements Reparameterized {
  private static final double HALF_LOG_HALF_PI = 0.5 * Math.log(Math.PI / 2);

  private final Tensor scale;

  private HalfNormal(Tensor scale) {
    this.scale = scale;
  }

  /**
   * A batch of half-normal distributions.
   *
   * @param scale standard deviation of the normal distribution of y, &gt; 0
   * @return the distribution, of the scale's shape
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static HalfNormal of(Tensor scale) {
    return new HalfNormal(Parameters.positive("HalfNormal.of", "scale", scale));
  }

  /**
   * One half-normal distribution, in DOUBLE.
   *
   * @param scale standard deviation of the normal distribution of y, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if the scale is out of range
   */
  public static HalfNormal of(double scale) {
    return of(Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the scale} */
  public Tensor scale() {
    return scale;
  }

  @Override
  public DType dtype() {
    return scale.dtype();
  }

  @Override
  public Shape batchShape() {
    return scale.shape();
  }

  @Override
  public HalfNormal expand(long... batchShape) {
    return new HalfNormal(scale.broadcastTo(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return scale.mul(noise(sampleShape).abs());
  }

  /** The log-density is computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = noise(sampleShape);
    return new SampleWithLogProb(scale.mul(z.abs()), logDensity(z));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.STANDARD_NORMAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("HalfNormal.logProb", "value", value);
    return support().restrict(value, logDensity(value.div(scale)));
  }

  private Tensor logDensity(Tensor z) {
    return z.square().mul(-0.5).sub(scale.log()).sub(HALF_LOG_HALF_PI);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("HalfNormal.cdf", "value", value);
    return standardise(value).mul(Math.sqrt(0.5)).erf();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("HalfNormal.logCdf", "value", value);
    return logSurvivalOf(standardise(value)).log1mexp();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("HalfNormal.survival", "value", value);
    return standardise(value).mul(Math.sqrt(0.5)).erfc();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("HalfNormal.logSurvival", "value", value);
    return logSurvivalOf(standardise(value));
  }

  /** ln(2 Phi(-z)). */
  private static Tensor logSurvivalOf(Tensor z) {
    Tensor far = z.neg().logNdtr().add(Math.log(2));
    Tensor near = z.mul(Math.sqrt(0.5)).erf().neg().log1p();
    return Tensor.where(z.stopGradient().lt(1), near, far);
  }

  private Tensor standardise(Tensor value) {
    return value.clamp(0, Double.POSITIVE_INFINITY).div(scale);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("HalfNormal.icdf", "probability", probability);
    return Parameters.probabilityOrNan(probability).erfinv().mul(Math.sqrt(2)).mul(scale);
  }

  /** -scale times the quantile of p / 2 of the standard normal distribution. */
  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("HalfNormal.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor near = p.neg().add(1).erfinv().mul(Math.sqrt(2));
    Tensor far = p.mul(0.5).ndtri().neg();
    return Tensor.where(p.stopGradient().gt(0.5), near, far).mul(scale);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return scale.mul(Math.sqrt(2 / Math.PI));
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return scale.mul(Math.sqrt(1 - 2 / Math.PI));
  }

  @Override
  public Tensor mode() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return scale.log().add(HALF_LOG_HALF_PI + 0.5);
  }

  // ---- divergences

  static KlRules<HalfNormal> divergences() {
    return KlRules.from(HalfNormal.class)
        .to(HalfNormal.class, HalfNormal::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q));
  }

  private static Tensor divergence(HalfNormal p, HalfNormal q) {
    return KlTerms.excess(LogRatio.of(p.scale, q.scale).mul(2)).mul(0.5);
  }

  /** E ln x. */
  private Tensor meanLog() {
    return scale.log().sub((Gumbel.EULER + Math.log(2)) / 2);
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return Tensor.fill(dtype(), Math.PI * Math.PI / 8);
  }

  @Override
  public String toString() {
    return "HalfNormal " + batchShape() + " " + dtype();
  }
}
