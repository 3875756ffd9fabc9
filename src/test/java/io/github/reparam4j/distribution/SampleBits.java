/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes samples, reductions and products to a file, for a comparison with those of other JVMs. */
final class SampleBits {
  static final int COUNT = 4000;
  private static final RandomKey KEY = RandomKey.of(11);

  private SampleBits() {}

  /** The compared values: an expression of a dtype's constants, by name. */
  static Map<String, Function<DType, Tensor>> all() {
    Map<String, Function<DType, Tensor>> all = new TreeMap<>();
    for (NoiseDistribution d : NoiseDistribution.values()) {
      String name = d.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      all.put("noise " + name, t -> Noise.of(d, t, Shape.of(COUNT)));
    }
    addContinuous(all);
    addCounts(all);
    addVectors(all);
    all.put("sum of 4000", t -> noise(t, COUNT).sum());
    all.put("sums of rows", t -> noise(t, 40, 100).sum(-1));
    all.put("sums of columns", t -> noise(t, 100, 40).sum(0));
    all.put("logSumExp", t -> noise(t, 40, 100).logSumExp(-1));
    all.put("softmax", t -> noise(t, 40, 100).softmax(-1));
    all.put("matmul small", t -> noise(t, 12, 7).matmul(noise(t, 7, 5)));
    all.put("matmul large", t -> noise(t, 64, 96).matmul(noise(t, 96, 80)));
    all.put("arithmetic", t -> noise(t, COUNT).square().add(1).sqrt().reciprocal().mul(3).sub(1));
    all.put("exp", t -> noise(t, COUNT).exp());
    all.put("log", t -> noise(t, COUNT).square().add(1e-3).log());
    all.put("tanh", t -> noise(t, COUNT).tanh());
    all.put("sigmoid", t -> noise(t, COUNT).sigmoid());
    all.put("softplus", t -> noise(t, COUNT).softplus());
    all.put("sin", t -> noise(t, COUNT).sin());
    all.put("erf", t -> noise(t, COUNT).erf());
    all.put("lgamma", t -> noise(t, COUNT).square().add(0.1).lgamma());
    return all;
  }

  private static Tensor noise(DType t, long... shape) {
    return Noise.standardNormal(t, shape);
  }

  private static Tensor c(DType t, double x) {
    return Tensor.fill(t, x);
  }

  private interface Family {
    Distribution of(DType t);
  }

  private static void add(Map<String, Function<DType, Tensor>> all, String name, Family family) {
    all.put(name, t -> family.of(t).sample(COUNT));
  }

  private static void addContinuous(Map<String, Function<DType, Tensor>> all) {
    add(all, "AsymmetricLaplace", t -> AsymmetricLaplace.of(c(t, 0.3), c(t, 0.8), c(t, 1.3)));
    add(all, "Beta", t -> Beta.of(c(t, 2.2), c(t, 0.7)));
    add(all, "Cauchy", t -> Cauchy.of(c(t, 0.4), c(t, 1.3)));
    add(all, "Chi2", t -> Chi2.of(c(t, 3.2)));
    add(all, "ContinuousBernoulli", t -> ContinuousBernoulli.of(c(t, 0.2)));
    add(all, "Exponential", t -> Exponential.of(c(t, 0.9)));
    add(all, "FisherSnedecor", t -> FisherSnedecor.of(c(t, 3), c(t, 7)));
    add(all, "Gamma", t -> Gamma.of(c(t, 2.3), c(t, 1.7)));
    add(all, "GeneralizedPareto", t -> GeneralizedPareto.of(c(t, 0.1), c(t, 0.8), c(t, 0.3)));
    add(all, "Gumbel", t -> Gumbel.of(c(t, 0.4), c(t, 0.8)));
    add(all, "HalfCauchy", t -> HalfCauchy.of(c(t, 0.7)));
    add(all, "HalfNormal", t -> HalfNormal.of(c(t, 0.7)));
    add(all, "InverseGamma", t -> InverseGamma.of(c(t, 4.5), c(t, 2.2)));
    add(all, "InverseGaussian", t -> InverseGaussian.of(c(t, 1.4), c(t, 2.5)));
    add(all, "Kumaraswamy", t -> Kumaraswamy.of(c(t, 1.7), c(t, 2.4)));
    add(all, "Laplace", t -> Laplace.of(c(t, 0.4), c(t, 0.9)));
    add(all, "LogNormal", t -> LogNormal.of(c(t, 0.2), c(t, 0.6)));
    add(all, "LogitNormal", t -> LogitNormal.of(c(t, 0.2), c(t, 0.7)));
    add(all, "Logistic", t -> Logistic.of(c(t, 0.3), c(t, 0.7)));
    add(all, "Moyal", t -> Moyal.of(c(t, 0.3), c(t, 0.7)));
    add(all, "Normal", t -> Normal.of(c(t, 0.3), c(t, 1.2)));
    add(all, "Pareto", t -> Pareto.of(c(t, 0.9), c(t, 3.6)));
    add(all, "StudentT", t -> StudentT.of(c(t, 5.5), c(t, 0.3), c(t, 1.1)));
    add(all, "Triangular", t -> Triangular.of(c(t, 0.2), c(t, 0.9), c(t, 0.6)));
    add(
        all,
        "TruncatedNormal",
        t -> TruncatedNormal.of(c(t, 0.2), c(t, 0.9), c(t, -0.6), c(t, 1.5)));
    add(all, "Uniform", t -> Uniform.of(c(t, 0.5), c(t, 0.9)));
    add(all, "VonMises", t -> VonMises.of(c(t, 0.6), c(t, 1.4)));
    add(all, "Weibull", t -> Weibull.of(c(t, 1.2), c(t, 1.6)));
    all.put("ReparamGaussian", t -> ReparamGaussian.of(c(t, 0.2), c(t, 1.5)).rsample(COUNT));
  }

