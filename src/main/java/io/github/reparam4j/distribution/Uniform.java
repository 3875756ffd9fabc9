/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.ExponentialTilt;
import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.Rounding;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The uniform distribution on an interval with given ends. Density 1 / (high - low) for low &lt;= x
 * &lt;= high, both ends included. Samples are low + (high - low) u with u uniform on (0, 1).
 */
public final class Uniform implements Reparameterized {
  private final Tensor low;
  private final Tensor high;
  private final Tensor width;

  private Uniform(Tensor low, Tensor high, Tensor width) {
    this.low = low;
    this.high = high;
    this.width = width;
  }

  /**
   * A batch of uniform distributions.
   *
   * @param low lower end
   * @param high upper end, &gt; low; their difference must be finite
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Uniform of(Tensor low, Tensor high) {
    return new Uniform(low, high, Parameters.width("Uniform.of", low, high));
  }

  /**
   * One uniform distribution, in DOUBLE.
   *
   * @param low lower end
   * @param high upper end, &gt; low
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Uniform of(double low, double high) {
    return of(Tensor.scalar(low), Tensor.scalar(high));
  }

  /**
   * Uniform on [0, 1] in every element.
   *
   * @param dtype element type
   * @param batchShape batch shape
   * @return the distribution
   */
  public static Uniform standard(DType dtype, long... batchShape) {
    return of(Tensor.zeros(dtype, batchShape), Tensor.ones(dtype, batchShape));
  }

  // ---- parameters

  /** {@return the lower end, before broadcasting} */
  public Tensor low() {
    return low;
  }

  /** {@return the upper end, before broadcasting} */
  public Tensor high() {
    return high;
  }

  @Override
  public DType dtype() {
    return width.dtype();
  }

  @Override
  public Shape batchShape() {
    return width.shape();
  }

  @Override
  public Uniform expand(long... batchShape) {
    return new Uniform(low, high, width.broadcastTo(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(low, high);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    return at(Noise.of(NoiseDistribution.UNIFORM, dtype(), shape));
  }

  /** low + (high - low) p, clipped to high because of rounding. */
  private Tensor at(Tensor p) {
    Tensor x = low.add(width.mul(p));
    return Rounding.clip(x, low, high);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Uniform.logProb", "value", value);
    return support().restrict(value, width.log().neg());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Uniform.cdf", "value", value);
    return value.sub(low).div(width).clamp(0, 1);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Uniform.logCdf", "value", value);
    Tensor log = LogProbability.of(cdf(value), survival(value));
    return LogProbability.withEnd(log, value.sub(low), width.log().neg());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Uniform.survival", "value", value);
    return high.sub(value).div(width).clamp(0, 1);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Uniform.logSurvival", "value", value);
    Tensor log = LogProbability.of(survival(value), cdf(value));
    return LogProbability.withEnd(log, high.sub(value), width.log().neg());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Uniform.icdf", "probability", probability);
    return at(Parameters.probabilityOrNan(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Uniform.inverseSurvival", "probability", probability);
    Tensor x = high.sub(width.mul(Parameters.probabilityOrNan(probability)));
    return Rounding.clip(x, low, high);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return low.add(width.mul(0.5));
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return width.div(Math.sqrt(12));
  }

  /** The middle; every point of the interval is a mode. */
  @Override
  public Tensor mode() {
    return mean();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return width.log();
  }

  // ---- divergences

  static KlRules<Uniform> divergences() {
    return KlRules.from(Uniform.class)
        .to(Uniform.class, Uniform::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(ContinuousBernoulli.class, KlMoments::linear)
        .to(TruncatedNormal.class, KlMoments::truncatedNormal)
        .to(Beta.class, Uniform::divergence)
        .to(Pareto.class, Uniform::divergence)
        .to(Gumbel.class, Uniform::divergence);
  }

  private static Tensor divergence(Uniform p, Uniform q) {
    Tensor kl = LogRatio.of(q.high.sub(q.low), p.high.sub(p.low));
    return KlMoments.whereCovered(p, q, kl);
  }

  private static Tensor divergence(Uniform p, Beta q) {
    Tensor width = p.high.sub(p.low);
    Tensor logX = meanLog(p.low, p.high, width);
    Tensor logRest = meanLog(p.high.neg().add(1), p.low.neg().add(1), width);
    Tensor a = q.concentration1();
    Tensor b = q.concentration0();
    Tensor logs = a.sub(1).multiplyNoNan(logX).add(b.sub(1).multiplyNoNan(logRest));
    return KlMoments.whereCovered(p, q, a.logBeta(b).sub(logs).sub(p.entropy()));
  }

  /** With ln q = ln(alpha / x) - alpha ln(x / scale). */
  private static Tensor divergence(Uniform p, Pareto q) {
    Tensor distance = p.meanLog().sub(q.scale().log());
    Tensor kl = q.alpha().mul(distance).sub(q.alpha().log()).add(p.meanLog()).sub(p.entropy());
    return KlMoments.whereCovered(p, q, kl);
  }

  private static Tensor divergence(Uniform p, Gumbel q) {
    Tensor fall = p.low.sub(p.high).div(q.scale());
    Tensor first = q.loc().sub(p.low).div(q.scale());
    return KlMoments.gumbel(p, q, first.add(ExponentialTilt.of(fall).logNormaliser()));
  }

  /** E ln x. */
  private Tensor meanLog() {
    return meanLog(low, high, high.sub(low));
  }

  /** E ln x, uniform on [low, high]: ln high - 1 + (low / width) ln(1 + width / low). */
  private static Tensor meanLog(Tensor low, Tensor high, Tensor width) {
    Tensor rest = low.div(width).mul(width.div(low).log1p());
    Tensor isPositive = low.stopGradient().gt(0);
    return high.log().sub(1).add(Tensor.where(isPositive, rest, Tensor.zeros(low.dtype())));
  }

  @Override
  public String toString() {
    return "Uniform " + batchShape() + " " + dtype();
  }
}
