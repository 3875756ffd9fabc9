/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The training and validation steps of one fit: programs that are traced once for each combination
 * of batch shapes, and the optimiser's state that all traces share.
 */
final class TracedSteps implements AutoCloseable {
  /** Where the requirement on the loss is stated; tells its breach from others. */
  static final String LOSS_CHECK = "Training.loss";

  private final TrainingSettings settings;
  private final Program training;
  private final Program validation;
  private final Set<Variable> carried = new LinkedHashSet<>();
  private final Set<Variable> used = new LinkedHashSet<>();
  private OptimizerState state;
  private List<String> trainingMetrics;
  private List<String> validationMetrics;

  TracedSteps(TrainingSettings settings) {
    this.settings = settings;
    this.training = program(this::step);
    this.validation = program(this::evaluation);
  }

  private Program program(Function<List<Input>, Program.Definition> body) {
    Program program = Program.tracing(body);
    return settings.strictness().nonFinite() ? program.detectingAnomalies() : program;
  }

  /** Computes the loss and its metrics, and updates the parameters. */
  RunResult train(RandomKey key, Batch batch) {
    return training.run(key, batch.arrays().toArray(INDArray[]::new));
  }

  /** Computes the loss and its metrics. */
  RunResult validate(RandomKey key, Batch batch) {
    return validation.run(key, batch.arrays().toArray(INDArray[]::new));
  }

  /** Names of the metrics of training; known after the first step. */
  List<String> trainingMetrics() {
    return trainingMetrics;
  }

  /** Names of the metrics of validation; known after its first batch. */
  List<String> validationMetrics() {
    return validationMetrics;
  }

  /** The parameters that are trained; known after the first step. */
  List<Parameter> trained() {
    return state == null ? List.of() : state.parameters();
  }

  /**
   * The variables that a step changes besides the optimiser's state; known after the first step.
   */
  List<Variable> changed() {
    List<Variable> changed = new ArrayList<>(trained());
    changed.addAll(carried);
    return changed;
  }

  /** All variables that a step reads or sets; known after the first step. */
  Set<Variable> used() {
    return used;
  }

  /** Makes known what is known after the first step, without making one. */
  void trace(Batch first) {
    step(inputs(first));
  }

  private static List<Input> inputs(Batch batch) {
    List<Input> inputs = new ArrayList<>();
    for (INDArray array : batch.arrays()) {
      inputs.add(
          Input.of("input " + inputs.size(), DType.holding(array.dataType()), array.shape()));
    }
    return inputs;
  }

  /** Explains a loss that is infinite or NaN by a value of the batch, if that is the cause. */
  Optional<ArithmeticException> diagnose(RandomKey key, Batch batch, String position) {
    List<Input> inputs = inputs(batch);
    Tensor loss = settings.loss(settings.loss(), List.copyOf(inputs)).value();
    Binding[] bindings = new Binding[inputs.size()];
    for (int i = 0; i < bindings.length; i++) {
      bindings[i] = inputs.get(i).bind(batch.array(i));
    }
    return SupportDiagnosis.of(loss, key, position, bindings);
  }

  /** The optimiser's state; null before the first step. */
  OptimizerState state() {
    return state;
  }

  // ---- traces

  private Loss loss(BatchFunction<Loss> function, List<Input> inputs) {
    long mark = VariableLocks.nextCreationIndex();
    Loss loss = BatchContext.of(inputs).call(() -> settings.loss(function, List.copyOf(inputs)));
    List<Tensor> outputs = outputs(loss.value(), loss);
    List<Tensor> all = Expressions.topologicalOrder(outputs, (t, input) -> true);
    requireMadeBefore(mark, all);
    if (!settings.strictness().broadcast()) {
      BroadcastCheck.of(inputs).requireNone(all);
    }
    return loss;
  }

