/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how much the gradients of noisy losses vary from key to key: mean, standard error,
 * variance, signal-to-noise ratio and time of each estimator, by each variable.
 *
 * <pre>{@code
 * VarianceReport report =
 *     GradientVariance.of("pathwise", pathwise)
 *         .and("score function", scoreFunction)
 *         .run(RandomKey.of(42), 10_000);
 * System.out.println(report);
 * double v = report.of("pathwise", loc).variance();
 * }</pre>
 *
 * <p>Each loss is compiled once, with its gradients, and run with the keys {@code key.step(0)},
 * {@code key.step(1)}, ... The sums are made in double precision (Welford). Variables are not
 * changed, and updates that a loss carries are not made. Immutable; every method returns a new
 * object.
 */
public final class GradientVariance {
  /** The name of the loss itself in a report. */
  static final String VALUE = "value";

  private final Map<String, Tensor> losses;
  private final List<? extends Variable> by;
  private final List<Binding> bindings;

  private GradientVariance(
      Map<String, Tensor> losses, List<? extends Variable> by, List<Binding> bindings) {
    this.losses = losses;
    this.by = by;
    this.bindings = bindings;
  }

  /**
   * Begins with one estimator.
   *
   * @param name its name in the report
   * @param loss a scalar
   * @return what will measure it
   */
  public static GradientVariance of(String name, Tensor loss) {
    Errors.given("GradientVariance.of", "name", name);
    Errors.given("GradientVariance.of", "loss", loss);
    return new GradientVariance(Map.of(name, loss), List.of(), List.of());
  }

  /**
   * Adds an estimator.
   *
   * @param name its name in the report, another than those before
   * @param loss a scalar
   * @return a new object
   * @throws IllegalArgumentException if the name is there already
   */
  public GradientVariance and(String name, Tensor loss) {
    Errors.given("GradientVariance.and", "name", name);
    Errors.given("GradientVariance.and", "loss", loss);
    Map<String, Tensor> all = new LinkedHashMap<>(losses);
    if (all.putIfAbsent(name, loss) != null) {
      throw Errors.argument("GradientVariance.and", "names must differ", "'" + name + "'", null);
    }
    return new GradientVariance(all, by, bindings);
  }

  /**
   * Names what to differentiate by, in place of all parameters of the losses.
   *
   * @param variables parameters or other variables; the gradient by one that a loss does not depend
   *     on is 0
   * @return a new object
   */
  public GradientVariance by(Variable... variables) {
    Errors.allGiven("GradientVariance.by", "variables", variables);
    return new GradientVariance(losses, List.of(variables), bindings);
  }

  /**
   * Gives values to the inputs of the losses.
   *
   * @param values a value for each
   * @return a new object
   */
  public GradientVariance bind(Binding... values) {
    Errors.allGiven("GradientVariance.bind", "values", values);
    return new GradientVariance(losses, by, List.of(values));
  }

  /**
   * Runs every estimator.
   *
   * @param key key of the noise
   * @param runs how many steps of the key are run, at least 2
   * @return the statistics
   * @throws IllegalArgumentException if there are fewer runs, a loss is not a scalar or not
   *     differentiable, or there is nothing to differentiate by
   */
  public VarianceReport run(RandomKey key, int runs) {
    Errors.given("GradientVariance.run", "key", key);
    if (runs < 2) {
      throw Errors.argument("GradientVariance.run", "runs must be >= 2", runs, null);
    }
    List<? extends Variable> variables = by.isEmpty() ? parameters() : by;
    if (variables.isEmpty()) {
      throw Errors.argument(
          "GradientVariance.run",
          "there must be a variable to differentiate by",
          "losses without parameters",
          "name variables by GradientVariance.by");
    }
    List<GradientStatistics> rows = new ArrayList<>();
    losses.forEach((name, loss) -> rows.addAll(run(name, loss, variables, key, runs)));
    return new VarianceReport(rows);
  }

  private List<? extends Variable> parameters() {
    return losses.values().stream().flatMap(t -> t.parameters().stream()).distinct().toList();
  }

  private List<GradientStatistics> run(
      String name, Tensor loss, List<? extends Variable> variables, RandomKey key, int runs) {
    Gradients gradients = Gradients.orZero(loss, variables.toArray(Tensor[]::new));
    List<Tensor> parts = new ArrayList<>(List.of(loss));
    variables.forEach(v -> parts.add(gradients.of(v)));
    Tensor[] flat =
        parts.stream().map(t -> t.cast(DType.DOUBLE).reshape(-1)).toArray(Tensor[]::new);
    Tensor all = Tensor.concat(0, flat);
    SampleMoments moments = new SampleMoments(Math.toIntExact(all.shape().size()));
    long[] nanos = new long[runs];
    Binding[] inputs = bindings.toArray(Binding[]::new);
    try (Program program = Program.of(all)) {
      for (int i = 0; i < runs; i++) {
        long start = System.nanoTime();
        var result = program.run(key.step(i), inputs);
        nanos[i] = System.nanoTime() - start;
        moments.add(result.get(0).data().asDouble());
      }
    }
    Arrays.sort(nanos);
    return rows(name, variables, parts, moments, runs, 1e-9 * nanos[runs / 2]);
  }

  private static List<GradientStatistics> rows(
      String name,
      List<? extends Variable> variables,
      List<Tensor> parts,
      SampleMoments moments,
      int runs,
      double seconds) {
    double[] mean = moments.mean();
    double[] variance = moments.variance();
    List<GradientStatistics> rows = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < parts.size(); i++) {
      int to = from + Math.toIntExact(parts.get(i).shape().size());
      rows.add(
          new GradientStatistics(
              name,
              i == 0 ? VALUE : variables.get(i - 1).name(),
              parts.get(i).shape(),
              runs,
              Arrays.copyOfRange(mean, from, to),
              Arrays.copyOfRange(variance, from, to),
              seconds));
      from = to;
    }
    return rows;
  }
}
