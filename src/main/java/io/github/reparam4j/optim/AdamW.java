/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * AdamW: {@link Adam} with weight decay separate from the gradient, so that the decay is not
 * divided by the root mean square.
 *
 * <pre>
 * p &lt;- p - lr weightDecay p - lr mHat / (sqrt(vHat) + epsilon)
 * </pre>
 *
 * <p>with mHat and vHat as in Adam, from the gradient of the loss alone. Defaults: those of Adam,
 * and weight decay 0.01. As in PyTorch, the decay follows the scheduled rate. Source: Loshchilov
 * and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2.
 *
 * @param rate the learning rate, &gt; 0
 * @param beta1 weight of the past in the moving mean, in [0, 1)
 * @param beta2 weight of the past in the moving mean of squares, in [0, 1)
 * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the parameters'
 *     dtype
 * @param weightDecay the coefficient of the decay, &gt;= 0
 */
public record AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay)
    implements UpdateRule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public AdamW {
    HyperParameter.positive("AdamW.rate", "rate", rate);
    AdamFormula.check("AdamW", beta1, beta2, epsilon);
    HyperParameter.nonNegative("AdamW.weightDecay", "weight decay", weightDecay);
  }

  /**
   * AdamW with the defaults.
   *
   * @param rate the learning rate, &gt; 0; PyTorch's default is 0.001
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static AdamW rate(double rate) {
    return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01);
  }

  /**
   * The same as {@link #rate(double)}.
   *
   * @param learningRate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static AdamW learningRate(double learningRate) {
    return rate(learningRate);
  }

  /**
   * AdamW with other weights of the past in the moments.
   *
   * @param beta1 of the mean, in [0, 1)
   * @param beta2 of the mean of squares, in [0, 1)
   * @return a new rule
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamW betas(double beta1, double beta2) {
    return new AdamW(rate, beta1, beta2, epsilon, weightDecay);
  }

  /**
   * AdamW with another epsilon.
   *
   * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the
   *     parameters' dtype
   * @return a new rule
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public AdamW epsilon(double epsilon) {
    return new AdamW(rate, beta1, beta2, epsilon, weightDecay);
  }

  /**
   * AdamW with another weight decay.
   *
   * @param weightDecay the coefficient, &gt;= 0
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public AdamW weightDecay(double weightDecay) {
    return new AdamW(rate, beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public List<String> slots() {
    return AdamFormula.SLOTS;
  }

  @Override
  public ParameterUpdate at(Tensor rate, Tensor step) {
    return AdamFormula.at(rate, step, beta1, beta2, epsilon, weightDecay);
  }
}
