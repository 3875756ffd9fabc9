/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Adam: steps along a moving mean of gradients, divided by a moving root mean square.
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,        mHat = m / (1 - beta1^t)
 * v &lt;- beta2 v + (1 - beta2) g^2,      vHat = v / (1 - beta2^t)
 * p &lt;- p - lr mHat / (sqrt(vHat) + epsilon)
 * </pre>
 *
 * <p>m and v start from 0. Defaults: betas 0.9 and 0.999, epsilon 1e-8. As in PyTorch, epsilon is
 * added to the root of the corrected vHat. Source: Kingma and Ba, "Adam: a method for stochastic
 * optimization" (2015), algorithm 1.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).on(net.parameters());
 * }</pre>
 *
 * @param rate the learning rate, &gt; 0
 * @param beta1 weight of the past in the moving mean, in [0, 1)
 * @param beta2 weight of the past in the moving mean of squares, in [0, 1)
 * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the parameters'
 *     dtype
 */
public record Adam(double rate, double beta1, double beta2, double epsilon) implements UpdateRule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Adam {
    HyperParameter.positive("Adam.rate", "rate", rate);
    AdamFormula.check("Adam", beta1, beta2, epsilon);
  }

  /**
   * Adam with the defaults.
   *
   * @param rate the learning rate, &gt; 0; PyTorch's default is 0.001
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adam rate(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  /**
   * The same as {@link #rate(double)}.
   *
   * @param learningRate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adam learningRate(double learningRate) {
    return rate(learningRate);
  }

  /**
   * Adam with other weights of the past in the moments.
   *
   * @param beta1 of the mean, in [0, 1)
   * @param beta2 of the mean of squares, in [0, 1)
   * @return a new rule
   * @throws IllegalArgumentException if one is out of range
   */
  public Adam betas(double beta1, double beta2) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  /**
   * Adam with another epsilon.
   *
   * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the
   *     parameters' dtype
   * @return a new rule
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Adam epsilon(double epsilon) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  @Override
  public List<String> slots() {
    return AdamFormula.SLOTS;
  }

  @Override
  public ParameterUpdate at(Tensor rate, Tensor step) {
    return AdamFormula.at(rate, step, beta1, beta2, epsilon, 0);
  }
}
