/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link RelaxedCount}: samples of Poisson and binomial counts. */
class RelaxedCountTest {
  private static final RandomKey KEY = RandomKey.of(11);
  private static final int SAMPLES = 100_000;

  /** Six standard errors; a right sampler fails once in 5e8. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void straightThroughSamplesAreTheCounts(DType dtype) {
    Tensor rate = Grid.parameter("rate", dtype, Shape.of(2, 1), i -> 1.5 + 3 * i);
    Tensor t = Tensor.fill(dtype, 0.5, 3);
    Tensor x = RelaxedCount.straightThrough(t, Poisson.of(rate), 30, SAMPLES);
    assertThat(x.shape()).isEqualTo(Shape.of(SAMPLES, 2, 3));
    assertThat(Grid.values(x.sub(x.floor()).abs().max().eval(KEY))).containsOnly(0.0);
    double[] mean = Grid.values(x.mean(0).eval(KEY));
    for (int i = 0; i < 6; i++) {
      double expected = i < 3 ? 1.5 : 4.5;
      assertThat(mean[i]).isCloseTo(expected, within(6 * Math.sqrt(expected / SAMPLES)));
    }
  }

  /** The gradient is that of the relaxed sample, a smooth function of its noise. */
  @Test
  void gradientMatchesCentralDifference() {
    Parameter rate = Grid.parameter("rate", DType.DOUBLE, Shape.scalar(), i -> 2.5);
    Parameter t = Grid.parameter("t", DType.DOUBLE, Shape.scalar(), i -> 0.7);
    GradientCheck.of(RelaxedCount.rsample(t, Poisson.of(rate), 20, 50).square().mean())
        .assertPasses();
    Tensor relaxed = RelaxedCount.rsample(t, Poisson.of(rate), 20, 50);
    double[] x = Grid.values(relaxed.eval(KEY));
    assertThat(Arrays.stream(x).allMatch(v -> v >= 0 && v <= 19)).isTrue();
  }

  /** At a low temperature the mean slope of the mean, 1, is nearly met: the bias falls with it. */
  @Test
  void biasFallsWithTheTemperature() {
    Parameter rate = Grid.parameter("rate", DType.DOUBLE, Shape.scalar(), i -> 2);
    double[] bias = new double[2];
    for (int i = 0; i < 2; i++) {
      Tensor t = Tensor.scalar(i == 0 ? 2 : 0.3);
      Tensor loss = RelaxedCount.rsample(t, Poisson.of(rate), 20, SAMPLES).mean();
      bias[i] = Math.abs(Gradients.of(loss, rate).of(rate).eval(KEY).getDouble(0) - 1);
    }
    assertThat(bias[1]).isLessThan(0.05).isLessThan(bias[0]);
  }

  @Test
  void argumentsAreNamed() {
    Tensor t = Tensor.scalar(1);
    assertThatThrownBy(() -> RelaxedCount.rsample(t, Normal.of(0, 1), 5))
        .hasMessage(
            "RelaxedCount.rsample: count must be a distribution of counts, got Normal [] DOUBLE");
    assertThatThrownBy(() -> RelaxedCount.rsample(t, Poisson.of(1), 0))
        .hasMessage("RelaxedCount.rsample: n must be >= 1, got 0");
    assertThatThrownBy(() -> RelaxedCount.straightThrough(Tensor.scalar(0), Poisson.of(1), 3))
        .hasMessageStartingWith("RelaxedCount.straightThrough: temperature must be > 0, got 0.0");
  }
}
