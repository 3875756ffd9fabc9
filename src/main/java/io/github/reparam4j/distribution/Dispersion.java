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

  // ---- tails: in DOUBLE, because the ways by r and by the odds of a gradient by a cancel

  private CountTails poisson() {
    return CountTails.poisson(mean.cast(DType.DOUBLE));
  }

  private CountTails negativeBinomial() {
    Tensor a = positive().cast(DType.DOUBLE);
    Tensor logOdds = a.log().add(mean.cast(DType.DOUBLE).log());
    return CountTails.negativeBinomial(a.reciprocal(), logOdds.neg());
  }

  Tensor cdf(Tensor x) {
    return step(x, 0, 1, poisson()::lower, negativeBinomial()::lower, this::slope);
  }

  Tensor survival(Tensor x) {
    return step(x, 1, 0, poisson()::upper, negativeBinomial()::upper, k -> slope(k).neg());
  }

  Tensor logCdf(Tensor x) {
    CountTails poisson = poisson();
    return step(
        x,
        Double.NEGATIVE_INFINITY,
        0,
        poisson::logLower,
        negativeBinomial()::logLower,
        k -> slope(k, poisson.logLower(k)));
  }

  Tensor logSurvival(Tensor x) {
    CountTails poisson = poisson();
    return step(
        x,
        0,
        Double.NEGATIVE_INFINITY,
        poisson::logUpper,
        negativeBinomial()::logUpper,
        k -> slope(k, poisson.logUpper(k)).neg());
  }

  /** The derivative of P(K &lt;= k) by a at a = 0, m (m - k) / 2 times the Poisson probability. */
  private Tensor slope(Tensor k) {
    return slope(k, Tensor.zeros(DType.DOUBLE));
  }

  /** The same divided by a tail that is given by its logarithm. */
  private Tensor slope(Tensor k, Tensor logTail) {
    Tensor m = mean.cast(DType.DOUBLE);
    return CountProbabilities.logPoisson(k, m).sub(logTail).exp().mul(m.sub(k).mul(m.mul(0.5)));
  }

  /** With the first derivative by a at a = 0, where the Poisson distribution has none. */
  private Tensor step(
      Tensor x, double below, double above, OfCount poisson, OfCount other, OfCount slope) {
    Tensor a = given.cast(DType.DOUBLE);
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    return CountTails.step(
        x,
        below,
        above,
        infinity,
        k -> {
          Tensor limit = poisson.at(k).add(a.multiplyNoNan(slope.at(k)));
          return Tensor.where(a.stopGradient().eq(0), limit, other.at(k));
        });
  }

  Tensor icdf(Tensor p) {
    return Tensor.where(isPoisson(), poisson().icdf(p), negativeBinomial().icdf(p));
  }

  Tensor inverseSurvival(Tensor p) {
    return Tensor.where(
        isPoisson(), poisson().inverseSurvival(p), negativeBinomial().inverseSurvival(p));
  }
}
