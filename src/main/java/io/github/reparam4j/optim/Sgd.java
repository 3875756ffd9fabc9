package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent, with momentum if wanted.
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
 */
public final class Sgd implements Optimizer {
  private final StepSize size;
  private final Rule rule;

  private Sgd(StepSize size, Rule rule) {
    this.size = size;
    this.rule = rule;
  }

  /**
   * Plain gradient descent.
   *
   * @param rate the rate, &gt; 0
   * @return the optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public static Sgd rate(double rate) {
    return new Sgd(StepSize.of("Sgd", rate), new Rule(0, false, 0));
  }

  /**
   * With momentum.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new optimiser
   * @throws IllegalArgumentException if it is out of range
   */
  public Sgd momentum(double momentum) {
    HyperParameter.fraction("Sgd.momentum", "momentum", momentum);
    return new Sgd(size, new Rule(momentum, false, rule.weightDecay));
  }

  /**
   * With Nesterov's momentum, instead of the other kind.
   *
   * @param momentum mu, in [0, 1); 0 for none
   * @return a new optimiser
   * @throws IllegalArgumentException if it is out of range
   */
  public Sgd nesterov(double momentum) {
    HyperParameter.fraction("Sgd.nesterov", "momentum", momentum);
    return new Sgd(size, new Rule(momentum, true, rule.weightDecay));
  }

  /**
   * With weight decay: the gradient of {@code weightDecay / 2 * sum p^2} is added.
   *
   * @param weightDecay the coefficient, &gt;= 0
   * @return a new optimiser
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sgd weightDecay(double weightDecay) {
    HyperParameter.nonNegative("Sgd.weightDecay", "weight decay", weightDecay);
    return new Sgd(size, new Rule(rule.momentum, rule.nesterov, weightDecay));
  }

  // ---- of every optimiser

  @Override
  public double rate() {
    return size.rate();
  }

  @Override
  public Sgd withRate(double rate) {
    return new Sgd(size.withRate("Sgd", rate), rule);
  }

  @Override
  public Sgd schedule(Schedule schedule) {
    return new Sgd(size.withSchedule(schedule), rule);
  }

  @Override
  public Sgd clipNorm(double bound) {
    return new Sgd(size.withClipNorm("Sgd", bound), rule);
  }

  @Override
  public OptimizerState on(String name, List<Parameter> parameters) {
    return new OptimizerState("Sgd", name, size, rule, parameters);
  }

  @Override
  public OptimizerState on(List<Parameter> parameters) {
    return on("sgd", parameters);
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "Sgd[" + size + ", " + rule + "]";
  }

  private record Rule(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
    @Override
    public List<String> slots() {
      return momentum == 0 ? List.of() : List.of("velocity");
    }

    @Override
    public ForParameter at(Tensor rate, Tensor count) {
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
}
