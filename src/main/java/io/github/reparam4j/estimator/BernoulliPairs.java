/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The common part of {@link Arm} and {@link DisArm}: samples z = [u &lt; p] and z' = [1 - u &lt; p]
 * of a Bernoulli distribution from one uniform u, and a gradient by the logit of each variable that
 * is (f(z) - f(z')) times a coefficient of that variable.
 */
final class BernoulliPairs {
  /** u and z of each pair, and z', of shape [pairs] + batch. */
  record Pair(Tensor u, Tensor first, Tensor second) {}

  private BernoulliPairs() {}

  /**
   * The expectation.
   *
   * @param where the estimator's method
   * @param q the distribution
   * @param pairs number of pairs
   * @param cost f
   * @param coefficient from the pair
   */
  static Tensor expectation(
      String where,
      Bernoulli q,
      int pairs,
      UnaryOperator<Tensor> cost,
      Function<Pair, Tensor> coefficient) {
    Errors.given(where, "q", q);
    Errors.given(where, "cost", cost);
    Shape batch = q.batchShape();
    Shape all = Shape.of(2L * pairs).append(batch);
    Tensor u = Noise.antithetic(NoiseDistribution.UNIFORM, q.dtype(), all);
    Tensor z = u.lt(q.probs().stopGradient());
    Tensor f = SampleCost.of(where, q, z, cost);
    Tensor constant = f.stopGradient();
    Tensor difference = first(constant, pairs).sub(second(constant, pairs)).div(pairs);
    Pair pair = new Pair(first(u, pairs), first(z, pairs), second(z, pairs));
    Tensor byLogit =
        SampleCost.alignTo(pair.u.shape(), difference).mul(coefficient.apply(pair)).sum(0);
    Tensor zero = Tensor.zeros(q.dtype(), batch.toLongs());
    Tensor each =
        Expressions.apply(
            new Marker.OnceDifferentiable(where, (input, y, g) -> g.mul(byLogit)),
            zero,
            q.logits());
    Tensor expectation = f.mean(0);
    return expectation.add(SampleCost.sumToRowsOf(expectation, each));
  }

  private static Tensor first(Tensor t, int pairs) {
    return t.slice(0, 0, pairs);
  }

  private static Tensor second(Tensor t, int pairs) {
    return t.slice(0, pairs, 2 * pairs);
  }
}
