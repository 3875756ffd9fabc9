/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * DisARM, also called U2G: for Bernoulli variables with logits l, and pairs z = [u &lt; p], z' = [1
 * - u &lt; p] of one uniform u for each variable,
 *
 * <pre>dE f / dl = E [(f(z) - f(z')) (z - z') sigmoid(|l|) / 2]</pre>
 *
 * <p>(Z. Dong, A. Mnih and G. Tucker, "DisARM: an antithetic gradient estimator for binary latent
 * variables", NeurIPS 2020; M. Yin, N. Ho, B. Yan, X. Qian and M. Zhou, "Probabilistic best subset
 * selection via gradient-based optimization", 2020). Unbiased, for any f. It is {@link Arm} with u
 * integrated out given z and z', so its variance is never greater.
 *
 * <pre>{@code
 * Tensor loss = DisArm.pairs(8).expectation(Bernoulli.fromLogits(logits), b -> cost(b)).mean();
 * }</pre>
 *
 * <p>The cost receives all samples in one call: [2 n] + batch. The gradient is right to first
 * order; a second derivative by the logits is an error that says so ({@link ScoreFunction} has
 * one).
 */
public final class DisArm implements Estimator<Bernoulli> {
  private final int pairs;

  private DisArm(int pairs) {
    this.pairs = pairs;
  }

  /**
   * The estimator with n pairs of samples for each row; f is evaluated for 2 n samples.
   *
   * @param count number n of pairs, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static DisArm pairs(int count) {
    SampleCost.requireCount("DisArm.pairs", "count", count, 1);
    return new DisArm(count);
  }

  @Override
  public Tensor expectation(Bernoulli q, UnaryOperator<Tensor> cost) {
    return BernoulliPairs.expectation(
        "DisArm.expectation", q, pairs, cost, pair -> pair.first().sub(pair.second()).mul(half(q)));
  }

  /** sigmoid(|l|) / 2, a constant. */
  private static Tensor half(Bernoulli q) {
    return q.logits().stopGradient().abs().sigmoid().mul(0.5);
  }

  @Override
  public String toString() {
    return "DisArm[pairs=" + pairs + "]";
  }
}
