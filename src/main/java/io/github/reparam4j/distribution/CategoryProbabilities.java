/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The probabilities of K categories along the last axis, as the user gave them: as probabilities up
 * to a factor or as logits up to a constant.
 *
 * @param where the operation that received the parameter, for errors
 * @param given probabilities or logits, checked
 * @param isLogits whether {@code given} are logits
 */
record CategoryProbabilities(String where, Tensor given, boolean isLogits) {
  static CategoryProbabilities of(String where, Tensor probs, Condition condition) {
    requireAxis(where, "probs", probs);
    return new CategoryProbabilities(
        where,
        Parameters.require(where, "probs", probs, condition, "logits are passed to fromLogits"),
        false);
  }

  static CategoryProbabilities ofLogits(String where, Tensor logits, Condition condition) {
    requireAxis(where, "logits", logits);
    Tensor checked = Parameters.require(where, "logits", logits, condition, null);
    Tensor greatest =
        checked
            .stopGradient()
            .maxKeepDims(-1)
            .require(Condition.FINITE, where, "greatest of logits", null);
    return new CategoryProbabilities(where, checked.add(greatest.mul(0)), true);
  }

  private static void requireAxis(String where, String name, Tensor parameter) {
    Errors.given(where, name, parameter);
    if (parameter.shape().rank() == 0 || parameter.shape().dim(-1) == 0) {
      throw Errors.argument(
          where, name + " must have a last axis of categories", "shape " + parameter.shape(), null);
    }
  }

  DType dtype() {
    return given.dtype();
  }

  /** The same in DOUBLE. */
  CategoryProbabilities inDouble() {
    return new CategoryProbabilities(where, given.cast(DType.DOUBLE), isLogits);
  }

  /** K. */
  int count() {
    return given.shape().dim(-1);
  }

  Shape batchShape() {
    return given.shape().slice(0, given.shape().rank() - 1);
  }

  CategoryProbabilities expand(Shape batchShape) {
    return new CategoryProbabilities(
        where, given.broadcastTo(batchShape.append(Shape.of(count()))), isLogits);
  }

  /** The probabilities, normalised to sum to 1. */
  Tensor probs() {
    if (isLogits) {
      return given.logSoftmax(-1).exp();
    }
    Tensor share = share();
    return Tensor.where(isLikely(share), others(share, share).neg().add(1), share);
  }

  /** The logarithms of the normalised probabilities. */
  Tensor logProbs() {
    if (isLogits) {
      return given.logSoftmax(-1);
    }
    Tensor share = share();
    Tensor isTiny = share.lt(Float.MIN_NORMAL).stopGradient();
    Tensor unit = Tensor.where(isTiny, total().log(), Tensor.zeros(dtype()));
    Tensor log = Tensor.where(isTiny, given, share).log().sub(unit);
    Tensor value = Tensor.where(isLikely(share), others(share, share).neg().log1p(), log);
    return Tensor.withGradient(value, (input, y, g) -> byProbs(share, g), given);
  }

  /** The cotangent of the probabilities for that of their logarithms, see {@code logSoftmax}. */
  private Tensor byProbs(Tensor share, Tensor g) {
    Tensor sum = g.sumKeepDims(-1);
    Tensor likely = sum.multiplyNoNan(others(share, share)).sub(others(share, g)).div(given);
    Tensor far = g.multiplyNoNan(given.reciprocal()).sub(sum.div(total()));
    return Tensor.where(isLikely(share), likely, far);
  }

  private Tensor share() {
    return given.div(total());
  }

  /** Whether a share is more than half; it is computed, with its slopes, from the others. */
  private static Tensor isLikely(Tensor share) {
    return share.stopGradient().gt(0.5);
  }

  /** The sum of x over the categories of less than half. */
  private static Tensor others(Tensor share, Tensor x) {
    return Tensor.where(isLikely(share), Tensor.zeros(x.dtype()), x).sumKeepDims(-1);
  }

