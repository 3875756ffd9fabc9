package io.github.reparam4j.training;

import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Training} was told.
 *
 * @param loss the loss
 * @param metrics further metrics by name
 * @param rule makes the updates
 * @param parameters what is trained; empty for what the loss depends on
 * @param seed seed of order and noise
 * @param validation what is evaluated after each epoch, or null
 * @param stopping when to stop early, or null
 * @param anomalies whether every operation is checked
 */
record Settings(
    BatchFunction<Loss> loss,
    Map<String, BatchFunction<Tensor>> metrics,
    UpdateRule rule,
    List<Parameter> parameters,
    long seed,
    Validation validation,
    EarlyStopping stopping,
    boolean anomalies) {

  /** What makes the updates: nothing yet, a rule that starts afresh, or the user's own state. */
  record UpdateRule(Optimizer optimizer, OptimizerState state) {
    boolean isMissing() {
      return optimizer == null && state == null;
    }
  }

  /**
   * What is evaluated after each epoch.
   *
   * @param source its data
   * @param loss its loss, or null for that of training
   */
  record Validation(BatchSource source, BatchFunction<Loss> loss) {}

  Settings {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    parameters = List.copyOf(parameters);
  }

  static Settings of(BatchFunction<Loss> loss) {
    UpdateRule missing = new UpdateRule(null, null);
    return new Settings(loss, Map.of(), missing, List.of(), 0, null, null, false);
  }

  Settings withMetric(String name, BatchFunction<Tensor> metric) {
    Map<String, BatchFunction<Tensor>> more = new LinkedHashMap<>(metrics);
    more.put(name, metric);
    return new Settings(loss, more, rule, parameters, seed, validation, stopping, anomalies);
  }

  Settings withRule(UpdateRule given) {
    return new Settings(loss, metrics, given, parameters, seed, validation, stopping, anomalies);
  }

  Settings withParameters(List<Parameter> given) {
    return new Settings(loss, metrics, rule, given, seed, validation, stopping, anomalies);
  }

  Settings withSeed(long given) {
    return new Settings(loss, metrics, rule, parameters, given, validation, stopping, anomalies);
  }

  Settings withValidation(Validation given) {
    return new Settings(loss, metrics, rule, parameters, seed, given, stopping, anomalies);
  }

  Settings withStopping(EarlyStopping given) {
    return new Settings(loss, metrics, rule, parameters, seed, validation, given, anomalies);
  }

  Settings withAnomalies() {
    return new Settings(loss, metrics, rule, parameters, seed, validation, stopping, true);
  }

  /** The loss on the inputs of a batch, with all metrics. */
  Loss loss(BatchFunction<Loss> function, List<Tensor> inputs) {
    Loss result = function.apply(inputs);
    if (result == null) {
      throw Failure.argument(
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

  /** Checks that the functions take as many arrays as the batches of a source have. */
  void requireArity(String where, BatchFunction<Loss> function, int arrays) {
    function.requireArity(where, "the loss", arrays);
    metrics.forEach((name, m) -> m.requireArity(where, "metric '" + name + "'", arrays));
  }
}
