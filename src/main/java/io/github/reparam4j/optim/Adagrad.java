package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
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
 */
public final class Adagrad implements Optimizer {
  private final StepSize size;
  private final Rule rule;

  private Adagrad(StepSize size, Rule rule) {
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
  public static Adagrad rate(double rate) {
    return new Adagrad(StepSize.of("Adagrad", rate), new Rule(1e-10, 0));
  }

  /**
   * With another epsilon.
   *
   * @param epsilon what is added to the root, &gt; 0; must not round to 0 in the parameters' dtype
   * @return a new optimiser
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public Adagrad epsilon(double epsilon) {
    HyperParameter.positive("Adagrad.epsilon", "epsilon", epsilon);
    return new Adagrad(size, new Rule(epsilon, rule.initialSlot));
  }

  /**
   * With sums that start from another number, which makes the first steps smaller.
   *
   * @param initial first value of s, &gt;= 0
   * @return a new optimiser
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Adagrad initialSum(double initial) {
    HyperParameter.nonNegative("Adagrad.initialSum", "initial sum", initial);
    return new Adagrad(size, new Rule(rule.epsilon, initial));
  }

  // ---- of every optimiser

  @Override
  public double rate() {
    return size.rate();
  }

  @Override
  public Adagrad withRate(double rate) {
    return new Adagrad(size.withRate("Adagrad", rate), rule);
  }

  @Override
  public Adagrad schedule(Schedule schedule) {
    return new Adagrad(size.withSchedule(schedule), rule);
  }

  @Override
  public Adagrad clipNorm(double bound) {
    return new Adagrad(size.withClipNorm("Adagrad", bound), rule);
  }

  @Override
  public OptimizerState on(String name, List<Parameter> parameters) {
    return new OptimizerState("Adagrad", name, size, rule, parameters);
  }

  @Override
  public OptimizerState on(List<Parameter> parameters) {
    return on("adagrad", parameters);
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "Adagrad[" + size + ", " + rule + "]";
  }

  private record Rule(double epsilon, double initialSlot) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("s");
    }

    @Override
    public ForParameter at(Tensor rate, Tensor count) {
      return (p, g, slots) -> {
        Tensor s = slots.get(0).add(g.square());
        Tensor scaled = g.div(s.sqrt().add(epsilon));
        return List.of(p.sub(scaled.mul(rate.cast(p.dtype()))), s);
      };
    }
  }
}
