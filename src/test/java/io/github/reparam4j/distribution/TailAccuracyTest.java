/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both tails and their inverses against the table of {@code special-functions/generate_tails.py},
 * values of 20 correct digits, in both types. Errors are in units of the last place, divided by 1 +
 * the condition number of the function.
 */
class TailAccuracyTest {
  private static final double TOLERANCE = 12;

  /**
   * Families in which a large logarithm is rounded before it becomes an exponential: there the
   * error is that logarithm in units of the last place.
   */
  private static final List<String> OF_LOGARITHMS =
      List.of("LogNormal", "LogitNormal", "Pareto", "GeneralizedPareto");

  private static final Map<String, Function<Tensor[], Distribution>> FAMILIES =
      Map.ofEntries(
          entry("Normal", p -> Normal.of(p[0], p[1])),
          entry("Laplace", p -> Laplace.of(p[0], p[1])),
          entry("AsymmetricLaplace", p -> AsymmetricLaplace.of(p[0], p[1], p[2])),
          entry("Logistic", p -> Logistic.of(p[0], p[1])),
          entry("Gumbel", p -> Gumbel.of(p[0], p[1])),
          entry("Cauchy", p -> Cauchy.of(p[0], p[1])),
          entry("Moyal", p -> Moyal.of(p[0], p[1])),
          entry("LogNormal", p -> LogNormal.of(p[0], p[1])),
          entry("LogitNormal", p -> LogitNormal.of(p[0], p[1])),
          entry("Uniform", p -> Uniform.of(p[0], p[1])),
          entry("Triangular", p -> Triangular.of(p[0], p[1], p[2])),
          entry("Pareto", p -> Pareto.of(p[0], p[1])),
          entry("GeneralizedPareto", p -> GeneralizedPareto.of(p[0], p[1], p[2])),
          entry("ContinuousBernoulli", p -> ContinuousBernoulli.fromLogits(p[0])),
          entry("InverseGaussian", p -> InverseGaussian.of(p[0], p[1])),
          entry("VonMises", p -> VonMises.of(p[0], p[1])));

  private static final Map<String, BiFunction<Distribution, Tensor, Tensor>> FUNCTIONS =
      Map.of(
          "cdf", Distribution::cdf,
          "logCdf", Distribution::logCdf,
          "survival", Distribution::survival,
          "logSurvival", Distribution::logSurvival,
          "icdf", Distribution::icdf,
          "inverseSurvival", Distribution::inverseSurvival);

  /** One line of the table. */
  private record Row(
      String family, DType dtype, String parameters, String function, String... numbers) {
    @Override
    public String toString() {
      return String.join(" ", family, dtype.name(), parameters, function, numbers[0], numbers[1]);
    }

    static Row of(String line) {
      String[] f = line.split(",");
      DType dtype = f[1].equals("F") ? DType.FLOAT : DType.DOUBLE;
      return new Row(f[0], dtype, f[2], f[3], f[4], f[5], f[6]);
    }

    double number(int i) {
      return Double.parseDouble(numbers[i]);
    }
  }

  private static Map<String, List<Row>> table() {
    try (InputStream in =
        TailAccuracyTest.class.getResourceAsStream("/special-functions/tails.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .collect(Collectors.groupingBy(Row::family));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> families() {
    return FAMILIES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("families")
  void agreesWithTable(String family) {
    List<Row> rows = table().get(family);
    assertThat(rows).hasSizeGreaterThan(60);
    List<String> failures = new ArrayList<>();
    rows.stream()
        .collect(Collectors.groupingBy(r -> List.of(r.dtype(), r.parameters(), r.function())))
        .values()
        .forEach(group -> check(group, failures));
    assertThat(failures).isEmpty();
  }

  private static void check(List<Row> rows, List<String> failures) {
    Row first = rows.get(0);
    Tensor[] parameters =
        Arrays.stream(first.parameters().split(" "))
            .map(p -> Tensor.fill(first.dtype(), Double.parseDouble(p)))
            .toArray(Tensor[]::new);
    Tensor x =
        Tensor.vector(rows.stream().mapToDouble(r -> r.number(0)).toArray()).cast(first.dtype());
    Distribution d = FAMILIES.get(first.family()).apply(parameters);
    double[] found = Grid.values(FUNCTIONS.get(first.function()).apply(d, x).eval());
    boolean isFloat = first.dtype() == DType.FLOAT;
    double ulp = isFloat ? 0x1p-23 : 0x1p-52;
    double least = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    for (int i = 0; i < found.length; i++) {
      Row row = rows.get(i);
      double exact = row.number(1);
      double size = Math.max(Math.abs(exact), least);
      double error = Math.abs(found[i] - exact) / (ulp * size);
      if (!(error <= allowed(row))) {
        failures.add("%s: got %s, %.1f ulps off".formatted(row, found[i], error));
      }
    }
  }

  private static double allowed(Row row) {
    double allowed = TOLERANCE * (1 + row.number(2));
    if (!OF_LOGARITHMS.contains(row.family())) {
      return allowed;
    }
    double log = Math.abs(Math.log(Math.abs(row.number(0))));
    return allowed + 2 * (log + Math.abs(Math.log(Math.abs(row.number(1))))) * (1 + row.number(2));
  }
}
