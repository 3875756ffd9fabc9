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
      (input, y, g) -> g.multiplyNoNan(y.inputs().get(0).multiplyNoNan(inverse(y, 1)).sub(1))),

  /** The same with rate = e^x; input 1 is x. Derivative k - e^x. */
  POISSON_LOG_RATE(
      2,
      1,
      x -> SaddlePointExpansion.logPoisson(x[0], Math.exp(x[1]), x[1]),
      (input, y, g) -> g.multiplyNoNan(y.inputs().get(0).sub(y.inputs().get(1).exp()))),

  /** ln of C(n, k) p^k (1-p)^(n-k); inputs 1 and 2 are n and p. Derivative k/p - (n-k)/(1-p). */
  BINOMIAL(
      3,
      2,
      x -> SaddlePointExpansion.logBinomial(x[0], x[1], Chance.of(x[2])),
      (input, y, g) -> {
        Tensor failures = y.inputs().get(1).sub(y.inputs().get(0));
        return g.multiplyNoNan(byProbability(y, y.inputs().get(0), failures));
      }),

  /** The same with p = sigmoid(x); input 2 is x. Derivative k (1-p) - (n-k) p. */
  BINOMIAL_LOGITS(
      3,
      2,
      x -> SaddlePointExpansion.logBinomial(x[0], x[1], Chance.ofLogit(x[2])),
      (input, y, g) -> {
        Tensor failures = y.inputs().get(1).sub(y.inputs().get(0));
        return g.multiplyNoNan(byLogit(y, y.inputs().get(0), failures));
      }),

  /**
   * ln of C(k+r-1, k) (1-p)^r p^k; inputs 1 and 2 are r &gt; 0 and p. Derivatives digamma(k+r) -
   * digamma(r) + ln(1-p) and k/p - r/(1-p).
   */
  NEGATIVE_BINOMIAL(
      3,
      1,
      x -> SaddlePointExpansion.logNegativeBinomial(x[0], x[1], Chance.of(x[2])),
      (input, y, g) ->
          g.multiplyNoNan(
              input == 1
                  ? byFailures(y, y.inputs().get(2).neg().log1p())
                  : byProbability(y, y.inputs().get(0), y.inputs().get(1)))),

  /**
   * The same with p = sigmoid(x); input 2 is x. Derivatives digamma(k+r) - digamma(r) + ln(1-p) and
   * k (1-p) - r p.
   */
  NEGATIVE_BINOMIAL_LOGITS(
      3,
      1,
      x -> SaddlePointExpansion.logNegativeBinomial(x[0], x[1], Chance.ofLogit(x[2])),
      (input, y, g) ->
          g.multiplyNoNan(
              input == 1
                  ? byFailures(y, y.inputs().get(2).neg().logSigmoid())
                  : byLogit(y, y.inputs().get(0), y.inputs().get(1))));

  private final ElementwiseDefinition definition;

  CountDensity(
      int arity, int firstDifferentiable, ToDoubleFunction<double[]> value, GradientRule rule) {
    this.definition =
        ElementwiseDefinition.of(rule, Loops.calling(arity, value))
            .differentiableFrom(firstDifferentiable);
  }

  private static Tensor inverse(Tensor y, int input) {
    return y.inputs().get(input).reciprocal();
  }

  private static Tensor byProbability(Tensor y, Tensor successes, Tensor failures) {
    Tensor p = y.inputs().get(2);
    return successes
        .multiplyNoNan(p.reciprocal())
        .sub(failures.multiplyNoNan(p.neg().add(1).reciprocal()));
  }

  private static Tensor byLogit(Tensor y, Tensor successes, Tensor failures) {
    Tensor x = y.inputs().get(2);
    return successes.mul(x.neg().sigmoid()).sub(failures.mul(x.sigmoid()));
  }

  private static Tensor byFailures(Tensor y, Tensor logFailure) {
    Tensor r = y.inputs().get(1);
    return y.inputs().get(0).add(r).digamma().sub(r.digamma()).add(logFailure);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
