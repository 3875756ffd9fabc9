/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.CountDensity;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveArrays;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Log-probabilities of counts against 60-digit values; gradients at the bounds of the parameters.
 */
class CountProbabilitiesTest {
  /** The error of a logarithm, relative if it is greater than 1. */
  private static final double TOLERANCE = 3e-14;

  @ParameterizedTest
  @EnumSource(CountDensity.class)
  void valueMatchesSixtyDigits(CountDensity op) throws IOException {
    List<String> rows;
    try (InputStream in = getClass().getResourceAsStream("/special-functions/countDensity.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      rows = text.lines().filter(line -> line.startsWith(op.name() + ",")).toList();
    }
    assertThat(rows).hasSizeGreaterThan(25);
    for (String row : rows) {
      double[] x = Arrays.stream(row.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
      double exact = x[x.length - 1];
      Tensor[] inputs =
          Arrays.stream(x, 0, x.length - 1).mapToObj(Tensor::scalar).toArray(Tensor[]::new);
      assertThat(Expressions.apply(op, inputs).evalScalar())
          .as(row)
          .isCloseTo(exact, within(TOLERANCE * (1 + Math.abs(exact))));
    }
  }

  @Test
  void impossibleParametersHaveNoProbabilityAndNoNan() {
    double infinity = Double.POSITIVE_INFINITY;
    Tensor k = Tensor.vector(0.0, 2);
    assertThat(values(CountProbabilities.logPoisson(k, Tensor.scalar(0))))
        .containsExactly(0, -infinity);
    assertThat(values(CountProbabilities.logPoisson(k, Tensor.scalar(infinity))))
        .containsOnly(-infinity);
    Tensor two = Tensor.scalar(2);
    assertThat(values(CountProbabilities.logBinomial(k, two, Tensor.scalar(0))))
        .containsExactly(0, -infinity);
    assertThat(values(CountProbabilities.logBinomialOfLogits(k, two, Tensor.scalar(infinity))))
        .containsExactly(-infinity, 0);
    assertThat(values(CountProbabilities.logNegativeBinomial(k, two, Tensor.scalar(0))))
        .containsExactly(0, -infinity);
    assertThat(values(CountProbabilities.logNegativeBinomial(k, two, Tensor.scalar(1))))
        .containsOnly(-infinity);
    Tensor outside = Tensor.vector(-1, 3, Double.NaN);
    assertThat(values(CountProbabilities.logBinomial(outside, two, Tensor.scalar(0.5))))
        .containsOnly(Double.NaN);
  }

  /**
   * d ln P / d rate = k / rate - 1 and so on, at points where the logarithm has one-sided limits.
   */
  @Test
  void gradientsAtTheEndsOfTheParametersAreLimits() {
    Parameter zero = Parameter.of("zero", Tensor.scalar(0).eval());
    Tensor none = Tensor.scalar(0);
    Tensor two = Tensor.scalar(2);
    assertThat(gradient(CountProbabilities.logPoisson(none, zero), zero)).isEqualTo(-1);
    assertThat(gradient(CountProbabilities.logBinomial(none, two, zero), zero)).isEqualTo(-2);
    Tensor fallen = zero.neg().add(1);
    assertThat(gradient(CountProbabilities.logBinomial(two, two, fallen), zero)).isEqualTo(-2);
    assertThat(gradient(CountProbabilities.logNegativeBinomial(none, two, zero), zero))
        .isEqualTo(-2);
  }

  @Test
  void gradientByACountIsRefused() {
    Parameter k = Parameter.of("k", Tensor.scalar(3).eval());
    assertThatThrownBy(() -> Gradients.of(CountProbabilities.logPoisson(k, Tensor.scalar(1)), k))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: every operation between the loss and what it is differentiated by must have"
                + " a gradient, got poisson, made at ");
  }

  private static double gradient(Tensor y, Parameter by) {
    return Gradients.of(y, by).of(by).evalScalar();
  }

  private static double[] values(Tensor t) {
    return NaiveArrays.elements(t.eval());
  }
}
