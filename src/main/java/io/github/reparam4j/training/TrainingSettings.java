/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a {@link Training}.
 *
 * @param loss the loss
 * @param metrics further metrics by name
 * @param optimization the optimiser or its state
 * @param parameters what is trained; empty for all parameters that the loss depends on
 * @param seed seed of order and noise
 * @param validation what is evaluated after each epoch, or null
 * @param stopping when to stop early, or null
 * @param checkpoints where and when to save, or null
 * @param strictness what is checked
 */
record TrainingSettings(
    BatchFunction<Loss> loss,
    Map<String, BatchFunction<Tensor>> metrics,
    Optimization optimization,
    List<Parameter> parameters,
    long seed,
    Validation validation,
    EarlyStopping stopping,
    Checkpoints checkpoints,
    Strictness strictness) {

  /**
   * How the parameters are updated. Both are null until an optimiser is given.
   *
   * @param optimizer an optimiser that starts each fit at step 0, or null
   * @param state the user's own state, or null
   */
  record Optimization(Optimizer optimizer, OptimizerState state) {
    boolean isMissing() {
      return optimizer == null && state == null;
    }
  }

  /**
   * The checks of a fit.
   *
   * @param nonFinite whether every operation is
   * @param broadcast whether arrays of a batch may be broadcast against each other
   */
  record Strictness(boolean nonFinite, boolean broadcast) {
    static final Strictness STANDARD = new Strictness(false, false);
  }

  /**
   * The evaluation after each epoch.
   *
   * @param source its data
   * @param loss its loss, or null for that of training
   */
  record Validation(BatchSource source, BatchFunction<Loss> loss) {}

  TrainingSettings {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    parameters = List.copyOf(parameters);
  }

  static TrainingSettings of(BatchFunction<Loss> loss) {
    Optimization missing = new Optimization(null, null);
    return new TrainingSettings(
        loss, Map.of(), missing, List.of(), 0, null, null, null, Strictness.STANDARD);
  }

  TrainingSettings withMetric(String name, BatchFunction<Tensor> metric) {
    Map<String, BatchFunction<Tensor>> more = new LinkedHashMap<>(metrics);
    more.put(name, metric);
    return new TrainingSettings(
        loss, more, optimization, parameters, seed, validation, stopping, checkpoints, strictness);
  }

  TrainingSettings withOptimization(Optimization given) {
    return new TrainingSettings(
        loss, metrics, given, parameters, seed, validation, stopping, checkpoints, strictness);
  }

  TrainingSettings withParameters(List<Parameter> given) {
    return new TrainingSettings(
        loss, metrics, optimization, given, seed, validation, stopping, checkpoints, strictness);
  }

  TrainingSettings withSeed(long given) {
    return new TrainingSettings(
        loss,
        metrics,
        optimization,
        parameters,
        given,
        validation,
        stopping,
        checkpoints,
        strictness);
  }

  TrainingSettings withValidation(Validation given) {
    return new TrainingSettings(
        loss, metrics, optimization, parameters, seed, given, stopping, checkpoints, strictness);
  }

  TrainingSettings withStopping(EarlyStopping given) {
    return new TrainingSettings(
        loss, metrics, optimization, parameters, seed, validation, given, checkpoints, strictness);
  }

  TrainingSettings withCheckpoints(Checkpoints given) {
    return new TrainingSettings(
        loss, metrics, optimization, parameters, seed, validation, stopping, given, strictness);
  }

  TrainingSettings withNonFiniteChecks() {
    return withStrictness(new Strictness(true, strictness.broadcast()));
  }

  TrainingSettings withBroadcast() {
    return withStrictness(new Strictness(strictness.nonFinite(), true));
  }

  private TrainingSettings withStrictness(Strictness given) {
    return new TrainingSettings(
        loss, metrics, optimization, parameters, seed, validation, stopping, checkpoints, given);
  }

  /** The loss on the inputs of a batch, with all metrics. */
  Loss loss(BatchFunction<Loss> function, List<Tensor> inputs) {
    Loss result = function.apply(inputs);
    if (result == null) {
      throw Errors.argument(
          "Training.minimizeReporting", "the function must return a loss", null, null);
    }
    for (Map.Entry<String, BatchFunction<Tensor>> metric : metrics.entrySet()) {
      result = result.metric(metric.getKey(), metric.getValue().apply(inputs));
    }
    return result;
  }

  BatchFunction<Loss> validationLoss() {
    return validation.loss() != null ? validation.loss() : loss;
  }

  /** Checks that there is all that a fit needs. */
  void requireComplete(String where) {
    if (optimization.isMissing()) {
      throw Errors.state(where, "an optimiser must be given", "none", "call with(Adam.rate(1e-3))");
    }
    if (optimization.state() != null && !parameters.isEmpty()) {
      throw Errors.state(
          where,
          "what is trained must be named once",
          "parameters(...) and an optimiser state",
          "make the state for these parameters");
    }
    if (validation != null) {
      requireArity("Training.validate", validationLoss(), validation.source().arity());
    }
  }

  /** Checks that the functions take as many arrays as the batches of a source have. */
  void requireArity(String where, BatchFunction<Loss> function, int arrays) {
    function.requireArity(where, "the loss", arrays);
    metrics.forEach((name, m) -> m.requireArity(where, "metric '" + name + "'", arrays));
  }
}
