/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * ARM, augment-REINFORCE-merge: for Bernoulli variables with logits l, and pairs z = [u &lt; p], z'
 * = [1 - u &lt; p] of one uniform u for each variable,
 *
 * <pre>dE f / dl = E [(f(z) - f(z')) (1/2 - u)]</pre>
 *
 * <p>(M. Yin and M. Zhou, "ARM: augment-REINFORCE-merge gradient for stochastic binary networks",
 * ICLR 2019). Unbiased, for any f. {@link DisArm} has the same cost and less variance; this one is
 * here to be compared with.
 *
 * <pre>{@code
 * Tensor loss = Arm.pairs(8).expectation(Bernoulli.fromLogits(logits), b -> cost(b)).mean();
 * }</pre>
 *
 * <p>The cost receives all samples in one call: [2 n] + batch. The gradient is right to first
 * order; a second derivative by the logits is an error that says so.
 */
public final class Arm implements Estimator<Bernoulli> {
  private final int pairs;

  private Arm(int pairs) {
    this.pairs = pairs;
  }

  /**
   * The estimator with n pairs of samples for each row; f is evaluated for 2 n samples.
   *
   * @param count number n of pairs, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Arm pairs(int count) {
    SampleCost.requireCount("Arm.pairs", "count", count, 1);
    return new Arm(count);
  }

  @Override
  public Tensor expectation(Bernoulli q, UnaryOperator<Tensor> cost) {
    return BernoulliPairs.expectation(
        "Arm.expectation", q, pairs, cost, pair -> pair.u().neg().add(0.5));
  }

  @Override
  public String toString() {
    return "Arm[pairs=" + pairs + "]";
  }
}
