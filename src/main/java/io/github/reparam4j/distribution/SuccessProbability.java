/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The probability p of success of a trial, as the user gave it: as p or as the logit ln(p / (1 -
 * p)). Functions of p are computed from the given form without cancellation.
 *
 * @param given p or its logit, checked
 * @param isLogit whether {@code given} is the logit
 */
record SuccessProbability(Tensor given, boolean isLogit) {
  /** No logit of a probability is greater, but those of 0 and 1. */
  private static final double MAX_LOGIT = 1e4;

  static SuccessProbability of(String where, Tensor probs) {
    return of(where, "probs", probs);
  }

  static SuccessProbability of(String where, String name, Tensor probs) {
    return new SuccessProbability(Parameters.probability(where, name, probs), false);
  }

  static SuccessProbability ofLogits(String where, Tensor logits) {
    return ofLogits(where, "logits", logits);
  }

  static SuccessProbability ofLogits(String where, String name, Tensor logits) {
    return new SuccessProbability(Parameters.logits(where, name, logits), true);
  }

  DType dtype() {
    return given.dtype();
  }

  Shape shape() {
    return given.shape();
  }

  SuccessProbability expand(Shape shape) {
    return new SuccessProbability(given.broadcastTo(shape), isLogit);
  }

  /** The same in DOUBLE. */
  SuccessProbability inDouble() {
    return new SuccessProbability(given.cast(DType.DOUBLE), isLogit);
  }

  /** p, 1 - p and their logarithms. */
  CountEntropy.Chance chance() {
    return new CountEntropy.Chance(probs(), complement(), logSuccess(), logFailure());
  }

  /** p. */
  Tensor probs() {
    return isLogit ? given.sigmoid() : given;
  }

  /** 1 - p. */
  Tensor complement() {
    return isLogit ? given.neg().sigmoid() : given.neg().add(1);
  }

  /** ln(p / (1 - p)); near 1/2 as ln(1 + (2 p - 1) / (1 - p)), where the logarithms cancel. */
  Tensor logits() {
    if (isLogit) {
      return given;
    }
    Tensor excess = given.sub(0.5);
    Tensor isNear = excess.stopGradient().abs().lt(0.25);
    Tensor near = excess.mul(2).div(given.neg().add(1)).log1p();
    return Tensor.where(isNear, near, logSuccess().sub(logFailure()));
  }

  /** p / (1 - p). */
  Tensor odds() {
    return isLogit ? given.exp() : given.div(complement());
  }

  /** (1 - p) / p. */
  Tensor inverseOdds() {
    return isLogit ? given.neg().exp() : complement().div(given);
  }

  /** ln p. */
  Tensor logSuccess() {
    return isLogit ? given.logSigmoid() : given.log();
  }

  /** ln(1 - p). */
  Tensor logFailure() {
    return isLogit ? given.neg().logSigmoid() : given.neg().log1p();
  }

  /** Entropy of one trial, -p ln p - (1 - p) ln(1 - p); 0 at the ends. */
  Tensor entropy() {
    Tensor sum =
        probs()
            .mul(finiteOrZero(logSuccess()))
            .add(complement().mul(finiteOrZero(logFailure())))
            .neg();
    // -logit by p, -logit p (1 - p) by the logit: the terms of the sum cancel near p = 1/2.
    Tensor zero = Tensor.zeros(dtype());
    Tensor limit = Tensor.fill(dtype(), MAX_LOGIT);
    Tensor bySlope =
        isLogit
            ? zero.sub(finiteOrZero(given)).mul(probs()).mul(complement())
            : logits().clamp(limit.neg(), limit).neg();
    Tensor value = Tensor.withGradient(sum, (input, y, g) -> g.mul(bySlope), given);
    return atEnds(value, logFailure().sub(logSuccess()));
  }

  /** The divergence KL(p || q) of one trial; its slope by p at 0 and 1 is infinite. */
  Tensor divergence(SuccessProbability q) {
    Tensor success = KlTerms.relativeEntropy(probs(), q.probs(), logRatio(q, true));
    Tensor failure = KlTerms.relativeEntropy(complement(), q.complement(), logRatio(q, false));
    Tensor slope = logSuccess().sub(logFailure()).sub(q.logSuccess()).add(q.logFailure());
    return atEnds(success.add(failure), slope);
  }

  /**
   * ln(q / p), or ln((1 - q) / (1 - p)), without cancellation for p near q: of logits u and v as
   * ln(1 + (1 - q) (e^(v - u) - 1)).
   */
  private Tensor logRatio(SuccessProbability q, boolean isSuccess) {
    Tensor far = isSuccess ? q.logSuccess().sub(logSuccess()) : q.logFailure().sub(logFailure());
    if (isLogit != q.isLogit) {
      return far;
    }
    Tensor difference = isSuccess ? q.given.sub(given) : given.sub(q.given);
    Tensor excess =
        isLogit
            ? difference.expm1().mul(isSuccess ? q.complement() : q.probs())
            : difference.div(isSuccess ? probs() : complement());
    Tensor isNear = (isLogit ? difference : excess).stopGradient().abs().lt(0.5);
    return Tensor.where(isNear, excess.log1p(), far);
  }

  /** The same divergence, with an infinite slope by p where it is infinite at an end. */
  Tensor infiniteAt(Tensor isEnd, Tensor kl, double slope) {
    Tensor isInfinite = isEnd.mul(kl.stopGradient().eq(Double.POSITIVE_INFINITY));
    Tensor steep = Tensor.where(isInfinite, Tensor.fill(dtype(), slope), Tensor.zeros(dtype()));
    return atEnds(Tensor.where(isInfinite, KlTerms.infinity(kl), kl), steep);
  }

  /** The same value with a slope by p at 0 and 1, where that is infinite. */
  Tensor atEnds(Tensor value, Tensor slope) {
    if (isLogit) {
      return value;
    }
    Tensor p = given.stopGradient();
    Tensor isEnd =
        p.eq(0).add(p.eq(1)).mul(slope.stopGradient().abs().eq(Double.POSITIVE_INFINITY));
    return BorderSlope.where(value, given, isEnd, slope);
  }

  /**
   * The logarithm, with 0 instead of an infinity, so that its product with a probability of 0 is 0.
   */
  static Tensor finiteOrZero(Tensor log) {
    Tensor infinite = log.stopGradient().abs().eq(Double.POSITIVE_INFINITY);
    return Tensor.where(infinite, Tensor.zeros(log.dtype()), log);
  }
}
