package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
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
 */
public final class Adam implements Optimizer {
  private final StepSize size;
  private final MomentRule rule;

  private Adam(StepSize size, MomentRule rule) {
    this.size = size;
    this.rule = rule;
  }

  /**
   * With the defaults.
   *
   * @param rate the rate, &gt; 0; PyTorch's default is 0.001
   * @return the optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Adam rate(double rate) {
    return new Adam(StepSize.of("Adam", rate), MomentRule.standard(0));
  }

  /**
   * With other weights of the past in the moments.
   *
   * @param beta1 of the mean, in [0, 1)
   * @param beta2 of the mean of squares, in [0, 1)
   * @return a new optimiser
   * @throws IllegalArgumentException if one is out of range
   */
  public Adam betas(double beta1, double beta2) {
    return new Adam(size, rule.withBetas("Adam", beta1, beta2));
  }

  /**
   * With another epsilon.
   *
   * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the
   *     parameters' dtype
   * @return a new optimiser
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Adam epsilon(double epsilon) {
    return new Adam(size, rule.withEpsilon("Adam", epsilon));
  }

  // ---- of every optimiser

  @Override
  public double rate() {
    return size.rate();
  }

  @Override
  public Adam withRate(double rate) {
    return new Adam(size.withRate("Adam", rate), rule);
  }

  @Override
  public Adam schedule(Schedule schedule) {
    return new Adam(size.withSchedule(schedule), rule);
  }

  @Override
  public Adam clipNorm(double bound) {
    return new Adam(size.withClipNorm("Adam", bound), rule);
  }

  @Override
  public OptimizerState on(String name, List<Parameter> parameters) {
    return new OptimizerState("Adam", name, size, rule, parameters);
  }

  @Override
  public OptimizerState on(List<Parameter> parameters) {
    return on("adam", parameters);
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "Adam[" + size + ", " + rule + "]";
  }
}
