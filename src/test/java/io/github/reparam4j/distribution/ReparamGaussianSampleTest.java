/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples as a function of parameters and noise: values and shapes. */
final class ReparamGaussianSampleTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final long[][] SAMPLE_SHAPES = {{}, {7}, {1}, {2, 3}, {0}, {2, 0, 3}};

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void samplesEqualPlainLoops(GaussianCase c) {
    List<Parameter> parameters = c.parameters(0);
    ReparamGaussian g = c.distribution(parameters);
    for (long[] sampleShape : SAMPLE_SHAPES) {
      Tensor z = Noise.of(NoiseDistribution.STANDARD_NORMAL, c.dtype(), g.noiseShape(sampleShape));
      Tensor y = g.rsample(z);
      try (Program program = Program.of(z, y)) {
        RunResult run = program.run(KEY);
        compare(c, parameters, Grid.values(run.get(z)), Grid.values(run.get(y)));
      }
    }
  }

  private static void compare(GaussianCase c, List<Parameter> p, double[] z, double[] y) {
    int members = (int) c.batch().size();
    int n = c.eventLength();
    int length = (int) (c.noise().size() / members);
    double tolerance = c.dtype() == DType.FLOAT ? 2e-6 : 4e-15;
    for (int at = 0; at < z.length / length; at++) {
      double[] own = Arrays.copyOfRange(z, at * length, (at + 1) * length);
      double[] expected = c.naive(p, at % members).sample(own);
      double[] found = Arrays.copyOfRange(y, at * n, (at + 1) * n);
      assertThat(found).as("sample %d", at).containsExactly(expected, within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void shapesAreSampleThenBatchThenEvent(GaussianCase c) {
    ReparamGaussian g = c.distribution(c.parameters(0));
    Shape one = c.batch().append(c.event());
    assertThat(g.batchShape()).isEqualTo(c.batch());
    assertThat(g.eventShape()).isEqualTo(c.event());
    assertThat(g.mean().shape()).isEqualTo(one);
    assertThat(g.variance().shape()).isEqualTo(one);
    assertThat(g.standardDeviation().shape()).isEqualTo(one);
    assertThat(g.entropy().shape()).isEqualTo(c.batch());
    assertThat(g.klToStandard().shape()).isEqualTo(c.batch());
    assertThat(g.kl(g).shape()).isEqualTo(c.batch());
    for (long[] sampleShape : SAMPLE_SHAPES) {
      Shape samples = Shape.of(sampleShape);
      assertThat(g.noiseShape(sampleShape)).isEqualTo(samples.append(c.noise()));
      assertThat(g.rsample(sampleShape).shape()).isEqualTo(samples.append(one));
      assertThat(g.sample(sampleShape).shape()).isEqualTo(samples.append(one));
      assertThat(g.rsample(sampleShape).dtype()).isEqualTo(c.dtype());
      SampleWithLogProb both = g.rsampleAndLogProb(sampleShape);
      assertThat(both.sample().shape()).isEqualTo(samples.append(one));
      assertThat(both.logProb().shape()).isEqualTo(samples.append(c.batch()));
      assertThat(both.logProb().dtype()).isEqualTo(c.dtype());
      assertThat(both.logProb().eval(KEY).shape()).isEqualTo(samples.append(c.batch()).toLongs());
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void momentsEqualPlainLoops(GaussianCase c) {
    List<Parameter> parameters = c.parameters(0);
    ReparamGaussian g = c.distribution(parameters);
    double[] mean = Grid.values(g.mean().eval());
    double[] variance = Grid.values(g.variance().eval());
    double[] standardDeviation = Grid.values(g.standardDeviation().eval());
    double tolerance = c.dtype() == DType.FLOAT ? 1e-6 : 4e-15;
    int n = c.eventLength();
    for (int i = 0; i < mean.length; i++) {
      NaiveGaussian member = c.naive(parameters, i / n);
      double expected = member.covariance()[i % n][i % n];
      assertThat(mean[i]).isEqualTo(member.mean()[i % n]);
      assertThat(variance[i]).isCloseTo(expected, within(tolerance));
      assertThat(standardDeviation[i]).isCloseTo(Math.sqrt(expected), within(tolerance));
    }
  }

  /** The two roundings of a product and a sum, no other and no fused one. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void elementsAreRoundedAsWritten(DType dtype) {
    int n = 5000;
    Parameter mu = Grid.parameter("mu", dtype, Shape.of(n), i -> 3 * Math.sin(i));
    Parameter sigma = Grid.parameter("sigma", dtype, Shape.of(n), i -> 1.1 + Math.cos(i));
    Tensor z = Noise.standardNormal(dtype, n);
    Tensor y = ReparamGaussian.of(mu, sigma).rsample(z);
    try (Program program = Program.of(z, y)) {
      RunResult run = program.run(KEY);
      double[] noise = Grid.values(run.get(z));
      double[] found = Grid.values(run.get(y));
      for (int i = 0; i < n; i++) {
        double m = mu.array().getDouble(i);
        double s = sigma.array().getDouble(i);
        double expected =
            dtype == DType.DOUBLE ? m + s * noise[i] : (float) m + (float) s * (float) noise[i];
        assertThat(found[i]).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.reparam4j.distribution.GaussianCase#all")
  void freshNoiseIsStandardNormalNoiseOfNoiseShape(GaussianCase c) {
    ReparamGaussian g = c.distribution(c.parameters(0));
    Tensor z = Noise.of(NoiseDistribution.STANDARD_NORMAL, c.dtype(), g.noiseShape(2, 3));
    double[] given = Grid.values(g.rsample(z).eval(KEY));
    assertThat(Grid.values(g.rsample(2, 3).eval(KEY))).isEqualTo(given);
    assertThat(Grid.values(g.sample(2, 3).eval(KEY))).isEqualTo(given);
    assertThat(Grid.values(g.rsampleAndLogProb(2, 3).sample().eval(KEY))).isEqualTo(given);
    assertThat(Grid.values(g.rsample(2, 3).eval(KEY.step(1)))).isNotEqualTo(given);
  }

  @Test
  void twoSamplesOfOneRunAreIndependent() {
    ReparamGaussian g = ReparamGaussian.standard(DType.DOUBLE, 4);
    Tensor first = g.rsample();
    Tensor second = g.rsample();
    try (Program program = Program.of(first, second)) {
      RunResult run = program.run(KEY);
      assertThat(Grid.values(run.get(first))).doesNotContain(Grid.values(run.get(second)));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void antitheticNoiseMirrorsSamplesInTheMean(DType dtype) {
    Tensor loc = Tensor.vector(1.0, -2.0, 4.0).cast(dtype);
    Tensor scale = Tensor.vector(0.5, 1.0, 2.0).cast(dtype);
    ReparamGaussian g = ReparamGaussian.of(loc, scale);
    Tensor z = Noise.antithetic(NoiseDistribution.STANDARD_NORMAL, dtype, g.noiseShape(6));
    double[] y = Grid.values(g.rsample(z).eval(KEY));
    double[] mean = {1, -2, 4};
    for (int i = 0; i < 9; i++) {
      double tolerance = dtype == DType.FLOAT ? 1e-6 : 2e-15;
      assertThat(y[i] + y[i + 9]).isCloseTo(2 * mean[i % 3], within(tolerance));
      assertThat(y[i]).isNotEqualTo(mean[i % 3]);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void standardIsItsNoise(DType dtype) {
    Tensor z = Noise.standardNormal(dtype, 2, 3);
    ReparamGaussian g = ReparamGaussian.standard(dtype, 2, 3);
    assertThat(g.batchShape()).isEqualTo(Shape.of(2, 3));
    assertThat(Grid.values(g.rsample(z).eval(KEY))).isEqualTo(Grid.values(z.eval(KEY)));
    assertThat(Grid.values(g.klToStandard().eval())).containsOnly(0.0);
  }

  @Test
  void describesItself() {
    ReparamGaussian g =
        ReparamGaussian.fromScaleTril(Tensor.zeros(DType.FLOAT, 5, 2), Tensor.eye(DType.FLOAT, 2));
    assertThat(g).hasToString("ReparamGaussian batch [5] event [2] FLOAT");
  }
}
