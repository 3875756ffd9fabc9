/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent, optionally with momentum.
 *
 * <pre>
 * g' = g + weightDecay p
 * without momentum:        p &lt;- p - lr g'
 * with momentum mu:        v &lt;- mu v + g',   p &lt;- p - lr v
 * with Nesterov's:         v &lt;- mu v + g',   p &lt;- p - lr (g' + mu v)
 * </pre>
 *
 * <p>v starts from 0. This is PyTorch's {@code SGD} with dampening 0: the rate multiplies the
 * velocity as a whole, so a schedule acts on all of it at once. Source: Sutskever et al., "On the
 * importance of initialization and momentum in deep learning" (2013), section 2, rewritten in that
 * form.
 *
 * <pre>{@code
 * Program step = Program.of(loss).updating(Sgd.rate(0.1).momentum(0.9).updates(loss, w));
 * }</pre>
 *
 * @param rate the learning rate, &gt; 0
 * @param momentum mu, in [0, 1); 0 for none
 * @param nesterov whether the momentum is Nesterov's
 * @param weightDecay the coefficient of the decay, &gt;= 0
 */
public record Sgd(double rate, double momentum, boolean nesterov, double weightDecay)
    implements UpdateRule {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Sgd {
    HyperParameter.positive("Sgd.rate", "rate", rate);
    HyperParameter.fraction(nesterov ? "Sgd.nesterov" : "Sgd.momentum", "momentum", momentum);
    HyperParameter.nonNegative("Sgd.weightDecay", "weight decay", weightDecay);
  }

  /**
   * Gradient descent without momentum and decay.
   *
   * @param rate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Sgd rate(double rate) {
    return new Sgd(rate, 0, false, 0);
  }

  /**
   * The same as {@link #rate(double)}.
   *
   * @param learningRate the learning rate, &gt; 0
   * @return the rule
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Sgd learningRate(double learningRate) {
    return rate(learningRate);
  }

  /**
   * Gradient descent with momentum.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Sgd momentum(double momentum) {
    return new Sgd(rate, momentum, false, weightDecay);
  }

  /**
   * Gradient descent with Nesterov's momentum, instead of the other kind.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Sgd nesterov(double momentum) {
    return new Sgd(rate, momentum, true, weightDecay);
  }

  /**
   * Gradient descent with weight decay: the gradient of {@code weightDecay / 2 * sum p^2} is added.
   *
   * @param weightDecay the coefficient, &gt;= 0
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sgd weightDecay(double weightDecay) {
    return new Sgd(rate, momentum, nesterov, weightDecay);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("velocity");
  }

  @Override
  public ParameterUpdate at(Tensor rate, Tensor step) {
    return (p, g, slots) -> {
      Tensor lr = rate.cast(p.dtype());
      Tensor decayed = weightDecay == 0 ? g : g.add(p.mul(weightDecay));
      if (momentum == 0) {
        return List.of(p.sub(decayed.mul(lr)));
      }
      Tensor v = slots.get(0).mul(momentum).add(decayed);
      Tensor direction = nesterov ? decayed.add(v.mul(momentum)) : v;
      return List.of(p.sub(direction.mul(lr)), v);
    };
  }
}
