/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.BinaryOperator;

/**
 * The mean of h = ln((1 - x^r) / (1 - x)) of a Beta(a, b) variate x, by {@link Quadrature}, in
 * DOUBLE: what the divergences of Kumaraswamy and beta distributions from one another need beside
 * closed forms. The function lies between 0 and ln r, and is 0 for r = 1.
 *
 * <p>The relative error is below 1e-10, of derivatives by a, b and r 1e-9. The function changes
 * where e = -ln x is about 1 and about 1 / r; there the rule is split.
 */
final class KlPowers {
  /** Logits of probability 0 are infinite; there is no mass beyond. */
  private static final double FARTHEST = 1e150;

  /** Below this -ln x, the function is ln r. */
  private static final double MIN_EXPONENT = 1e-150;

  private KlPowers() {}

  /**
   * E h(x).
   *
   * @param excess r - 1
   */
  static Tensor meanLogRatio(Tensor a, Tensor b, Tensor r, Tensor excess) {
    return mean(a, b, r, (logit, e) -> logRatio(e, r, excess));
  }

  /**
   * The mean of a function of the logit of x and of e = -ln x.
   *
   * @param r the function changes where e is about 1 and about 1 / r
   */
  static Tensor mean(Tensor a, Tensor b, Tensor r, BinaryOperator<Tensor> function) {
    Tensor one = Tensor.ones(DType.DOUBLE);
    Quadrature rule =
        Quadrature.quantiles(
            a.shape().broadcast(KlDivergence.WHERE, b.shape()),
            p -> BetaVariates.logitQuantile(a, b, p),
            p -> BetaVariates.logitQuantile(b, a, p).neg(),
            at(a, b, one),
            at(a, b, r.reciprocal()));
    Tensor logit = rule.nodes().stopGradient().clamp(-FARTHEST, FARTHEST);
    Tensor e = logit.neg().softplus().maximum(MIN_EXPONENT);
    return rule.expectation(BetaVariates.logitLogDensity(a, b, logit), function.apply(logit, e));
  }

  private static Quadrature.Break at(Tensor a, Tensor b, Tensor e) {
    Tensor x = e.neg().exp().stopGradient();
    Tensor above = Expressions.apply(IncompleteBeta.BETA_COMPLEMENT, a, b, x);
    return new Quadrature.Break(x.incompleteBeta(a, b), above);
  }

  /**
   * h at x = e^-e: ln(1 + u) with u = e^-e (1 - e^(-(r-1) e)) / (1 - e^-e), which is accurate for r
   * near 1; for small r the difference of both logarithms.
   */
  static Tensor logRatio(Tensor e, Tensor r, Tensor excess) {
    Tensor rise = e.mul(excess);
    Tensor isMore = rise.stopGradient().gt(0);
    Tensor gain =
        e.neg().exp().mul(Tensor.where(isMore, rise.neg(), Tensor.zeros(DType.DOUBLE)).expm1());
    Tensor loss =
        e.mul(r).neg().exp().mul(Tensor.where(isMore, Tensor.zeros(DType.DOUBLE), rise).expm1());
    Tensor near = Tensor.where(isMore, gain, loss.neg()).div(e.neg().expm1()).log1p();
    Tensor far = e.mul(r).neg().log1mexp().sub(e.neg().log1mexp());
    return Tensor.where(r.stopGradient().lt(0.5), far, near);
  }
}
