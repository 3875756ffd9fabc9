/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * RMSProp: gradients divided by a moving root mean square.
 *
 * <pre>
 * s &lt;- a s + (1 - a) g^2
 * without momentum:        p &lt;- p - lr g / (sqrt(s) + epsilon)
 * with momentum mu:        v &lt;- mu v + g / (sqrt(s) + epsilon),   p &lt;- p - lr v
 * </pre>
 *
 * <p>s and v start from 0, without a bias correction: the first steps are up to 1 / sqrt(1 - a)
 * times as large as later ones. Defaults: smoothing a = 0.99, epsilon 1e-8, no momentum. This is
 * PyTorch's {@code RMSprop}, not centred. Source: Tieleman and Hinton, "Neural networks for machine
 * learning", lecture 6.5 (2012).
 *
 * @param rate the learning rate, &gt; 0
 * @param smoothing a, the weight of the past in the mean of squares, in [0, 1)
 * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
 * @param momentum mu, in [0, 1); 0 for none
 */
public record RmsProp(double rate, double smoothing, double epsilon, double momentum)
    implements UpdateRule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public RmsProp {
    HyperParameter.positive("RmsProp.rate", "rate", rate);
    HyperParameter.fraction("RmsProp.smoothing", "smoothing", smoothing);
    HyperParameter.positive("RmsProp.epsilon", "epsilon", epsilon);
    HyperParameter.fraction("RmsProp.momentum", "momentum", momentum);
  }

  /**
   * RMSProp with the defaults.
   *
   * @param rate the learning rate, &gt; 0; PyTorch's default is 0.01
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static RmsProp rate(double rate) {
    return new RmsProp(rate, 0.99, 1e-8, 0);
  }

  /**
   * The same as {@link #rate(double)}.
   *
   * @param learningRate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static RmsProp learningRate(double learningRate) {
    return rate(learningRate);
  }

  /**
   * RMSProp with another smoothing.
   *
   * @param smoothing a, the weight of the past in the mean of squares, in [0, 1)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp smoothing(double smoothing) {
    return new RmsProp(rate, smoothing, epsilon, momentum);
  }

  /**
   * RMSProp with another epsilon.
   *
   * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
   * @return a new rule
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public RmsProp epsilon(double epsilon) {
    return new RmsProp(rate, smoothing, epsilon, momentum);
  }

  /**
   * RMSProp with momentum.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp momentum(double momentum) {
    return new RmsProp(rate, smoothing, epsilon, momentum);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of("s") : List.of("s", "velocity");
  }

  @Override
  public ParameterUpdate at(Tensor rate, Tensor step) {
    return (p, g, slots) -> {
      Tensor lr = rate.cast(p.dtype());
      Tensor s = slots.get(0).mul(smoothing).add(g.square().mul(1 - smoothing));
      Tensor scaled = g.div(s.sqrt().add(epsilon));
      if (momentum == 0) {
        return List.of(p.sub(scaled.mul(lr)), s);
      }
      Tensor v = slots.get(1).mul(momentum).add(scaled);
      return List.of(p.sub(v.mul(lr)), s, v);
    };
  }
}
