/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-density and entropy: values against textbook formulas, gradients against differences. */
final class ReparamGaussianDensityTest {
  private static final RandomKey KEY = RandomKey.of(5);

  static List<GaussianCase> doubles() {
    return GaussianCase.all(DType.DOUBLE).toList();
  }

  private static double tolerance(GaussianCase c) {
    return c.dtype() == DType.FLOAT ? 2e-5 : 3e-14;
  }

  private static Parameter points(GaussianCase c, long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(c.batch()).append(c.event());
    return Grid.parameter("y", c.dtype(), shape, i -> 2 * Math.sin(2.9 * i + 1));
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void logProbEqualsTextbookFormula(GaussianCase c) {
    List<Parameter> parameters = c.parameters(0);
    for (long[] sampleShape : new long[][] {{}, {3}, {2, 2}, {0}}) {
      Parameter y = points(c, sampleShape);
      Tensor logProb = c.distribution(parameters).logProb(y);
      assertThat(logProb.shape()).isEqualTo(Shape.of(sampleShape).append(c.batch()));
      double[] found = Grid.values(logProb.eval());
      double[] at = Grid.values(y.array());
      int n = c.eventLength();
      for (int i = 0; i < found.length; i++) {
        NaiveGaussian member = c.naive(parameters, i % c.batch().size());
        double expected = member.logDensity(Arrays.copyOfRange(at, i * n, (i + 1) * n));
        assertThat(found[i]).isCloseTo(expected, within(tolerance(c) * (1 + Math.abs(expected))));
      }
    }
  }

  @Test
  void pointsBroadcastAgainstTheBatch() {
    ReparamGaussian g =
        ReparamGaussian.fromScaleTril(
            Tensor.constant(new double[] {0, 1, 2, 3, 4, 5}, 3, 2), Tensor.eye(DType.DOUBLE, 2));
    double[] found = Grid.values(g.logProb(Tensor.vector(1.0, 2.0)).eval());
    double constant = Math.log(2 * Math.PI);
    assertThat(found)
        .containsExactly(new double[] {-1 - constant, -1 - constant, -9 - constant}, within(1e-14));
  }

  @Test
  void logProbOfElementsEqualsCommonsStatistics() {
    double[] points = {-1e3, -30, -2.5, -1, 0, 0.3, 1, 4, 50, 1e4};
    for (double mu : new double[] {-3, 0, 0.7}) {
      for (double sigma : new double[] {1e-3, 0.4, 1, 25}) {
        NormalDistribution reference = NormalDistribution.of(mu, sigma);
        ReparamGaussian g = ReparamGaussian.of(Tensor.scalar(mu), Tensor.scalar(sigma));
        double[] found = Grid.values(g.logProb(Tensor.vector(points)).eval());
        for (int i = 0; i < points.length; i++) {
          double expected = reference.logDensity(points[i]);
          assertThat(found[i]).isCloseTo(expected, within(2e-15 * (1 + Math.abs(expected))));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void entropyEqualsTextbookFormula(GaussianCase c) {
    List<Parameter> parameters = c.parameters(0);
    double[] found = Grid.values(c.distribution(parameters).entropy().eval());
    for (int i = 0; i < found.length; i++) {
      double expected = c.naive(parameters, i).entropy();
      assertThat(found[i]).isCloseTo(expected, within(tolerance(c)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void sampleWithLogProbEqualsBothApart(GaussianCase c) {
    ReparamGaussian g = c.distribution(c.parameters(2));
    SampleWithLogProb both = g.rsampleAndLogProb(2, 3);
    Tensor apart = g.logProb(both.sample());
    try (Program program = Program.of(both.sample(), both.logProb(), apart)) {
      RunResult run = program.run(KEY);
      assertThat(Grid.values(run.get(0))).isEqualTo(Grid.values(g.rsample(2, 3).eval(KEY)));
      assertThat(Grid.values(run.get(1)))
          .containsExactly(Grid.values(run.get(2)), within(20 * tolerance(c)));
    }
  }

  /** Also that both log-densities of a sample have the same total derivative. */
  @ParameterizedTest
  @MethodSource("doubles")
  void gradientsMatchCentralDifferences(GaussianCase c) {
    List<Parameter> parameters = c.parameters(1);
    ReparamGaussian g = c.distribution(parameters);
    Parameter y = points(c, 2);
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(y);
    CentralDifference.assertGradientsMatch(g.logProb(y).mul(0.3).exp().sum(), all);
    List<Parameter> scale = parameters.subList(1, parameters.size());
    CentralDifference.assertGradientsMatch(g.entropy().square().sum(), scale);
    SampleWithLogProb both = g.rsampleAndLogProb(2);
    CentralDifference.assertGradientsMatch(both.logProb().square().sum(), scale);
    Tensor apart = g.logProb(g.rsample(2)).square().sum();
    CentralDifference.assertGradientsMatch(apart, scale);
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void secondDerivativesMatchCentralDifferences(GaussianCase c) {
    List<Parameter> all = new ArrayList<>(c.parameters(1));
    Parameter y = points(c);
    Tensor loss = c.distribution(all).logProb(y).sum();
    all.add(y);
    CentralDifference.assertSecondDerivativesMatch(loss, all);
  }

  /**
   * y = w t + r with one factor w, r across it and d small: (y' Sigma^-1 y) = t^2 |w|^2 / (|w|^2 +
   * d) + |r|^2 / d. Woodbury's identity loses all digits of the first term in float.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-2, 1e-4, 1e-6})
  void lowRankDensityKeepsItsDigitsForASmallDiagonal(double d) {
    double[] w = {3, -4, 12};
    double[] across = {4, 3, 0};
    double t = 1.5;
    double s = 1.25 * Math.sqrt(d);
    double quadratic = t * t * 169 / (169 + d) + 25 * s * s / d;
    double logDet = Math.log(169 + d) + 2 * Math.log(d);
    double expected = -0.5 * (quadratic + logDet + 3 * Math.log(2 * Math.PI));
    for (DType dtype : DType.values()) {
      Parameter factor = Grid.parameter("w", dtype, Shape.of(3, 1), i -> w[i]);
      Parameter y = Grid.parameter("y", dtype, Shape.of(3), i -> w[i] * t + across[i] * s);
      Tensor diagonal = Tensor.fill(dtype, d, 3);
      double found =
          ReparamGaussian.fromLowRank(Tensor.zeros(dtype, 3), factor, diagonal)
              .logProb(y)
              .evalScalar();
      // y is itself rounded, by 1 ulp of 18 or 2e-15, which is that over sqrt(d) in units of r.
      double rounding = dtype == DType.FLOAT ? 1e-6 : 2e-15;
      double tolerance = 1e-14 + 4 * rounding * (1 + 1.25 * 5 / Math.sqrt(d));
      assertThat(found).isCloseTo(expected, within(tolerance * (1 + Math.abs(expected))));
    }
  }
}
