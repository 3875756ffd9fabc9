/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Entropies of counts, which have no closed form, in DOUBLE: sums over the count ({@link CountSum})
 * or, where the distribution is nearly normal, the logarithm of its deviation with the first term
 * of Edgeworth's series. Relative error 1e-12, of gradients 1e-10.
 *
 * <p>All arguments have the shape of the batch; {@code logProb} takes nodes with one more axis
 * before it.
 */
public final class CountEntropy {
  /** From this variance on, and up to its inverse as squared skewness, the series is used. */
  private static final double NEARLY_NORMAL = 1e5;

  /** From this rate on, the longer series of the Poisson distribution is used. */
  private static final double LARGE_RATE = 1e4;

  private static final double SMALL_MEAN = 40;

  /** From this number of failures on, a negative binomial count is summed. */
  private static final double MANY_FAILURES = 50;

  private static final double SMALL_MEAN_OF_NEGATIVE_BINOMIAL = 50;

  private static final int NODES = 320;

  /**
   * A probability of success.
   *
   * @param p the probability
   * @param q that of failure, 1 - p
   * @param logP ln p
   * @param logQ ln q
   */
  public record Chance(Tensor p, Tensor q, Tensor logP, Tensor logQ) {}

  private CountEntropy() {}

  /** ln(2 pi e V) / 2 - skewness^2 / 12. */
  private static Tensor nearlyNormal(Tensor variance, Tensor squaredSkewness) {
    Tensor v = variance.log().add(Math.log(2 * Math.PI * Math.E)).mul(0.5);
    return v.sub(squaredSkewness.div(12));
  }

  /** The argument where a branch is used, else 1, so that the branch has no infinite parts. */
  private static Tensor orOne(Tensor isUsed, Tensor x) {
    return Tensor.where(isUsed, x, Tensor.ones(DType.DOUBLE));
  }

  /** The Poisson distribution, with three terms of its series: J. Boersma (1988). */
  public static Tensor poisson(Tensor rate, UnaryOperator<Tensor> logProb) {
    Tensor at = rate.stopGradient();
    Tensor isSmall = at.lt(SMALL_MEAN);
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    Tensor sum = CountSum.of(rate, rate.sqrt(), infinity, isSmall).entropy(logProb);
    Tensor isLarge = at.ge(LARGE_RATE);
    Tensor r = orOne(isLarge, rate).reciprocal();
    Tensor series = r.mul(19.0 / 360).add(1.0 / 24).mul(r).mul(r).neg();
    return Tensor.where(isLarge, nearlyNormal(orOne(isLarge, rate), r).add(series), sum);
  }

  /**
   * The nodes of a binomial count. A count of many is small if one of success and failure is rare;
   * then the nodes are counts of the rare one.
   *
   * @param n number of trials
   * @param p probability of success
   * @param q probability of failure
   */
  private static CountSum binomialNodes(Tensor n, Tensor p, Tensor q) {
    Tensor isRare = p.stopGradient().le(q.stopGradient());
    Tensor rare = Tensor.where(isRare, p, q).stopGradient().mul(n);
    Tensor deviation = n.mul(p).mul(q).sqrt();
    CountSum sum =
        CountSum.of(rare, deviation, n.stopGradient(), rare.stopGradient().lt(SMALL_MEAN));
    Tensor rest = n.stopGradient().sub(sum.k()).maximum(0);
    return new CountSum(Tensor.where(isRare, sum.k(), rest).stopGradient(), sum.weight());
  }

  /**
   * The multinomial distribution, with the categories as the last axis of the batch. With d the
   * most likely category and the Poisson log-probabilities L(k; m), ln P is that of the binomial
   * count of d, plus the sum of L(k_i; n p_i) over the other categories i, less L(n - k_d; n - n
   * p_d). All terms are expectations over binomial counts, and all are small if the other
   * categories are rare.
   *
   * @param n number of draws, with a last axis of length 1
   * @param p probabilities
   * @param isLikely 1 for d, else 0
   */
  public static Tensor multinomial(Tensor n, Tensor p, Tensor isLikely) {
    Tensor others = Tensor.where(isLikely, Tensor.zeros(DType.DOUBLE), p).sumKeepDims(-1);
    Tensor q = Tensor.where(isLikely, others, p.neg().add(1));
    CountSum nodes = binomialNodes(n, p, q);
    Tensor k = nodes.k();
    Tensor rest = n.sub(k).maximum(0).stopGradient();
    Tensor isRare = p.stopGradient().le(q.stopGradient());
    Tensor log =
        CountProbabilities.logBinomial(
            Tensor.where(isRare, k, rest), n, Tensor.where(isRare, p, q));
    Tensor poisson =
        CountProbabilities.logPoisson(
            Tensor.where(isLikely, rest, k), n.mul(Tensor.where(isLikely, q, p)));
    Tensor f = Tensor.where(isLikely, poisson.sub(log), poisson.neg());
    return nodes.expectation(log, f).sum(-1);
  }