  /** Refuses parameters that the loss function makes: they would be others in the next trace. */
  private static void requireMadeBefore(long mark, List<Tensor> all) {
    for (Tensor t : all) {
      if (t instanceof Parameter p && VariableLocks.creationIndex(p) >= mark) {
        throw Errors.argument(
            "Training.minimize",
            "the loss must use networks and parameters that were made outside of its function",
            p + ", made inside",
            "it would be trained and lost");
      }
    }
  }

  private Program.Definition step(List<Input> inputs) {
    Loss loss = loss(settings.loss(), inputs);
    trainingMetrics = sameMetrics(trainingMetrics, loss);
    acceptParameters(loss.value());
    Tensor checked = loss.value().require(Marker.Condition.FINITE, LOSS_CHECK, "loss", null);
    carried.addAll(loss.value().carriedUpdates().keySet());
    Map<Variable, Tensor> updates = state.updates(loss.value());
    List<Tensor> outputs = outputs(checked, loss);
    use(outputs, updates);
    return new Program.Definition(outputs, updates);
  }

  private void use(List<Tensor> outputs, Map<Variable, Tensor> updates) {
    used.addAll(updates.keySet());
    List<Tensor> roots = new ArrayList<>(outputs);
    roots.addAll(updates.values());
    Expressions.topologicalOrder(roots, (t, input) -> true).stream()
        .filter(Variable.class::isInstance)
        .map(Variable.class::cast)
        .forEach(used::add);
  }

  private Program.Definition evaluation(List<Input> inputs) {
    Loss loss = loss(settings.validationLoss(), inputs);
    validationMetrics = sameMetrics(validationMetrics, loss);
    return new Program.Definition(outputs(loss.value(), loss), Map.of());
  }

  private static List<Tensor> outputs(Tensor value, Loss loss) {
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(value);
    outputs.addAll(loss.metrics().values());
    return outputs;
  }

  private static List<String> sameMetrics(List<String> before, Loss loss) {
    List<String> names = List.copyOf(loss.metrics().keySet());
    if (before != null && !before.equals(names)) {
      throw Errors.argument(
          "Training.fit",
          "metrics must be the same for all batch shapes, " + before,
          names.toString(),
          null);
    }
    return names;
  }

  private void acceptParameters(Tensor loss) {
    if (settings.optimization().state() != null) {
      state = settings.optimization().state();
    } else if (!settings.parameters().isEmpty()) {
      state = state != null ? state : settings.optimization().optimizer().on(settings.parameters());
    } else if (state == null) {
      state = settings.optimization().optimizer().on(requireSome(differentiable(loss)));
    } else {
      requireKnown(differentiable(loss));
    }
  }

  private static List<Parameter> requireSome(List<Parameter> found) {
    if (found.isEmpty()) {
      throw Errors.argument(
          "Training.fit",
          "loss must depend on at least one Parameter",
          "none",
          "parameters behind stopGradient() do not count");
    }
    return found;
  }

  private void requireKnown(List<Parameter> found) {
    for (Parameter p : found) {
      if (!state.parameters().contains(p)) {
        throw Errors.argument(
            "Training.fit",
            "loss must depend on the same parameters for all batch shapes",
            "new " + p,
            "make parameters outside the loss function, or name them with parameters(...)");
      }
    }
  }

  /** The parameters that the loss has a gradient with respect to. */
  private static List<Parameter> differentiable(Tensor loss) {
    Expressions.Filter passing = (t, input) -> t.op().path(input) != Op.Path.BLOCK;
    return Expressions.topologicalOrder(List.of(loss), passing).stream()
        .filter(Parameter.class::isInstance)
        .map(Parameter.class::cast)
        .toList();
  }

  /** Frees the programs, and the optimiser's state unless it is the user's. */
  @Override
  public void close() {
    training.close();
    validation.close();
    if (state != null && settings.optimization().state() == null) {
      for (Variable v : state.variables()) {
        if (v.array().closeable()) {
          v.array().close();
        }
      }
    }
  }
}