  private Tensor total() {
    return given.sumKeepDims(-1).require(Condition.FINITE_POSITIVE, where, "sum of probs", null);
  }

  /** The logarithms of the probabilities up to a constant. */
  Tensor logits() {
    return isLogits ? given : given.log();
  }

  Tensor entropy() {
    Tensor sum = probs().mul(SuccessProbability.finiteOrZero(logProbs())).sum(-1).neg();
    return atZero(sum, logProbs().neg());
  }

  /**
   * The divergence KL(p || q) of one draw; its slope by a probability of 0 is minus infinity.
   *
   * @throws IllegalArgumentException if the numbers of categories differ
   */
  Tensor divergence(CategoryProbabilities q) {
    if (count() != q.count()) {
      throw Errors.argument(
          KlDivergence.WHERE,
          "both must have the same number of categories",
          count() + " and " + q.count(),
          null);
    }
    Tensor logRatio = logRatio(q);
    return atZero(KlTerms.relativeEntropy(probs(), q.probs(), logRatio).sum(-1), logRatio.neg());
  }

  /** ln(q / p), without cancellation for p near q. */
  private Tensor logRatio(CategoryProbabilities q) {
    Tensor far = q.logProbs().sub(logProbs());
    if (isLogits != q.isLogits) {
      return far;
    }
    Tensor difference = q.given.sub(given);
    Tensor excess = isLogits ? difference : difference.div(given);
    Tensor change = isLogits ? difference.expm1() : excess;
    Tensor isNear = change.stopGradient().abs().max(-1).lt(0.5).expandDims(-1);
    Tensor sum = Tensor.where(isNear, probs().mul(change), Tensor.zeros(dtype())).sumKeepDims(-1);
    Tensor each = isLogits ? difference : excess.log1p();
    return Tensor.where(isNear, each.sub(sum.log1p()), far);
  }

  /** The same value with a slope by a probability of 0, where that is infinite. */
  Tensor atZero(Tensor value, Tensor slope) {
    if (isLogits) {
      return value;
    }
    Tensor isInfinite = slope.stopGradient().abs().eq(Double.POSITIVE_INFINITY);
    Tensor isEnd = given.stopGradient().eq(0).mul(isInfinite);
    return BorderSlope.where(value.expandDims(-1), given, isEnd, slope).squeeze(-1);
  }

  /** Standard Gumbel noise for each category of a sample. */
  Tensor gumbel(Shape sampleAndBatch) {
    return Noise.of(NoiseDistribution.GUMBEL, dtype(), sampleAndBatch.append(Shape.of(count())));
  }

  /**
   * The index of a category for each element of sample and batch: argMax(logits + Gumbel noise).
   * NaN where the parameters are none, if they are not checked.
   */
  Tensor draw(Shape sampleAndBatch) {
    Tensor logs = isLogits ? given : probs().log();
    Tensor i = logs.add(gumbel(sampleAndBatch)).stopGradient().argMax(-1);
    return Tensor.where(isDefined(), i, Tensor.fill(dtype(), Double.NaN)).stopGradient();
  }

  /** Whether no parameter is NaN, a negative probability or an infinite score. */
  private Tensor isDefined() {
    Tensor x = given.stopGradient();
    Tensor each = isLogits ? x.lt(Double.POSITIVE_INFINITY) : x.ge(0);
    Tensor greatest = x.max(-1);
    Tensor some = greatest.gt(isLogits ? Double.NEGATIVE_INFINITY : 0);
    return each.min(-1).mul(some).mul(greatest.lt(Double.POSITIVE_INFINITY));
  }

  /** One-hot vectors: 1 at index i of a new last axis of length K, else 0. */
  Tensor oneHot(Tensor i) {
    return i.stopGradient().expandDims(-1).eq(Tensor.range(dtype(), count()));
  }

  /** The index of the most likely category. */
  Tensor mostLikely() {
    return given.stopGradient().argMax(-1);
  }
}
