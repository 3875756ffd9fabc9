/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link IncompleteBetaFunctions} against the tables of {@code special-functions/generate_beta.py};
 * the gradients of {@code IncompleteBeta} with respect to parameters, and of {@code BetaVariates}.
 */
class IncompleteBetaTest {
  private static List<double[]> table(String name) {
    String resource = "/special-functions/" + name + ".csv";
    try (InputStream in = IncompleteBetaTest.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<double[]> rows =
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(
                  line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
              .toList();
      assertThat(rows).as(resource).hasSizeGreaterThan(140);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(
      String table, int column, double tolerance, ToDoubleFunction<double[]> function) {
    for (double[] row : table(table)) {
      double got = function.applyAsDouble(row);
      double exact = row[column];
      if (got != exact && !(Math.abs(got - exact) <= tolerance * Math.abs(exact))) {
        throw new AssertionError(
            "column %d at %s: got %s, %.3g off"
                .formatted(column, Arrays.toString(row), got, Math.abs(got / exact - 1)));
      }
    }
  }

  // ---- tables

  @Test
  void logBetaAndItsDerivativeMatchTheTable() {
    check("logBeta", 2, 2e-14, r -> IncompleteBetaFunctions.logBeta(r[0], r[1]));
    check("logBeta", 3, 1e-15, r -> IncompleteBetaFunctions.logBetaByA(r[0], r[1]));
  }

  @Test
  void bothTailsMatchTheTable() {
    check("incompleteBeta", 3, 3e-13, r -> IncompleteBetaFunctions.logitBetaI(r[0], r[1], r[2]));
    check("incompleteBeta", 4, 3e-13, r -> IncompleteBetaFunctions.logitBetaI(r[1], r[0], -r[2]));
  }

  /** a, b, x, then 1 - I and ln I by the hypergeometric series with 600 digits (mpmath). */
  @Test
  void tailsOfTinyParametersKeepTheirDigits() {
    double[][] rows = {
      {1e-6, 2, 1e-300, 0.0006895376879470757, -0.0006897755283982133},
      {1e-6, 2, 1e-10, 2.2025608862755434e-05, -2.2025851430040123e-05},
      {1e-150, 2, 1e-10, 2.2025850930040455e-149, -2.2025850930040455e-149},
      {1e-150, 2, 0.9, 5.360515657826299e-153, -5.360515657826299e-153},
      {1e-200, 0.3, 0.3, 3.886386030722687e-200, -3.886386030722687e-200},
      {1e-250, 1e-200, 0.01, 1.0000000000000001e-50, -1.0000000000000001e-50},
      {1e-4, 40, 0.01, 7.074538849460812e-05, -7.074789106763578e-05},
    };
    for (double[] r : rows) {
      double a = r[0];
      double b = r[1];
      double x = r[2];
      String at = Arrays.toString(r);
      assertThat(BetaTails.complement(a, b, x)).as(at).isCloseTo(r[3], within(3e-14 * r[3]));
      double logRest = Math.log(r[3]);
      assertThat(BetaTails.logComplement(a, b, x)).as(at).isCloseTo(logRest, within(1e-12));
      assertThat(BetaTails.logI(a, b, x)).as(at).isCloseTo(r[4], within(3e-14 * r[3]));
    }
  }

  @Test
  void derivativeByAMatchesTheTable() {
    check("incompleteBeta", 5, 1e-13, r -> IncompleteBetaFunctions.logitBetaIByA(r[0], r[1], r[2]));
  }

  @Test
  void implicitDerivativeMatchesTheTable() {
    check(
        "incompleteBeta",
        6,
        1e-13,
        r -> IncompleteBetaFunctions.logitBetaVariateByA(r[0], r[1], r[2]));
    check(
        "incompleteBeta",
        6,
        2e-7,
        r -> IncompleteBetaFunctions.logitBetaVariateByASingle(r[0], r[1], r[2]));
  }

  /** The second term of the series vanishes for a = 3/2; D is nearly constant for tiny b. */
  @Test
  void implicitDerivativeWhereATermVanishes() {
    double expected = IncompleteBetaFunctions.logitBetaVariateByA(1.5, 1e-10, 1);
    double tiny = IncompleteBetaFunctions.logitBetaVariateByA(1.5, 1e-30, 1);
    assertThat(tiny).isCloseTo(expected, within(1e-9));
    double single = IncompleteBetaFunctions.logitBetaVariateByASingle(1.5, 1e-10, 1);
    assertThat(single).isCloseTo(expected, within(2e-7));
  }

  @Test
  void implicitDerivativeOfStudentTMatchesTheTable() {
    check("studentVariate", 2, 1e-11, r -> StudentFunctions.variateByDf(r[0], r[1]));
  }

  @Test
  void logDensityOfStudentTAndItsDerivativeMatchTheTable() {
    check("studentDensity", 2, 3e-15, r -> StudentFunctions.logDensity(r[0], r[1]));
    // at the sign change, t^2 = 1 + sqrt 2, the error is relative to the terms
    for (double[] r : table("studentDensity")) {
      double terms = Math.abs(r[3]) + 0.5 / (r[0] * (r[0] + 1));
      assertThat(StudentFunctions.logDensityByDf(r[0], r[1]))
          .as("%s %s", r[0], r[1])
          .isCloseTo(r[3], within(1e-13 * terms));
    }
  }

  @Test
  void quantilesMatchTheTable() {
    for (double[] r : table("incompleteBeta")) {
      for (boolean upper : new boolean[] {false, true}) {
        double tail = upper ? r[4] : r[3];
        if (tail < 0.7) {
          double t = upper ? -r[2] : r[2];
          double found = BetaQuantile.logit(upper ? r[1] : r[0], upper ? r[0] : r[1], tail);
          double density = -r[5] / r[6];
          double tolerance = 1e-15 * Math.abs(t) + 1e-15 + 1e-12 * tail / density;
          assertThat(found).as(Arrays.toString(r)).isCloseTo(t, within(tolerance));
        }
      }
    }
  }

  /**
   * One degree of freedom is the Cauchy distribution; two give t = s / sqrt(1/2 - s^2/2), s = 2p -
   * 1.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-12, 0.01, 0.2, 0.26, 0.4999999, 0.5, 0.7, 0.999})
  void quantilesOfStudentTInClosedForm(double p) {
    double s = 2 * p - 1;
    double cauchy = p < 0.25 ? -1 / Math.tan(Math.PI * p) : Math.tan(Math.PI * (p - 0.5));
    double two = s / Math.sqrt(2 * p * (1 - p));
    assertThat(StudentFunctions.quantile(1, p)).isCloseTo(cauchy, within(1e-13 * Math.abs(cauchy)));
    assertThat(StudentFunctions.quantile(2, p)).isCloseTo(two, within(1e-13 * Math.abs(two)));
    double normal = ErrorFunctions.ndtri(p);
    assertThat(StudentFunctions.quantile(1e30, p))
        .isCloseTo(normal, within(1e-13 * Math.abs(normal)));
  }

  @Test
  void quantilesAreOrderedForAllSizes() {
    double[] p = {0, Double.MIN_VALUE, 1e-300, 1e-20, 0.1, 0.5, 0.9, 1 - 0x1p-53, 1};
    for (double a : SIZES) {
      for (double b : SIZES) {
        assertThat(Arrays.stream(p).map(q -> BetaQuantile.logit(a, b, q)).toArray())
            .as("%s %s", a, b)
            .doesNotContain(Double.NaN)
            .isSorted();
      }
      assertThat(Arrays.stream(p).map(q -> StudentFunctions.quantile(a, q)).toArray())
          .as("t of %s", a)
          .doesNotContain(Double.NaN)
          .isSorted();
    }
    assertThat(BetaQuantile.logit(1, 1, -0.1)).isNaN();
    assertThat(BetaQuantile.logit(1, 1, 1.1)).isNaN();
    assertThat(BetaQuantile.logit(0, 1, 0.5)).isNaN();
    assertThat(StudentFunctions.quantile(1, Double.NaN)).isNaN();
  }

  @Test
  void functionOfXAgreesWithThatOfItsLogit() {
    for (double[] r : table("incompleteBeta")) {
      double x = 1 / (1 + Math.exp(-r[2]));
      if (Math.abs(r[2]) < 30 && Math.max(r[0], r[1]) < 100) {
        assertThat(IncompleteBetaFunctions.betaI(r[0], r[1], x))
            .isCloseTo(r[3], within(1e-12 * r[3] + 1e-15 * r[1] / (1 - x)));
      }
    }
  }

  /** As dI/da = -w D, the table's last columns give w. */
  @Test
  void logDensityMatchesTheTable() {
    for (double[] r : table("incompleteBeta")) {
      double expected = Math.log(-r[5] / r[6]);
      assertThat(IncompleteBetaFunctions.logitBetaLogDensity(r[0], r[1], r[2]))
          .as("%s %s %s", r[0], r[1], r[2])
          .isCloseTo(expected, within(1e-13 * (1 + Math.abs(expected))));
      double x = 1 / (1 + Math.exp(-r[2]));
      if (Math.abs(r[2]) < 30 && Math.max(r[0], r[1]) < 100) {
        double less = -ErrorFunctions.softplus(r[2]) - ErrorFunctions.softplus(-r[2]);
        assertThat(IncompleteBetaFunctions.betaLogDensity(r[0], r[1], x))
            .isCloseTo(expected - less, within(1e-12 + 1e-15 * (1 + r[1]) / (1 - x)));
      }
    }
  }

  /** (a-1) ln x + (b-1) ln(1-x) - ln B(a,b), of 30 digits, where x / mean - 1 rounds to -1. */
  @Test
  void logDensityFarFromTheMean() {
    double x = 0x1p-100;
    assertThat(IncompleteBetaFunctions.betaLogDensity(44.25, 39.5, x))
        .isCloseTo(-2939.34802979579507680768718908, within(1e-12 * 2939));
    assertThat(IncompleteBetaFunctions.betaLogDensity(44.25, 39.5, 1 - 0x1p-53))
        .isCloseTo(-1355.85329580660002224573498911, within(1e-12 * 1355));
  }

  @Test
  void logDensityAtTheEnds() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(IncompleteBetaFunctions.betaLogDensity(0.5, 3, 0)).isEqualTo(infinity);
    assertThat(IncompleteBetaFunctions.betaLogDensity(1, 3, 0)).isEqualTo(Math.log(3));
    assertThat(IncompleteBetaFunctions.betaLogDensity(1.5, 3, 0)).isEqualTo(-infinity);
    assertThat(IncompleteBetaFunctions.betaLogDensity(3, 0.5, 1)).isEqualTo(infinity);
    assertThat(IncompleteBetaFunctions.betaLogDensity(3, 1, 1)).isEqualTo(Math.log(3));
    assertThat(IncompleteBetaFunctions.betaLogDensity(3, 1.5, 1)).isEqualTo(-infinity);
    assertThat(IncompleteBetaFunctions.betaLogDensity(3, 1.5, -1e-9)).isNaN();
    assertThat(IncompleteBetaFunctions.logitBetaLogDensity(3, 1, infinity)).isEqualTo(-infinity);
  }

  // ---- closed forms

  @Test
  void closedForms() {
    for (double t : new double[] {-700, -30, -1, 0, 0.3, 5, 40, 700}) {
      double logX = ErrorFunctions.logSigmoid(t);
      double y = ErrorFunctions.sigmoid(-t);
      // I_x(a,1) = x^a: dt/da = -ln x / (a (1-x))
      double expected = -logX / (2.5 * y);
      assertThat(IncompleteBetaFunctions.logitBetaVariateByA(2.5, 1, t))
          .isCloseTo(expected, within(1e-14 * expected));
      assertThat(IncompleteBetaFunctions.logitBetaI(2.5, 1, t))
          .isCloseTo(Math.exp(2.5 * logX), within(1e-13 * Math.exp(2.5 * logX)));
    }
    // Student's t with one degree of freedom is the Cauchy distribution: F = 1/2 + atan(t) / pi
    assertThat(IncompleteBetaFunctions.logitBetaI(0.5, 0.5, Math.log(1 / 3.0)))
        .isCloseTo(1 / 3.0, within(1e-15));
  }

  // ---- bounds of the range

  private static final double[] SIZES = {
    Double.MIN_VALUE, 1e-300, 1e-90, 1e-8, 0.3, 1, 40, 3e5, 1e9, 1e15, 1e90, Double.MAX_VALUE
  };

  private static final double[] POINTS = {
    0, 1e-300, 1e-9, 0.5, 3, 36, 50, 700, 800, 3e4, 1e100, Double.MAX_VALUE
  };

  @Test
  void nothingIsNotANumberAndSignsAreRight() {
    for (double a : SIZES) {
      for (double b : SIZES) {
        for (double t : POINTS) {
          assertSigns(a, b, t);
          assertSigns(a, b, -t);
          double deviation = Math.sqrt(Math.min(1 / a + 1 / b, 1e9));
          assertSigns(a, b, Math.log(a) - Math.log(b) + Math.min(t, 100) * deviation);
        }
      }
      for (double t : POINTS) {
        double d = StudentFunctions.variateByDf(a, t);
        assertThat(d).as("t of %s at %s", a, t).isLessThanOrEqualTo(0);
        assertThat(StudentFunctions.variateByDf(a, -t)).isEqualTo(-d);
      }
    }
  }

  private static void assertSigns(double a, double b, double t) {
    double value = IncompleteBetaFunctions.logitBetaI(a, b, t);
    double byA = IncompleteBetaFunctions.logitBetaIByA(a, b, t);
    double d = IncompleteBetaFunctions.logitBetaVariateByA(a, b, t);
    double single = IncompleteBetaFunctions.logitBetaVariateByASingle(a, b, t);
    String at = "%s %s %s".formatted(a, b, t);
    assertThat(value).as(at).isBetween(0.0, 1.0);
    assertThat(byA).as(at).isLessThanOrEqualTo(0);
    assertThat(d).as(at).isGreaterThanOrEqualTo(0);
    assertThat(single).as(at).isGreaterThanOrEqualTo(0);
  }

  @Test
  void notANumberInNotANumberOut() {
    double[][] bad = {
      {Double.NaN, 1, 0.5}, {1, Double.NaN, 0.5}, {1, 1, Double.NaN}, {0, 1, 0.5}, {1, -1, 0.5}
    };
    for (double[] r : bad) {
      assertThat(IncompleteBetaFunctions.betaI(r[0], r[1], r[2])).isNaN();
      assertThat(IncompleteBetaFunctions.logitBetaI(r[0], r[1], r[2])).isNaN();
      assertThat(IncompleteBetaFunctions.logitBetaIByA(r[0], r[1], r[2])).isNaN();
      assertThat(IncompleteBetaFunctions.logitBetaVariateByA(r[0], r[1], r[2])).isNaN();
    }
    assertThat(IncompleteBetaFunctions.betaI(1, 1, -0.1)).isNaN();
    assertThat(IncompleteBetaFunctions.betaI(1, 1, 1.1)).isNaN();
    assertThat(StudentFunctions.variateByDf(0, 1)).isNaN();
    assertThat(StudentFunctions.variateByDf(1, Double.NaN)).isNaN();
    assertThat(IncompleteBetaFunctions.logBeta(0, 1)).isNaN();
    assertThat(IncompleteBetaFunctions.logBetaByA(1, -1)).isNaN();
  }

  @Test
  void valuesAtTheEnds() {
    assertThat(IncompleteBetaFunctions.betaI(0.3, 2, 0)).isZero();
    assertThat(IncompleteBetaFunctions.betaI(0.3, 2, 1)).isOne();
    assertThat(IncompleteBetaFunctions.logitBetaI(0.3, 2, Double.NEGATIVE_INFINITY)).isZero();
    assertThat(IncompleteBetaFunctions.logitBetaI(0.3, 2, Double.POSITIVE_INFINITY)).isOne();
    assertThat(IncompleteBetaFunctions.logitBetaIByA(0.3, 2, Double.NEGATIVE_INFINITY)).isZero();
    assertThat(StudentFunctions.variateByDf(3, 0)).isZero();
  }
}
