/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveArrays;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@link IncompleteGammaFunctions} against the tables of {@code
 * special-functions/generateIncompleteGamma.py}, concentrations from 1e-3 to 1e4 and quantiles from
 * 1e-12 to 1 - 1e-12, and at its special values.
 */
class IncompleteGammaTest {
  private static final double[] CONCENTRATIONS = {
    1e-300, 1e-30, 1e-5, 0.3, 1, 5, 9.9, 10, 100, 1e4, 1e8, 1e12, 1e13, 1e30, 1e300
  };
  private static final double[] LOGARITHMS = {
    -1e5, -1000, -700, -10, -1, 0, 1, 3, 5, 10, 50, 59, 61, 70, 100, 709, 710, 1e5, 1e300
  };

  private final List<String> failures = new ArrayList<>();

  @Test
  void valuesAgreeWithTable() {
    for (double[] row : table("incompleteGamma", 300)) {
      double a = row[0];
      double x = row[1];
      check("P", a, x, IncompleteGammaFunctions.p(a, x), row[2], 3e-14);
      check("Q", a, x, IncompleteGammaFunctions.q(a, x), row[3], 3e-14);
      check("dP", a, x, IncompleteGammaFunctions.pByConcentration(a, x), row[4], 1e-13);
      double scale = Math.max(1, Math.abs(row[5]));
      double got = IncompleteGammaFunctions.logDensity(a, x);
      check("ln f", a, x, got / scale, row[5] / scale, 4e-15);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void derivativeOfVariateAgreesWithTable() {
    for (double[] row : table("logGammaVariate", 350)) {
      double a = row[0];
      double y = row[1];
      check("D", a, y, IncompleteGammaFunctions.logVariateByConcentration(a, y), row[2], 1e-13);
      double fast = IncompleteGammaFunctions.fastLogVariateByConcentration(a, y);
      check("fast D", a, y, fast, row[2], 2e-7);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void derivativeOfVariateIsContinuousWhereTheMethodChanges() {
    for (double a : new double[] {0.01, 1, 4, 6, 9.99, 10, 19.99, 20, 50, 200, 1e4}) {
      for (double y : new double[] {Math.log(a + 3), Math.log(a) - 1, Math.log(a) + 1}) {
        double below = IncompleteGammaFunctions.logVariateByConcentration(a, y - 1e-13);
        double above = IncompleteGammaFunctions.logVariateByConcentration(a, y + 1e-13);
        double slope = Math.abs(y - GammaFunctions.digamma(a)) + below * (a + Math.exp(y));
        assertThat(above).isCloseTo(below, within(2e-13 * slope + 1e-11 * below));
      }
    }
    for (double a : new double[] {10, 20, 50, 200}) {
      double y = Math.log(a) + 0.3;
      double below = IncompleteGammaFunctions.logVariateByConcentration(Math.nextDown(a), y);
      double above = IncompleteGammaFunctions.logVariateByConcentration(a, y);
      assertThat(above).isCloseTo(below, within(1e-12 * below));
    }
  }

  @Test
  void derivativeOfVariateIsPositiveAndNeverNan() {
    for (double a : CONCENTRATIONS) {
      for (double y : LOGARITHMS) {
        double exact = IncompleteGammaFunctions.logVariateByConcentration(a, y);
        assertThat(exact).as("D(%s, %s)", a, y).isNotNegative().isFinite();
        double fast = IncompleteGammaFunctions.fastLogVariateByConcentration(a, y);
        assertThat(fast).as("fast D(%s, %s)", a, y).isNotNegative().isFinite();
        assertThat(fast).isCloseTo(exact, within(1e-6 * exact));
      }
    }
    assertThat(IncompleteGammaFunctions.logVariateByConcentration(2, POSITIVE_INFINITY)).isZero();
    assertThat(IncompleteGammaFunctions.logVariateByConcentration(POSITIVE_INFINITY, 2)).isZero();
  }

  @Test
  void derivativeOfVariateHasItsLimits() {
    double left = (GammaFunctions.digamma(1.3) + 1e4) / 0.3;
    assertThat(IncompleteGammaFunctions.logVariateByConcentration(0.3, -1e4)).isEqualTo(left);
    double right = (100 - GammaFunctions.digamma(0.3)) * Math.exp(-100);
    assertThat(IncompleteGammaFunctions.logVariateByConcentration(0.3, 100))
        .isCloseTo(right, within(1e-14 * right));
    double middle = IncompleteGammaFunctions.logVariateByConcentration(1e30, Math.log(1e30));
    assertThat(middle).isCloseTo(1e-30, within(1e-44));
  }

  /** For a = 1: e^y D = Euler's constant + y + e^x E1(x) times x, here from the series. */
  @Test
  void derivativeOfVariateOfConcentrationOneIsKnown() {
    double x = 0.5;
    double euler = -GammaFunctions.digamma(1);
    double series = 0; // -Ein(-x)
    double term = 1;
    for (int k = 1; k < 40; k++) {
      term *= -x / k;
      series -= term / k;
    }
    double e1 = -euler - Math.log(x) + series;
    double expected = (euler + Math.log(x) + Math.exp(x) * e1) / x;
    assertThat(IncompleteGammaFunctions.logVariateByConcentration(1, Math.log(x)))
        .isCloseTo(expected, within(1e-13));
  }

  @Test
  void valuesAtTheEndsAreLimits() {
    assertThat(IncompleteGammaFunctions.p(0.3, 0)).isZero();
    assertThat(IncompleteGammaFunctions.p(1e6, 0)).isZero();
    assertThat(IncompleteGammaFunctions.p(1e6, POSITIVE_INFINITY)).isOne();
    assertThat(IncompleteGammaFunctions.q(0.3, 0)).isOne();
    assertThat(IncompleteGammaFunctions.p(0.3, POSITIVE_INFINITY)).isOne();
    assertThat(IncompleteGammaFunctions.q(0.3, POSITIVE_INFINITY)).isZero();
    for (double a : CONCENTRATIONS) {
      assertThat(IncompleteGammaFunctions.pByConcentration(a, 0)).isZero();
      assertThat(IncompleteGammaFunctions.pByConcentration(a, POSITIVE_INFINITY)).isZero();
      assertThat(IncompleteGammaFunctions.logDensity(a, POSITIVE_INFINITY))
          .isEqualTo(Double.NEGATIVE_INFINITY);
      for (double y : LOGARITHMS) {
        double x = Math.exp(y);
        assertThat(IncompleteGammaFunctions.p(a, x) + IncompleteGammaFunctions.q(a, x))
            .isCloseTo(1, within(1e-15));
        assertThat(IncompleteGammaFunctions.pByConcentration(a, x)).isNotPositive().isNotNaN();
      }
    }
    assertThat(IncompleteGammaFunctions.logDensity(0.3, 0)).isEqualTo(POSITIVE_INFINITY);
    assertThat(IncompleteGammaFunctions.logDensity(1, 0)).isZero();
    assertThat(IncompleteGammaFunctions.logDensity(2, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(IncompleteGammaFunctions.logDensity(20, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void outsideTheDomainEverythingIsNan() {
    double[][] outside = {{NaN, 1}, {1, NaN}, {20, NaN}, {1e15, NaN}, {-1, 1}, {0, 1}};
    for (double[] p : outside) {
      assertThat(
              new double[] {
                IncompleteGammaFunctions.p(p[0], p[1]),
                IncompleteGammaFunctions.q(p[0], p[1]),
                IncompleteGammaFunctions.pByConcentration(p[0], p[1]),
                IncompleteGammaFunctions.logDensity(p[0], p[1]),
                IncompleteGammaFunctions.logVariateByConcentration(p[0], p[1]),
                IncompleteGammaFunctions.fastLogVariateByConcentration(p[0], p[1])
              })
          .containsOnly(NaN);
    }
    assertThat(IncompleteGammaFunctions.logDensity(2, -1)).isNaN();
    assertThat(IncompleteGammaFunctions.pByConcentration(2, -1)).isNaN();
    assertThat(IncompleteGammaFunctions.p(2, -1)).isNaN();
  }

  /** The error of ln x corresponds to a relative error of 1e-15 in the smaller one of P and Q. */
  @Test
  void quantilesInvertTheTable() {
    for (double[] row : table("incompleteGamma", 300)) {
      double a = row[0];
      double y = Math.log(row[1]);
      double got = row[2] < row[3] ? GammaQuantile.ofP(a, row[2]) : GammaQuantile.ofQ(a, row[3]);
      double slope = row[1] * Math.exp(row[5]) / Math.min(row[2], row[3]);
      double allowed = 1e-15 * Math.abs(y) + 3e-14 / slope;
      if (!(Math.abs(got - y) <= allowed)) {
        failures.add("quantile(%s, %s): expected %s, got %s".formatted(a, row[2], y, got));
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void quantilesHoldForUnderflowAndExtremes() {
    double a = 1e-3;
    double expected = (Math.log(1e-12) + GammaFunctions.lgamma(a + 1)) / a;
    assertThat(GammaQuantile.ofP(a, 1e-12)).isCloseTo(expected, within(1e-12 * -expected));
    assertThat(GammaQuantile.ofQ(a, 0.9))
        .isCloseTo((Math.log1p(-0.9) + GammaFunctions.lgamma(a + 1)) / a, within(1e-10));
    for (double b : CONCENTRATIONS) {
      double last = Double.NEGATIVE_INFINITY;
      for (double p : new double[] {1e-300, 1e-12, 0.01, 0.3, 0.5, 0.7, 1 - 1e-15}) {
        double y = GammaQuantile.ofP(b, p);
        assertThat(y).as("quantile(%s, %s)", b, p).isFinite().isGreaterThanOrEqualTo(last);
        last = y;
      }
      assertThat(GammaQuantile.ofQ(b, 1e-300)).isFinite().isGreaterThanOrEqualTo(last);
      assertThat(GammaQuantile.ofP(b, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(GammaQuantile.ofP(b, 1)).isEqualTo(POSITIVE_INFINITY);
      assertThat(GammaQuantile.ofQ(b, 0)).isEqualTo(POSITIVE_INFINITY);
      assertThat(GammaQuantile.ofP(b, -0.1)).isNaN();
      assertThat(GammaQuantile.ofP(b, 1.1)).isNaN();
      assertThat(GammaQuantile.ofP(b, NaN)).isNaN();
    }
    assertThat(GammaQuantile.ofP(NaN, 0.5)).isNaN();
    assertThat(GammaQuantile.ofP(0, 0.5)).isNaN();
  }

  @Test
  void derivativesByConcentrationAreThoseOfTheTable() {
    double[][] rows = table("incompleteGamma", 300).toArray(double[][]::new);
    Tensor a = column(rows, 0);
    Tensor x = column(rows, 1);
    double[] p = elements(Gradients.of(a.gammaP(x).sum(), a).of(a));
    double[] q = elements(Gradients.of(a.gammaQ(x).sum(), a).of(a));
    double[] density = elements(Gradients.of(a.gammaP(x).sum(), x).of(x));
    for (int i = 0; i < rows.length; i++) {
      check("dP", rows[i][0], rows[i][1], p[i], rows[i][4], 1e-13);
      check("dQ", rows[i][0], rows[i][1], q[i], -rows[i][4], 1e-13);
      double relative = 4e-15 * Math.max(1, Math.abs(rows[i][5]));
      check("f", rows[i][0], rows[i][1], density[i], Math.exp(rows[i][5]), relative);
    }
    assertThat(failures).isEmpty();
  }

  private static Tensor column(double[][] rows, int column) {
    return Tensor.vector(Arrays.stream(rows).mapToDouble(r -> r[column]).toArray());
  }

  private static double[] elements(Tensor t) {
    return NaiveArrays.elements(t.eval());
  }

  private void check(String what, double a, double x, double got, double exact, double relative) {
    if (!(Math.abs(got - exact) <= relative * Math.abs(exact))) {
      failures.add(
          "%s(%s, %s): expected %s, got %s, relative error %.2g, allowed %.2g"
              .formatted(what, a, x, exact, got, got / exact - 1, relative));
    }
  }

  private static List<double[]> table(String name, int least) {
    String resource = "/special-functions/" + name + ".csv";
    try (InputStream in = IncompleteGammaTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<double[]> rows =
          text.lines()
              .filter(line -> !line.startsWith("#"))
              .map(l -> Arrays.stream(l.split(",")).mapToDouble(Double::parseDouble).toArray())
              .toList();
      assertThat(rows).as(resource).hasSizeGreaterThan(least);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
