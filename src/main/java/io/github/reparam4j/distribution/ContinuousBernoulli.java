/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.ExponentialTilt;
import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The continuous Bernoulli distribution on [0, 1], given by p or by its logit n: density
 * proportional to p^x (1 - p)^(1 - x), that is, exp(n x) n / (exp(n) - 1). The distribution is
 * uniform for p = 1/2; p is not the mean. Samples invert the distribution function; gradients by p
 * are smooth at 1/2. Logits are clamped to [-1e30, 1e30], so that p = 0 and p = 1 have finite
 * densities. Source: G. Loaiza-Ganem, J. Cunningham, "The continuous Bernoulli", NeurIPS 2019.
 */
public final class ContinuousBernoulli implements Reparameterized {
  private static final double MAX_LOGIT = 1e30;

  private final Tensor logits;
  private final ExponentialTilt tilt;

  private ContinuousBernoulli(Tensor logits) {
    this.logits = logits;
    this.tilt = ExponentialTilt.of(logits.clamp(-MAX_LOGIT, MAX_LOGIT));
  }

  /**
   * A batch of continuous Bernoulli distributions.
   *
   * @param probs p in [0, 1]
   * @return the distribution, of the shape of p
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static ContinuousBernoulli of(Tensor probs) {
    Tensor p = Parameters.probability("ContinuousBernoulli.of", "probs", probs);
    return new ContinuousBernoulli(p.log().sub(p.neg().log1p()));
  }

  /**
   * One continuous Bernoulli distribution, in DOUBLE.
   *
   * @param probs p in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if p is out of range
   */
  public static ContinuousBernoulli of(double probs) {
    return of(Tensor.scalar(probs));
  }

  /**
   * A batch of continuous Bernoulli distributions by logits.
   *
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution, of the shape of the logits
   * @throws IllegalArgumentException if a scalar parameter is NaN
   */
  public static ContinuousBernoulli fromLogits(Tensor logits) {
    return new ContinuousBernoulli(
        Parameters.logits("ContinuousBernoulli.fromLogits", "logits", logits));
  }

  // ---- parameters

  /** {@return p, which is not the mean} */
  public Tensor probs() {
    return logits.sigmoid();
  }

  /** {@return ln(p / (1 - p))} */
  public Tensor logits() {
    return logits;
  }

  @Override
  public DType dtype() {
    return logits.dtype();
  }

  @Override
  public Shape batchShape() {
    return logits.shape();
  }

  @Override
  public ContinuousBernoulli expand(long... batchShape) {
    return new ContinuousBernoulli(logits.broadcastTo(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.zeros(dtype()), Tensor.ones(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return rsampleAndLogProb(sampleShape).sample();
  }

  /** The log-density is computed from the noise and stays accurate where x rounds to 0 or 1. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    Tensor fall = tilt.fallAt(e);
    Tensor y = tilt.quantile(e.neg().expm1().neg(), fall);
    return new SampleWithLogProb(tilt.mirror(y), fall.sub(tilt.logNormaliser()));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("ContinuousBernoulli.logProb", "value", value);
    return support().restrict(value, logDensity(value));
  }

  private Tensor logDensity(Tensor x) {
    return tilt.slope().mul(tilt.mirror(x)).sub(tilt.logNormaliser());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("ContinuousBernoulli.cdf", "value", value);
    return tilt.cdf(value.clamp(0, 1));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("ContinuousBernoulli.logCdf", "value", value);
    Tensor log = tilt.logCdf(value.clamp(0, 1));
    return LogProbability.withEnd(log, value, logDensity(Tensor.zeros(dtype())));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("ContinuousBernoulli.survival", "value", value);
    return tilt.survival(value.clamp(0, 1));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("ContinuousBernoulli.logSurvival", "value", value);
    Tensor log = tilt.logSurvival(value.clamp(0, 1));
    return LogProbability.withEnd(log, value.neg().add(1), logDensity(Tensor.ones(dtype())));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("ContinuousBernoulli.icdf", "probability", probability);
    return tilt.icdf(Parameters.probabilityOrNan(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("ContinuousBernoulli.inverseSurvival", "probability", probability);
    return tilt.inverseSurvival(Parameters.probabilityOrNan(probability));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return tilt.mirror(tilt.mean());
  }

  @Override
  public Tensor variance() {
    return tilt.variance();
  }

  /** 0 for p &lt; 1/2, 1 for p &gt; 1/2; for p = 1/2, where the density is constant, 1/2. */
  @Override
  public Tensor mode() {
    return logits.stopGradient().sign().add(1).mul(0.5);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return tilt.entropy();
  }

  // ---- divergences

  static KlRules<ContinuousBernoulli> divergences() {
    return KlRules.from(ContinuousBernoulli.class)
        .to(ContinuousBernoulli.class, ContinuousBernoulli::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Uniform.class, KlMoments::constant);
  }

  /** The excess of the normaliser A over its tangent, seen from the end where p is greatest. */
  private static Tensor divergence(ContinuousBernoulli p, ContinuousBernoulli q) {
    Tensor n = p.tilt.n().cast(DType.DOUBLE);
    Tensor m = q.tilt.n().cast(DType.DOUBLE);
    ExponentialTilt from = ExponentialTilt.of(n);
    Tensor to = Tensor.where(n.stopGradient().gt(0), m.neg(), m);
    Tensor normaliser = ExponentialTilt.of(to).logNormaliser();
    Tensor rising = Tensor.where(to.stopGradient().gt(0), to, Tensor.scalar(0));
    Tensor tangent = to.sub(from.slope()).mul(from.mean());
    return normaliser.add(rising).sub(from.logNormaliser()).sub(tangent);
  }

  @Override
  public String toString() {
    return "ContinuousBernoulli " + batchShape() + " " + dtype();
  }
}
