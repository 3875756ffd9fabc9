/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Scan;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The categorical distribution of the index i = 0, ..., K - 1 of one of K categories. The index is
 * an integer stored in the dtype of the parameters. Given by probabilities up to a factor or by
 * logits up to a constant: P(i) = probs[i] / sum(probs) = softmax(logits)[i].
 *
 * <p>The last axis of the parameters runs over the categories; the axes before it are the batch.
 * Moments and cdf are those of the index. {@link OneHotCategorical} has one-hot vectors as values.
 */
public final class Categorical implements Distribution {
  private final CategoryProbabilities categories;

  private Categorical(CategoryProbabilities categories) {
    this.categories = categories;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probabilities up to a factor, [..., K], &gt;= 0 and not all 0
   * @return the distribution, of the batch shape before the last axis
   * @throws IllegalArgumentException if there is no last axis of categories or a scalar parameter
   *     is out of range
   */
  public static Categorical of(Tensor probs) {
    return of("Categorical.of", probs);
  }

  /**
   * A batch by logits.
   *
   * @param logits logarithms of probabilities up to a constant, [..., K], finite or minus infinity,
   *     not all minus infinity
   * @return the distribution, of the batch shape before the last axis
   * @throws IllegalArgumentException if there is no last axis of categories or a scalar parameter
   *     is out of range
   */
  public static Categorical fromLogits(Tensor logits) {
    return fromLogits("Categorical.fromLogits", logits);
  }

  static Categorical of(String where, Tensor probs) {
    return new Categorical(CategoryProbabilities.of(where, probs, Condition.FINITE_NON_NEGATIVE));
  }

  static Categorical fromLogits(String where, Tensor logits) {
    return new Categorical(CategoryProbabilities.ofLogits(where, logits, Condition.NUMBER));
  }

  // ---- parameters

  /** {@return the probabilities, batch + [K]; they sum to 1} */
  public Tensor probs() {
    return categories.probs();
  }

  /** {@return the logarithms of the probabilities, batch + [K]} */
  public Tensor logProbs() {
    return categories.logProbs();
  }

  /** {@return the number of categories, K} */
  public int categoryCount() {
    return categories.count();
  }

  @Override
  public DType dtype() {
    return categories.dtype();
  }

  @Override
  public Shape batchShape() {
    return categories.batchShape();
  }

  @Override
  public Categorical expand(long... batchShape) {
    return new Categorical(categories.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(Tensor.fill(dtype(), categoryCount() - 1.0));
  }

  // ---- samples

  /** argMax(logits + Gumbel noise), the Gumbel-max method (E. J. Gumbel 1954). */
  @Override
  public Tensor sample(long... sampleShape) {
    return categories.draw(Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Categorical.logProb", "value", value);
    value.shape().broadcast("Categorical.logProb", batchShape());
    Tensor index = value.cast(dtype()); // labels are integers, which both types hold
    Tensor zero = Tensor.zeros(dtype());
    Tensor chosen = Tensor.where(categories.oneHot(index), categories.logProbs(), zero).sum(-1);
    return support().restrict(index, chosen);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Categorical.cdf", "value", value);
    return step(value, 0, 1, LogProbability.fromSmaller(below(value), above(value)));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Categorical.survival", "value", value);
    return step(value, 1, 0, LogProbability.fromSmaller(above(value), below(value)));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Categorical.logCdf", "value", value);
    Tensor log = LogProbability.ofLogs(logSumOf(isBelow(value)), logSumOf(isAbove(value)));
    return step(value, Double.NEGATIVE_INFINITY, 0, log);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Categorical.logSurvival", "value", value);
    Tensor log = LogProbability.ofLogs(logSumOf(isAbove(value)), logSumOf(isBelow(value)));
    return step(value, 0, Double.NEGATIVE_INFINITY, log);
  }

  private Tensor isBelow(Tensor value) {
    return indices().le(value.stopGradient().expandDims(-1));
  }

  private Tensor isAbove(Tensor value) {
    return indices().gt(value.stopGradient().expandDims(-1));
  }

  private Tensor below(Tensor value) {
    return sumOf(isBelow(value));
  }

  private Tensor above(Tensor value) {
    return sumOf(isAbove(value));
  }

  private Tensor sumOf(Tensor isIncluded) {
    return Tensor.where(isIncluded, categories.probs(), Tensor.zeros(dtype())).sum(-1);
  }

  private Tensor logSumOf(Tensor isIncluded) {
    Tensor none = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    return Tensor.where(isIncluded, categories.logProbs(), none).logSumExp(-1);
  }

  /** A step function of the value: constants below 0 and from the last category on. */
  private Tensor step(Tensor value, double below, double above, Tensor inside) {
    Tensor x = value.stopGradient();
    Tensor lower = Tensor.where(x.lt(0), Tensor.fill(dtype(), below), inside);
    Tensor upper = Tensor.where(x.eq(x), Tensor.fill(dtype(), above), x);
    return Tensor.where(x.lt(categoryCount() - 1.0), lower, upper);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Categorical.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor sums = categories.probs().stopGradient().cumsum(-1);
    Tensor whole = sums.div(sums.slice(-1, categoryCount() - 1, categoryCount()));
    return whole.lt(p.expandDims(-1)).sum(-1).add(p.mul(0));
  }

  /** The number of categories that are exceeded with more than the probability. */
  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Categorical.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    int n = categoryCount();
    if (n == 1) {
      return p.mul(0).add(Tensor.zeros(dtype(), batchShape().toLongs()));
    }
    Tensor above = categories.probs().stopGradient().slice(-1, 1, n);
    Tensor sums = Expressions.apply(new Scan(above.shape().rank() - 1, true), above);
    return sums.gt(p.expandDims(-1)).sum(-1).add(p.mul(0));
  }

  private Tensor indices() {
    return Tensor.range(dtype(), categoryCount());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return categories.probs().mul(indices()).sum(-1);
  }

  @Override
  public Tensor variance() {
    Tensor deviation = indices().sub(mean().expandDims(-1));
    return categories.probs().mul(deviation.square()).sum(-1);
  }

  @Override
  public Tensor mode() {
    return categories.mostLikely();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return categories.entropy();
  }

  // ---- divergences

  static KlRules<Categorical> divergences() {
    return KlRules.from(Categorical.class)
        .to(Categorical.class, Categorical::divergence)
        .to(MaskedCategorical.class, (p, q) -> divergence(p, q.categorical()));
  }

  static Tensor divergence(Categorical p, Categorical q) {
    return p.categories.divergence(q.categories);
  }

  @Override
  public String toString() {
    return "Categorical " + categoryCount() + " " + batchShape() + " " + dtype();
  }
}
