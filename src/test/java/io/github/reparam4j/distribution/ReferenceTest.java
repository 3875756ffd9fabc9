/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.ReferenceTable.Row;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family of scalars against arbitrary precision, in both types, over the whole domain. The
 * error is given in units of the type's rounding error times (|value| + condition), with the
 * condition of the table: 1 is the change by rounding the inputs.
 */
class ReferenceTest {
  /** The greatest error in these units. */
  private static final double BOUND = 64;

  private record Family(
      String name, Function<Tensor[], Distribution> of, boolean isDiscrete, int fixed) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Map<String, Family> FAMILIES = new LinkedHashMap<>();

  private static void continuous(String name, Function<Tensor[], Distribution> of) {
    FAMILIES.put(name, new Family(name, of, false, 0));
  }

  private static void discrete(String name, int fixed, Function<Tensor[], Distribution> of) {
    FAMILIES.put(name, new Family(name, of, true, fixed));
  }

  static {
    continuous("Normal", p -> Normal.of(p[0], p[1]));
    continuous("Cauchy", p -> Cauchy.of(p[0], p[1]));
    continuous("Laplace", p -> Laplace.of(p[0], p[1]));
    continuous("Logistic", p -> Logistic.of(p[0], p[1]));
    continuous("Gumbel", p -> Gumbel.of(p[0], p[1]));
    continuous("Moyal", p -> Moyal.of(p[0], p[1]));
    continuous("StudentT", p -> StudentT.of(p[0], p[1], p[2]));
    continuous("AsymmetricLaplace", p -> AsymmetricLaplace.of(p[0], p[1], p[2]));
    continuous("Exponential", p -> Exponential.of(p[0]));
    continuous("Gamma", p -> Gamma.of(p[0], p[1]));
    continuous("Chi2", p -> Chi2.of(p[0]));
    continuous("InverseGamma", p -> InverseGamma.of(p[0], p[1]));
    continuous("InverseGaussian", p -> InverseGaussian.of(p[0], p[1]));
    continuous("LogNormal", p -> LogNormal.of(p[0], p[1]));
    continuous("Weibull", p -> Weibull.of(p[0], p[1]));
    continuous("HalfNormal", p -> HalfNormal.of(p[0]));
    continuous("HalfCauchy", p -> HalfCauchy.of(p[0]));
    continuous("FisherSnedecor", p -> FisherSnedecor.of(p[0], p[1]));
    continuous("Pareto", p -> Pareto.of(p[0], p[1]));
    continuous("GeneralizedPareto", p -> GeneralizedPareto.of(p[0], p[1], p[2]));
    continuous("Uniform", p -> Uniform.of(p[0], p[1]));
    continuous("Triangular", p -> Triangular.of(p[0], p[1], p[2]));
    continuous("TruncatedNormal", p -> TruncatedNormal.of(p[0], p[1], p[2], p[3]));
    continuous("Beta", p -> Beta.of(p[0], p[1]));
    continuous("Kumaraswamy", p -> Kumaraswamy.of(p[0], p[1]));
    continuous("LogitNormal", p -> LogitNormal.of(p[0], p[1]));
    continuous("ContinuousBernoulliLogits", p -> ContinuousBernoulli.fromLogits(p[0]));
    continuous("ContinuousBernoulli", p -> ContinuousBernoulli.of(p[0]));
    continuous("LogitRelaxedBernoulliLogits", p -> LogitRelaxedBernoulli.fromLogits(p[0], p[1]));
    continuous("RelaxedBernoulliLogits", p -> RelaxedBernoulli.fromLogits(p[0], p[1]));
    continuous("RelaxedBernoulli", p -> RelaxedBernoulli.of(p[0], p[1]));
    continuous("VonMises", p -> VonMises.of(p[0], p[1]));
    continuous(
        "NormalMixture",
        p ->
            Mixture.of(
                Tensor.stack(-1, p[0], p[1]),
                Normal.of(Tensor.stack(-1, p[2], p[3]), Tensor.stack(-1, p[4], p[5]))));
    continuous(
        "NegatedGamma",
        p ->
            TransformedDistribution.of(
                Gamma.of(p[0], p[1]), new Scale(Tensor.fill(p[0].dtype(), -1))));
    discrete("Bernoulli", 0, p -> Bernoulli.of(p[0]));
    discrete("BernoulliLogits", 0, p -> Bernoulli.fromLogits(p[0]));
    discrete("Geometric", 0, p -> Geometric.of(p[0]));
    discrete("GeometricLogits", 0, p -> Geometric.fromLogits(p[0]));
    discrete("Binomial", 1, p -> Binomial.of(p[0], p[1]));
    discrete("BinomialLogits", 1, p -> Binomial.fromLogits(p[0], p[1]));
    discrete("NegativeBinomial", 0, p -> NegativeBinomial.of(p[0], p[1]));
    discrete("NegativeBinomialLogits", 0, p -> NegativeBinomial.fromLogits(p[0], p[1]));
    discrete("Poisson", 0, p -> Poisson.of(p[0]));
    discrete("PoissonLogRate", 0, p -> Poisson.fromLogRate(p[0]));
  }

