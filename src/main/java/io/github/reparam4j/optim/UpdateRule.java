/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;

/**
 * The formula of an optimiser with its learning rate: what is remembered for each parameter between
 * steps, and what a step computes. {@link Adam}, {@link AdamW}, {@link Sgd}, {@link RmsProp} and
 * {@link Adagrad} are update rules. Implement this interface, best as a record, to add another:
 *
 * <pre>{@code
 * record SignMomentum(double rate, double beta) implements UpdateRule {
 *   public List<String> slots() {
 *     return List.of("m");
 *   }
 *
 *   public ParameterUpdate at(Tensor rate, Tensor step) {
 *     return (p, g, slots) -> {
 *       Tensor m = slots.get(0).mul(beta).add(g.mul(1 - beta));
 *       return List.of(p.sub(m.sign().mul(rate.cast(p.dtype()))), m);
 *     };
 *   }
 * }
 *
 * training.with(new SignMomentum(1e-3, 0.9).schedule(Schedule.cosine(10_000, 0)));
 * }</pre>
 *
 * <p>A rule is immutable and has no state: the slots are variables of an {@link OptimizerState}. In
 * the formulas of this package p is an element of a parameter, g its gradient, t the number of the
 * step from 1, and lr the learning rate times the schedule's factor. Defaults are PyTorch's. An L2
 * penalty is a term of the loss, {@code p.square().sum().mul(lambda / 2)}; {@link AdamW} decays
 * weights separately from the gradient.
 */
public interface UpdateRule {
  // ---- required

  /** {@return the learning rate at factor 1 of the schedule, &gt; 0} */
  double rate();

  /**
   * Names of the tensors that are remembered for each parameter, such as a velocity. Each has the
   * parameter's shape and dtype.
   *
   * @return distinct names; empty for a rule without memory
   */
  List<String> slots();

  /**
   * Computes the expressions that a step shares over all parameters, and returns the update of one
   * parameter. Called once for each program that is made.
   *
   * @param rate lr, the scheduled learning rate of this step, a DOUBLE scalar; cast it to the
   *     parameter's dtype where it is used
   * @param step t, the number of this step from 1, a DOUBLE scalar
   * @return the update of one parameter
   */
  ParameterUpdate at(Tensor rate, Tensor step);

  /** The update of one parameter as expressions. */
  @FunctionalInterface
  interface ParameterUpdate {
    /**
     * New values of a parameter and of its slots.
     *
     * @param p the parameter before the step
     * @param g its gradient, clipped if the optimiser clips; of the shape and dtype of p
     * @param slots the parameter's slots before the step, in the order of {@link UpdateRule#slots};
     *     of the shape and dtype of p
     * @return the parameter's new value, then the new value of each slot; all of the shape and
     *     dtype of p
     */
    List<Tensor> of(Tensor p, Tensor g, List<Tensor> slots);
  }

  // ---- optional

  /**
   * The name of the rule in messages, and in lower case the default prefix of the state's
   * variables.
   *
   * @return by default the simple name of the class
   */
  default String name() {
    String name = getClass().getSimpleName();
    return name.isEmpty() ? "UpdateRule" : name;
  }

  /**
   * The value of all elements of a slot before the first step.
   *
   * @param slot its name
   * @return by default 0
   */
  default double initialValue(String slot) {
    return 0;
  }

  // ---- the optimiser with this rule

  /**
   * The optimiser with this rule and another learning rate.
   *
   * @param rate the learning rate, &gt; 0
   * @return an optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  default Optimizer withRate(double rate) {
    return Optimizer.of(this).withRate(rate);
  }

  /**
   * The optimiser with this rule and a learning rate that changes over time.
   *
   * @param schedule the factor on the learning rate
   * @return an optimiser
   */
  default Optimizer schedule(Schedule schedule) {
    Errors.given(name() + ".schedule", "schedule", schedule);
    return Optimizer.of(this).schedule(schedule);
  }

  /**
   * The optimiser with this rule and clipped gradients, see {@link Optimizer#clipNorm}.
   *
   * @param bound the largest global norm, &gt; 0
   * @return an optimiser
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  default Optimizer clipNorm(double bound) {
    return Optimizer.of(this).clipNorm(bound);
  }

  /**
   * The optimiser with this rule and gradients clipped by element, see {@link Optimizer#clipValue}.
   *
   * @param bound the largest magnitude, &gt; 0
   * @return an optimiser
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  default Optimizer clipValue(double bound) {
    return Optimizer.of(this).clipValue(bound);
  }

  /**
   * The state of the optimiser on some parameters, see {@link Optimizer#on(String, List)}.
   *
   * @param name prefix of the names of the state's variables
   * @param parameters what to train; each once
   * @return a new state
   * @throws IllegalArgumentException if there is no parameter, or one twice
   */
  default OptimizerState on(String name, List<Parameter> parameters) {
    return Optimizer.of(this).on(name, parameters);
  }

  /**
   * The state of the optimiser on some parameters, see {@link Optimizer#on(List)}.
   *
   * @param parameters what to train; each once
   * @return a new state
   * @throws IllegalArgumentException if there is no parameter, or one twice
   */
  default OptimizerState on(List<Parameter> parameters) {
    return Optimizer.of(this).on(parameters);
  }

  /**
   * The updates of a new state, see {@link Optimizer#updates}.
   *
   * @param loss a scalar
   * @param parameters what to train; each once
   * @return new values of the parameters and of the state's variables
   * @throws IllegalArgumentException as {@link Optimizer#updates}
   */
  default Map<Variable, Tensor> updates(Tensor loss, Parameter... parameters) {
    return Optimizer.of(this).updates(loss, parameters);
  }
}
