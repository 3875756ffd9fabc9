/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Adagrad: gradients divided by the root of the sum of all their squares so far.
 *
 * <pre>
 * s &lt;- s + g^2
 * p &lt;- p - lr g / (sqrt(s) + epsilon)
 * </pre>
 *
 * <p>Defaults: s starts from 0, epsilon 1e-10. This is PyTorch's {@code Adagrad}; its decay of the
 * rate is a {@link Schedule} here. Source: Duchi, Hazan and Singer, "Adaptive subgradient methods
 * for online learning and stochastic optimization" (2011), the diagonal form.
 *
 * @param rate the learning rate, &gt; 0
 * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
 * @param initialSum first value of s, &gt;= 0
 */
public record Adagrad(double rate, double epsilon, double initialSum) implements UpdateRule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Adagrad {
    HyperParameter.positive("Adagrad.rate", "rate", rate);
    HyperParameter.positive("Adagrad.epsilon", "epsilon", epsilon);
    HyperParameter.nonNegative("Adagrad.initialSum", "initial sum", initialSum);
  }

  /**
   * Adagrad with the defaults.
   *
   * @param rate the learning rate, &gt; 0; PyTorch's default is 0.01
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adagrad rate(double rate) {
    return new Adagrad(rate, 1e-10, 0);
  }

  /**
   * The same as {@link #rate(double)}.
   *
   * @param learningRate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adagrad learningRate(double learningRate) {
    return rate(learningRate);
  }

  /**
   * Adagrad with another epsilon.
   *
   * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
   * @return a new rule
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Adagrad epsilon(double epsilon) {
    return new Adagrad(rate, epsilon, initialSum);
  }

  /**
   * Adagrad with sums that start from another value, which makes the first steps smaller.
   *
   * @param initial first value of s, &gt;= 0
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Adagrad initialSum(double initial) {
    return new Adagrad(rate, epsilon, initial);
  }

  @Override
  public List<String> slots() {
    return List.of("s");
  }

  @Override
  public double initialValue(String slot) {
    return initialSum;
  }

  @Override
  public ParameterUpdate at(Tensor rate, Tensor step) {
    return (p, g, slots) -> {
      Tensor s = slots.get(0).add(g.square());
      Tensor scaled = g.div(s.sqrt().add(epsilon));
      return List.of(p.sub(scaled.mul(rate.cast(p.dtype()))), s);
    };
  }
}