  /** The cells of reference/known.csv: known to exceed the bound, each with the reason. */
  private static final Set<String> KNOWN =
      ReferenceTable.lines("known.csv").stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
          .collect(Collectors.toSet());

  static Stream<Family> families() {
    return FAMILIES.values().stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void matchesArbitraryPrecision(Family family) {
    List<String> wrong = new ArrayList<>();
    ReferenceTable.of(family.name, family.isDiscrete, family.fixed)
        .forEach(
            (quantity, rows) -> {
              check(family, quantity, rows, DType.DOUBLE, wrong);
              check(
                  family,
                  quantity,
                  rows.stream().filter(Row::isFloat).toList(),
                  DType.FLOAT,
                  wrong);
            });
    assertThat(wrong).isEmpty();
  }

  private static void check(
      Family family, String quantity, List<Row> rows, DType dtype, List<String> wrong) {
    if (rows.isEmpty() || KNOWN.contains(family.name + "," + dtype + "," + quantity)) {
      return;
    }
    double[] got;
    try {
      got = evaluate(family, quantity, rows, dtype);
    } catch (UnsupportedOperationException missing) {
      return; // families say on their page what they have
    }
    for (int i = 0; i < got.length; i++) {
      Row row = rows.get(i);
      double error = error(got[i], row, dtype);
      if (!(error <= BOUND)) {
        wrong.add(
            String.format(
                "%s %s %s of %s at %s: got %s, right %s, error %.3g",
                family.name,
                dtype,
                quantity,
                java.util.Arrays.toString(row.parameters()),
                row.argument(),
                got[i],
                row.value(),
                error));
      }
    }
  }

  /** In units of the rounding error of value and inputs. */
  private static double error(double got, Row row, DType dtype) {
    boolean isDouble = dtype == DType.DOUBLE;
    double right = isDouble ? row.value() : (float) row.value();
    if (got == right || Double.isNaN(got) && Double.isNaN(right)) {
      return 0;
    }
    double rounding = isDouble ? Math.ulp(1.0) : Math.ulp(1f);
    double least = isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    // A number below the least normal one has fewer digits, and so has what is made from one.
    double lost = Math.abs(row.value()) < least ? least / BOUND : rounding * least;
    double unit = rounding * (Math.abs(row.value()) + row.condition()) + lost;
    return Math.abs(got - row.value()) / unit;
  }

  private static double[] evaluate(Family family, String quantity, List<Row> rows, DType dtype) {
    int n = rows.get(0).parameters().length;
    Tensor[] inputs = new Tensor[n + 1];
    for (int i = 0; i <= n; i++) {
      int index = i;
      Tensor column =
          Tensor.vector(
              rows.stream()
                  .mapToDouble(r -> index == 0 ? r.argument() : r.parameters()[index - 1])
                  .toArray());
      inputs[i] = Parameter.of("input" + i, column.cast(dtype).eval());
    }
    Tensor[] parameters = java.util.Arrays.copyOfRange(inputs, 1, n + 1);
    Distribution d = family.of.apply(parameters);
    int prime = quantity.indexOf('\'');
    Tensor value = value(d, prime < 0 ? quantity : quantity.substring(0, prime), inputs[0]);
    if (prime >= 0) {
      Tensor by = inputs[Integer.parseInt(quantity.substring(prime + 1))];
      value = Gradients.orZero(value.sum(), by).of(by);
    }
    return DistributionContract.values(value);
  }

  private static Tensor value(Distribution d, String quantity, Tensor x) {
    return switch (quantity) {
      case "mean" -> d.mean();
      case "variance" -> d.variance();
      case "entropy" -> d.entropy();
      case "logProb" -> d.logProb(x);
      case "cdf" -> d.cdf(x);
      case "survival" -> d.survival(x);
      case "logCdf" -> d.logCdf(x);
      case "logSurvival" -> d.logSurvival(x);
      case "icdf" -> d.icdf(x);
      case "inverseSurvival" -> d.inverseSurvival(x);
      default -> throw new IllegalArgumentException(quantity);
    };
  }
}
