/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Minimises a loss by gradients: an {@link UpdateRule}, its learning rate, a schedule of the rate
 * and bounds on the gradients. An immutable configuration; every option returns a new one.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).schedule(Schedule.cosine(10_000, 0)).on(parameters);
 * Program step = Program.of(loss).updating(state.updates(loss));
 * }</pre>
 *
 * <p>A rule such as {@code Adam.rate(1e-3)} has the same methods, so it is seldom wrapped by hand.
 * Options of the rule itself come before those of the optimiser: {@code
 * Sgd.rate(0.1).momentum(0.9).clipNorm(1)}.
 */
public final class Optimizer {
  private final UpdateRule rule;
  private final double rate;
  private final Schedule schedule;
  private final double maxNorm;
  private final double maxValue;

  private Optimizer(
      UpdateRule rule, double rate, Schedule schedule, double maxNorm, double maxValue) {
    this.rule = rule;
    this.rate = rate;
    this.schedule = schedule;
    this.maxNorm = maxNorm;
    this.maxValue = maxValue;
  }

  /**
   * The optimiser with a rule's learning rate at every step, and gradients that are not clipped.
   *
   * @param rule the formula and the learning rate
   * @return the optimiser
   * @throws IllegalArgumentException if the rule's rate is not positive and finite
   */
  public static Optimizer of(UpdateRule rule) {
    Errors.given("Optimizer.of", "rule", rule);
    HyperParameter.positive(rule.name() + ".rate", "rate", rule.rate());
    return new Optimizer(
        rule, rule.rate(), Schedule.constant(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  // ---- options

  /** {@return the learning rate at factor 1 of the schedule} */
  public double rate() {
    return rate;
  }

  /**
   * This optimiser with another learning rate.
   *
   * @param rate the learning rate, &gt; 0
   * @return a new optimiser
   * @throws IllegalArgumentException if the rate is not positive and finite
   */
  public Optimizer withRate(double rate) {
    HyperParameter.positive(rule.name() + ".withRate", "rate", rate);
    return new Optimizer(rule, rate, schedule, maxNorm, maxValue);
  }

  /**
   * This optimiser with a learning rate that changes over time.
   *
   * @param schedule the factor on the learning rate
   * @return a new optimiser
   */
  public Optimizer schedule(Schedule schedule) {
    Errors.given(rule.name() + ".schedule", "schedule", schedule);
    return new Optimizer(rule, rate, schedule, maxNorm, maxValue);
  }

  /**
   * This optimiser with gradients clipped by their global norm: with n the Euclidean norm of all
   * gradients together, each is multiplied by min(1, bound / n). Zero gradients stay zero. A run
   * refuses gradients that are not finite, and those whose squares overflow their dtype. Source:
   * Pascanu et al., "On the difficulty of training recurrent neural networks" (2013), algorithm 1.
   *
   * @param bound the largest norm, &gt; 0
   * @return a new optimiser
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public Optimizer clipNorm(double bound) {
    HyperParameter.positive(rule.name() + ".clipNorm", "bound", bound);
    return new Optimizer(rule, rate, schedule, bound, maxValue);
  }

  /**
   * This optimiser with each element of the gradients clipped to [-bound, bound], before the norm
   * is. A run refuses gradients that are not finite all the same.
   *
   * @param bound the largest magnitude, &gt; 0
   * @return a new optimiser
   * @throws IllegalArgumentException if the bound is not positive and finite
   */
  public Optimizer clipValue(double bound) {
    HyperParameter.positive(rule.name() + ".clipValue", "bound", bound);
    return new Optimizer(rule, rate, schedule, maxNorm, bound);
  }

  // ---- use

  /**
   * The state of this optimiser on some parameters, at step 0. Make it once and take updates from
   * it for each program that is to share it.
   *
   * @param name prefix of the names of the state's variables
   * @param parameters what to train; each once
   * @return a new state
   * @throws IllegalArgumentException if there is no parameter, one twice, or two of one name
   */
  public OptimizerState on(String name, List<Parameter> parameters) {
    Errors.given(rule.name() + ".on", "name", name);
    Errors.allGiven(rule.name() + ".on", "parameters", parameters);
    return new OptimizerState(this, name, parameters);
  }

  /**
   * As {@link #on(String, List)}, with the rule's name in lower case as the prefix: {@code adam}.
   *
   * @param parameters what to train; each once
   * @return a new state
   * @throws IllegalArgumentException if there is no parameter, one twice, or two of one name
   */
  public OptimizerState on(List<Parameter> parameters) {
    Errors.allGiven(rule.name() + ".on", "parameters", parameters);
    return on(rule.name().toLowerCase(Locale.ROOT), parameters);
  }

  /**
   * The updates of a new state, for a single program.
   *
   * @param loss a scalar
   * @param parameters what to train; each once
   * @return new values of the parameters and of the state's variables
   * @throws IllegalArgumentException as {@link #on(List)} and {@link
   *     OptimizerState#updates(Tensor)} say
   */
  public Map<Variable, Tensor> updates(Tensor loss, Parameter... parameters) {
    Errors.given(rule.name() + ".updates", "loss", loss);
    Errors.allGiven(rule.name() + ".updates", "parameters", parameters);
    return on(List.of(parameters)).updates(loss);
  }

  // ---- for the state

  UpdateRule rule() {
    return rule;
  }

  /** The learning rate after a number of steps, a DOUBLE scalar. */
  Tensor rateAt(Tensor step) {
    Tensor factor = schedule.factor(step);
    if (!factor.shape().equals(step.shape()) || factor.dtype() != step.dtype()) {
      throw Errors.argument(
          "Schedule.factor",
          "factor must have the shape and dtype of the step, "
              + (step.shape() + " " + step.dtype()),
          factor.shape() + " " + factor.dtype(),
          null);
    }
    return Tensor.scalar(rate).mul(factor);
  }

  /** The gradients within the bounds on elements and on the norm. */
  List<Tensor> clip(List<Tensor> gradients) {
    List<Tensor> bounded =
        maxValue == Double.POSITIVE_INFINITY
            ? gradients
            : gradients.stream().map(g -> g.clamp(-maxValue, maxValue)).toList();
    return maxNorm == Double.POSITIVE_INFINITY ? bounded : clipNorm(bounded);
  }

  /** The gradients times min(1, bound / norm), written without a division by 0. */
  private List<Tensor> clipNorm(List<Tensor> gradients) {
    Tensor squares = Tensor.scalar(0);
    for (Tensor g : gradients) {
      squares = squares.add(g.square().sum().cast(DType.DOUBLE));
    }
    Tensor norm = squares.sqrt();
    Tensor overflow = norm.sub(norm); // NaN if the norm is infinite, else 0
    Tensor scale = Tensor.scalar(maxNorm).div(norm.maximum(maxNorm)).add(overflow);
    return gradients.stream().map(g -> g.mul(scale.cast(g.dtype()))).toList();
  }

  /** {@return the settings} */
  @Override
  public String toString() {
    return "Optimizer[rule="
        + rule
        + ", rate="
        + rate
        + ", schedule="
        + schedule
        + ", clipNorm="
        + maxNorm
        + (maxValue == Double.POSITIVE_INFINITY ? "" : ", clipValue=" + maxValue)
        + "]";
  }
}
