package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
import java.util.List;

/**
 * AdamW: {@link Adam} with weight decay apart from the gradient, so that it is not divided by the
 * root mean square.
 *
 * <pre>
 * p &lt;- p - lr weightDecay p - lr mHat / (sqrt(vHat) + epsilon)
 * </pre>
 *
 * <p>with mHat and vHat as in Adam, from the gradient of the loss alone. Defaults: those of Adam,
 * and weight decay 0.01. As in PyTorch, the decay follows the scheduled rate. Source: Loshchilov
 * and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2.
 */
public final class AdamW implements Optimizer {
  private final StepSize size;
  private final MomentRule rule;

  private AdamW(StepSize size, MomentRule rule) {
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
  public static AdamW rate(double rate) {
    return new AdamW(StepSize.of("AdamW", rate), MomentRule.standard(0.01));
  }

  /**
   * With other weights of the past in the moments.
   *
   * @param beta1 of the mean, in [0, 1)
   * @param beta2 of the mean of squares, in [0, 1)
   * @return a new optimiser
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamW betas(double beta1, double beta2) {
    return new AdamW(size, rule.withBetas("AdamW", beta1, beta2));
  }

  /**
   * With another epsilon.
   *
   * @param epsilon what is added to the root of vHat, &gt; 0; must not round to 0 in the
   *     parameters' dtype
   * @return a new optimiser
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public AdamW epsilon(double epsilon) {
    return new AdamW(size, rule.withEpsilon("AdamW", epsilon));
  }

  /**
   * With another weight decay.
   *
   * @param weightDecay the coefficient, &gt;= 0
   * @return a new optimiser
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public AdamW weightDecay(double weightDecay) {
    return new AdamW(size, rule.withWeightDecay("AdamW", weightDecay));
  }

  // ---- of every optimiser

  @Override
  public double rate() {
    return size.rate();
  }

  @Override
  public AdamW withRate(double rate) {
    return new AdamW(size.withRate("AdamW", rate), rule);
  }

  @Override
  public AdamW schedule(Schedule schedule) {
    return new AdamW(size.withSchedule(schedule), rule);
  }

  @Override
  public AdamW clipNorm(double bound) {
    return new AdamW(size.withClipNorm("AdamW", bound), rule);
  }

  @Override
  public OptimizerState on(String name, List<Parameter> parameters) {
    return new OptimizerState("AdamW", name, size, rule, parameters);
  }

  @Override
  public OptimizerState on(List<Parameter> parameters) {
    return on("adamw", parameters);
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "AdamW[" + size + ", " + rule + "]";
  }
}
