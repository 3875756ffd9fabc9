/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.CountEntropy;
import io.github.reparam4j.distribution.numerics.CountProbabilities;
import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.distribution.numerics.CountTails.OfCount;
import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The negative binomial distribution by its mean m and dispersion a, with the Poisson distribution
 * at a = 0.
 *
 * @param mean m, checked
 * @param given a, checked
 */
record Dispersion(Tensor mean, Tensor given) {
  /** A dispersion that stands in for 0 where the result is not used. */
  private static final double POSITIVE = 1;

  static Dispersion of(String where, Tensor mean, Tensor dispersion) {
    Parameters.batchShape(where, mean, dispersion);
    return new Dispersion(finite(where, "mean", mean), finite(where, "dispersion", dispersion));
  }

  private static Tensor finite(String where, String name, Tensor parameter) {
    Tensor checked = Parameters.require(where, name, parameter, Condition.NON_NEGATIVE, null);
    return Parameters.finite(where, name, checked);
  }

  Shape batchShape() {
    return mean.shape().broadcast("NegativeBinomial.fromMean", given.shape());
  }

  Tensor failures() {
    return given.reciprocal();
  }

  /** The logit of success is ln(a m). */
  SuccessProbability success() {
    return new SuccessProbability(given.log().add(mean.log()), true);
  }

  private Tensor isPoisson() {
    return given.stopGradient().eq(0);
  }

  private Tensor positive() {
    return Tensor.where(isPoisson(), Tensor.fill(given.dtype(), POSITIVE), given);
  }

  Tensor sample(Shape shape) {
    Tensor a = positive();
    return Tensor.where(
            isPoisson(),
            CountVariates.poisson(mean, shape),
            CountVariates.negativeBinomial(a.reciprocal(), a.mul(mean), shape))
        .stopGradient();
  }

  Tensor logProb(Tensor k) {
    return CountProbabilities.logNegativeBinomialOfMean(k, mean, given);
  }

  Tensor variance() {
    return mean.mul(given.mul(mean).add(1));
  }

  Tensor mode() {
    Tensor m = mean.stopGradient();
    return m.mul(given.stopGradient().neg().add(1)).maximum(0).floor();
  }

  Tensor entropy(Shape batchShape) {
    Tensor m = mean.cast(DType.DOUBLE).broadcastTo(batchShape);
    Tensor a = given.cast(DType.DOUBLE).broadcastTo(batchShape);
    Tensor isZero = a.stopGradient().eq(0);
    Tensor positive = Tensor.where(isZero, Tensor.ones(DType.DOUBLE), a);
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    Tensor odds = positive.mul(m);
    Tensor log = odds.log1p();
    Tensor q = odds.add(1).reciprocal();
    CountEntropy.Chance chance =
        new CountEntropy.Chance(odds.mul(q), q, positive.log().add(m.log()).sub(log), log.neg());
    Tensor value =
        CountEntropy.negativeBinomial(
            m,
            a,
            Tensor.where(isZero, infinity, positive.reciprocal()),
            chance,
            k -> CountProbabilities.logNegativeBinomialOfMean(k, m, a));
    Tensor steep = Tensor.fill(mean.dtype(), Double.POSITIVE_INFINITY);
    return BorderSlope.where(value.cast(mean.dtype()), mean, mean.stopGradient().eq(0), steep);
  }

  // ---- tails: in DOUBLE; the derivative by a is a sum, as that by way of r and the odds cancels

  private CountTails poisson() {
    return CountTails.poisson(mean.cast(DType.DOUBLE));
  }

  private CountTails negativeBinomial() {
    Tensor a = positive().cast(DType.DOUBLE).stopGradient();
    Tensor logOdds = a.log().add(mean.cast(DType.DOUBLE).log());
    return CountTails.negativeBinomial(a.reciprocal(), logOdds.neg());
  }

  Tensor cdf(Tensor x) {
    return step(
        x, 0, 1, k -> byDispersion(k, lower(k), share(k).mul(lower(k)), other(k, upper(k))));
  }

  Tensor survival(Tensor x) {
    return step(
        x, 1, 0, k -> byDispersion(k, upper(k), other(k, lower(k)), share(k).mul(upper(k))));
  }

  Tensor logCdf(Tensor x) {
    return step(
        x,
        Double.NEGATIVE_INFINITY,
        0,
        k -> byDispersion(k, logLower(k), share(k), other(k, logUpper(k).sub(logLower(k)).exp())));
  }

  Tensor logSurvival(Tensor x) {
    return step(
        x,
        0,
        Double.NEGATIVE_INFINITY,
        k -> byDispersion(k, logUpper(k), other(k, logLower(k).sub(logUpper(k)).exp()), share(k)));
  }

  private Tensor lower(Tensor k) {
    return either(poisson().lower(k), negativeBinomial().lower(k));
  }

  private Tensor upper(Tensor k) {
    return either(poisson().upper(k), negativeBinomial().upper(k));
  }

  private Tensor logLower(Tensor k) {
    return either(poisson().logLower(k), negativeBinomial().logLower(k));
  }

  private Tensor logUpper(Tensor k) {
    return either(poisson().logUpper(k), negativeBinomial().logUpper(k));
  }

  private Tensor either(Tensor poisson, Tensor other) {
    return Tensor.where(isPoisson().cast(DType.DOUBLE), poisson, other);
  }

  /** The derivative by a of the logarithm of the tail on whose side of the mean k lies. */
  private Tensor share(Tensor k) {
    return CountProbabilities.logTailByDispersion(
        k, mean.cast(DType.DOUBLE), given.cast(DType.DOUBLE));
  }

  /** Minus that derivative times a factor: both tails sum to 1. */
  private Tensor other(Tensor k, Tensor factor) {
    return share(k).mul(factor).neg();
  }

  /**
   * A tail with its derivative by a.
   *
   * @param k the count
   * @param tail the tail or its logarithm
   * @param below the derivative for k below the mean
   * @param above the derivative for other k
   */
  private Tensor byDispersion(Tensor k, Tensor tail, Tensor below, Tensor above) {
    Tensor a = given.cast(DType.DOUBLE);
    Tensor isBelow = k.lt(mean.cast(DType.DOUBLE)).stopGradient();
    Tensor slope = Tensor.where(isBelow, below, above);
    return Tensor.withGradient(
        tail, (input, y, g) -> input == 0 ? g : g.multiplyNoNan(slope), tail, a);
  }

  private static Tensor step(Tensor x, double below, double above, OfCount inside) {
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    return CountTails.step(x, below, above, infinity, inside);
  }

  Tensor icdf(Tensor p) {
    return Tensor.where(isPoisson(), poisson().icdf(p), negativeBinomial().icdf(p));
  }

  Tensor inverseSurvival(Tensor p) {
    return Tensor.where(
        isPoisson(), poisson().inverseSurvival(p), negativeBinomial().inverseSurvival(p));
  }
}
