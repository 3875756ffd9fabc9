/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.CountVariates;
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
  private final Shape batchShape;

  private NegativeBinomial(Tensor totalCount, SuccessProbability success, Shape batchShape) {
    this.totalCount = totalCount;
    this.success = success;
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
    return new NegativeBinomial(checked, success, batchShape);
  }

  // ---- parameters

  /** {@return the number of failures r, before broadcasting} */
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
    return new NegativeBinomial(totalCount.broadcastTo(shape), success.expand(shape), shape);
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
    return CountVariates.negativeBinomial(totalCount, success.odds(), shape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Tensor k = value.stopGradient();
    Tensor logProb =
        success.isLogit()
            ? CountProbabilities.logNegativeBinomialOfLogits(k, totalCount, success.given())
            : CountProbabilities.logNegativeBinomial(k, totalCount, success.given());
    return support().restrict(value, logProb);
  }

  /** The regularised incomplete beta function I of 1 - p at (r, k + 1). */
  @Override
  public Tensor cdf(Tensor value) {
    Tensor t = success.logits().neg();
    Tensor infinity = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    return CountCdf.of(value, infinity, k -> BetaVariates.logitCdf(totalCount, k.add(1), t));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return totalCount.mul(success.odds());
  }

  @Override
  public Tensor variance() {
    return mean().div(success.complement());
  }

  @Override
  public Tensor mode() {
    Tensor above = totalCount.stopGradient().sub(1).maximum(0);
    return above.multiplyNoNan(success.odds().stopGradient()).floor();
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
    Tensor kl = p.success.divergence(q.success).multiplyNoNan(p.success.complement().reciprocal());
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
