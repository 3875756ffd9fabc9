/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The negative binomial distribution of the number k = 0, 1, ... of successes before the r-th
 * failure in trials with success probability p. P(k) = C(k + r - 1, k) (1 - p)^r p^k. Given by p or
 * by its logit ln(p / (1 - p)).
 *
 * <p>r may be any real value &gt; 0: the count is Poisson with a gamma-distributed rate of
 * concentration r and rate (1 - p) / p. The variance is mean + mean^2 / r.
 *
 * <p>Probabilities and samples are computed in double precision, also for FLOAT.
 */
public final class NegativeBinomial implements Distribution {
  private final Tensor totalCount;
  private final SuccessProbability success;

  /** Mean and dispersion where they are given, else null. */
  private final Dispersion dispersion;

  private final Shape batchShape;

  private NegativeBinomial(
      Tensor totalCount, SuccessProbability success, Dispersion dispersion, Shape batchShape) {
    this.totalCount = totalCount;
    this.success = success;
    this.dispersion = dispersion;
    this.batchShape = batchShape;
  }

  /**
   * A batch by probabilities.
   *
   * @param totalCount number of failures r, &gt; 0, real
   * @param probs probability of success, in [0, 1]; for 1 counts are infinite
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static NegativeBinomial of(Tensor totalCount, Tensor probs) {
    String where = "NegativeBinomial.of";
    return of(where, totalCount, SuccessProbability.of(where, probs));
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param totalCount number of failures r, &gt; 0, real
   * @param probs probability of success, in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static NegativeBinomial of(double totalCount, double probs) {
    return of(Tensor.scalar(totalCount), Tensor.scalar(probs));
  }

  /**
   * A batch by logits.
   *
   * @param totalCount number of failures r, &gt; 0, real
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static NegativeBinomial fromLogits(Tensor totalCount, Tensor logits) {
    String where = "NegativeBinomial.fromLogits";
    return of(where, totalCount, SuccessProbability.ofLogits(where, logits));
  }

  private static NegativeBinomial of(String where, Tensor totalCount, SuccessProbability success) {
    Shape batchShape = Parameters.batchShape(where, totalCount, success.given());
    Tensor checked = Parameters.positive(where, "totalCount", totalCount);
    return new NegativeBinomial(checked, success, null, batchShape);
  }

  /**
   * A batch by mean m and dispersion a: the variance is m + a m^2, as in a regression of counts. r
   * = 1 / a and p = a m / (1 + a m).
   *
   * <p>For a = 0 it is the Poisson distribution. Log-probabilities and their derivatives of first
   * and second order are exact near it, where a gradient by way of r and p cancels (to a = 1e-300);
   * so a network may compute a. A third derivative by a is refused, and a second one of the tails.
   *
   * @param mean m, &gt;= 0 and finite
   * @param dispersion a, &gt;= 0 and finite
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static NegativeBinomial fromMean(Tensor mean, Tensor dispersion) {
    Dispersion given = Dispersion.of("NegativeBinomial.fromMean", mean, dispersion);
    return new NegativeBinomial(given.failures(), given.success(), given, given.batchShape());
  }

  /**
   * One distribution by mean and dispersion, in DOUBLE; as {@link #fromMean(Tensor, Tensor)}.
   *
   * @param mean m, &gt;= 0 and finite
   * @param dispersion a, &gt;= 0 and finite
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static NegativeBinomial fromMean(double mean, double dispersion) {
    return fromMean(Tensor.scalar(mean), Tensor.scalar(dispersion));
  }

  // ---- parameters

  /** {@return the number of failures r, before broadcasting; infinite for dispersion 0} */
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
  public NegativeBinomial expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    return dispersion == null
        ? new NegativeBinomial(totalCount.broadcastTo(shape), success.expand(shape), null, shape)
        : fromMean(dispersion.mean().broadcastTo(shape), dispersion.given().broadcastTo(shape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Counts();
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    if (dispersion != null) {
      return dispersion.sample(shape);
    }
    return CountVariates.negativeBinomial(totalCount, success.odds(), shape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("NegativeBinomial.logProb", "value", value);
    Tensor k = value.stopGradient();
    if (dispersion != null) {
      return support().restrict(value, dispersion.logProb(k));
    }
    Tensor logProb =
        success.isLogit()
            ? CountProbabilities.logNegativeBinomialOfLogits(k, totalCount, success.given())
            : CountProbabilities.logNegativeBinomial(k, totalCount, success.given());
    return support().restrict(value, logProb);
  }

  /** The regularised incomplete beta function I of 1 - p at (r, k + 1). */
  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("NegativeBinomial.cdf", "value", value);
    return dispersion == null ? tails().cdf(value) : dispersion.cdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("NegativeBinomial.survival", "value", value);
    return dispersion == null ? tails().survival(value) : dispersion.survival(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("NegativeBinomial.logCdf", "value", value);
    return dispersion == null ? tails().logCdf(value) : dispersion.logCdf(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("NegativeBinomial.logSurvival", "value", value);
    return dispersion == null ? tails().logSurvival(value) : dispersion.logSurvival(value);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("NegativeBinomial.icdf", "probability", probability);
    return dispersion == null ? tails().icdf(probability) : dispersion.icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("NegativeBinomial.inverseSurvival", "probability", probability);
    return dispersion == null
        ? tails().inverseSurvival(probability)
        : dispersion.inverseSurvival(probability);
  }

  private CountTails tails() {
    return CountTails.negativeBinomial(totalCount, success.inDouble().logits().neg());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return dispersion == null
        ? totalCount.mul(success.odds())
        : dispersion.mean().broadcastTo(batchShape);
  }

  @Override
  public Tensor variance() {
    return dispersion == null ? mean().div(success.complement()) : dispersion.variance();
  }

  @Override
  public Tensor mode() {
    if (dispersion != null) {
      return dispersion.mode();
    }
    Tensor above = totalCount.stopGradient().sub(1).maximum(0);
    return above.multiplyNoNan(success.odds().stopGradient()).floor();
  }

  // ---- entropy

  /**
   * A sum over the count for 50 failures and more, else an integral; where the distribution is
   * nearly normal, a series. See {@link CountEntropy}.
   */
  @Override
  public Tensor entropy() {
    if (dispersion != null) {
      return dispersion.entropy(batchShape);
    }
    Tensor r = totalCount.cast(DType.DOUBLE).broadcastTo(batchShape);
    SuccessProbability wide = success.inDouble().expand(batchShape);
    Tensor value =
        CountEntropy.negativeBinomial(
            r.mul(wide.odds()),
            r.reciprocal(),
            r,
            wide.chance(),
            k ->
                success.isLogit()
                    ? CountProbabilities.logNegativeBinomialOfLogits(k, r, wide.given())
                    : CountProbabilities.logNegativeBinomial(k, r, wide.given()));
    Tensor steep = totalCount.mul(success.logFailure().sub(success.logSuccess()).abs());
    return success.atEnds(value.cast(dtype()), steep);
  }

  // ---- divergences

  static KlRules<NegativeBinomial> divergences() {
    return KlRules.from(NegativeBinomial.class)
        .to(NegativeBinomial.class, NegativeBinomial::divergence)
        .to(Bernoulli.class, KlMoments::unbounded)
        .to(Binomial.class, KlMoments::unbounded);
  }

  /**
   * r times the divergence of a trial, divided by the probability of failure, for equal numbers of
   * failures r.
   */
  private static Tensor divergence(NegativeBinomial p, NegativeBinomial q) {
    Tensor always = p.success.probs().stopGradient();
    Tensor kl = p.success.divergence(q.success).multiplyNoNan(p.success.complement().reciprocal());
    kl = p.success.infiniteAt(always.eq(1), kl, Double.POSITIVE_INFINITY);
    Tensor count = p.totalCount;
    if (unchecked(count) != unchecked(q.totalCount)) {
      Tensor above = notNegative("p.totalCount - q.totalCount", count, q.totalCount);
      Tensor below = notNegative("q.totalCount - p.totalCount", q.totalCount, count);
      // A comparison has no derivative: a gradient by one of the two counts is refused.
      Tensor nan = Tensor.fill(kl.dtype(), Double.NaN);
      count = Tensor.where(above.eq(0).mul(below.eq(0)), count, nan);
    }
    return count.mul(kl);
  }

  /** The parameter before it was checked. */
  private static Tensor unchecked(Tensor parameter) {
    return parameter.op() instanceof Marker.Require ? parameter.inputs().get(0) : parameter;
  }

  private static Tensor notNegative(String name, Tensor a, Tensor b) {
    Tensor difference = Parameters.difference(KlDivergence.WHERE, a, b);
    return Parameters.require(
        KlDivergence.WHERE, name, difference, Condition.NON_NEGATIVE, KlDivergence.ESTIMATE);
  }

  @Override
  public String toString() {
    return "NegativeBinomial " + batchShape() + " " + dtype();
  }
}
