/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.special.CountQuantile.Tail;
import io.github.reparam4j.tensor.CountInverse;
import io.github.reparam4j.tensor.CountInverse.Family;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.PoissonTail;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Both tails of a count K as step functions on the reals, with their logarithms, and the quantiles.
 * Each tail is computed by itself, not as the rest of the other, and in DOUBLE for values of FLOAT
 * too. Quantiles are the least counts that reach a probability and have no gradient.
 *
 * @param family Poisson, binomial or negative binomial
 * @param parameters the rate, or the number of trials or failures and the logit of failure; DOUBLE
 */
public record CountTails(Family family, List<Tensor> parameters) {

  /** Of the Poisson distribution: the incomplete gamma functions at (k + 1, rate). */
  public static CountTails poisson(Tensor rate) {
    return new CountTails(Family.POISSON, List.of(rate));
  }

  /**
   * Of the binomial distribution: the incomplete beta function at (n - k, k + 1).
   *
   * @param n number of trials
   * @param failure logit of the probability of failure
   */
  public static CountTails binomial(Tensor n, Tensor failure) {
    return new CountTails(Family.BINOMIAL, List.of(n.cast(DType.DOUBLE), failure));
  }

  /**
   * Of the negative binomial distribution: the incomplete beta function at (r, k + 1).
   *
   * @param r number of failures
   * @param failure logit of the probability of failure
   */
  public static CountTails negativeBinomial(Tensor r, Tensor failure) {
    return new CountTails(Family.NEGATIVE_BINOMIAL, List.of(r.cast(DType.DOUBLE), failure));
  }

  // ---- integers k in [0, greatest)

  /** P(K &lt;= k). */
  public Tensor lower(Tensor k) {
    Tensor above = k.add(1);
    return family == Family.POISSON ? above.gammaQ(first()) : beta(rest(k), above, failure());
  }

  /** P(K &gt; k). */
  public Tensor upper(Tensor k) {
    Tensor above = k.add(1);
    return family == Family.POISSON ? above.gammaP(first()) : beta(above, rest(k), failure().neg());
  }

  /** ln P(K &lt;= k). */
  public Tensor logLower(Tensor k) {
    return family == Family.POISSON
        ? Expressions.apply(PoissonTail.LOG_LOWER, k, first())
        : logBeta(rest(k), k.add(1), failure());
  }

  /** ln P(K &gt; k). */
  public Tensor logUpper(Tensor k) {
    return family == Family.POISSON
        ? Expressions.apply(PoissonTail.LOG_UPPER, k, first())
        : logBeta(k.add(1), rest(k), failure().neg());
  }

  private static Tensor beta(Tensor a, Tensor b, Tensor t) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_I, a, b, t);
  }

  private static Tensor logBeta(Tensor a, Tensor b, Tensor t) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_LOG_I, a, b, t);
  }

  private Tensor first() {
    return parameters.get(0);
  }

  private Tensor failure() {
    return parameters.get(1);
  }

  private Tensor rest(Tensor k) {
    return family == Family.BINOMIAL ? first().sub(k) : first();
  }

  private Tensor greatest() {
    return family == Family.BINOMIAL
        ? first().stopGradient()
        : Tensor.fill(DType.DOUBLE, Double.POSITIVE_INFINITY);
  }

  // ---- reals

  /** P(K &lt;= x). */
  public Tensor cdf(Tensor x) {
    return step(x, 0, 1, greatest(), this::lower);
  }

  /** P(K &gt; x). */
  public Tensor survival(Tensor x) {
    return step(x, 1, 0, greatest(), this::upper);
  }

  /** ln P(K &lt;= x). */
  public Tensor logCdf(Tensor x) {
    return step(x, Double.NEGATIVE_INFINITY, 0, greatest(), this::logLower);
  }

  /** ln P(K &gt; x). */
  public Tensor logSurvival(Tensor x) {
    return step(x, 0, Double.NEGATIVE_INFINITY, greatest(), this::logUpper);
  }

  /** A function of counts. */
  @FunctionalInterface
  public interface OfCount {
    /**
     * The function at a count.
     *
     * @param k integers in DOUBLE
     * @return values in DOUBLE
     */
    Tensor at(Tensor k);
  }

  /**
   * A step function on the reals: constants outside of [0, greatest), NaN for NaN.
   *
   * @param value points on the real line
   * @param below its value below 0
   * @param above its value from the greatest count on
   * @param greatest the greatest count, DOUBLE
   * @param inside its value at integers in between, DOUBLE
   */
  public static Tensor step(
      Tensor value, double below, double above, Tensor greatest, OfCount inside) {
    Tensor x = value.stopGradient().cast(DType.DOUBLE);
    Tensor isInside = x.ge(0).mul(x.lt(greatest));
    Tensor k = Tensor.where(isInside, x.floor(), Tensor.zeros(DType.DOUBLE));
    Tensor beyond = Tensor.where(x.eq(x), Tensor.fill(DType.DOUBLE, above), x);
    Tensor outside = Tensor.where(x.lt(0), Tensor.fill(DType.DOUBLE, below), beyond);
    return Tensor.where(isInside, inside.at(k), outside).cast(value.dtype());
  }

  // ---- quantiles

  /** The least count k with P(K &lt;= k) at least p. */
  public Tensor icdf(Tensor p) {
    return inverse(p, p.dtype() == DType.FLOAT ? Tail.LOWER_FLOAT : Tail.LOWER);
  }

  /** The least count k with P(K &gt; k) at most p. */
  public Tensor inverseSurvival(Tensor p) {
    return inverse(p, p.dtype() == DType.FLOAT ? Tail.UPPER_FLOAT : Tail.UPPER);
  }

  private Tensor inverse(Tensor p, Tail tail) {
    List<Tensor> inputs = new ArrayList<>(List.of(p.cast(DType.DOUBLE)));
    inputs.addAll(parameters);
    return Expressions.apply(
            new CountInverse(family, tail), inputs.stream().map(Tensor::stopGradient).toList())
        .cast(p.dtype());
  }
}
