/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
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

  // ---- parameters of all sizes, against differences of the first derivative

  private static final double[] SIZES = {1e-20, 1e-6, 1e-3, 0.1, 1, 9.99, 149, 1e3, 1e5, 1e9, 1e11};
  private static final double[] DEVIATIONS = {-1e4, -30, -6, -1, -0.1, 0, 0.1, 1, 6, 30};
  private static final double[] WEIGHTS = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};

  /** The central difference of eighth order with a step of 2% of x. */
  private static double difference(DoubleUnaryOperator f, double x) {
    double h = 0.02 * Math.abs(x);
    double sum = 0;
    for (int k = 1; k <= WEIGHTS.length; k++) {
      sum += WEIGHTS[k - 1] * (f.applyAsDouble(x + k * h) - f.applyAsDouble(x - k * h));
    }
    return sum / h;
  }

  /** The scale is that of the values that the difference subtracts. */
  private static void assertClose(double got, double expected, double scale, String at) {
    double tolerance = 1e-6 * Math.abs(expected) + 1e-9 * Math.abs(scale);
    assertThat(got).as(at).isCloseTo(expected, within(tolerance));
  }

  @Test
  void gammaVariateOfAnySize() {
    for (double a : SIZES) {
      for (double z : DEVIATIONS) {
        double y = a < 1 ? z / a : Math.log(a) + z / Math.sqrt(a);
        double d = IncompleteGammaFunctions.logVariateByConcentration(a, y);
        assertClose(
            GammaVariateDerivatives.byConcentration(a, y),
            difference(v -> IncompleteGammaFunctions.logVariateByConcentration(v, y), a),
            d / a,
            a + " " + y);
      }
    }
  }

  @Test
  void betaVariateOfAnySize() {
    for (double a : SIZES) {
      for (double b : SIZES) {
        for (double z : DEVIATIONS) {
          double deviation = Math.min(a, b) < 1 ? 1 / a + 1 / b : Math.sqrt(1 / a + 1 / b);
          double t = Math.log(a) - Math.log(b) + z * deviation;
          double d = IncompleteBetaFunctions.logitBetaVariateByA(a, b, t);
          assertClose(
              BetaVariateDerivatives.byA(a, b, t),
              difference(v -> IncompleteBetaFunctions.logitBetaVariateByA(v, b, t), a),
              d / a,
              a + " " + b + " " + t);
          assertClose(
              BetaVariateDerivatives.byB(a, b, t),
              difference(v -> IncompleteBetaFunctions.logitBetaVariateByA(a, v, t), b),
              d / b,
              a + " " + b + " " + t);
        }
      }
    }
  }

  @Test
  void studentVariateOfAnySize() {
    for (double nu : SIZES) {
      for (double t : new double[] {1e-3, 0.5, 1.5, 10, 1e3, 1e10, 1e100}) {
        assertClose(
            StudentFunctions.variateByDfTwice(nu, t),
            difference(v -> StudentFunctions.variateByDf(v, t), nu),
            StudentFunctions.variateByDf(nu, t) / nu,
            nu + " " + t);
      }
    }
  }
}
