/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogOdds;
import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The logistic distribution with given mean and scale; the standard deviation is scale pi /
 * sqrt(3). Its distribution function is sigmoid((x - loc) / scale). Samples are loc + scale
 * ln(exp(e) - 1) with e standard exponential: the logit of a uniform variate, with full resolution
 * in both tails.
 */
public final class Logistic implements Reparameterized {
  private final LocationScale base;

  private Logistic(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of logistic distributions.
   *
   * @param loc mean
   * @param scale standard deviation times sqrt(3) / pi, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Logistic of(Tensor loc, Tensor scale) {
    return new Logistic(LocationScale.of("Logistic.of", loc, scale));
  }

  /**
   * One logistic distribution, in DOUBLE.
   *
   * @param loc mean
   * @param scale standard deviation times sqrt(3) / pi, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Logistic of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
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
  public Logistic expand(long... batchShape) {
    return new Logistic(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(logit(base.noise(NoiseDistribution.EXPONENTIAL, sampleShape)));
  }

  /** The log-density is y - 2 e - ln scale with y = ln(exp(e) - 1), computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor e = base.noise(NoiseDistribution.EXPONENTIAL, sampleShape);
    Tensor y = logit(e);
    return new SampleWithLogProb(base.fromStandard(y), y.sub(e.mul(2)).sub(base.scale().log()));
  }

  /** The noise is less than 46, so that expm1 does not overflow. */
  private static Tensor logit(Tensor e) {
    return e.expm1().log();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Logistic.logProb", "value", value);
    Tensor z = base.standardise(value);
    return support().restrict(value, StandardDensity.logLogistic(z).sub(base.scale().log()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Logistic.cdf", "value", value);
    return base.standardise(value).sigmoid();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Logistic.logCdf", "value", value);
    return base.standardise(value).logSigmoid();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Logistic.survival", "value", value);
    return base.standardise(value).neg().sigmoid();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Logistic.logSurvival", "value", value);
    return base.standardise(value).neg().logSigmoid();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Logistic.icdf", "probability", probability);
    return base.fromStandard(LogOdds.of(Parameters.probabilityOrNan(probability)));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Logistic.inverseSurvival", "probability", probability);
    return base.fromStandard(LogOdds.of(Parameters.probabilityOrNan(probability)).neg());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.wideLoc();
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return base.wideScale().mul(Math.PI / Math.sqrt(3));
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.entropy(2);
  }

  // ---- divergences

  static KlRules<Logistic> divergences() {
    return KlRules.from(Logistic.class)
        .to(Normal.class, KlMoments::normal)
        .to(Laplace.class, (p, q) -> p.onReals().from(q))
        .to(Logistic.class, Logistic::divergence)
        .to(Cauchy.class, (p, q) -> p.onReals().from(q))
        .to(StudentT.class, (p, q) -> p.onReals().from(q));
  }

  private static Tensor divergence(Logistic p, Logistic q) {
    return p.onReals().from(q.real(), q.real().base, Logistic::change);
  }

  /** ln f(z + d) - ln f(z) = -d - 2 ln(1 + (e^-d - 1) sigmoid(-z)), likewise for -z and -d. */
  private static Tensor change(Tensor z, Tensor d) {
    Tensor side = Tensor.where(z.stopGradient().lt(0), Tensor.scalar(-1), Tensor.scalar(1));
    Tensor rise = d.mul(side);
    Tensor share = rise.neg().expm1().mul(z.mul(side).neg().sigmoid());
    return rise.add(share.log1p().mul(2)).neg();
  }

  LocationScale base() {
    return base;
  }

  Logistic real() {
    return new Logistic(base.real());
  }

  /** With E |z - c| = ln(1 + e^c) + ln(1 + e^-c). */
  private KlReals onReals() {
    return new KlReals(real(), base.real(), c -> c.softplus().add(c.neg().softplus()));
  }

  @Override
  public String toString() {
    return "Logistic " + batchShape() + " " + dtype();
  }
}
