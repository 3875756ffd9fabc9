/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DispersedCount;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GammaDifference;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Differences of ln Gamma and its derivatives, against values of 150 digits. */
class GammaDifferencesTest {
  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "2", "3", "7"})
  void differenceMatchesManyDigits(int order) throws IOException {
    // Near the zero of ln Gamma(a + x) - ln Gamma(a) only the absolute error is small.
    assertMatches(
        Integer.toString(order), new GammaDifference(order), 5e-15, order < 0 ? 1e-15 : 0);
  }

  /** The absolute error counts where terms of order 1 cancel, as for k = 1. */
  @ParameterizedTest
  @CsvSource({
    "LOG_PROB, 1e-14, 1e-14",
    "BY_DISPERSION, 3e-13, 2e-15",
    "BY_DISPERSION_TWICE, 3e-11, 1e-13"
  })
  void dispersedCountMatchesManyDigits(DispersedCount op, double relative, double absolute)
      throws IOException {
    assertMatches(op.name(), op, relative, absolute);
  }

  private void assertMatches(String name, Op op, double relative, double absolute)
      throws IOException {
    List<String> rows;
    try (InputStream in =
        getClass().getResourceAsStream("/special-functions/gammaDifference.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      rows = text.lines().filter(line -> line.startsWith(name + ",")).toList();
    }
    assertThat(rows).hasSizeGreaterThan(25);
    for (String row : rows) {
      double[] x = Arrays.stream(row.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
      double exact = x[x.length - 1];
      Tensor[] inputs =
          Arrays.stream(x, 0, x.length - 1).mapToObj(Tensor::scalar).toArray(Tensor[]::new);
      assertThat(Expressions.apply(op, inputs).evalScalar())
          .as(row)
          .isCloseTo(exact, within(absolute + relative * Math.abs(exact)));
    }
  }

  @Test
  void negativeDifferencesAndEndsOfTheRange() {
    Tensor two = Tensor.scalar(2);
    Tensor infinity = Tensor.scalar(Double.POSITIVE_INFINITY);
    assertThat(GammaDifferences.lgamma(Tensor.scalar(5), Tensor.scalar(-2)).evalScalar())
        .isCloseTo(-Math.log(12), within(1e-15)); // Gamma(3) / Gamma(5)
    assertThat(GammaDifferences.digamma(Tensor.scalar(3), Tensor.scalar(-2)).evalScalar())
        .isCloseTo(-1.5, within(1e-15));
    assertThat(GammaDifferences.digamma(infinity, two).evalScalar()).isZero();
    assertThat(GammaDifferences.lgamma(two, Tensor.scalar(0)).evalScalar()).isZero();
    assertThat(GammaDifferences.lgamma(two, Tensor.scalar(-3)).evalScalar()).isNaN();
    assertThat(GammaDifferences.lgamma(Tensor.scalar(-1), two).evalScalar()).isNaN();
  }
}
