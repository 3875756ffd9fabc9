/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Tanh;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.ReferenceTable.Row;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A family of scalars with a table of reference values.
 *
 * @param name the name of the table
 * @param of the distribution of given parameters
 * @param isDiscrete whether there is no derivative by the value
 * @param fixed the number of leading parameters without a derivative
 */
record ReferenceFamily(
    String name, Function<Tensor[], Distribution> of, boolean isDiscrete, int fixed) {
  private static final Map<String, ReferenceFamily> FAMILIES = new LinkedHashMap<>();

  private static void continuous(String name, Function<Tensor[], Distribution> of) {
    FAMILIES.put(name, new ReferenceFamily(name, of, false, 0));
  }

  private static void discrete(String name, int fixed, Function<Tensor[], Distribution> of) {
    FAMILIES.put(name, new ReferenceFamily(name, of, true, fixed));
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
    continuous("JohnsonSU", p -> JohnsonSU.of(p[0], p[1], p[2], p[3]));
    continuous("GeneralizedExtremeValue", p -> GeneralizedExtremeValue.of(p[0], p[1], p[2]));
    continuous("ReparamGaussianLogVariance", p -> ReparamGaussian.fromLogVariance(p[0], p[1]));
    continuous("CensoredNormal", p -> Censored.of(Normal.of(p[0], p[1]), p[2], p[3]));
    continuous("DequantizedPoisson", p -> Dequantized.of(Poisson.of(p[0])));
    continuous("TruncatedGamma", p -> Truncated.of(Gamma.of(p[0], p[1]), p[2], p[3]));
    continuous("TanhNormal", p -> TransformedDistribution.of(Normal.of(p[0], p[1]), new Tanh()));
    discrete("ZeroInflatedPoisson", 0, p -> ZeroInflated.of(Poisson.of(p[0]), p[1]));
    discrete("NegativeBinomialFromMean", 0, p -> NegativeBinomial.fromMean(p[0], p[1]));
    discrete(
        "OrderedLogistic", 0, p -> OrderedLogistic.of(p[0], Tensor.stack(-1, p[1], p[2], p[3])));
    discrete("Categorical", 0, p -> Categorical.of(Tensor.stack(-1, p)));
    discrete("CategoricalLogits", 0, p -> Categorical.fromLogits(Tensor.stack(-1, p)));
    discrete(
        "MaskedCategoricalLogits",
        0,
        p ->
            MaskedCategorical.fromLogits(
                Tensor.stack(-1, p), Tensor.vector(1, 0, 1).cast(p[0].dtype())));
  }

  static Collection<ReferenceFamily> all() {
    return FAMILIES.values();
  }

  Map<String, List<Row>> table() {
    return ReferenceTable.of(name, isDiscrete, fixed);
  }

  /** The quantity at the points of the rows. */
  double[] evaluate(String quantity, List<Row> rows, DType dtype) {
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
    Tensor[] parameters = Arrays.copyOfRange(inputs, 1, n + 1);
    Distribution d = of.apply(parameters);
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

  @Override
  public String toString() {
    return name;
  }
}
