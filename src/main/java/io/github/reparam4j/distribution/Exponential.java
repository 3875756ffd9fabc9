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
 * The exponential distribution with given rate (the reciprocal of the mean). Density rate exp(-rate
 * x) for x &gt;= 0. Samples are e / rate with e standard exponential.
 */
public final class Exponential implements Reparameterized {
  private final Tensor rate;

  private Exponential(Tensor rate) {
    this.rate = rate;
  }

  /**
   * A batch of exponential distributions.
   *
   * @param rate reciprocal of the mean, &gt; 0
   * @return the distribution, of the rate's shape
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Exponential of(Tensor rate) {
    return new Exponential(Parameters.positive("Exponential.of", "rate", rate));
  }

  /**
   * One exponential distribution, in DOUBLE.
   *
   * @param rate reciprocal of the mean, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if the rate is out of range
   */
  public static Exponential of(double rate) {
    return of(Tensor.scalar(rate));
  }

  // ---- parameters

  /** {@return the rate} */
  public Tensor rate() {
    return rate;
  }

  @Override
  public DType dtype() {
    return rate.dtype();
  }

  @Override
  public Shape batchShape() {
    return rate.shape();
  }

  @Override
  public Exponential expand(long... batchShape) {
    return new Exponential(rate.broadcastTo(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return noise(sampleShape).div(rate);
  }

  /** The log-density is ln rate - e, computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor e = noise(sampleShape);
    return new SampleWithLogProb(e.div(rate), rate.log().sub(e));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Exponential.logProb", "value", value);
    return support().restrict(value, rate.log().sub(rate.mul(value)));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Exponential.cdf", "value", value);
    return logSurvival(value).expm1().neg();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Exponential.logCdf", "value", value);
    return logSurvival(value).log1mexp();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Exponential.survival", "value", value);
    return logSurvival(value).exp();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Exponential.logSurvival", "value", value);
    return rate.mul(value.clamp(0, Double.POSITIVE_INFINITY)).neg();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Exponential.icdf", "probability", probability);
    return Parameters.probabilityOrNan(probability).neg().log1p().neg().div(rate);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Exponential.inverseSurvival", "probability", probability);
    Tensor log = Parameters.probabilityOrNan(probability).log();
    return Tensor.zeros(dtype()).sub(log).div(rate); // 0, not -0, for 1
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return rate.reciprocal();
  }

  @Override
  public Tensor variance() {
    return rate.square().reciprocal();
  }

  @Override
  public Tensor standardDeviation() {
    return mean();
  }

  @Override
  public Tensor mode() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return rate.log().neg().add(1);
  }

  // ---- divergences

  static KlRules<Exponential> divergences() {
    return KlRules.from(Exponential.class)
        .to(Exponential.class, Exponential::divergence)
        .to(Gamma.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Chi2.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Normal.class, KlMoments::normal)
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q))
        .to(Gumbel.class, (p, q) -> Gamma.divergence(p, Tensor.ones(p.dtype()), p.rate, q))
        .to(
            Weibull.class,
            (p, q) -> Gamma.divergence(p, Tensor.ones(p.dtype()), p.rate, p.meanLog(), q))
        .to(InverseGamma.class, (p, q) -> Tensor.fill(p.dtype(), Double.POSITIVE_INFINITY));
  }

  private static Tensor divergence(Exponential p, Exponential q) {
    return KlTerms.excess(LogRatio.of(q.rate.cast(DType.DOUBLE), p.rate.cast(DType.DOUBLE)));
  }

  Gamma.DoubleParameters gammaParameters() {
    return new Gamma.DoubleParameters(Tensor.ones(DType.DOUBLE), rate.cast(DType.DOUBLE));
  }

  /** E ln x. */
  private Tensor meanLog() {
    return rate.log().add(Gumbel.EULER).neg();
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return Tensor.fill(dtype(), Gumbel.PI_SQUARE_OVER_6);
  }

  @Override
  public String toString() {
    return "Exponential " + batchShape() + " " + dtype();
  }
}
