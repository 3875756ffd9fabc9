/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.GammaFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link GammaFunctions} and {@link ErrorFunctions} against the tables of {@code
 * special-functions/generate.py}, values of 30 correct digits, and at their special values.
 */
public class SpecialFunctionsTest {
  /**
   * A function and its allowed error: in ulps of the exact value, or an absolute one for negative
   * arguments, where the gamma family has zeros between its poles.
   */
  private record Function(
      String name, DoubleUnaryOperator value, double ulps, double absoluteBelowZero) {
    Function(String name, DoubleUnaryOperator value, double ulps) {
      this(name, value, ulps, 0);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Function> functions() {
    return Stream.of(
        new Function("lgamma", GammaFunctions::lgamma, 2.5, 5e-15),
        new Function("digamma", GammaFunctions::digamma, 4, 5e-15),
        new Function("trigamma", GammaFunctions::trigamma, 5),
        new Function("erf", ErrorFunctions::erf, 2),
        new Function("erfc", ErrorFunctions::erfc, 3.5),
        new Function("erfcx", ErrorFunctions::erfcx, 2.5),
        new Function("ndtr", ErrorFunctions::ndtr, 4.5),
        new Function("logNdtr", ErrorFunctions::logNdtr, 5),
        new Function("normalHazard", ErrorFunctions::normalHazard, 4.5),
        new Function("ndtri", ErrorFunctions::ndtri, 4),
        new Function("erfinv", ErrorFunctions::erfinv, 3),
        new Function("logCosh", ErrorFunctions::logCosh, 3.5),
        new Function("logSoftplus", ErrorFunctions::logSoftplus, 3),
        new Function("log1mexp", ErrorFunctions::log1mexp, 2),
        new Function("logExpm1", ErrorFunctions::logExpm1, 3),
        new Function("sigmoid", ErrorFunctions::sigmoid, 2.5),
        new Function("logSigmoid", ErrorFunctions::logSigmoid, 2),
        new Function("softplus", ErrorFunctions::softplus, 2));
  }

  /** A point at which the value is known exactly. */
  private record Exact(String name, double x, double value) {}

  private static List<Exact> exactValues() {
    return List.of(
        new Exact("lgamma", 0.0, POSITIVE_INFINITY),
        new Exact("lgamma", -0.0, POSITIVE_INFINITY),
        new Exact("lgamma", 1, 0),
        new Exact("lgamma", 2, 0),
        new Exact("lgamma", -1, POSITIVE_INFINITY),
        new Exact("lgamma", -30, POSITIVE_INFINITY),
        new Exact("lgamma", -0x1p52, POSITIVE_INFINITY),
        new Exact("lgamma", -1e300, POSITIVE_INFINITY),
        new Exact("lgamma", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("lgamma", NEGATIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("digamma", 0.0, NEGATIVE_INFINITY),
        new Exact("digamma", -0.0, POSITIVE_INFINITY),
        new Exact("digamma", -1, NaN),
        new Exact("digamma", -1e300, NaN),
        new Exact("digamma", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("digamma", NEGATIVE_INFINITY, NaN),
        new Exact("trigamma", 0.0, POSITIVE_INFINITY),
        new Exact("trigamma", -0.0, POSITIVE_INFINITY),
        new Exact("trigamma", -1, POSITIVE_INFINITY),
        new Exact("trigamma", -1e300, POSITIVE_INFINITY),
        new Exact("trigamma", POSITIVE_INFINITY, 0),
        new Exact("trigamma", NEGATIVE_INFINITY, NaN),
        new Exact("erf", 0.0, 0.0),
        new Exact("erf", -0.0, -0.0),
        new Exact("erf", POSITIVE_INFINITY, 1),
        new Exact("erf", NEGATIVE_INFINITY, -1),
        new Exact("erfc", 0.0, 1),
        new Exact("erfc", POSITIVE_INFINITY, 0),
        new Exact("erfc", NEGATIVE_INFINITY, 2),
        new Exact("erfcx", 0.0, 1),
        new Exact("erfcx", -27, POSITIVE_INFINITY),
        new Exact("erfcx", POSITIVE_INFINITY, 0),
        new Exact("erfcx", NEGATIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("ndtr", 0.0, 0.5),
        new Exact("ndtr", -1e300, 0),
        new Exact("ndtr", POSITIVE_INFINITY, 1),
        new Exact("ndtr", NEGATIVE_INFINITY, 0),
        new Exact("logNdtr", 0.0, -Math.log(2)),
        new Exact("logNdtr", -1e160, NEGATIVE_INFINITY),
        new Exact("logNdtr", 1e300, -0.0),
        new Exact("logNdtr", POSITIVE_INFINITY, -0.0),
        new Exact("logNdtr", NEGATIVE_INFINITY, NEGATIVE_INFINITY),
        new Exact("normalHazard", -1e300, 1e300),
        new Exact("normalHazard", -Double.MAX_VALUE, Double.MAX_VALUE),
        new Exact("normalHazard", 1e300, 0),
        new Exact("normalHazard", POSITIVE_INFINITY, 0),
        new Exact("normalHazard", NEGATIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("ndtri", 0.0, NEGATIVE_INFINITY),
        new Exact("ndtri", -0.0, NEGATIVE_INFINITY),
        new Exact("ndtri", 0.5, 0.0),
        new Exact("ndtri", 1, POSITIVE_INFINITY),
        new Exact("ndtri", -Double.MIN_VALUE, NaN),
        new Exact("ndtri", Math.nextUp(1.0), NaN),
        new Exact("ndtri", POSITIVE_INFINITY, NaN),
        new Exact("ndtri", NEGATIVE_INFINITY, NaN),
        new Exact("erfinv", 0.0, 0.0),
        new Exact("erfinv", -0.0, -0.0),
        new Exact("erfinv", 1, POSITIVE_INFINITY),
        new Exact("erfinv", -1, NEGATIVE_INFINITY),
        new Exact("erfinv", Math.nextUp(1.0), NaN),
        new Exact("erfinv", POSITIVE_INFINITY, NaN),
        new Exact("erfinv", NEGATIVE_INFINITY, NaN),
        new Exact("logSoftplus", -1e300, -1e300),
        new Exact("logSoftplus", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("logSoftplus", NEGATIVE_INFINITY, NEGATIVE_INFINITY),
        new Exact("logCosh", 0.0, 0.0),
        new Exact("logCosh", -0.0, 0.0),
        new Exact("logCosh", 1e300, 1e300),
        new Exact("logCosh", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("logCosh", NEGATIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("log1mexp", 0.0, NEGATIVE_INFINITY),
        new Exact("log1mexp", -0.0, NEGATIVE_INFINITY),
        new Exact("log1mexp", Double.MIN_VALUE, NaN),
        new Exact("log1mexp", POSITIVE_INFINITY, NaN),
        new Exact("log1mexp", NEGATIVE_INFINITY, -0.0),
        new Exact("logExpm1", 0.0, NEGATIVE_INFINITY),
        new Exact("logExpm1", -0.0, NEGATIVE_INFINITY),
        new Exact("logExpm1", -Double.MIN_VALUE, NaN),
        new Exact("logExpm1", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("logExpm1", NEGATIVE_INFINITY, NaN),
        new Exact("sigmoid", 0.0, 0.5),
        new Exact("sigmoid", -0.0, 0.5),
        new Exact("sigmoid", POSITIVE_INFINITY, 1),
        new Exact("sigmoid", NEGATIVE_INFINITY, 0),
        new Exact("logSigmoid", 0.0, -Math.log(2)),
        new Exact("logSigmoid", POSITIVE_INFINITY, -0.0),
        new Exact("logSigmoid", NEGATIVE_INFINITY, NEGATIVE_INFINITY),
        new Exact("softplus", 0.0, Math.log(2)),
        new Exact("softplus", POSITIVE_INFINITY, POSITIVE_INFINITY),
        new Exact("softplus", NEGATIVE_INFINITY, 0));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void agreesWithTable(Function function) {
    List<String> failures = new ArrayList<>();
    for (String[] row : table(function.name())) {
      double x = Double.parseDouble(row[0]);
      BigDecimal exact = new BigDecimal(row[1]);
      double got = function.value().applyAsDouble(x);
      double absolute = x < 0 ? function.absoluteBelowZero() : 0;
      if (!isClose(got, exact, function.ulps(), absolute)) {
        failures.add(failure(function.name() + "(" + x + ")", got, exact, function.ulps()));
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void givesExactValueAtInfinitiesPolesAndEnds(Function function) {
    List<Exact> points =
        exactValues().stream().filter(exact -> exact.name().equals(function.name())).toList();
    assertThat(points).extracting(Exact::x).contains(POSITIVE_INFINITY, NEGATIVE_INFINITY);
    List<String> failures = new ArrayList<>();
    for (Exact p : points) {
      double got = function.value().applyAsDouble(p.x());
      if (Double.compare(got, p.value()) != 0) { // NaN equals NaN, and -0.0 differs from 0.0
        failures.add("%s(%s): expected %s, got %s".formatted(p.name(), p.x(), p.value(), got));
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void nanInNanOut(Function function) {
    assertThat(function.value().applyAsDouble(NaN)).isNaN();
  }

  /**
   * Rounding the shifted argument gives an error of half an ulp, which the power n + 1 magnifies.
   */
  @Test
  void polygammaAgreesWithTable() {
    List<String> failures = new ArrayList<>();
    for (String[] row : table("polygamma")) {
      int n = Integer.parseInt(row[0]);
      double x = Double.parseDouble(row[1]);
      BigDecimal exact = new BigDecimal(row[2]);
      double got = GammaFunctions.polygamma(n, x);
      double ulps = 6 + n / 20.0;
      double toPole = Math.abs(x - Math.rint(x));
      double absolute =
          x < 0 ? 1e-15 * Math.exp(GammaFunctions.lgamma(n + 1)) / Math.pow(toPole, n + 1) : 0;
      if (!isClose(got, exact, ulps, absolute)) {
        failures.add(failure("polygamma(" + n + ", " + x + ")", got, exact, ulps));
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 99, 100})
  void polygammaAtPolesAndInfinities(int n) {
    double[] points = {0.0, -0.0, -1, -1e300, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN};
    Double[] odd = {
      POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY, 0.0, NaN, NaN
    };
    Double[] even = {NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN, NaN, -0.0, NaN, NaN};
    assertThat(DoubleStream.of(points).map(x -> GammaFunctions.polygamma(n, x)).boxed())
        .containsExactly(n % 2 == 1 ? odd : even);
  }

  @Test
  void polygammaOfOrdersZeroAndOneIsDigammaAndTrigamma() {
    double[] points = {-2.3, -0.0, 0.0, 0.4, 3, 1e5, NaN};
    assertThat(DoubleStream.of(points).map(x -> GammaFunctions.polygamma(0, x)).boxed())
        .isEqualTo(DoubleStream.of(points).map(GammaFunctions::digamma).boxed().toList());
    assertThat(DoubleStream.of(points).map(x -> GammaFunctions.polygamma(1, x)).boxed())
        .isEqualTo(DoubleStream.of(points).map(GammaFunctions::trigamma).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void polygammaRejectsOrder(int n) {
    assertThatThrownBy(() -> Tensor.scalar(1).polygamma(n))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("polygamma: order must be in 0..100, got " + n);
  }

  @Test
  void everyFunctionIsTested() {
    List<String> declared =
        Stream.of(GammaFunctions.class, ErrorFunctions.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
            .map(Method::getName)
            .toList();
    List<String> tested = functions().map(Function::name).toList();
    assertThat(declared).containsAll(tested);
    // those of an order have tests of their own, here and in GammaDifferencesTest
    List<String> ofOrders = List.of("polygamma", "polygammaDifference");
    assertThat(tested).containsAll(declared.stream().filter(n -> !ofOrders.contains(n)).toList());
  }

  /** Within the given ulps of the exact value or within the absolute error, including overflow. */
  private static boolean isClose(double got, BigDecimal exact, double ulps, double absolute) {
    double nearest = exact.doubleValue();
    if (Double.isNaN(got) || Double.isInfinite(got) || Double.isInfinite(nearest)) {
      return got == nearest;
    }
    double allowed = Math.max(ulps * Math.ulp(nearest), absolute);
    return error(got, exact).compareTo(new BigDecimal(allowed)) <= 0;
  }

  private static BigDecimal error(double got, BigDecimal exact) {
    return new BigDecimal(got).subtract(exact).abs();
  }

  private static String failure(String call, double got, BigDecimal exact, double allowed) {
    double ulps = Double.isFinite(got) ? error(got, exact).doubleValue() : NaN;
    ulps /= Math.ulp(exact.doubleValue());
    return "%s: expected %s, got %s, %.3g ulps off, allowed %s"
        .formatted(call, exact, got, ulps, allowed);
  }

  public static List<String[]> table(String name) {
    String resource = "/special-functions/" + name + ".csv";
    try (InputStream in = SpecialFunctionsTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<String[]> rows =
          text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(",")).toList();
      assertThat(rows).as(resource).hasSizeGreaterThan(100);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
