/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Very small and very large scales, and points 1000 standard deviations out. */
final class ReparamGaussianTailTest {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  static Stream<Arguments> scales() {
    return Stream.of(
            Stream.of(1e-30, 1e-10, 1e-3, 1.0, 1e3, 1e10, 1e30)
                .map(s -> Arguments.of(DType.DOUBLE, s)),
            Stream.of(1e-10, 1e-3, 1.0, 1e3, 1e10).map(s -> Arguments.of(DType.FLOAT, s)))
        .flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("scales")
  void elementsAreExactFarOut(DType dtype, double sigma) {
    double[] distance = {-1e3, -10, -1, 0, 1e-3, 2, 1e3};
    int n = distance.length;
    Parameter y = Grid.parameter("y", dtype, Shape.of(n), i -> distance[i] * sigma);
    Parameter mu = Grid.parameter("mu", dtype, Shape.of(n), i -> 0);
    Parameter scale = Grid.parameter("scale", dtype, Shape.of(n), i -> sigma);
    Parameter logVariance =
        Grid.parameter("logVariance", dtype, Shape.of(n), i -> 2 * Math.log(sigma));
    // In float, sigma is rounded by 6e-8, and ln sigma^2, which is up to 46, by 2e-6.
    double digits = dtype == DType.FLOAT ? 3e-7 : 1e-15;
    double digitsOfLog = dtype == DType.FLOAT ? 1e-5 : 1e-13;
    Tensor byScale = ReparamGaussian.of(mu, scale).logProb(y);
    Tensor byLog = ReparamGaussian.fromLogVariance(mu, logVariance).logProb(y);
    Gradients g = Gradients.of(byScale.sum(), y, mu, scale);
    Gradients h = Gradients.of(byLog.sum(), logVariance);
    for (int i = 0; i < n; i++) {
      double k = distance[i];
      double expected = -k * k / 2 - Math.log(sigma) - HALF_LOG_TWO_PI;
      double size = 1 + k * k + Math.abs(Math.log(sigma));
      compare(byScale, i, expected, digits * size);
      compare(byLog, i, expected, digitsOfLog * size);
      compare(g.of(y), i, -k / sigma, digits * Math.abs(k) / sigma);
      compare(g.of(mu), i, k / sigma, digits * Math.abs(k) / sigma);
      compare(g.of(scale), i, (k * k - 1) / sigma, digits * (k * k + 1) / sigma);
      compare(h.of(logVariance), i, (k * k - 1) / 2, digitsOfLog * (k * k + 1));
    }
  }

  private static void compare(Tensor t, int i, double expected, double error) {
    assertThat(Grid.values(t.eval())[i]).isCloseTo(expected, within(4 * error));
  }

  @ParameterizedTest
  @MethodSource("scales")
  void everyFormAndItsGradientsStayFinite(DType dtype, double sigma) {
    for (GaussianCase c : GaussianCase.all(dtype).toList()) {
      List<Parameter> parameters = c.parameters(0);
      scale(c, parameters, sigma);
      ReparamGaussian g = c.distribution(parameters);
      Shape shape = c.batch().append(c.event());
      Parameter y = Grid.parameter("y", dtype, shape, i -> i % 2 == 0 ? 1e3 * sigma : -sigma);
      Tensor[] by = Stream.concat(parameters.stream(), Stream.of(y)).toArray(Tensor[]::new);
      Tensor[] scales = parameters.subList(1, parameters.size()).toArray(Tensor[]::new);
      assertFinite(c, g.logProb(y), by);
      assertFinite(c, g.entropy(), scales);
      assertFinite(c, g.kl(g), scales);
      assertFinite(c, g.klToStandard(), scales);
      double[] itself = Grid.values(g.kl(g).eval());
      assertThat(DoubleStream.of(itself))
          .allMatch(x -> x >= 0 && x < (dtype == DType.FLOAT ? 1e-11 : 1e-28));
    }
  }

  /** Multiplies mean and standard deviation by sigma. */
  private static void scale(GaussianCase c, List<Parameter> parameters, double sigma) {
    parameters.get(0).array().muli(sigma);
    switch (c.form()) {
      case STANDARD_DEVIATION, TRIANGLE -> parameters.get(1).array().muli(sigma);
      case LOG_VARIANCE -> parameters.get(1).array().addi(2 * Math.log(sigma));
      case LOW_RANK -> {
        parameters.get(1).array().muli(sigma);
        parameters.get(2).array().muli(sigma * sigma);
      }
    }
  }

  private static void assertFinite(GaussianCase c, Tensor value, Tensor... by) {
    assertThat(DoubleStream.of(Grid.values(value.eval())))
        .as("%s of %s", value, c)
        .allMatch(Double::isFinite);
    Gradients g = Gradients.orZero(value.sum(), by);
    for (Tensor t : by) {
      double[] gradient = Grid.values(g.of(t).eval());
      assertThat(Arrays.stream(gradient).allMatch(Double::isFinite))
          .as("gradient of %s of %s by %s: %s", value, c, t, Arrays.toString(gradient))
          .isTrue();
    }
  }
}
