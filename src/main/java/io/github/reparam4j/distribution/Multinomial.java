/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The multinomial distribution of the counts of K categories in n independent draws. P(k) = n! /
 * (k[0]! ... k[K-1]!) p[0]^k[0] ... p[K-1]^k[K-1]. Given by probabilities up to a factor or by
 * logits up to a constant, see {@link Categorical}.
 *
 * <p>The event is the last axis, [K]. Samples are binomial counts, one category after the other, in
 * K steps for any n. A FLOAT count above 2^24 is rounded, and then counts need not sum to n.
 */
public final class Multinomial implements Distribution {
  private final Tensor totalCount;
  private final CategoryProbabilities categories;
  private final Shape batchShape;

  private Multinomial(Tensor totalCount, CategoryProbabilities categories, Shape batchShape) {
    this.totalCount = totalCount;
    this.categories = categories;
    this.batchShape = batchShape;
  }

  /**
   * A batch by probabilities.
   *
   * @param totalCount number of draws n, an integer &gt;= 0; no gradient flows into n
   * @param probs probabilities up to a factor, [..., K], &gt;= 0 and not all 0
   * @return the distribution, of the batch shape to which totalCount and the axes of probs before
   *     the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Multinomial of(Tensor totalCount, Tensor probs) {
    Errors.given("Multinomial.of", "totalCount", totalCount);
    Errors.given("Multinomial.of", "probs", probs);
    String where = "Multinomial.of";
    Parameters.requireOneType(where, totalCount, probs);
    return of(
        where, totalCount, CategoryProbabilities.of(where, probs, Condition.FINITE_NON_NEGATIVE));
  }

  /**
   * A batch by probabilities, with the same number of draws for all.
   *
   * @param totalCount number of draws n, &gt;= 0
   * @param probs probabilities up to a factor, [..., K], &gt;= 0 and not all 0
   * @return the distribution, of the batch shape before the last axis
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Multinomial of(int totalCount, Tensor probs) {
    Errors.given("Multinomial.of", "probs", probs);
    return of(Tensor.fill(probs.dtype(), totalCount), probs);
  }

  /**
   * A batch by logits.
   *
   * @param totalCount number of draws n, an integer &gt;= 0; no gradient flows into n
   * @param logits logarithms of probabilities up to a constant, [..., K], finite or minus infinity,
   *     not all minus infinity
   * @return the distribution, of the batch shape to which totalCount and the axes of logits before
   *     the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Multinomial fromLogits(Tensor totalCount, Tensor logits) {
    Errors.given("Multinomial.fromLogits", "totalCount", totalCount);
    Errors.given("Multinomial.fromLogits", "logits", logits);
    String where = "Multinomial.fromLogits";
    Parameters.requireOneType(where, totalCount, logits);
    return of(where, totalCount, CategoryProbabilities.ofLogits(where, logits, Condition.NUMBER));
  }

  private static Multinomial of(String where, Tensor totalCount, CategoryProbabilities categories) {
    Tensor n = Parameters.count(where, "totalCount", totalCount);
    return new Multinomial(n, categories, n.shape().broadcast(where, categories.batchShape()));
  }

  // ---- parameters

  /** {@return the number of draws, before broadcasting} */
  public Tensor totalCount() {
    return totalCount;
  }

  /** {@return the probabilities, [..., K], before broadcasting; they sum to 1} */
  public Tensor probs() {
    return categories.probs();
  }

  /** {@return the logarithms of the probabilities, [..., K], before broadcasting} */
  public Tensor logProbs() {
    return categories.logProbs();
  }

  @Override
  public DType dtype() {
    return categories.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Shape eventShape() {
    return Shape.of(categories.count());
  }

  @Override
  public Multinomial expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    return new Multinomial(totalCount.broadcastTo(shape), categories.expand(shape), shape);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.CountsSummingTo(totalCount);
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(batchShape);
    int last = categories.count() - 1;
    Tensor p = categories.probs().stopGradient();
    Tensor[] rest = new Tensor[last + 1];
    rest[last] = p.column(last);
    for (int i = last - 1; i >= 0; i--) {
      rest[i] = p.column(i).add(rest[i + 1]);
    }
    Tensor[] counts = new Tensor[last + 1];
    Tensor left = totalCount.stopGradient().broadcastTo(shape);
    for (int i = 0; i < last; i++) {
      Tensor share = Tensor.where(rest[i].le(0), Tensor.zeros(dtype()), p.column(i).div(rest[i]));
      counts[i] = CountVariates.binomial(left, share, shape);
      left = left.sub(counts[i]);
    }
    counts[last] = left;
    return Tensor.stack(-1, counts);
  }

  // ---- density

  /**
   * Computed as for independent Poisson counts of rates n p given their sum, where nothing cancels;
   * n ln p[i] if all n draws are of category i.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Multinomial.logProb", "value", value);
    Tensor k = value.stopGradient();
    Tensor n = totalCount.stopGradient();
    Tensor wide = n.expandDims(-1);
    Tensor each =
        categories.isLogits()
            ? CountProbabilities.logPoissonOfLogRate(k, wide.log().add(categories.logProbs()))
            : CountProbabilities.logPoisson(k, wide.mul(categories.probs()));
    Tensor sum = each.sum(-1).sub(CountProbabilities.logPoisson(totalCount, n));
    Tensor isAll = k.eq(wide);
    Tensor one = wide.multiplyNoNan(categories.logProbs());
    Tensor allInOne = Tensor.where(isAll, one, Tensor.zeros(dtype())).sum(-1);
    return support().restrict(value, Tensor.where(isAll.sum(-1).gt(0), allInOne, sum));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return totalCount.expandDims(-1).mul(categories.probs());
  }

  @Override
  public Tensor variance() {
    Tensor p = categories.probs();
    return totalCount.expandDims(-1).mul(p).mul(p.neg().add(1));
  }

  // ---- entropy

  /** A sum of expectations over the binomial count of each category. */
  @Override
  public Tensor entropy() {
    Tensor n = totalCount.stopGradient().cast(DType.DOUBLE).broadcastTo(batchShape).expandDims(-1);
    CategoryProbabilities wide = categories.inDouble().expand(batchShape);
    Tensor isLikely = wide.oneHot(wide.mostLikely());
    Tensor value = CountEntropy.multinomial(n, wide.probs(), isLikely).cast(dtype());
    Tensor draws = totalCount.stopGradient().expandDims(-1);
    return categories.atZero(value, draws.multiplyNoNan(categories.logProbs().neg()));
  }

  // ---- divergences

  static KlRules<Multinomial> divergences() {
    return KlRules.from(Multinomial.class).to(Multinomial.class, Multinomial::divergence);
  }

  /** n times the divergence of one draw; infinite for another number of draws. */
  private static Tensor divergence(Multinomial p, Multinomial q) {
    Tensor kl = p.totalCount.multiplyNoNan(p.categories.divergence(q.categories));
    Tensor isSame = p.totalCount.eq(q.totalCount);
    return Tensor.where(isSame, kl, KlTerms.infinity(kl));
  }

  @Override
  public String toString() {
    return "Multinomial " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
