/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The relaxed Bernoulli or binary Concrete distribution on (0, 1): x = sigmoid((logits + l) /
 * temperature) with l standard logistic (C. J. Maddison, A. Mnih, Y. W. Teh, "The Concrete
 * distribution", ICLR 2017; E. Jang, S. Gu, B. Poole, "Categorical reparameterization with
 * Gumbel-softmax", ICLR 2017). P(x &gt; 1/2) equals the probability of 1 of a {@link Bernoulli} at
 * every temperature; as the temperature goes to 0, x goes to 0 or 1.
 *
 * <p>An expectation over x differs from the expectation over the Bernoulli variable: the gradient
 * through x is exact for the former and a biased estimate for the latter.
 *
 * <p>At low temperatures x rounds to 0 or 1. {@link #rsampleAndLogProb} computes the density of a
 * sample before rounding, so that it is finite; {@link LogitRelaxedBernoulli} does not round.
 */
public final class RelaxedBernoulli implements Reparameterized {
  private final LogitRelaxedBernoulli logit;

  private RelaxedBernoulli(LogitRelaxedBernoulli logit) {
    this.logit = logit;
  }

  /**
   * A batch by probabilities.
   *
   * @param temperature &gt; 0
   * @param probs probability of x &gt; 1/2, in [0, 1]
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static RelaxedBernoulli of(Tensor temperature, Tensor probs) {
    String where = "RelaxedBernoulli.of";
    return of(where, temperature, SuccessProbability.of(where, probs));
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param temperature &gt; 0
   * @param probs probability of x &gt; 1/2, in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static RelaxedBernoulli of(double temperature, double probs) {
    return of(Tensor.scalar(temperature), Tensor.scalar(probs));
  }

  /**
   * A batch by logits.
   *
   * @param temperature &gt; 0
   * @param logits ln(p / (1 - p)) where p is the probability of x &gt; 1/2, any value except NaN
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static RelaxedBernoulli fromLogits(Tensor temperature, Tensor logits) {
    String where = "RelaxedBernoulli.fromLogits";
    return of(where, temperature, SuccessProbability.ofLogits(where, logits));
  }

  private static RelaxedBernoulli of(String where, Tensor temperature, SuccessProbability success) {
    return new RelaxedBernoulli(LogitRelaxedBernoulli.of(where, temperature, success));
  }

  // ---- parameters

  /** {@return the temperature, before broadcasting} */
  public Tensor temperature() {
    return logit.temperature();
  }

  /** {@return the probability of x &gt; 1/2, before broadcasting} */
  public Tensor probs() {
    return logit.probs();
  }

  /** {@return ln(p / (1 - p)), before broadcasting} */
  public Tensor logits() {
    return logit.logits();
  }

  /** {@return the distribution of ln(x / (1 - x))} */
  public LogitRelaxedBernoulli ofLogit() {
    return logit;
  }

  @Override
  public DType dtype() {
    return logit.dtype();
  }

  @Override
  public Shape batchShape() {
    return logit.batchShape();
  }

  @Override
  public RelaxedBernoulli expand(long... batchShape) {
    return new RelaxedBernoulli(logit.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.zeros(dtype()), Tensor.ones(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return logit.rsample(sampleShape).sigmoid();
  }

  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    SampleWithLogProb y = logit.rsampleAndLogProb(sampleShape);
    Tensor logProb = y.logProb().sub(LogitRelaxedBernoulli.logSlope(y.sample()));
    return new SampleWithLogProb(y.sample().sigmoid(), logProb);
  }

  // ---- density

  /** The density of the logit divided by x (1 - x); at 0 and 1 the limit. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("RelaxedBernoulli.logProb", "value", value);
    Tensor x = value.stopGradient();
    Tensor isEnd = x.le(0).add(x.ge(1));
    Tensor inner = Tensor.where(isEnd, Tensor.fill(dtype(), 0.5), value);
    Tensor jacobian = inner.log().add(inner.neg().log1p());
    Tensor density = logit.logProb(logitOf(inner)).sub(jacobian);
    Tensor whole = Tensor.where(isEnd, atEnd(x), density);
    return support().restrict(value, BorderSlope.at(whole, value, isEnd, logSlopeAtEnd(x)));
  }

  /**
   * The slope of the log-density at 0 or 1: for temperature 1 it is 2 - 2 / odds at 0, else
   * infinite, as that of (temperature - 1) ln x; at 1 minus the same of the inverse odds.
   */
  private Tensor logSlopeAtEnd(Tensor x) {
    Tensor sign = x.sub(0.5).sign();
    Tensor inverseOdds = logits().mul(sign).exp();
    Tensor steep = temperature().sub(1).stopGradient().mul(Double.POSITIVE_INFINITY);
    Tensor flat = inverseOdds.mul(-2).add(2);
    Tensor isOne = temperature().stopGradient().eq(1);
    return Tensor.where(isOne, flat, steep).mul(sign.neg());
  }

  private static Tensor logitOf(Tensor x) {
    return x.log().sub(x.neg().log1p());
  }

  /**
   * The limit at 0 or 1: near 0 the density behaves like x^(temperature - 1) temperature / odds,
   * near 1 like (1 - x)^(temperature - 1) temperature odds.
   */
  private Tensor atEnd(Tensor x) {
    Tensor infinity = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    Tensor sign = x.sub(0.5).sign();
    Tensor own = logits().mul(sign);
    Tensor power = temperature().neg().add(1).multiplyNoNan(infinity);
    Tensor limit = temperature().log().add(own).add(power);
    return Tensor.where(own.stopGradient().abs().eq(infinity), own, limit);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("RelaxedBernoulli.cdf", "value", value);
    return tail(value, 0, 1, logit::cdf, x -> atEnd(x).exp());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("RelaxedBernoulli.survival", "value", value);
    return tail(value, 1, 0, logit::survival, x -> atEnd(x).exp().neg());
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("RelaxedBernoulli.logCdf", "value", value);
    Tensor steep = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    return tail(
        value,
        Double.NEGATIVE_INFINITY,
        0,
        logit::logCdf,
        x -> Tensor.where(x.eq(0), steep, atEnd(x).exp()));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("RelaxedBernoulli.logSurvival", "value", value);
    Tensor steep = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    return tail(
        value,
        0,
        Double.NEGATIVE_INFINITY,
        logit::logSurvival,
        x -> Tensor.where(x.eq(1), steep, atEnd(x).exp()).neg());
  }

  /**
   * A function of the logit inside (0, 1), constants outside.
   *
   * @param slope the slope at 0 and 1
   */
  private Tensor tail(
      Tensor value,
      double below,
      double above,
      UnaryOperator<Tensor> ofLogit,
      UnaryOperator<Tensor> slope) {
    Tensor x = value.stopGradient();
    Tensor isEnd = x.le(0).add(x.ge(1));
    Tensor inner = Tensor.where(isEnd, Tensor.fill(dtype(), 0.5), value);
    Tensor end = Tensor.where(x.ge(1), Tensor.fill(dtype(), above), Tensor.fill(dtype(), below));
    Tensor whole = Tensor.where(isEnd, end, ofLogit.apply(logitOf(inner)));
    return BorderSlope.at(whole, value, x.eq(0).add(x.eq(1)), slope.apply(x));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("RelaxedBernoulli.icdf", "probability", probability);
    return logit.icdf(probability).sigmoid();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("RelaxedBernoulli.inverseSurvival", "probability", probability);
    return logit.inverseSurvival(probability).sigmoid();
  }

  @Override
  public String toString() {
    return "RelaxedBernoulli " + batchShape() + " " + dtype();
  }
}