  private static void addCounts(Map<String, Function<DType, Tensor>> all) {
    add(all, "Bernoulli", t -> Bernoulli.of(c(t, 0.2)));
    add(all, "Binomial", t -> Binomial.of(c(t, 7), c(t, 0.3)));
    add(all, "Geometric", t -> Geometric.of(c(t, 0.3)));
    add(all, "NegativeBinomial", t -> NegativeBinomial.of(c(t, 3.5), c(t, 0.3)));
    add(all, "Poisson", t -> Poisson.of(c(t, 4.2)));
    add(all, "Categorical", t -> Categorical.of(vector(t, 0.2, 0.5, 0.3)));
    add(all, "OneHotCategorical", t -> OneHotCategorical.of(vector(t, 0.2, 0.5, 0.3)));
    add(all, "Multinomial", t -> Multinomial.of(9, vector(t, 0.2, 0.5, 0.3)));
    add(all, "RelaxedBernoulli", t -> RelaxedBernoulli.of(c(t, 0.7), c(t, 0.3)));
    add(
        all,
        "RelaxedOneHotCategorical",
        t -> RelaxedOneHotCategorical.of(c(t, 0.7), vector(t, 0.2, 0.5, 0.3)));
  }

  private static void addVectors(Map<String, Function<DType, Tensor>> all) {
    add(all, "Dirichlet", t -> Dirichlet.of(vector(t, 0.5, 1.5, 3)));
    add(
        all,
        "MultivariateNormal",
        t ->
            MultivariateNormal.fromCovariance(
                vector(t, 0.5, 1), vector(t, 2, 0.5, 0.5, 1).reshape(2, 2)));
    add(
        all,
        "Mixture",
        t -> Mixture.of(vector(t, 0.3, 0.7), Normal.of(vector(t, -1, 2), vector(t, 0.5, 1))));
  }

  private static Tensor vector(DType t, double... x) {
    return Tensor.vector(x).cast(t);
  }

  /** Writes all values, in the order of the names, to the file. */
  public static void main(String[] args) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new java.io.BufferedOutputStream(Files.newOutputStream(Path.of(args[0]))))) {
      for (Map.Entry<String, Function<DType, Tensor>> e : all().entrySet()) {
        for (DType dtype : DType.values()) {
          try (Program program = Program.of(e.getValue().apply(dtype))) {
            double[] values = program.run(KEY).get(0).dup('c').data().asDouble();
            out.writeUTF(e.getKey() + " " + dtype);
            out.writeInt(values.length);
            for (double x : values) {
              out.writeDouble(x);
            }
          }
        }
      }
    }
  }
}
