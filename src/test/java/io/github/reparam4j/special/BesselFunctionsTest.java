/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.SpecialFunctionsTest;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link BesselFunctions} and {@link ExponentialIntegral} against the tables of {@code
 * special-functions/generate.py}, at their special values, and their derivatives at large
 * arguments.
 */
class BesselFunctionsTest {
  private record Function(String name, DoubleUnaryOperator value, double tolerance) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Function> functions() {
    return Stream.of(
        new Function("besselI0e", BesselFunctions::i0e, 2e-15),
        new Function("besselI1e", BesselFunctions::i1e, 2e-15),
        new Function("logBesselI0e", BesselFunctions::logI0e, 1e-15),
        new Function("logBesselI0", BesselFunctions::logI0, 2e-15),
        new Function("besselRatio", BesselFunctions::ratio, 2e-15),
        new Function("besselRatioGap", BesselFunctions::ratioGap, 1e-13),
        new Function("expE1", ExponentialIntegral::expE1, 3e-15));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void agreesWithTable(Function function) {
    double worst = 0;
    for (String[] row : SpecialFunctionsTest.table(function.name())) {
      double x = Double.parseDouble(row[0]);
      worst = Math.max(worst, error(function.value().applyAsDouble(x), row[1]));
    }
    assertThat(worst).isLessThanOrEqualTo(function.tolerance());
  }

  @Test
  void besselIveAgreesWithTable() {
    for (String[] row : SpecialFunctionsTest.table("besselIve")) {
      double order = Double.parseDouble(row[0]);
      double got = BesselFunctions.ive(order, Double.parseDouble(row[1]));
      double exact = Double.parseDouble(row[2]);
      double allowed = order > 140 && exact < 1e-100 ? 5e-13 : 1e-13;
      assertThat(error(got, row[2])).as("ive(%s, %s)", row[0], row[1]).isLessThan(allowed);
    }
  }

  private static double error(double got, String exact) {
    double value = Double.parseDouble(exact);
    return Math.abs(got - value) <= Double.MIN_NORMAL * 1e-15
        ? 0
        : Math.abs(got - value) / Math.abs(value);
  }

  @ParameterizedTest
  @CsvSource({
    "besselI0e, 1, 0, 0",
    "besselI1e, 0, 0, 0",
    "logBesselI0e, 0, -Infinity, -Infinity",
    "logBesselI0, 0, Infinity, Infinity",
    "besselRatio, 0, 1, -1",
    "besselRatioGap, 1, 0, 0",
    "expE1, Infinity, 0, NaN"
  })
  void valuesAtZeroAndInfinities(String name, double zero, double plus, double minus) {
    Function function = functions().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    double[] points = {0, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN};
    double[] expected = {zero, plus, minus, NaN};
    for (int i = 0; i < points.length; i++) {
      Double got = function.value().applyAsDouble(points[i]) + 0.0;
      assertThat(got).isEqualTo(Double.valueOf(expected[i]));
    }
  }

  @Test
  void oddAndEvenFunctionsAtNegativeArguments() {
    for (double x : new double[] {1e-300, 0.3, 19, 25, 31, 1e9}) {
      assertThat(BesselFunctions.i0e(-x)).isEqualTo(BesselFunctions.i0e(x));
      assertThat(BesselFunctions.i1e(-x)).isEqualTo(-BesselFunctions.i1e(x));
      assertThat(BesselFunctions.logI0e(-x)).isEqualTo(BesselFunctions.logI0e(x));
      assertThat(BesselFunctions.ratio(-x)).isEqualTo(-BesselFunctions.ratio(x));
      assertThat(BesselFunctions.ratioGap(-x)).isEqualTo(BesselFunctions.ratioGap(x));
    }
  }