  /** The binomial distribution. */
  public static Tensor binomial(Tensor n, Tensor p, Tensor q, UnaryOperator<Tensor> logProb) {
    Tensor sum = binomialNodes(n, p, q).entropy(logProb);
    Tensor v = n.mul(p).mul(q);
    Tensor isLarge = v.stopGradient().ge(NEARLY_NORMAL);
    Tensor variance = orOne(isLarge, v);
    Tensor skewness = p.sub(q).square().div(variance);
    return Tensor.where(isLarge, nearlyNormal(variance, skewness), sum);
  }

  /**
   * The negative binomial distribution of many failures.
   *
   * @param mean the mean m
   * @param dispersion a, the inverse of the number of failures, &lt;= 1/50
   */
  private static Tensor ofManyFailures(
      Tensor mean, Tensor dispersion, UnaryOperator<Tensor> logProb) {
    Tensor at = mean.stopGradient();
    Tensor v = mean.mul(dispersion.mul(mean).add(1));
    Tensor isSmall = at.lt(SMALL_MEAN_OF_NEGATIVE_BINOMIAL);
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    Tensor sum = CountSum.of(mean, v.sqrt(), infinity, isSmall).entropy(logProb);
    Tensor skewness = v.reciprocal().add(dispersion.mul(4));
    Tensor isNormal = skewness.stopGradient().le(1 / NEARLY_NORMAL);
    return Tensor.where(isNormal, nearlyNormal(orOne(isNormal, v), orOne(isNormal, skewness)), sum);
  }

  /**
   * The negative binomial distribution.
   *
   * <p>For fewer than 50 failures r, where the tail is long, by an integral: with P(0) = q^r and
   * the generating function G(s) = (q / (1 - p s))^r,
   *
   * <p>H = -r ln q - m ln p - (1 - P(0)) ln r + J, J the integral over t from 0 to infinity of
   * (e^(-(1+r) t) - e^(-2t)) / (1 - e^-t) (1 - G(e^-t) - (e^t - 1) (G(e^-t) - P(0))) / t,
   *
   * <p>from the integral of Binet for ln Gamma (NIST DLMF 5.9.18), by the trapezoidal rule in ln t.
   *
   * @param mean the mean m
   * @param dispersion a = 1/r, from 0
   * @param failures the number of failures r
   * @param chance of success
   * @param logProb ln P of nodes
   */
  public static Tensor negativeBinomial(
      Tensor mean,
      Tensor dispersion,
      Tensor failures,
      Chance chance,
      UnaryOperator<Tensor> logProb) {
    Tensor isMany = failures.stopGradient().ge(MANY_FAILURES);
    Tensor many =
        ofManyFailures(mean, Tensor.where(isMany, dispersion, Tensor.zeros(DType.DOUBLE)), logProb);
    Tensor few = ofFewFailures(mean, orOne(isMany.neg().add(1), failures), chance);
    Tensor infinity = Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
    Tensor isInfinite = mean.stopGradient().eq(infinity);
    Tensor zero = Tensor.zeros(DType.DOUBLE);
    Tensor entropy = Tensor.where(isInfinite, infinity, Tensor.where(isMany, many, few));
    return Tensor.where(mean.stopGradient().eq(0), zero, entropy);
  }

  private static Tensor ofFewFailures(Tensor mean, Tensor r, Chance chance) {
    Tensor p = chance.p();
    Tensor low = mean.stopGradient().log1p().add(40).neg();
    Tensor step = low.neg().add(3.8).div(NODES - 1.0);
    Tensor t = CountSum.leading(NODES, mean.shape()).mul(step).add(low).exp().stopGradient();
    Tensor none = r.mul(chance.logQ());
    Tensor some = none.expm1().neg();
    Tensor share = p.mul(t.neg().exp());
    Tensor isSmall = share.stopGradient().lt(0.5);
    Tensor logRest =
        Tensor.where(
            isSmall,
            Tensor.where(isSmall, share, Tensor.zeros(DType.DOUBLE)).neg().log1p(),
            chance.q().sub(p.mul(t.neg().expm1())).log());
    Tensor excess = none.exp().mul(r.neg().mul(logRest).expm1());
    Tensor fall = t.neg().expm1().neg().mul(p.div(chance.q())).log1p().mul(r).neg().expm1().neg();
    Tensor kernel = r.neg().add(1).mul(t).expm1().mul(t.mul(-2).exp()).div(t.neg().expm1().neg());
    Tensor integral = kernel.mul(fall.sub(t.expm1().mul(excess))).sum(0).mul(step);
    return integral.sub(none).sub(mean.multiplyNoNan(chance.logP())).sub(some.mul(r.log()));
  }
}
