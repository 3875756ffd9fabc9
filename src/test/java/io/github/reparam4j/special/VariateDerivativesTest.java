/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The derivatives of implicit derivatives of variates against the tables of {@code
 * special-functions/generate_second_derivatives.py}, whose values have 20 digits.
 */
class VariateDerivativesTest {
  private static final double TOLERANCE = 1e-9;

  private static List<double[]> table(String name) {
    String resource = "/special-functions/" + name + ".csv";
    try (InputStream in = VariateDerivativesTest.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<double[]> rows =
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(
                  line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
              .toList();
      assertThat(rows).as(resource).hasSizeGreaterThan(30);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(String table, int column, ToDoubleFunction<double[]> function) {
    List<String> failures = new ArrayList<>();
    for (double[] row : table(table)) {
      double got = function.applyAsDouble(row);
      double error = Math.abs(got / row[column] - 1);
      if (!(error <= TOLERANCE)) {
        failures.add("%s: got %s, off by %.2g".formatted(Arrays.toString(row), got, error));
      }
    }
    assertThat(failures).as("column %d of %s", column, table).isEmpty();
  }

  @Test
  void gammaVariate() {
    String table = "gammaVariateDerivatives";
    check(table, 2, r -> GammaVariateDerivatives.byConcentration(r[0], r[1]));
    check(table, 3, r -> GammaVariateDerivatives.byLog(r[0], r[1]));
  }

  @Test
  void betaVariate() {
    String table = "betaVariateDerivatives";
    check(table, 3, r -> BetaVariateDerivatives.byA(r[0], r[1], r[2]));
    check(table, 4, r -> BetaVariateDerivatives.byB(r[0], r[1], r[2]));
    check(table, 5, r -> BetaVariateDerivatives.byLogit(r[0], r[1], r[2]));
  }

  @Test
  void studentVariate() {
    String table = "studentVariateDerivatives";
    check(table, 2, r -> StudentFunctions.variateByDfTwice(r[0], r[1]));
    check(table, 3, r -> StudentFunctions.variateByDfAndT(r[0], r[1]));
  }

  @Test
  void vonMisesVariate() {
    String table = "vonMisesVariateDerivatives";
    check(table, 2, r -> VonMisesIntegrals.byConcentrationTwice(r[0], r[1]));
  }
}
