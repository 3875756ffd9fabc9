/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Results of the workloads, on smaller models, and their agreement with the peers' models. */
class WorkloadsTest {
  /**
   * Relative to the greatest element of an array: the accumulated rounding of FLOAT in these
   * models.
   */
  private static final double ROUNDING = 2e-5;

  /** The rate of Adam in {@link Workloads}. */
  private static final double RATE = 1e-3;

  private static final String FIRST_MOMENT = "adam/m/";

  /** The loss of one step and the variables after it. */
  private record Outcome(double loss, Map<String, double[]> variables) {}

  static Stream<Arguments> small() {
    return Stream.of(
        small("vae", () -> Workloads.vae(37, 29, 3, 19)),
        small("conditionalGaussian", () -> Workloads.conditionalGaussian(13, 41)),
        small("iwae", () -> Workloads.iwae(23, 17, 5, 7, 11)),
        small("products", () -> Workloads.products(37, 29, 3, 19)),
        small("sampleGradient", () -> Workloads.sampleGradient(20_011)),
        small("monteCarloGradient", () -> Workloads.monteCarloGradient(1_003, 21)),
        small("normals", () -> Workloads.normals(20_011)));
  }

  /** Their values outside of the support, which are not selected, count as anomalies. */
  static Stream<Arguments> smallDensities() {
    return Stream.of(
        small("student", () -> Densities.student(2_003)),
        small("gamma", () -> Densities.gamma(2_003)),
        small("beta", () -> Densities.beta(2_003)),
        small("negativeBinomial", () -> Densities.negativeBinomial(2_003)),
        small("vonMises", () -> Densities.vonMises(2_003)));
  }

  /** The naive evaluator implements only the first proposal of rejection samplers. */
  static Stream<Arguments> smallWithRejections() {
    return Stream.of(
        small("gammaGradient", () -> Workloads.gammaGradient(20_011)),
        small("gammas", () -> Workloads.gammas(20_011)),
        small("betaGradient", () -> Workloads.betaGradient(20_011)),
        small("dirichletGradient", () -> Workloads.dirichletGradient(2_003, 10)));
  }

  private static Arguments small(String name, Supplier<Workload> workload) {
    return Arguments.argumentSet(name, workload);
  }

  @ParameterizedTest
  @MethodSource({"small", "smallDensities"})
  void stepEqualsTheNaiveEvaluators(Supplier<Workload> small) {
    try (Workload workload = small.get()) {
      Outcome expected = naive(workload);
      requireEqual(run(workload, workload.program()), expected);
    }
  }

  @ParameterizedTest
  @MethodSource({"small", "smallWithRejections"})
  void stepHasTheBitsOfTheOneWithoutFusion(Supplier<Workload> small) {
    try (Workload fused = small.get();
        Workload plain = small.get();
        Program unfused = plain.program().detectingAnomalies()) {
      Outcome actual = run(fused, fused.program());
      Outcome expected = run(plain, unfused);
      assertThat(actual.loss).isEqualTo(expected.loss);
      assertThat(actual.variables).containsOnlyKeys(expected.variables.keySet());
      expected.variables.forEach(
          (name, values) ->
              assertThat(actual.variables.get(name)).as(name).containsExactly(values));
    }
  }

  /**
   * The mean of 16 first losses against that of the peers (their RESULTS.md). Tolerances are 6
   * standard deviations of the difference, from those of one loss, 0.20, 0.021, 0.077 and 0.092: a
   * correct program fails with probability 2e-9. A wrong initial weight, data value or term of the
   * loss is detected if it changes the loss by twice the tolerance.
   */
  @ParameterizedTest
  @CsvSource({
    "vae-mnist, 549.8, 0.62",
    "vae-small, 5.672, 0.066",
    "cond-gauss, 1.042, 0.24",
    "iwae, 544.9, 0.31"
  })
  void firstLossIsThePeers(String name, double published, double tolerance) {
    try (Workload workload = Workloads.named(name)) {
      assertThat(meanLoss(workload, 16)).isCloseTo(published, within(tolerance));
    }
  }

  /**
   * Means of 100,000 samples. Tolerances are 6 standard deviations, which are 1.209 and 0.23 for
   * one sample: a correct program fails with probability 2e-9. The first expected value is 0.9^2 +
   * e^-1, the second is the peers'.
   */
  @ParameterizedTest
  @CsvSource({"1.17788, 0.023, 100000, 1", "0.2270, 0.0044, 1000, 100"})
  void lossOfSamplesIsThePeers(double expected, double tolerance, int n, int samples) {
    try (Workload workload =
        samples == 1 ? Workloads.sampleGradient(n) : Workloads.monteCarloGradient(n, samples)) {
      double loss = samples == 1 ? workload.step() : workload.step() / n;
      assertThat(loss).isCloseTo(expected, within(tolerance));
    }
  }

  /**
   * The sum of gradients of many samples minus its expectation is beyond 6 standard errors with
   * probability 2e-9. A standard error is 0.09% of the expectation for gamma and 0.4% for the
   * others, so a bias of 1.1% or 5% is missed with no higher probability.
   */
  @Test
  void sumsOfGradientsOfVariatesAreThoseOfTheirMoments() {
    int n = 100_000;
    try (Workload gamma = Workloads.gammaGradient(n)) {
      gamma.step();
      assertMean(variable(gamma, "dconcentration"), i -> 1); // of E y = a
    }
    try (Workload beta = Workloads.betaGradient(n)) {
      beta.step();
      float[] a = PeerValues.concentrations(n, 103);
      float[] b = PeerValues.concentrations(n, 104);
      assertMean(variable(beta, "dconcentration1"), i -> b[i] / ((a[i] + b[i]) * (a[i] + b[i])));
      assertMean(variable(beta, "dconcentration0"), i -> -a[i] / ((a[i] + b[i]) * (a[i] + b[i])));
    }
    int k = 10;
    try (Workload dirichlet = Workloads.dirichletGradient(n / k, k)) {
      dirichlet.step();
      float[] a = PeerValues.concentrations(n, 103);
      assertMean(variable(dirichlet, "dconcentration"), i -> squareSlope(a, i - i % k, i, k));
    }
  }

