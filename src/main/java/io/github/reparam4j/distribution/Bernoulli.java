/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Bernoulli distribution: 1 with probability p, else 0. Given by p or by its logit ln(p / (1 -
 * p)).
 *
 * <p>Its samples have no gradient. Samples of {@link RelaxedBernoulli} do; {@link StraightThrough}
 * assigns a surrogate gradient.
 */
public final class Bernoulli implements Distribution {
  private final SuccessProbability success;

  private Bernoulli(SuccessProbability success) {
    this.success = success;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probability of 1, in [0, 1]
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Bernoulli of(Tensor probs) {
    return new Bernoulli(SuccessProbability.of("Bernoulli.of", probs));
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param probs probability of 1, in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if the parameter is out of range
   */
  public static Bernoulli of(double probs) {
    return of(Tensor.scalar(probs));
  }

  /**
   * A batch by logits.
   *
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is NaN
   */
  public static Bernoulli fromLogits(Tensor logits) {
    return new Bernoulli(SuccessProbability.ofLogits("Bernoulli.fromLogits", logits));
  }

  // ---- parameters

  /** {@return the probability of 1} */
  public Tensor probs() {
    return success.probs();
  }

  /** {@return ln(p / (1 - p))} */
  public Tensor logits() {
    return success.logits();
  }

  @Override
  public DType dtype() {
    return success.dtype();
  }

  @Override
  public Shape batchShape() {
    return success.shape();
  }

  @Override
  public Bernoulli expand(long... batchShape) {
    return new Bernoulli(success.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(Tensor.ones(dtype()));
  }

  // ---- samples

  /** Draws an exponential variate e for each sample: e &lt; -ln(1 - p) has probability p. */
  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    Tensor failure = success.logFailure();
    Tensor isOne = e.lt(failure.neg());
    return Tensor.where(failure.eq(failure), isOne, failure).stopGradient();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Bernoulli.logProb", "value", value);
    Tensor bit = value.cast(dtype()); // 0 and 1 are the same in both types
    Tensor isOne = bit.stopGradient().eq(1);
    return support().restrict(bit, Tensor.where(isOne, success.logSuccess(), success.logFailure()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Bernoulli.cdf", "value", value);
    return step(value, 0, 1, success.inDouble().complement());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Bernoulli.survival", "value", value);
    return step(value, 1, 0, success.inDouble().probs());
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Bernoulli.logCdf", "value", value);
    return step(value, Double.NEGATIVE_INFINITY, 0, success.inDouble().logFailure());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Bernoulli.logSurvival", "value", value);
    return step(value, 0, Double.NEGATIVE_INFINITY, success.inDouble().logSuccess());
  }

  private static Tensor step(Tensor value, double below, double above, Tensor between) {
    return CountTails.step(value, below, above, Tensor.ones(DType.DOUBLE), k -> between);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Bernoulli.icdf", "probability", probability);
    return Parameters.probabilityOrNan(probability)
        .mul(0)
        .add(probability.gt(success.complement()));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Bernoulli.inverseSurvival", "probability", probability);
    return Parameters.probabilityOrNan(probability).mul(0).add(probability.lt(success.probs()));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return success.probs();
  }

  @Override
  public Tensor variance() {
    return success.probs().mul(success.complement());
  }

  @Override
  public Tensor mode() {
    return success.probs().stopGradient().gt(0.5);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return success.entropy();
  }

  // ---- divergences

  static KlRules<Bernoulli> divergences() {
    return KlRules.from(Bernoulli.class)
        .to(Bernoulli.class, (p, q) -> p.success.divergence(q.success))
        .to(Poisson.class, Bernoulli::divergence);
  }

  /** Relative entropies of P(1) and the rate, and of P(0) and 1. */
  private static Tensor divergence(Bernoulli p, Poisson q) {
    SuccessProbability s = p.success;
    Tensor ratio = q.rate().log().sub(s.logSuccess());
    Tensor one = Tensor.ones(p.dtype());
    Tensor success = KlTerms.relativeEntropy(s.probs(), q.rate(), ratio);
    Tensor failure = KlTerms.relativeEntropy(s.complement(), one, s.logFailure().neg());
    return s.atEnds(success.add(failure), ratio.add(s.logFailure()).neg());
  }

  @Override
  public String toString() {
    return "Bernoulli " + batchShape() + " " + dtype();
  }
}
