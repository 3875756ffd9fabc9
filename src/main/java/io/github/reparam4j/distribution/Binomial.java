/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The binomial distribution of the count k of successes in n trials with success probability p.
 * P(k) = C(n, k) p^k (1 - p)^(n - k). Given by p or by its logit ln(p / (1 - p)).
 *
 * <p>Probabilities and samples are computed in double precision, also for FLOAT, and are accurate
 * up to n = 1e9; a FLOAT count above 2^24 is rounded.
 */
public final class Binomial implements Distribution {
  private final Tensor totalCount;
  private final SuccessProbability success;
  private final Shape batchShape;

  private Binomial(Tensor totalCount, SuccessProbability success, Shape batchShape) {
    this.totalCount = totalCount;
    this.success = success;
    this.batchShape = batchShape;
  }

  /**
   * A batch by probabilities.
   *
   * @param totalCount number of trials n, an integer &gt;= 0; no gradient flows into n
   * @param probs probability of success, in [0, 1]
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Binomial of(Tensor totalCount, Tensor probs) {
    Errors.given("Binomial.of", "totalCount", totalCount);
    Errors.given("Binomial.of", "probs", probs);
    return of("Binomial.of", totalCount, SuccessProbability.of("Binomial.of", probs));
  }

  /**
   * A batch by probabilities, with the same number of trials for all.
   *
   * @param totalCount number of trials n, &gt;= 0
   * @param probs probability of success, in [0, 1]
   * @return the distribution, of the shape of probs
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Binomial of(int totalCount, Tensor probs) {
    Errors.given("Binomial.of", "probs", probs);
    return of(Tensor.fill(probs.dtype(), totalCount), probs);
  }

  /**
   * A batch by logits.
   *
   * @param totalCount number of trials n, an integer &gt;= 0; no gradient flows into n
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Binomial fromLogits(Tensor totalCount, Tensor logits) {
    Errors.given("Binomial.fromLogits", "totalCount", totalCount);
    Errors.given("Binomial.fromLogits", "logits", logits);
    String where = "Binomial.fromLogits";
    return of(where, totalCount, SuccessProbability.ofLogits(where, logits));
  }

  private static Binomial of(String where, Tensor totalCount, SuccessProbability success) {
    Shape batchShape = Parameters.batchShape(where, totalCount, success.given());
    Tensor checked = Parameters.count(where, "totalCount", totalCount);
    return new Binomial(checked, success, batchShape);
  }

  // ---- parameters

  /** {@return the number of trials, before broadcasting} */
  public Tensor totalCount() {
    return totalCount;
  }

  /** {@return the probability of success, before broadcasting} */
  public Tensor probs() {
    return success.probs();
  }

  /** {@return ln(p / (1 - p)), before broadcasting} */
  public Tensor logits() {
    return success.logits();
  }

  @Override
  public DType dtype() {
    return totalCount.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Binomial expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    return new Binomial(totalCount.broadcastTo(shape), success.expand(shape), shape);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(totalCount);
  }

  // ---- samples

  /**
   * Draws counts of the rarer of success and failure, so that a probability near 1 loses no digits.
   */
  @Override
  public Tensor sample(long... sampleShape) {
    Tensor p = success.probs();
    Tensor q = success.complement();
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor rarer = CountVariates.binomial(totalCount, p.minimum(q), shape);
    return Tensor.where(p.gt(q), totalCount.sub(rarer), rarer).stopGradient();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Binomial.logProb", "value", value);
    Tensor k = value.stopGradient();
    Tensor logProb =
        success.isLogit()
            ? CountProbabilities.logBinomialOfLogits(k, totalCount, success.given())
            : CountProbabilities.logBinomial(k, totalCount, success.given());
    return support().restrict(value, logProb);
  }

  /** The regularised incomplete beta function I of 1 - p at (n - k, k + 1). */
  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Binomial.cdf", "value", value);
    return tails().cdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Binomial.survival", "value", value);
    return tails().survival(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Binomial.logCdf", "value", value);
    return tails().logCdf(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Binomial.logSurvival", "value", value);
    return tails().logSurvival(value);
  }

  private CountTails tails() {
    return CountTails.binomial(totalCount, success.inDouble().logits().neg());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Binomial.icdf", "probability", probability);
    return tails().icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Binomial.inverseSurvival", "probability", probability);
    return tails().inverseSurvival(probability);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return totalCount.mul(success.probs());
  }

  @Override
  public Tensor variance() {
    return mean().mul(success.complement());
  }

  @Override
  public Tensor mode() {
    Tensor n = totalCount.stopGradient();
    return n.add(1).mul(success.probs().stopGradient()).floor().minimum(n);
  }

  // ---- entropy

  /** A sum over the count; where the variance is 1e5 or more, a series. */
  @Override
  public Tensor entropy() {
    Tensor n = totalCount.stopGradient().cast(DType.DOUBLE).broadcastTo(batchShape);
    SuccessProbability wide = success.inDouble().expand(batchShape);
    Tensor value =
        CountEntropy.binomial(
            n,
            wide.probs(),
            wide.complement(),
            k ->
                success.isLogit()
                    ? CountProbabilities.logBinomialOfLogits(k, n, wide.given())
                    : CountProbabilities.logBinomial(k, n, wide.given()));
    Tensor steep = success.logFailure().sub(success.logSuccess());
    Tensor scale = totalCount.stopGradient();
    return success.atEnds(value.cast(dtype()), scale.multiplyNoNan(steep));
  }

  // ---- divergences

  static KlRules<Binomial> divergences() {
    return KlRules.from(Binomial.class).to(Binomial.class, Binomial::divergence);
  }

  /**
   * n times the divergence of a trial, for equal numbers of trials n. Infinite if p has more
   * trials, unless they never succeed.
   */
  private static Tensor divergence(Binomial p, Binomial q) {
    Tensor more =
        Parameters.require(
            KlDivergence.WHERE,
            "p.totalCount - q.totalCount",
            Parameters.difference(KlDivergence.WHERE, p.totalCount, q.totalCount),
            Condition.NON_NEGATIVE,
            KlDivergence.ESTIMATE);
    Tensor kl = q.totalCount.multiplyNoNan(p.success.divergence(q.success));
    Tensor beyond = more.gt(0).mul(p.success.probs().stopGradient().gt(0));
    return Tensor.where(beyond, KlTerms.infinity(kl), kl);
  }

  @Override
  public String toString() {
    return "Binomial " + batchShape() + " " + dtype();
  }
}
