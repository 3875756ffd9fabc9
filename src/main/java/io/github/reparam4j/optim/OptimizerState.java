/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of an {@link Optimizer} between steps: the number of steps made, and the slots of its
 * {@link UpdateRule} for each parameter, such as moments. All of it is in {@link Variable}s, so any
 * number of programs made from one state share it.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).on(net.parameters());
 * Program program = Program.tracing(inputs -> {
 *   Tensor loss = net.apply(inputs.get(0)).sub(inputs.get(1)).square().mean();
 *   return new Program.Definition(List.of(loss, state.rate()), state.updates(loss));
 * });
 * }</pre>
 */
public final class OptimizerState {
  private final String where;
  private final Optimizer optimizer;
  private final List<Parameter> parameters;
  private final List<List<Variable>> slots;
  private final Variable step;
  private final Tensor rate;

  OptimizerState(Optimizer optimizer, String name, List<Parameter> parameters) {
    UpdateRule rule = optimizer.rule();
    this.where = rule.name() + ".updates";
    this.optimizer = optimizer;
    this.parameters = distinct(rule.name() + ".on", parameters);
    this.step = Variable.fill(name + "/step", DType.DOUBLE, 0);
    this.rate = optimizer.rateAt(step);
    this.slots = this.parameters.stream().map(p -> slotsOf(rule, p, name)).toList();
  }

  private static List<Parameter> distinct(String where, List<Parameter> parameters) {
    List<Parameter> list = List.copyOf(parameters);
    if (list.isEmpty()) {
      throw Errors.argument(
          where,
          "there must be at least one parameter",
          "none",
          "loss.parameters() are those a loss depends on");
    }
    Map<String, Parameter> names = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      int first = list.indexOf(list.get(i));
      if (first < i) {
        throw Errors.argument(
            where,
            "every parameter must be given once",
            list.get(i) + " at [" + first + "] and [" + i + "]",
            null);
      }
      Parameter former = names.put(list.get(i).name(), list.get(i));
      if (former != null) {
        throw Errors.argument(
            where,
            "names of parameters must be distinct",
            former + " and another " + list.get(i),
            "networks of one name also start from the same weights: name them differently");
      }
    }
    return list;
  }

  private static List<Variable> slotsOf(UpdateRule rule, Parameter p, String name) {
    return rule.slots().stream()
        .map(
            slot ->
                Variable.fill(
                    name + "/" + slot + "/" + p.name(),
                    p.dtype(),
                    rule.initialValue(slot),
                    p.shape().toLongs()))
        .toList();
  }

  // ---- updates

  /**
   * One step on a loss: differentiates it by the parameters. A run refuses gradients and new values
   * that are not finite with an {@link ArithmeticException} and sets no variable then.
   *
   * @param loss a scalar that depends on every parameter
   * @return new values of the parameters, of {@link #variables()} and of the variables that the
   *     loss updates, see {@link Tensor#updating}
   * @throws IllegalArgumentException if the loss is not a scalar, does not depend on one of the
   *     parameters, or depends on it through an operation without gradient
   */
  public Map<Variable, Tensor> updates(Tensor loss) {
    Errors.given(where, "loss", loss);
    Gradients g = Gradients.of(loss, parameters.toArray(Tensor[]::new));
    return updates(parameters.stream().map(g::of).toList());
  }

  /**
   * One step along given gradients, such as those of a gradient estimator. A run refuses gradients
   * and new values that are not finite with an {@link ArithmeticException} and sets no variable
   * then.
   *
   * @param gradients one for each parameter, in their order, of its shape and dtype
   * @return new values of the parameters, of {@link #variables()} and of the variables that the
   *     gradients or their loss update, see {@link Tensor#updating}
   * @throws IllegalArgumentException if the gradients do not fit the parameters, or a variable has
   *     two new values
   */
  public Map<Variable, Tensor> updates(List<Tensor> gradients) {
    Errors.allGiven(where, "gradients", gradients);
    requireFitting(gradients);
    Tensor next = step.add(1);
    UpdateRule.ParameterUpdate update = optimizer.rule().at(rate, next);
    List<Tensor> clipped = optimizer.clip(gradients);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      List<Variable> own = slots.get(i);
      List<Tensor> values = update.of(p, clipped.get(i), List.copyOf(own));
      requireUpdates(values, own.size(), p);
      Tensor gradient = gradients.get(i);
      updates.put(p, finite(values.get(0), gradient));
      for (int s = 0; s < own.size(); s++) {
        updates.put(own.get(s), finite(values.get(s + 1), gradient));
      }
    }
    updates.put(step, next);
    Expressions.carriedUpdates(gradients).forEach((v, value) -> addCarried(updates, v, value));
    return Collections.unmodifiableMap(updates);
  }

  private void addCarried(Map<Variable, Tensor> updates, Variable variable, Tensor next) {
    if (updates.putIfAbsent(variable, next) != null) {
      throw Errors.argument(
          where,
          "a variable that the loss updates must not be trained",
          variable,
          "stopGradient() and parameters(...) exclude it from training");
    }
  }

  /** A new value that a run refuses to set if it is not finite. */
  private static Tensor finite(Tensor value, Tensor gradient) {
    return Expressions.apply(new Marker.FiniteUpdate(), value, gradient);
  }

  private void requireFitting(List<Tensor> gradients) {
    if (gradients.size() != parameters.size()) {
      throw Errors.argument(
          where,
          "there must be one gradient for each of " + parameters.size() + " parameters",
          gradients.size(),
          null);
    }
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      Tensor g = gradients.get(i);
      if (!isLike(g, p)) {
        throw Errors.argument(
            where,
            "gradient " + i + " must have the shape and dtype of " + p,
            g.shape() + " " + g.dtype(),
            null);
      }
    }
  }

  /** Checks the values that a rule has computed. */
  private void requireUpdates(List<Tensor> values, int slotCount, Parameter p) {
    if (values.size() != slotCount + 1) {
      throw Errors.argument(
          where,
          "rule must give the parameter's new value and one for each of " + slotCount + " slots",
          values.size() + " for " + p,
          null);
    }
    for (int i = 0; i < values.size(); i++) {
      Tensor value = values.get(i);
      if (!isLike(value, p)) {
        throw Errors.argument(
            where,
            "value " + i + " of the rule must have the shape and dtype of " + p,
            value.shape() + " " + value.dtype(),
            "cast the rate to the parameter's dtype");
      }
    }
  }

  private static boolean isLike(Tensor t, Parameter p) {
    return t.shape().equals(p.shape()) && t.dtype() == p.dtype();
  }

  // ---- contents

  /**
   * {@return the learning rate of the next step, a DOUBLE scalar: the optimiser's rate times the
   * schedule's factor}
   */
  public Tensor rate() {
    return rate;
  }

  /** {@return the number of steps made, a DOUBLE scalar} */
  public Variable step() {
    return step;
  }

  /** {@return the parameters, in the order given} */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * The variables that steps change besides the parameters: the step counter and all slots. A fit
   * continues exactly from their saved values and those of the parameters.
   *
   * @return the variables, named {@code adam/step}, {@code adam/m/weight}, and so on
   */
  public List<Variable> variables() {
    List<Variable> all = new ArrayList<>();
    all.add(step);
    slots.forEach(all::addAll);
    return List.copyOf(all);
  }
}
