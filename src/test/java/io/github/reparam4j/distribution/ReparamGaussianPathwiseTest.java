/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of samples by their parameters, and what lies behind them. */
final class ReparamGaussianPathwiseTest {
  private static final RandomKey KEY = RandomKey.of(11);

  @ParameterizedTest
  @EnumSource(DType.class)
  void derivativesAreOneAndTheNoiseBitForBit(DType dtype) {
    int n = 3000;
    Parameter mu = Grid.parameter("mu", dtype, Shape.of(n), i -> 1e3 * Math.sin(i));
    Parameter sigma = Grid.parameter("sigma", dtype, Shape.of(n), i -> Math.exp(8 * Math.cos(i)));
    Tensor z = Noise.standardNormal(dtype, n);
    Gradients gradients = Gradients.of(ReparamGaussian.of(mu, sigma).rsample(z).sum(), mu, sigma);
    try (Program program = Program.of(z, gradients.of(mu), gradients.of(sigma))) {
      RunResult run = program.run(KEY);
      assertThat(Grid.values(run.get(1))).containsOnly(1.0);
      assertThat(Grid.values(run.get(2))).isEqualTo(Grid.values(run.get(0)));
    }
  }

  /** dy/dL[i,j] = z[j] in row i: the sum of the samples' noise is one product with ones. */
  @Test
  void derivativeByTriangleIsTheNoise() {
    Parameter loc = Grid.parameter("loc", DType.DOUBLE, Shape.of(3), i -> i);
    Parameter tril =
        Grid.parameter("tril", DType.DOUBLE, Shape.of(3, 3), i -> i % 4 == 0 ? 1.5 : 0.3);
    Tensor z = Noise.standardNormal(DType.DOUBLE, 3);
    Tensor y = ReparamGaussian.fromScaleTril(loc, tril).rsample(z);
    Gradients gradients = Gradients.of(y.sum(), loc, tril);
    try (Program program = Program.of(z, gradients.of(loc), gradients.of(tril))) {
      RunResult run = program.run(KEY);
      double[] noise = Grid.values(run.get(0));
      assertThat(Grid.values(run.get(1))).containsOnly(1.0);
      assertThat(Grid.values(run.get(2)))
          .containsExactly(noise[0], 0, 0, noise[0], noise[1], 0, noise[0], noise[1], noise[2]);
    }
  }

  static List<GaussianCase> doubles() {
    return GaussianCase.all(DType.DOUBLE).toList();
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void gradientsMatchCentralDifferences(GaussianCase c) {
    List<Parameter> parameters = c.parameters(1);
    Tensor y = c.distribution(parameters).rsample(2);
    CentralDifference.assertGradientsMatch(y.mul(0.4).sin().add(y.square()).sum(), parameters);
  }

  /** The loss of a small heteroscedastic network on one sample for each example. */
  @Test
  void gradientsReachTheParametersOfANetwork() {
    Parameter w1 = parameter("w1", 0.7, 2, 4);
    Parameter b1 = parameter("b1", 0.3, 4);
    Parameter w2 = parameter("w2", 0.6, 4, 2);
    Parameter b2 = parameter("b2", 0.2, 2);
    Tensor x = parameter("x", 1, 8, 2).stopGradient();
    Tensor target = parameter("target", 1.5, 8).stopGradient();
    Tensor out = x.matmul(w1).add(b1).tanh().matmul(w2).add(b2);
    ReparamGaussian y = ReparamGaussian.of(out.column(0), out.column(1).softplus());
    List<Parameter> all = List.of(w1, b1, w2, b2);
    CentralDifference.assertGradientsMatch(y.rsample().sub(target).square().sum(), all);
    CentralDifference.assertGradientsMatch(y.rsample(3).sub(target).square().mean(), all);
    CentralDifference.assertGradientsMatch(y.logProb(target).sum(), all);
  }

  private static Parameter parameter(String name, double amplitude, long... shape) {
    int salt = name.hashCode() % 100;
    return Grid.parameter(
        name, DType.DOUBLE, Shape.of(shape), i -> amplitude * Math.sin(1.9 * i + salt));
  }

  @Test
  void sampleStopsGradients() {
    Parameter mu = parameter("mu", 1, 3);
    ReparamGaussian g = ReparamGaussian.of(mu, mu.exp());
    assertThat(Gradients.orZero(g.sample(4).sum(), mu).of(mu).eval().toDoubleVector())
        .containsOnly(0.0);
    assertThatThrownBy(() -> Gradients.of(g.sample(4).sum(), mu))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: the loss must depend on everything it is differentiated by");
  }
}
