package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
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
 * <p>s and v start from 0, without a correction for that: the first steps are up to 1 / sqrt(1 - a)
 * times as large as later ones. Defaults: smoothing a = 0.99, epsilon 1e-8, no momentum. This is
 * PyTorch's {@code RMSprop}, not centred. Source: Tieleman and Hinton, "Neural networks for machine
 * learning", lecture 6.5 (2012).
 */
public final class RmsProp implements Optimizer {
  private final StepSize size;
  private final Rule rule;

  private RmsProp(StepSize size, Rule rule) {
    this.size = size;
    this.rule = rule;
  }

  /**
   * With the defaults.
   *
   * @param rate the rate, &gt; 0; PyTorch's default is 0.01
   * @return the optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static RmsProp rate(double rate) {
    return new RmsProp(StepSize.of("RmsProp", rate), new Rule(0.99, 1e-8, 0));
  }

  /**
   * With another smoothing.
   *
   * @param smoothing a, the weight of the past in the mean of squares, in [0, 1)
   * @return a new optimiser
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp smoothing(double smoothing) {
    HyperParameter.fraction("RmsProp.smoothing", "smoothing", smoothing);
    return new RmsProp(size, new Rule(smoothing, rule.epsilon, rule.momentum));
  }

  /**
   * With another epsilon.
   *
   * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
   * @return a new optimiser
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public RmsProp epsilon(double epsilon) {
    HyperParameter.positive("RmsProp.epsilon", "epsilon", epsilon);
    return new RmsProp(size, new Rule(rule.smoothing, epsilon, rule.momentum));
  }

  /**
   * With momentum.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new optimiser
   * @throws IllegalArgumentException if it is out of range
   */
  public RmsProp momentum(double momentum) {
    HyperParameter.fraction("RmsProp.momentum", "momentum", momentum);
    return new RmsProp(size, new Rule(rule.smoothing, rule.epsilon, momentum));
  }

  // ---- of every optimiser

  @Override
  public double rate() {
    return size.rate();
  }

  @Override
  public RmsProp withRate(double rate) {
    return new RmsProp(size.withRate("RmsProp", rate), rule);
  }

  @Override
  public RmsProp schedule(Schedule schedule) {
    return new RmsProp(size.withSchedule(schedule), rule);
  }

  @Override
  public RmsProp clipNorm(double bound) {
    return new RmsProp(size.withClipNorm("RmsProp", bound), rule);
  }

  @Override
  public OptimizerState on(String name, List<Parameter> parameters) {
    return new OptimizerState("RmsProp", name, size, rule, parameters);
  }

  @Override
  public OptimizerState on(List<Parameter> parameters) {
    return on("rmsprop", parameters);
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "RmsProp[" + size + ", " + rule + "]";
  }

  private record Rule(double smoothing, double epsilon, double momentum) implements UpdateRule {
    @Override
    public List<String> slots() {
      return momentum == 0 ? List.of("s") : List.of("s", "velocity");
    }

    @Override
    public ForParameter at(Tensor rate, Tensor count) {
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
}
