/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.LogGammaSeries;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Weibull distribution with given scale and concentration k (also called shape). Density k /
 * scale (x / scale)^(k - 1) exp(-(x / scale)^k) for x &gt;= 0; at 0 the density is infinite for k
 * &lt; 1, 1 / scale for k = 1 and 0 for k &gt; 1. Samples are scale e^(1 / k) with e standard
 * exponential.
 */
public final class Weibull implements Reparameterized {
  private final Tensor scale;
  private final Tensor concentration;
  private final Shape batchShape;

  private Weibull(Tensor scale, Tensor concentration, Shape batchShape) {
    this.scale = scale;
    this.concentration = concentration;
    this.batchShape = batchShape;
  }

  /**
   * A batch of Weibull distributions.
   *
   * @param scale the quantile of 1 - 1/e, &gt; 0
   * @param concentration k, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Weibull of(Tensor scale, Tensor concentration) {
    return new Weibull(
        Parameters.positive("Weibull.of", "scale", scale),
        Parameters.positive("Weibull.of", "concentration", concentration),
        Parameters.batchShape("Weibull.of", scale, concentration));
  }

  /**
   * One Weibull distribution, in DOUBLE.
   *
   * @param scale the quantile of 1 - 1/e, &gt; 0
   * @param concentration k, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Weibull of(double scale, double concentration) {
    return of(Tensor.scalar(scale), Tensor.scalar(concentration));
  }

  // ---- parameters

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return scale;
  }

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return concentration;
  }

  @Override
  public DType dtype() {
    return scale.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Weibull expand(long... batchShape) {
    Shape larger = Shape.of(batchShape);
    return new Weibull(scale.broadcastTo(larger), concentration.broadcastTo(larger), larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return at(noise(sampleShape).log().div(concentration));
  }

  /** The log-density is ln(k / scale) + ln e - (ln e) / k - e, computed from the noise e. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor e = noise(sampleShape);
    Tensor log = e.log().div(concentration);
    Tensor logDensity = concentration.log().sub(scale.log()).add(e.log()).sub(log).sub(e);
    return new SampleWithLogProb(at(log), logDensity);
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  /**
   * scale exp(log), in two factors, so that an intermediate value does not overflow before the
   * result.
   */
  private Tensor at(Tensor log) {
    Tensor root = log.mul(0.5).exp();
    return scale.mul(root).mul(root);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Weibull.logProb", "value", value);
    Tensor log = LogRatio.of(value, scale);
    Tensor power = concentration.sub(1).multiplyNoNan(log);
    Tensor constant = concentration.log().sub(scale.log());
    return support().restrict(value, constant.add(power).sub(power(value, log)));
  }

  /** (x / scale)^concentration, with its slope at 0. */
  private Tensor power(Tensor value, Tensor log) {
    Tensor power = concentration.mul(log).exp();
    return BorderSlope.add(power, value, 0, concentration, scale.reciprocal());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Weibull.cdf", "value", value);
    return logSurvival(value).expm1().neg();
  }

  /** Computed from k ln(x / scale), which does not underflow. */
  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Weibull.logCdf", "value", value);
    Tensor log = LogRatio.of(value.clamp(0, Double.POSITIVE_INFINITY), scale).mul(concentration);
    Tensor isTiny = log.stopGradient().lt(-80); // expm1(-e) is -e
    return Tensor.where(isTiny, log, logSurvival(value).log1mexp());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Weibull.survival", "value", value);
    return logSurvival(value).exp();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Weibull.logSurvival", "value", value);
    Tensor log = LogRatio.of(value.clamp(0, Double.POSITIVE_INFINITY), scale);
    return power(value, log).neg();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Weibull.icdf", "probability", probability);
    Tensor e = Parameters.probabilityOrNan(probability).neg().log1p().neg();
    return at(e.log().div(concentration));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Weibull.inverseSurvival", "probability", probability);
    Tensor e = Parameters.probabilityOrNan(probability).log().neg();
    return at(e.log().div(concentration));
  }

  // ---- moments

  /** scale Gamma(1 + 1/k). */
  @Override
  public Tensor mean() {
    return at(concentration.reciprocal().add(1).lgamma());
  }

  /** scale^2 (Gamma(1 + 2/k) - Gamma(1 + 1/k)^2). */
  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  /** mean sqrt(exp(d) - 1) with d = ln Gamma(1 + 2/k) - 2 ln Gamma(1 + 1/k), without overflow. */
  @Override
  public Tensor standardDeviation() {
    Tensor a = concentration.reciprocal();
    Tensor limit = a.log().add(0.5 * Math.log(Math.PI * Math.PI / 6));
    Tensor small = a.stopGradient().lt(1e-17); // d may underflow
    Tensor root = Tensor.where(small, limit, LogGammaSeries.bend(a).logExpm1().mul(0.5));
    return at(a.add(1).lgamma().add(root));
  }

  /** scale (1 - 1/k)^(1/k), 0 for k &lt;= 1. */
  @Override
  public Tensor mode() {
    Tensor inner = at(concentration.reciprocal().neg().log1p().div(concentration));
    Tensor isInner = concentration.stopGradient().gt(1);
    return Tensor.where(isInner, inner, Tensor.zeros(dtype())).broadcastTo(batchShape);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor rest = concentration.reciprocal().neg().add(1).mul(Gumbel.EULER).add(1);
    return scale.log().sub(concentration.log()).add(rest);
  }

  // ---- divergences

  static KlRules<Weibull> divergences() {
    return KlRules.from(Weibull.class)
        .to(Weibull.class, Weibull::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q));
  }

  /** -ln x is a Gumbel variate of loc -ln scale and scale 1 / concentration. */
  private static Tensor divergence(Weibull p, Weibull q) {
    Tensor shift = q.concentration.mul(LogRatio.of(p.scale, q.scale));
    return Gumbel.divergence(q.concentration, p.concentration, shift);
  }

  /** E ln x. */
  private Tensor meanLog() {
    return scale.log().sub(concentration.reciprocal().mul(Gumbel.EULER));
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return concentration.reciprocal().square().mul(Gumbel.PI_SQUARE_OVER_6);
  }

  @Override
  public String toString() {
    return "Weibull " + batchShape() + " " + dtype();
  }
}
