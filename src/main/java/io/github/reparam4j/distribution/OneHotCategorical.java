/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The categorical distribution with one-hot vectors as values: 1 at the index of the category, else
 * 0. Given by probabilities up to a factor or by logits up to a constant, see {@link Categorical}.
 *
 * <p>Its samples have no gradient. Samples of {@link RelaxedOneHotCategorical} do; {@link
 * StraightThrough} assigns a surrogate gradient.
 */
public final class OneHotCategorical implements Distribution {
  private final CategoryProbabilities categories;

  private OneHotCategorical(CategoryProbabilities categories) {
    this.categories = categories;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probabilities up to a factor, [..., K], &gt;= 0 and not all 0
   * @return the distribution, of the batch shape before the last axis and the event shape [K]
   * @throws IllegalArgumentException if there is no last axis of categories or a scalar parameter
   *     is out of range
   */
  public static OneHotCategorical of(Tensor probs) {
    return new OneHotCategorical(
        CategoryProbabilities.of("OneHotCategorical.of", probs, Condition.FINITE_NON_NEGATIVE));
  }

  /**
   * A batch by logits.
   *
   * @param logits logarithms of probabilities up to a constant, [..., K], finite or minus infinity,
   *     not all minus infinity
   * @return the distribution, of the batch shape before the last axis and the event shape [K]
   * @throws IllegalArgumentException if there is no last axis of categories or a scalar parameter
   *     is out of range
   */
  public static OneHotCategorical fromLogits(Tensor logits) {
    return new OneHotCategorical(
        CategoryProbabilities.ofLogits("OneHotCategorical.fromLogits", logits, Condition.NUMBER));
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

  @Override
  public DType dtype() {
    return categories.dtype();
  }

  @Override
  public Shape batchShape() {
    return categories.batchShape();
  }

  @Override
  public Shape eventShape() {
    return Shape.of(categories.count());
  }

  @Override
  public OneHotCategorical expand(long... batchShape) {
    return new OneHotCategorical(categories.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.ONE_HOT;
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Tensor i = categories.draw(Shape.of(sampleShape).append(batchShape()));
    return categories.oneHot(i).add(i.sub(i).expandDims(-1));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("OneHotCategorical.logProb", "value", value);
    Tensor isOne = value.stopGradient().eq(1);
    Tensor chosen = Tensor.where(isOne, categories.logProbs(), Tensor.zeros(dtype())).sum(-1);
    return support().restrict(value, chosen);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return categories.probs();
  }

  @Override
  public Tensor variance() {
    Tensor p = categories.probs();
    return p.mul(p.neg().add(1));
  }

  @Override
  public Tensor mode() {
    return categories.oneHot(categories.mostLikely());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return categories.entropy();
  }

  // ---- divergences

  static KlRules<OneHotCategorical> divergences() {
    return KlRules.from(OneHotCategorical.class)
        .to(OneHotCategorical.class, (p, q) -> p.categories.divergence(q.categories));
  }

  @Override
  public String toString() {
    return "OneHotCategorical " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
