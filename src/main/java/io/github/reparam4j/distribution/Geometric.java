/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The geometric distribution of the number k = 0, 1, ... of failures before the first success in
 * trials with success probability p. P(k) = (1 - p)^k p. Given by p or by its logit ln(p / (1 -
 * p)).
 *
 * <p>For p = 0 every k has probability 0, and samples are infinite.
 */
public final class Geometric implements Distribution {
  private final SuccessProbability success;

  private Geometric(SuccessProbability success) {
    this.success = success;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probability of success, in [0, 1]
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Geometric of(Tensor probs) {
    return new Geometric(SuccessProbability.of("Geometric.of", probs));
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param probs probability of success, in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if the parameter is out of range
   */
  public static Geometric of(double probs) {
    return of(Tensor.scalar(probs));
  }

  /**
   * A batch by logits.
   *
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is NaN
   */
  public static Geometric fromLogits(Tensor logits) {
    return new Geometric(SuccessProbability.ofLogits("Geometric.fromLogits", logits));
  }

  // ---- parameters

  /** {@return the probability of success} */
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
  public Geometric expand(long... batchShape) {
    return new Geometric(success.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Counts();
  }

  // ---- samples

  /** floor(e / -ln(1 - p)) with e exponential. */
  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    return e.div(success.logFailure().neg()).stopGradient().floor();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Geometric.logProb", "value", value);
    Tensor k = value.stopGradient().cast(DType.DOUBLE);
    SuccessProbability wide = success.inDouble();
    Tensor log = k.multiplyNoNan(wide.logFailure()).add(wide.logSuccess());
    return support().restrict(value, log.cast(dtype()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Geometric.cdf", "value", value);
    return step(value, 0, 1, this::lower);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Geometric.survival", "value", value);
    return step(value, 1, 0, k -> logUpper(k).exp());
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Geometric.logCdf", "value", value);
    return step(value, Double.NEGATIVE_INFINITY, 0, k -> logUpper(k).log1mexp());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Geometric.logSurvival", "value", value);
    return step(value, 0, Double.NEGATIVE_INFINITY, this::logUpper);
  }

  /** 1 - e^L with a derivative that does not cancel. */
  private Tensor lower(Tensor k) {
    Tensor log = logUpper(k);
    Tensor isFar = log.stopGradient().lt(-1);
    return Tensor.where(isFar, log.exp().neg().add(1), log.expm1().neg());
  }

  private static Tensor step(Tensor value, double below, double above, CountTails.OfCount inside) {
    return CountTails.step(
        value, below, above, Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY), inside);
  }

  /** ln P(K &gt; k) = (k + 1) ln(1 - p), in DOUBLE. */
  private Tensor logUpper(Tensor k) {
    return k.add(1).mul(success.inDouble().logFailure());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Geometric.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    return quantile(p.cast(DType.DOUBLE).neg().log1p(), k -> cdf(k).ge(p));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Geometric.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    return quantile(p.cast(DType.DOUBLE).log(), k -> survival(k).le(p));
  }

  /**
   * The least k that reaches the logarithm of a survival probability: the quotient of logarithms,
   * corrected by at most 1, so that its rounding is corrected.
   */
  private Tensor quantile(Tensor log, UnaryOperator<Tensor> reaches) {
    Tensor failure = success.inDouble().logFailure().stopGradient();
    Tensor isSure = failure.eq(Double.NEGATIVE_INFINITY);
    Tensor trials = Tensor.where(isSure.add(log.eq(0)), log.mul(0), log.div(failure));
    Tensor k = trials.floor().sub(1).maximum(0).cast(dtype());
    k = k.add(reaches.apply(k).neg().add(1));
    return k.add(reaches.apply(k).neg().add(1)).stopGradient();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return success.inverseOdds();
  }

  @Override
  public Tensor variance() {
    return success.inverseOdds().div(success.probs());
  }

  @Override
  public Tensor mode() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return success.entropy().div(success.probs());
  }

  // ---- divergences

  static KlRules<Geometric> divergences() {
    return KlRules.from(Geometric.class)
        .to(Geometric.class, Geometric::divergence)
        .to(Bernoulli.class, KlMoments::unbounded)
        .to(Binomial.class, KlMoments::unbounded);
  }

  /** The divergence of a trial times the mean number of trials, 1 / p. */
  private static Tensor divergence(Geometric p, Geometric q) {
    Tensor never = p.success.probs().stopGradient();
    Tensor kl = p.success.divergence(q.success).multiplyNoNan(p.success.probs().reciprocal());
    return p.success.infiniteAt(never.eq(0), kl, Double.NEGATIVE_INFINITY);
  }

  @Override
  public String toString() {
    return "Geometric " + batchShape() + " " + dtype();
  }
}
