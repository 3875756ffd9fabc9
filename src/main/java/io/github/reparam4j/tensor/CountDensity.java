/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.SaddlePointExpansion;
import io.github.reparam4j.special.SaddlePointExpansion.Chance;
import java.util.function.ToDoubleFunction;

/**
 * Log-probabilities of counts, in double precision and without cancellation, which makes them
 * accurate for counts and means of 1e9 and more, in FLOAT too. {@code CountProbabilities} names
 * them.
 *
 * <p>Input 0 is the count k &gt;= 0, which need not be an integer; NaN where it is outside of the
 * support. There is no gradient with respect to the count or to a number of trials.
 */
public enum CountDensity implements Elementwise {
  /** ln of rate^k e^-rate / k!; input 1 the rate. Derivative k / rate - 1. */
  POISSON(
      2,
      1,
      x -> SaddlePointExpansion.logPoisson(x[0], x[1], Math.log(x[1])),
      (input, in) -> in.get(0).multiplyNoNan(in.get(1).reciprocal()).sub(1)),

  /** The same with rate = e^x; input 1 is x. Derivative k - e^x. */
  POISSON_LOG_RATE(
      2,
      1,
      x -> SaddlePointExpansion.logPoisson(x[0], Math.exp(x[1]), x[1]),
      (input, in) -> in.get(0).sub(in.get(1).exp())),

  /** ln of C(n, k) p^k (1-p)^(n-k); inputs 1 and 2 are n and p. Derivative k/p - (n-k)/(1-p). */
  BINOMIAL(
      3,
      2,
      x -> SaddlePointExpansion.logBinomial(x[0], x[1], Chance.of(x[2])),
      (input, in) -> byProbability(in.get(2), in.get(0), in.get(1).sub(in.get(0)))),

  /** The same with p = sigmoid(x); input 2 is x. Derivative k (1-p) - (n-k) p. */
  BINOMIAL_LOGITS(
      3,
      2,
      x -> SaddlePointExpansion.logBinomial(x[0], x[1], Chance.ofLogit(x[2])),
      (input, in) -> byLogit(in.get(2), in.get(0), in.get(1).sub(in.get(0)))),

  /**
   * ln of C(k+r-1, k) (1-p)^r p^k; inputs 1 and 2 are r &gt; 0 and p. Derivatives psi(k+r) - psi(r)
   * + ln(1-p) and k/p - r/(1-p).
   */
  NEGATIVE_BINOMIAL(
      3,
      1,
      x -> SaddlePointExpansion.logNegativeBinomial(x[0], x[1], Chance.of(x[2])),
      (input, in) ->
          input == 1
              ? byFailures(in.get(0), in.get(1), in.get(2).neg().log1p())
              : byProbability(in.get(2), in.get(0), in.get(1))),

  /**
   * The same with p = sigmoid(x); input 2 is x. Derivatives psi(k+r) - psi(r) + ln(1-p) and k (1-p)
   * - r p.
   */
  NEGATIVE_BINOMIAL_LOGITS(
      3,
      1,
      x -> SaddlePointExpansion.logNegativeBinomial(x[0], x[1], Chance.ofLogit(x[2])),
      (input, in) ->
          input == 1
              ? byFailures(in.get(0), in.get(1), in.get(2).neg().logSigmoid())
              : byLogit(in.get(2), in.get(0), in.get(1)));

  private final ElementwiseDefinition definition;

  CountDensity(
      int arity,
      int firstDifferentiable,
      ToDoubleFunction<double[]> value,
      Derivative.OfAll derivative) {
    this.definition =
        ElementwiseDefinition.of(Derivative.inDouble(derivative), Loops.calling(arity, value))
            .differentiableFrom(firstDifferentiable);
  }

  private static Tensor byProbability(Tensor p, Tensor successes, Tensor failures) {
    return successes
        .multiplyNoNan(p.reciprocal())
        .sub(failures.multiplyNoNan(p.neg().add(1).reciprocal()));
  }

  private static Tensor byLogit(Tensor x, Tensor successes, Tensor failures) {
    return successes.mul(x.neg().sigmoid()).sub(failures.mul(x.sigmoid()));
  }

  private static Tensor byFailures(Tensor k, Tensor r, Tensor logFailure) {
    return Tensor.apply(new GammaDifference(0), r, k).add(logFailure);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
