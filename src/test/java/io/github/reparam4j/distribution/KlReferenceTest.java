/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Divergences by quadrature, and closed forms with nearly equal, large and small parameters, and
 * their gradients against mpmath, by the table that src/test/python/reference/divergences.py
 * writes.
 */
class KlReferenceTest {
  private static final Map<String, Function<Tensor[], Distribution>> FAMILIES =
      Map.ofEntries(
          Map.entry("Bernoulli", p -> Bernoulli.of(p[0])),
          Map.entry("Beta", p -> Beta.of(p[0], p[1])),
          Map.entry("Categorical", p -> Categorical.of(Tensor.stack(-1, p))),
          Map.entry("CategoricalLogits", p -> Categorical.fromLogits(Tensor.stack(-1, p))),
          Map.entry("BernoulliLogits", p -> Bernoulli.fromLogits(p[0])),
          Map.entry("Cauchy", p -> Cauchy.of(p[0], p[1])),
          Map.entry("Chi2", p -> Chi2.of(p[0])),
          Map.entry("Dirichlet", p -> Dirichlet.of(Tensor.stack(-1, p))),
          Map.entry("Exponential", p -> Exponential.of(p[0])),
          Map.entry("Gamma", p -> Gamma.of(p[0], p[1])),
          Map.entry("Geometric", p -> Geometric.of(p[0])),
          Map.entry("Gumbel", p -> Gumbel.of(p[0], p[1])),
          Map.entry("InverseGamma", p -> InverseGamma.of(p[0], p[1])),
          Map.entry("Kumaraswamy", p -> Kumaraswamy.of(p[0], p[1])),
          Map.entry("Laplace", p -> Laplace.of(p[0], p[1])),
          Map.entry("Logistic", p -> Logistic.of(p[0], p[1])),
          Map.entry("NegativeBinomial", p -> NegativeBinomial.of(Tensor.scalar(3.5), p[0])),
          Map.entry("Normal", p -> Normal.of(p[0], p[1])),
          Map.entry("Poisson", p -> Poisson.of(p[0])),
          Map.entry("StudentT", p -> StudentT.of(p[0], p[1], p[2])),
          Map.entry("Weibull", p -> Weibull.of(p[0], p[1])));

  /** All rows of two families: parameters of p and q, then the divergence and its derivatives. */
  private record Pair(String p, String q, int count, List<double[]> rows) {
    double[] column(int index) {
      return rows.stream().mapToDouble(row -> row[index]).toArray();
    }

    @Override
    public String toString() {
      return p + " from " + q;
    }
  }

  static List<Pair> pairs() {
    Map<String, Pair> pairs = new LinkedHashMap<>();
    for (String line : ReferenceTable.lines("divergences.txt")) {
      List<String> words = Arrays.asList(line.split(" "));
      int q =
          IntStream.range(1, words.size()).filter(i -> FAMILIES.containsKey(words.get(i))).sum();
      List<String> numbers = new ArrayList<>(words);
      numbers.removeIf(word -> FAMILIES.containsKey(word) || word.equals("is"));
      pairs
          .computeIfAbsent(
              words.get(0) + words.get(q),
              k -> new Pair(words.get(0), words.get(q), q - 1, new ArrayList<>()))
          .rows()
          .add(numbers.stream().mapToDouble(Double::parseDouble).toArray());
    }
    return List.copyOf(pairs.values());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void matchesReference(Pair pair) {
    int inputs = (pair.rows().get(0).length - 1) / 2;
    Parameter[] by =
        IntStream.range(0, inputs)
            .mapToObj(i -> Parameter.of("x" + i, Tensor.vector(pair.column(i)).eval()))
            .toArray(Parameter[]::new);
    Distribution p = FAMILIES.get(pair.p()).apply(Arrays.copyOf(by, pair.count()));
    Distribution q = FAMILIES.get(pair.q()).apply(Arrays.copyOfRange(by, pair.count(), inputs));
    Tensor kl = KlDivergence.of(p, q);
    Gradients gradients = Gradients.of(kl.sum(), by);
    double[] values = DistributionContract.values(kl);
    List<double[]> slopes = new ArrayList<>();
    for (Parameter each : by) {
      slopes.add(DistributionContract.values(gradients.of(each)));
    }
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      double[] row = pair.rows().get(i);
      String at = Arrays.toString(Arrays.copyOf(row, inputs));
      double expected = row[inputs];
      check(at + " kl", values[i], expected, 1e-10 * expected, wrong);
      double steepest = Arrays.stream(row, inputs + 1, row.length).map(Math::abs).max().orElse(0);
      for (int k = 0; k < inputs; k++) {
        double slope = row[inputs + 1 + k];
        double tolerance = 1e-9 * Math.abs(slope) + 1e-10 * expected + 1e-15 * steepest;
        check(at + " by " + k, slopes.get(k)[i], slope, tolerance, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(
      String what, double got, double expected, double tolerance, List<String> wrong) {
    if (!(Math.abs(got - expected) <= tolerance)) {
      wrong.add(what + ": " + got + ", expected " + expected);
    }
  }
}
