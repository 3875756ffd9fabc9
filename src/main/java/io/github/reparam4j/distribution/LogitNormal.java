/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogOdds;
import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.LogitNormalMoments;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The logit-normal distribution, given by the mean and the standard deviation of the normally
 * distributed logit x = ln(x / (1 - x)). The density is exp(-((logit x - loc) / scale)^2 / 2) / (x
 * (1 - x) scale sqrt(2 pi)) for 0 &lt; x &lt; 1, and 0 at 0 and 1. Samples are sigmoid(loc + scale
 * z) with z standard normal. Mean, variance and entropy have no closed form and are found by
 * quadrature; the mode is not implemented.
 */
public final class LogitNormal implements Reparameterized {
  private final LocationScale base;

  private LogitNormal(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of logit-normal distributions.
   *
   * @param loc mean of logit x
   * @param scale standard deviation of logit x, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static LogitNormal of(Tensor loc, Tensor scale) {
    return new LogitNormal(LocationScale.of("LogitNormal.of", loc, scale));
  }

  /**
   * One logit-normal distribution, in DOUBLE.
   *
   * @param loc mean of logit x
   * @param scale standard deviation of logit x, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static LogitNormal of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mean of logit x, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the standard deviation of logit x, before broadcasting} */
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
  public LogitNormal expand(long... batchShape) {
    return new LogitNormal(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.zeros(dtype()), Tensor.ones(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape)).sigmoid();
  }

  /** The log-density is computed from z and logit x and stays accurate where x rounds to 0 or 1. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape);
    Tensor logit = base.fromStandard(z);
    Tensor logDensity = logDensity(z, logit.logSigmoid(), logit.neg().logSigmoid());
    return new SampleWithLogProb(logit.sigmoid(), logDensity);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("LogitNormal.logProb", "value", value);
    Tensor logX = value.log();
    Tensor logRest = value.neg().log1p();
    Tensor density =
        logDensity(
            base.standardise(LogOdds.of(value)),
            logX.maximum(LogNormal.MIN_LOG),
            logRest.maximum(LogNormal.MIN_LOG));
    return support().restrict(value, density);
  }

  private Tensor logDensity(Tensor z, Tensor logX, Tensor logRest) {
    Tensor logScale = base.scale().log().add(ReparamGaussian.HALF_LOG_TWO_PI);
    return z.square().mul(-0.5).sub(logX).sub(logRest).sub(logScale);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("LogitNormal.cdf", "value", value);
    return logitStandardised(value).ndtr();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("LogitNormal.logCdf", "value", value);
    Tensor log = logitStandardised(value).logNdtr();
    return LogProbability.withEndAt(log, value, log);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("LogitNormal.survival", "value", value);
    return logitStandardised(value).neg().ndtr();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("LogitNormal.logSurvival", "value", value);
    Tensor log = logitStandardised(value).neg().logNdtr();
    return LogProbability.withEndAt(log, value.neg().add(1), log);
  }

  /** (logit x - loc) / scale, infinite from 0 down and from 1 up. */
  private Tensor logitStandardised(Tensor value) {
    return base.standardise(LogOdds.of(value.clamp(0, 1)));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("LogitNormal.icdf", "probability", probability);
    return base.fromStandard(probability.ndtri()).sigmoid();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("LogitNormal.inverseSurvival", "probability", probability);
    return base.fromStandard(probability.ndtri().neg()).sigmoid();
  }

  // ---- moments

  /** {@inheritDoc} By quadrature, to 1e-12. */
  @Override
  public Tensor mean() {
    return moments().mean().cast(dtype()).broadcastTo(batchShape());
  }

  /** {@inheritDoc} By quadrature, to 1e-12. */
  @Override
  public Tensor variance() {
    return moments().variance().cast(dtype()).broadcastTo(batchShape());
  }

  private LogitNormalMoments moments() {
    return LogitNormalMoments.of(base.loc(), base.scale());
  }

  // ---- entropy

  /** {@inheritDoc} That of logit x, and E ln x + E ln(1 - x) by quadrature, to 1e-12. */
  @Override
  public Tensor entropy() {
    LogitNormalMoments moments = moments();
    Tensor logs = moments.meanOfSoftplus().add(moments.mirrored().meanOfSoftplus());
    Tensor normal =
        base.scale().cast(DType.DOUBLE).log().add(ReparamGaussian.HALF_LOG_TWO_PI + 0.5);
    return normal.sub(logs).cast(dtype()).broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<LogitNormal> divergences() {
    return KlRules.from(LogitNormal.class)
        .to(LogitNormal.class, (p, q) -> Normal.divergence(p.loc(), p.scale(), q.loc(), q.scale()));
  }

  @Override
  public String toString() {
    return "LogitNormal " + batchShape() + " " + dtype();
  }
}
