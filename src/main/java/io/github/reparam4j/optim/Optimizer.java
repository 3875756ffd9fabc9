package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;

/**
 * A rule that makes a loss smaller by gradients: an immutable configuration. Every option returns a
 * new one.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).schedule(Schedule.cosine(10_000, 0)).on(parameters);
 * Program step = Program.of(loss).updating(state.updates(loss));
 * }</pre>
 *
 * <p>In the formulas p is an element of a parameter, g its gradient, t the number of the step from
 * 1, and lr the rate times the schedule's factor. Defaults are PyTorch's. An L2 penalty is a term
 * of the loss: add {@code p.square().sum().mul(lambda / 2)}; decay apart from the gradient is what
 * {@link AdamW} does.
 */
public sealed interface Optimizer permits Sgd, RmsProp, Adam, AdamW, Adagrad {
  /** {@return the rate at factor 1} */
  double rate();

  /**
   * This optimiser with another rate.
   *
   * @param rate the rate, &gt; 0
   * @return a new optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  Optimizer withRate(double rate);

  /**
   * This optimiser with a rate that changes over time.
   *
   * @param schedule the factor on the rate
   * @return a new optimiser
   */
  Optimizer schedule(Schedule schedule);

  /**
   * This optimiser with gradients clipped by their global norm: with n the Euclidean norm of all
   * gradients together, each is multiplied by min(1, bound / n). Zero gradients stay zero; NaN
   * stays NaN. Source: Pascanu et al., "On the difficulty of training recurrent neural networks"
   * (2013), algorithm 1.
   *
   * @param bound the largest norm, &gt; 0
   * @return a new optimiser
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  Optimizer clipNorm(double bound);

  /**
   * The state of this optimiser on some parameters, at step 0. Make it once and take updates from
   * it for each program that is to share it.
   *
   * @param name prefix of the names of the state's variables, for checkpoints
   * @param parameters what to train; each once
   * @return a new state
   * @throws IllegalArgumentException if there is no parameter, or one twice
   */
  OptimizerState on(String name, List<Parameter> parameters);

  /**
   * As {@link #on(String, List)}, with the optimiser's name in lower case as the prefix: {@code
   * adam}.
   *
   * @param parameters what to train; each once
   * @return a new state
   */
  OptimizerState on(List<Parameter> parameters);

  /**
   * The updates of a new state, for when one program is all there is.
   *
   * @param loss a scalar
   * @param parameters what to train; each once
   * @return new values of the parameters and of the state's variables
   * @throws IllegalArgumentException as {@link #on} and {@link OptimizerState#updates(Tensor)} say
   */
  default Map<Variable, Tensor> updates(Tensor loss, Parameter... parameters) {
    return on(List.of(parameters)).updates(loss);
  }
}