  @Test
  void iveAtTheEndsOfItsDomain() {
    assertThat(BesselFunctions.ive(0, 0)).isEqualTo(1);
    for (double order : new double[] {0.5, 1, 29, 31, 200, 1e300}) {
      assertThat(BesselFunctions.ive(order, 0)).isEqualTo(0);
      assertThat(BesselFunctions.ive(order, Double.MIN_VALUE)).isBetween(0.0, 1e-160);
      assertThat(BesselFunctions.ive(order, POSITIVE_INFINITY)).isEqualTo(0);
    }
    assertThat(BesselFunctions.ive(0, -1)).isNaN();
    assertThat(BesselFunctions.ive(-0.5, 1)).isNaN();
    assertThat(BesselFunctions.ive(1, NaN)).isNaN();
    assertThat(BesselFunctions.ive(1e300, 1e300)).isNotNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, NaN, POSITIVE_INFINITY})
  void rejectsOrder(double order) {
    assertThatThrownBy(() -> Tensor.scalar(1).besselIve(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("besselIve: order must be finite and >= 0, got " + order);
  }

  // ---- derivatives at 0 and at large arguments, where naive formulas cancel

  @Test
  void derivativesAtZero() {
    assertThat(derivative(Tensor::besselI0e, 0)).isEqualTo(0);
    assertThat(derivative(Tensor::besselI1e, 0)).isEqualTo(0.5);
    assertThat(derivative(Tensor::logBesselI0e, 0)).isEqualTo(-1);
    assertThat(derivative(Tensor::besselRatio, 0)).isEqualTo(0.5);
    assertThat(derivative(Tensor::besselRatioGap, 0)).isEqualTo(-0.5);
    assertThat(derivative(x -> x.besselIve(0), 0)).isEqualTo(-1);
    assertThat(derivative(x -> x.besselIve(0.5), 0)).isEqualTo(POSITIVE_INFINITY);
    assertThat(derivative(x -> x.besselIve(1), 0)).isEqualTo(0.5);
    assertThat(derivative(x -> x.besselIve(2), 0)).isEqualTo(0);
    assertThat(second(Tensor::besselRatio, 0)).isEqualTo(0);
    assertThat(second(Tensor::besselI1e, 0)).isNotNaN();
  }

  /** The leading terms: gap' = -1/(2x^2) - 1/(4x^3), expE1' = -1/x^2 + 2/x^3. */
  @ParameterizedTest
  @ValueSource(doubles = {1e6, 1e8, 1e30, 1e70})
  void derivativesFarOutDoNotCancel(double x) {
    double r = 1 / x;
    near(derivative(Tensor::besselRatioGap, x), -0.5 * r * r * (1 + 0.5 * r));
    near(derivative(Tensor::besselRatio, x), 0.5 * r * r * (1 + 0.5 * r));
    near(derivative(Tensor::logBesselI0e, x), -0.5 * r * (1 + 0.25 * r));
    near(second(Tensor::besselRatio, x), -r * r * r * (1 + 0.75 * r));
    near(derivative(Tensor::expE1, x), -r * r * (1 - 2 * r));
    near(second(Tensor::expE1, x), 2 * r * r * r * (1 - 3 * r));
    double pi = 1 / Math.sqrt(Math.PI);
    near(derivative(Tensor::erfcx, x), -pi * r * r * (1 - 1.5 * r * r));
    near(second(Tensor::erfcx, x), 2 * pi * r * r * r * (1 - 3 * r * r));
  }

  /** Just below and above the thresholds of the series. */
  @Test
  void derivativesAreContinuousWhereTheirSeriesBegin() {
    List<UnaryOperator<Tensor>> f =
        List.of(Tensor::besselRatioGap, Tensor::besselRatio, Tensor::expE1, Tensor::erfcx);
    double[] from = {30, 30, 60, 12};
    for (int i = 0; i < from.length; i++) {
      double below = derivative(f.get(i), from[i]);
      double above = derivative(f.get(i), Math.nextUp(from[i]));
      assertThat(above / below - 1).isCloseTo(0, within(1e-12));
      below = second(f.get(i), from[i] - 1e-14);
      above = second(f.get(i), Math.nextUp(from[i]));
      assertThat(above / below - 1).isCloseTo(0, within(1e-9));
    }
  }

  private static void near(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  private static double derivative(UnaryOperator<Tensor> f, double x) {
    Variable v = Variable.of("x", Tensor.scalar(x).eval());
    return Gradients.of(f.apply(v), v).of(v).evalScalar();
  }

  private static double second(UnaryOperator<Tensor> f, double x) {
    Variable v = Variable.of("x", Tensor.scalar(x).eval());
    return Gradients.of(Gradients.of(f.apply(v), v).of(v), v).of(v).evalScalar();
  }
}