  /**
   * The derivative with respect to a[i] of the sum over j of E x[j]^2 = a[j] (a[j]+1) / (A (A+1)).
   */
  private static double squareSlope(float[] a, int from, int i, int k) {
    double total = 0;
    double sum = 0;
    for (int j = from; j < from + k; j++) {
      total += a[j];
      sum += a[j] * (a[j] + 1);
    }
    double scale = total * (total + 1);
    return (2 * a[i] + 1) / scale - sum * (2 * total + 1) / (scale * scale);
  }

  private static double[] variable(Workload workload, String name) {
    return workload.definition().updates().keySet().stream()
        .filter(v -> v.name().equals(name))
        .map(v -> NaiveEvaluator.elements(v.array()))
        .findFirst()
        .orElseThrow();
  }

  private static void assertMean(double[] values, IntToDoubleFunction expected) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - expected.applyAsDouble(i);
      sum += d;
      squares += d * d;
    }
    assertThat(sum / Math.sqrt(squares)).isBetween(-6.0, 6.0);
  }

  @ParameterizedTest
  @CsvSource({"vae-small", "cond-gauss"})
  void everyStepDrawsNoiseOfItsOwnAndTrains(String name) {
    try (Workload workload = Workloads.named(name)) {
      double before = meanLoss(workload, 16);
      double first = workload.step();
      assertThat(workload.step()).isNotEqualTo(first);
      for (int i = 0; i < 48; i++) {
        workload.step();
      }
      // The peers' losses fall from 5.67 to 5.53 and from 1.04 to 0.37 in as many steps.
      assertThat(meanLoss(workload, 16)).isLessThan(before - 0.1);
    }
  }

  private static double meanLoss(Workload workload, int count) {
    Tensor loss = workload.definition().outputs().get(0);
    try (Program program = Program.of(loss)) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += program.run(Workload.KEY.step(i), bindings(workload)).scalar(loss);
      }
      return sum / count;
    }
  }

  // ---- one step

  private static Outcome naive(Workload workload) {
    Program.Definition definition = workload.definition();
    List<Tensor> roots = new ArrayList<>(definition.outputs());
    roots.addAll(definition.updates().values());
    NaiveEvaluator evaluator = new NaiveEvaluator(Workload.KEY, roots);
    for (Binding b : workload.bindings()) {
      evaluator.bind(b.input(), NaiveEvaluator.elements(b.array()));
    }
    Map<String, double[]> variables = new LinkedHashMap<>();
    definition.updates().forEach((v, t) -> variables.put(v.name(), evaluator.value(t)));
    double loss =
        definition.outputs().isEmpty() ? 0 : evaluator.scalar(definition.outputs().get(0));
    return new Outcome(loss, variables);
  }

  private static Outcome run(Workload workload, Program program) {
    Program.Definition definition = workload.definition();
    var result = program.run(Workload.KEY, bindings(workload));
    Map<String, double[]> variables = new LinkedHashMap<>();
    for (Variable v : definition.updates().keySet()) {
      variables.put(v.name(), NaiveEvaluator.elements(v.array()));
    }
    return new Outcome(definition.outputs().isEmpty() ? 0 : result.scalar(0), variables);
  }

  private static Binding[] bindings(Workload workload) {
    return workload.bindings().toArray(Binding[]::new);
  }

  private static void requireEqual(Outcome actual, Outcome expected) {
    assertThat(actual.loss).isCloseTo(expected.loss, within(1e-5 * Math.abs(expected.loss)));
    assertThat(actual.variables).containsOnlyKeys(expected.variables.keySet());
    expected.variables.forEach(
        (name, values) -> {
          double[] tolerance = tolerance(values, expected.variables.get(FIRST_MOMENT + name));
          double[] got = actual.variables.get(name);
          assertThat(got).as(name).hasSameSizeAs(values);
          for (int i = 0; i < values.length; i++) {
            assertThat(got[i]).as("%s[%d]", name, i).isCloseTo(values[i], within(tolerance[i]));
          }
        });
  }

  /**
   * The allowed difference of elements, relative to the greatest of the array. For a parameter it
   * depends on its moment: Adam's first step is rate * g / |g|, so an error of g counts relative to
   * g.
   */
  private static double[] tolerance(double[] values, double[] moment) {
    double[] tolerance = new double[values.length];
    if (moment == null) {
      Arrays.fill(tolerance, ROUNDING * greatest(values));
      return tolerance;
    }
    double error = ROUNDING * greatest(moment);
    for (int i = 0; i < values.length; i++) {
      tolerance[i] = 1e-6 + RATE * Math.min(2, error / Math.abs(moment[i]));
    }
    return tolerance;
  }

  private static double greatest(double... values) {
    double greatest = 0;
    for (double x : values) {
      greatest = Math.max(greatest, Math.abs(x));
    }
    return greatest;
  }
}
