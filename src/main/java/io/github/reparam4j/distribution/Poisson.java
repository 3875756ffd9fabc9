/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Poisson distribution of counts k = 0, 1, ... with P(k) = rate^k e^-rate / k!. Given by the
 * rate, which is mean and variance, or by its logarithm, the output of a log-linear model.
 *
 * <p>Probabilities and samples are computed in double precision, also for FLOAT, and are accurate
 * up to rates of 1e9; a FLOAT count above 2^24 is rounded.
 */
public final class Poisson implements Distribution {
  private final Tensor given;
  private final boolean isLog;

  private Poisson(Tensor given, boolean isLog) {
    this.given = given;
    this.isLog = isLog;
  }

  /**
   * A batch by rates.
   *
   * @param rate mean, &gt;= 0
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Poisson of(Tensor rate) {
    String hint = "a log-rate is passed to fromLogRate";
    return new Poisson(
        Parameters.require("Poisson.of", "rate", rate, Condition.FINITE_NON_NEGATIVE, hint), false);
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param rate mean, &gt;= 0
   * @return the distribution
   * @throws IllegalArgumentException if the rate is out of range
   */
  public static Poisson of(double rate) {
    return of(Tensor.scalar(rate));
  }

  /**
   * A batch by logarithms of rates.
   *
   * @param logRate ln of the mean, any value except NaN
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is NaN
   */
  public static Poisson fromLogRate(Tensor logRate) {
    return new Poisson(Parameters.logits("Poisson.fromLogRate", "logRate", logRate), true);
  }

  // ---- parameters

  /** {@return the mean} */
  public Tensor rate() {
    return isLog ? given.exp() : given;
  }

  @Override
  public DType dtype() {
    return given.dtype();
  }

  @Override
  public Shape batchShape() {
    return given.shape();
  }

  @Override
  public Poisson expand(long... batchShape) {
    return new Poisson(given.broadcastTo(batchShape), isLog);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Counts();
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    return CountVariates.poisson(rate(), Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Poisson.logProb", "value", value);
    Tensor k = value.stopGradient();
    Tensor logProb =
        isLog
            ? CountProbabilities.logPoissonOfLogRate(k, given)
            : CountProbabilities.logPoisson(k, given);
    return support().restrict(value, logProb);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Poisson.cdf", "value", value);
    return tails().cdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Poisson.survival", "value", value);
    return tails().survival(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Poisson.logCdf", "value", value);
    return tails().logCdf(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Poisson.logSurvival", "value", value);
    return tails().logSurvival(value);
  }

  private CountTails tails() {
    Tensor wide = given.cast(DType.DOUBLE);
    return CountTails.poisson(isLog ? wide.exp() : wide);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Poisson.icdf", "probability", probability);
    return tails().icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Poisson.inverseSurvival", "probability", probability);
    return tails().inverseSurvival(probability);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return rate();
  }

  @Override
  public Tensor variance() {
    return rate();
  }

  @Override
  public Tensor mode() {
    return rate().stopGradient().floor();
  }

  // ---- entropy

  /** A sum over the count, from rates of 1e4 on a series. */
  @Override
  public Tensor entropy() {
    Tensor wide = given.cast(DType.DOUBLE);
    Tensor value =
        CountEntropy.poisson(
            isLog ? wide.exp() : wide,
            k ->
                isLog
                    ? CountProbabilities.logPoissonOfLogRate(k, wide)
                    : CountProbabilities.logPoisson(k, wide));
    Tensor steep = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    Tensor entropy = value.cast(dtype());
    return isLog ? entropy : BorderSlope.where(entropy, given, given.stopGradient().eq(0), steep);
  }

  // ---- divergences

  static KlRules<Poisson> divergences() {
    return KlRules.from(Poisson.class)
        .to(Poisson.class, Poisson::divergence)
        .to(Bernoulli.class, KlMoments::unbounded)
        .to(Binomial.class, KlMoments::unbounded);
  }

  private static Tensor divergence(Poisson p, Poisson q) {
    Tensor logRatio =
        p.isLog || q.isLog ? q.logRate().sub(p.logRate()) : LogRatio.of(q.given, p.given);
    Tensor kl = KlTerms.relativeEntropy(p.rate(), q.rate(), logRatio);
    Tensor isSteep = logRatio.stopGradient().eq(Double.POSITIVE_INFINITY);
    Tensor steep = Tensor.fill(kl.dtype(), Double.NEGATIVE_INFINITY);
    return p.isLog ? kl : BorderSlope.where(kl, p.given, isSteep, steep);
  }

  private Tensor logRate() {
    return isLog ? given : given.log();
  }

  @Override
  public String toString() {
    return "Poisson " + batchShape() + " " + dtype();
  }
}
