/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogOdds;
import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The logit y = ln(x / (1 - x)) of a {@link RelaxedBernoulli} variable x: the logistic distribution
 * with mean logits / temperature and scale 1 / temperature, on the reals. Samples are (logits + l)
 * / temperature with l standard logistic.
 *
 * <p>Unlike x, which rounds to 0 or 1, y stays accurate at low temperatures; therefore prefer it
 * for densities of relaxed samples (C. J. Maddison, A. Mnih, Y. W. Teh, "The Concrete
 * distribution", ICLR 2017, appendix C.3.2).
 */
public final class LogitRelaxedBernoulli implements Reparameterized {
  private final Tensor temperature;
  private final SuccessProbability success;
  private final Shape batchShape;

  private LogitRelaxedBernoulli(Tensor temperature, SuccessProbability success, Shape batchShape) {
    this.temperature = temperature;
    this.success = success;
    this.batchShape = batchShape;
  }

  /**
   * A batch by probabilities.
   *
   * @param temperature &gt; 0
   * @param probs probability of y &gt; 0, in [0, 1]
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static LogitRelaxedBernoulli of(Tensor temperature, Tensor probs) {
    String where = "LogitRelaxedBernoulli.of";
    return of(where, temperature, SuccessProbability.of(where, probs));
  }

  /**
   * A batch by logits.
   *
   * @param temperature &gt; 0
   * @param logits ln(p / (1 - p)) where p is the probability of y &gt; 0, any value except NaN
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static LogitRelaxedBernoulli fromLogits(Tensor temperature, Tensor logits) {
    String where = "LogitRelaxedBernoulli.fromLogits";
    return of(where, temperature, SuccessProbability.ofLogits(where, logits));
  }

  static LogitRelaxedBernoulli of(String where, Tensor temperature, SuccessProbability success) {
    Shape batchShape = Parameters.batchShape(where, temperature, success.given());
    Tensor checked = Parameters.positive(where, "temperature", temperature);
    return new LogitRelaxedBernoulli(checked, success, batchShape);
  }

  // ---- parameters

  /** {@return the temperature, before broadcasting} */
  public Tensor temperature() {
    return temperature;
  }

  /** {@return the probability of y &gt; 0, before broadcasting} */
  public Tensor probs() {
    return success.probs();
  }

  /** {@return ln(p / (1 - p)), before broadcasting} */
  public Tensor logits() {
    return success.logits();
  }

  @Override
  public DType dtype() {
    return temperature.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public LogitRelaxedBernoulli expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    return new LogitRelaxedBernoulli(temperature.broadcastTo(shape), success.expand(shape), shape);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return of(noise(sampleShape));
  }

  /** The log-density is ln temperature + ln sigmoid'(l), computed from the noise l. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor l = noise(sampleShape);
    return new SampleWithLogProb(of(l), temperature.log().add(logSlope(l)));
  }

  private Tensor of(Tensor l) {
    return success.logits().add(l).div(temperature);
  }

  /** Standard logistic noise as the difference of two Gumbel variates, which has accurate tails. */
  private Tensor noise(long... sampleShape) {
    long[] shape = Parameters.sampleShape(this, sampleShape).toLongs();
    return Noise.gumbel(dtype(), shape).sub(Noise.gumbel(dtype(), shape));
  }

  /** The logarithm of the derivative of the sigmoid function; minus infinity at both infinities. */
  static Tensor logSlope(Tensor x) {
    return StandardDensity.logLogistic(x);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("LogitRelaxedBernoulli.logProb", "value", value);
    return support().restrict(value, temperature.log().add(logSlope(standardized(value))));
  }

  private Tensor standardized(Tensor value) {
    return temperature.mul(value).sub(success.logits());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("LogitRelaxedBernoulli.cdf", "value", value);
    return finiteOr(value, standardized(value)).sigmoid();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("LogitRelaxedBernoulli.logCdf", "value", value);
    return finiteOr(value, standardized(value)).logSigmoid();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("LogitRelaxedBernoulli.survival", "value", value);
    return finiteOr(value, standardized(value)).neg().sigmoid();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("LogitRelaxedBernoulli.logSurvival", "value", value);
    return finiteOr(value, standardized(value)).neg().logSigmoid();
  }

  /** The second where the value is finite or NaN, else the infinite value. */
  private static Tensor finiteOr(Tensor value, Tensor standardized) {
    Tensor y = value.stopGradient();
    return Tensor.where(y.abs().eq(Double.POSITIVE_INFINITY), y, standardized);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("LogitRelaxedBernoulli.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return quantile(p, LogOdds.of(p));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("LogitRelaxedBernoulli.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return quantile(p, LogOdds.of(p).neg());
  }

  /** Where a logit is infinite, all quantiles are. */
  private Tensor quantile(Tensor p, Tensor l) {
    Tensor logits = success.logits();
    Tensor isPoint = logits.stopGradient().abs().eq(Double.POSITIVE_INFINITY);
    return Tensor.where(isPoint.mul(p.stopGradient().ge(0)), logits.add(p.mul(0)), of(l));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return success.logits().div(temperature);
  }

  @Override
  public Tensor variance() {
    Tensor variance = temperature.square().reciprocal().mul(Math.PI * Math.PI / 3);
    return variance.broadcastTo(batchShape);
  }

  @Override
  public Tensor standardDeviation() {
    return temperature.reciprocal().mul(Math.PI / Math.sqrt(3)).broadcastTo(batchShape);
  }

  @Override
  public Tensor mode() {
    return mean();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return temperature.log().neg().add(2).broadcastTo(batchShape);
  }

  @Override
  public String toString() {
    return "LogitRelaxedBernoulli " + batchShape() + " " + dtype();
  }
}
