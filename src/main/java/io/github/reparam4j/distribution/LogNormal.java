/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The log-normal distribution, given by the mean and the standard deviation of the normally
 * distributed ln x. The density is exp(-((ln x - loc) / scale)^2 / 2) / (x scale sqrt(2 pi)) for x
 * &gt; 0, and 0 at 0. Samples are exp(loc + scale z) with z standard normal.
 */
public final class LogNormal implements Reparameterized {
  /** Less than the logarithm of every positive double. */
  static final double MIN_LOG = -800;

  private final LocationScale base;

  private LogNormal(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of log-normal distributions.
   *
   * @param loc mean of ln x
   * @param scale standard deviation of ln x, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static LogNormal of(Tensor loc, Tensor scale) {
    return new LogNormal(LocationScale.of("LogNormal.of", loc, scale));
  }

  /**
   * One log-normal distribution, in DOUBLE.
   *
   * @param loc mean of ln x
   * @param scale standard deviation of ln x, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static LogNormal of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mean of ln x, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the standard deviation of ln x, before broadcasting} */
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
  public LogNormal expand(long... batchShape) {
    return new LogNormal(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape)).exp();
  }

  /** The log-density is computed from z and ln x and stays accurate where x overflows or is 0. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape);
    Tensor logX = base.fromStandard(z);
    return new SampleWithLogProb(logX.exp(), logDensity(z, logX));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("LogNormal.logProb", "value", value);
    Tensor logX = value.log();
    Tensor density = logDensity(base.standardise(logX), logX.maximum(MIN_LOG));
    return support().restrict(value, density);
  }

  private Tensor logDensity(Tensor z, Tensor logX) {
    return z.square()
        .mul(-0.5)
        .sub(logX)
        .sub(base.scale().log())
        .sub(ReparamGaussian.HALF_LOG_TWO_PI);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("LogNormal.cdf", "value", value);
    return logStandardised(value).ndtr();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("LogNormal.logCdf", "value", value);
    Tensor log = logStandardised(value).logNdtr();
    return LogProbability.withEndAt(log, value, log);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("LogNormal.survival", "value", value);
    return logStandardised(value).neg().ndtr();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("LogNormal.logSurvival", "value", value);
    return logStandardised(value).neg().logNdtr();
  }

  /** (ln x - loc) / scale, minus infinity for x &lt;= 0. */
  private Tensor logStandardised(Tensor value) {
    return base.standardise(value.clamp(0, Double.POSITIVE_INFINITY).log());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("LogNormal.icdf", "probability", probability);
    return base.fromStandard(probability.ndtri()).exp();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("LogNormal.inverseSurvival", "probability", probability);
    return base.fromStandard(probability.ndtri().neg()).exp();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.loc().add(base.scale().square().mul(0.5)).exp();
  }

  /** (exp(scale^2) - 1) exp(2 loc + scale^2), computed in logarithms. */
  @Override
  public Tensor variance() {
    return logVariance().exp();
  }

  @Override
  public Tensor standardDeviation() {
    return logVariance().mul(0.5).exp();
  }

  private Tensor logVariance() {
    Tensor square = base.scale().square();
    Tensor small = base.scale().stopGradient().lt(1e-10); // the square may underflow
    Tensor rest = Tensor.where(small, base.scale().log().mul(2), square.neg().log1mexp());
    return base.loc().add(square).mul(2).add(rest);
  }

  @Override
  public Tensor mode() {
    return base.loc().sub(base.scale().square()).exp();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.loc().add(base.scale().log()).add(ReparamGaussian.HALF_LOG_TWO_PI + 0.5);
  }

  // ---- divergences

  static KlRules<LogNormal> divergences() {
    return KlRules.from(LogNormal.class)
        .to(LogNormal.class, (p, q) -> Normal.divergence(p.loc(), p.scale(), q.loc(), q.scale()))
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.loc(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.loc(), q))
        .to(
            Weibull.class,
            (p, q) -> KlMoments.weibull(p, p.loc(), p.logMoment(q.concentration()), q))
        .to(InverseGamma.class, LogNormal::divergence);
  }

  private static Tensor divergence(LogNormal p, InverseGamma q) {
    Tensor meanReciprocal = p.logMoment(Tensor.fill(p.dtype(), -1)).exp();
    return KlMoments.inverseGamma(p, p.loc(), meanReciprocal, q);
  }

  /** ln E x^k = k loc + (k scale)^2 / 2. */
  private Tensor logMoment(Tensor k) {
    return k.mul(loc()).add(k.mul(scale()).square().mul(0.5));
  }

  @Override
  public String toString() {
    return "LogNormal " + batchShape() + " " + dtype();
  }
}
