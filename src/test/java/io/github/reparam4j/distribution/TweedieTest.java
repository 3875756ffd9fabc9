/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Tweedie}. */
final class TweedieTest {
  private static Parameter[] parameters(double... x) {
    return Arrays.stream(x)
        .mapToObj(v -> Parameter.of("p" + v, Tensor.scalar(v).eval()))
        .toArray(Parameter[]::new);
  }

  private static Tweedie of(Tensor... p) {
    return Tweedie.of(p[0], p[1], p[2]);
  }

  /**
   * Log-densities and their derivatives by mean, dispersion and power by mpmath 1.3 with 60 digits:
   * the series over n, differentiated by central differences with steps of 1e-18.
   */
  @ParameterizedTest
  @CsvSource({
    "1.5, 0.8, 1.5, 0.7, -0.95123390193468534, -0.54433105395181736, -0.39556965155890074,"
        + " 0.27605183451233793",
    "1.5, 0.8, 1.5, 0, -3.0618621784789725, -1.0206207261596575, 3.8273277230987154,"
        + " -4.8822460777486686",
    "1, 1e-3, 1.5, 1.02, 2.3219696428218281, 20.000000000000017, -302.06819414874476,"
        + " -0.0085960204327982834",
    "1, 1e-8, 1.6, 1.0001, 7.7913485067715156, 9999.9999999988984, -2666.5866864264395,"
        + " -3.3332500102658899e-5",
    "100, 5, 1.02, 93, -4.0866859819511275, -0.012768151750982735, -0.048163466793723329,"
        + " -1.0389049347798318",
    "1, 0.5, 1.98, 0.3, -0.42256831688194576, -1.4, 0.91331505270513782, 0.24845745170159182",
    "1, 0.1, 1.999, 1.2, -0.13500502137155041, 1.9999999999999994, -3.3153351737010702,"
        + " -0.077522238367250014",
    "2, 3, 1.3, 1e-8, -26.005067950682855, -0.27075079743165784, -0.8532532044976146,"
        + " 203.45173824783847",
    "2, 3, 1.3, 400, -261.92076019366578, 53.879408958296955, 85.34988967977592,"
        + " 619.12614446986698",
    "1e-5, 1, 1.4, 0.1, -24.101261824520782, 999899.99999999892, 22.388769468374798,"
        + " -217.72653561979542"
  })
  void agreesWithArbitraryPrecision(
      double mean,
      double dispersion,
      double power,
      double x,
      double logProb,
      double byMean,
      double byDispersion,
      double byPower) {
    Parameter[] by = parameters(mean, dispersion, power);
    Tensor log = of(by).logProb(Tensor.scalar(x));
    double rate = Math.pow(mean, 2 - power) / dispersion / (2 - power);
    double rounding = 5e-16 * rate * Math.abs(x / mean - 1); // of the rate itself
    assertThat(log.evalScalar())
        .isCloseTo(logProb, within(1e-13 * (1 + Math.abs(logProb)) + rounding));
    Gradients g = Gradients.of(log, by);
    double[] expected = {byMean, byDispersion, byPower};
    // terms of the size of the rate, by the power also over 2 - power, cancel in the derivatives
    double[] size = {rate / mean, rate / dispersion, rate / (2 - power)};
    for (int i = 0; i < 3; i++) {
      double tolerance = 1e-12 * Math.abs(expected[i]) + 1e-15 * size[i];
      assertThat(g.of(by[i]).evalScalar())
          .as("by %d", i)
          .isCloseTo(expected[i], within(10 * tolerance));
    }
  }

  /**
   * Logarithms of the tails, by mpmath 1.3 with 40 digits: the sum over n of Poisson probabilities
   * times regularised incomplete gamma functions.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1e-3, 1.5, 1.02, -0.3038115610937458, -1.3394104746351626",
    "1, 1e-3, 1.5, 0.8, -25.073183145699364, -1.2907879905119452e-11",
    "1, 1e-3, 1.5, 1.25, -3.9313366140492898e-14, -30.867211828502152",
    "1.5, 0.8, 1.5, 0.7, -1.21086951115174, -0.35373371112679196",
    "100, 5, 1.02, 93, -0.92423944167921924, -0.50556136940069151"
  })
  void tailsAgreeWithArbitraryPrecision(
      double mean, double dispersion, double power, double x, double lower, double upper) {
    Tweedie d = Tweedie.of(mean, dispersion, power);
    Tensor at = Tensor.scalar(x);
    assertRelative("logCdf", d.logCdf(at), lower, 1e-12);
    assertRelative("logSurvival", d.logSurvival(at), upper, 1e-12);
    assertRelative("cdf", d.cdf(at), Math.exp(lower), 1e-11);
    assertRelative("survival", d.survival(at), Math.exp(upper), 1e-11);
  }

  private static void assertRelative(String what, Tensor got, double expected, double error) {
    assertThat(got.evalScalar()).as(what).isCloseTo(expected, within(error * Math.abs(expected)));
  }

  /** For some 1e10 terms, of which every thousandth is computed: the tails' sum and slope. */
  @ParameterizedTest
  @CsvSource({"0.99995", "1", "1.0002"})
  void tailsOfALargeRate(double x) {
    Tweedie d = Tweedie.of(1, 1e-10, 1.5);
    Parameter at = Parameter.of("x", Tensor.scalar(x).eval());
    Tensor cdf = d.cdf(at);
    assertThat(cdf.evalScalar() + d.survival(at).evalScalar()).isCloseTo(1, within(4e-16));
    double h = 1e-8;
    double step =
        Math.log(d.cdf(Tensor.scalar(x + h)).evalScalar())
            - Math.log(d.cdf(Tensor.scalar(x - h)).evalScalar());
    double slope = d.logProb(at).evalScalar() - d.logCdf(at).evalScalar();
    double difference = step / (2 * h);
    assertThat(difference).isCloseTo(Math.exp(slope), within(1e-4 * Math.exp(slope) + 1e-7));
    double gradient = Gradients.of(cdf, at).of(at).evalScalar();
    double density = Math.exp(d.logProb(at).evalScalar());
    assertThat(gradient).isCloseTo(density, within(1e-12 * density));
  }

  /** The rate is 2e150 and the scale below the least number: Laplace's method is exact. */
  @Test
  void densityOfTinyMeanAndDispersion() {
    Tweedie d = Tweedie.of(1e-300, 1e-300, 1.5);
    double expected = -0.5 * (Math.log(2 * Math.PI) + 2.5 * Math.log(1e-300));
    assertRelative("logProb", d.logProb(Tensor.scalar(1e-300)), expected, 1e-14);
    assertThat(d.logProb(Tensor.scalar(2e-300)).evalScalar()).isLessThan(-1e140);
  }

  /** e^-r at 0, and e^-r plus the integral of the density is 1. */
  @ParameterizedTest
  @CsvSource({"1.5, 0.8, 1.5", "0.3, 2, 1.2", "4, 0.5, 1.9", "10, 0.7, 1.05"})
  void probabilityIsOne(double mean, double dispersion, double power) {
    Tweedie d = Tweedie.of(mean, dispersion, power);
    double rate = Math.pow(mean, 2 - power) / dispersion / (2 - power);
    double atZero = d.logProb(Tensor.scalar(0)).evalScalar();
    assertThat(atZero).isCloseTo(-rate, within(1e-14 * rate));
    assertThat(d.probabilityOfZero().evalScalar()).isCloseTo(Math.exp(-rate), within(1e-15));
    Quadrature rule = Quadrature.over(mean, 0, mean, Double.POSITIVE_INFINITY);
    double[] f = Arrays.stream(rule.logDensity(d)).map(Math::exp).toArray();
    double[] x = rule.nodes();
    assertThat(Math.exp(atZero) + rule.integral(f, i -> 1)).isCloseTo(1, within(1e-9));
    assertThat(rule.integral(f, i -> x[i])).isCloseTo(mean, within(1e-9 * mean));
    double second = rule.integral(f, i -> x[i] * x[i]);
    double variance = dispersion * Math.pow(mean, power);
    assertThat(d.variance().evalScalar()).isCloseTo(variance, within(1e-13 * variance));
    assertThat(second - mean * mean).isCloseTo(variance, within(1e-8 * (1 + second)));
  }

  @Test
  void gradientsMatchCentralDifferences() {
    Parameter[] by = parameters(1.3, 0.7, 1.4);
    Parameter x = Parameter.of("x", Tensor.vector(0.2, 1, 4).eval());
    List<Parameter> all = List.of(by[0], by[1], by[2], x);
    CentralDifference.assertGradientsMatch(of(by).logProb(x).mean(), all);
    CentralDifference.assertGradientsMatch(of(by).logCdf(x).mean(), all);
    CentralDifference.assertGradientsMatch(of(by).logSurvival(x).mean(), all);
    ConstantLeaves.assertSameGradients(
        "logProb", by, p -> of(p).logProb(Tensor.vector(0.0, 0.5, 3)));
  }

  @Test
  void secondDerivativesAreRefused() {
    Parameter[] by = parameters(1.3, 0.7, 1.4);
    Tensor first = Gradients.of(of(by).logProb(Tensor.scalar(2)), by).of(by[1]);
    assertThatThrownBy(() -> Gradients.of(first, by[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got tweedieByRate, made at ");
  }

  /** A million samples; see {@link MonteCarlo} for the probabilities. */
  @ParameterizedTest
  @CsvSource({"1.5, 0.8, 1.5", "0.3, 1, 1.2", "4, 0.9, 1.7"})
  void samplesHaveTheMassAndMoments(double mean, double dispersion, double power) {
    Tweedie d = Tweedie.of(mean, dispersion, power);
    double[] x = Grid.values(d.sample(MonteCarlo.COUNT).eval(MonteCarlo.KEY));
    double variance = d.variance().evalScalar();
    MonteCarlo.assertMean("x", x, mean, 0.05 * mean);
    MonteCarlo.assertVariance("x", x, mean, variance, 0.2 * variance);
    double[] zeros = Arrays.stream(x).map(v -> v == 0 ? 1 : 0).toArray();
    MonteCarlo.assertMean("x = 0", zeros, d.probabilityOfZero().evalScalar(), 0.02);
  }

  @Test
  void scoreHasMeanZero() {
    double[] p = {1.5, 0.8, 1.5};
    Parameter[] by = new Parameter[3];
    Arrays.setAll(by, i -> Grid.parameter("p" + i, DType.DOUBLE, Shape.of(Score.COUNT), j -> p[i]));
    Tweedie d = of(by);
    Score.assertMeanIsZero(d, d.sample(), by);
  }

  @Test
  void shapesAndTypes() {
    Tensor mean = Tensor.fill(DType.FLOAT, 2, 3, 1);
    Tweedie d = Tweedie.of(mean, Tensor.fill(DType.FLOAT, 0.5, 4), Tensor.fill(DType.FLOAT, 1.5));
    assertThat(d.batchShape()).isEqualTo(Shape.of(3, 4));
    assertThat(d.sample(5).shape()).isEqualTo(Shape.of(5, 3, 4));
    assertThat(d.sample().dtype()).isEqualTo(DType.FLOAT);
    assertThat(d.expand(2, 3, 4).mean().shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(d.variance().shape()).isEqualTo(Shape.of(3, 4));
    double expected = Tweedie.of(2, 0.5, 1.5).logProb(Tensor.scalar(1.25)).evalScalar();
    Tensor log = d.logProb(Tensor.fill(DType.FLOAT, 1.25));
    assertThat(log.dtype()).isEqualTo(DType.FLOAT);
    for (double v : values(log)) {
      assertThat(v).isCloseTo(expected, within(1e-6));
    }
    assertThat(values(d.support().contains(d.sample(100)))).containsOnly(1);
  }

  @Test
  void valuesOutsideOfTheSupport() {
    Tweedie d = Tweedie.of(1, 1, 1.7);
    double none = Double.NEGATIVE_INFINITY;
    double[] log = values(d.logProb(Tensor.vector(-1, Double.POSITIVE_INFINITY, Double.NaN)));
    assertThat(log).containsExactly(none, none, Double.NaN);
    Tensor x = Tensor.vector(-1, 0, Double.POSITIVE_INFINITY, Double.NaN);
    double zero = d.probabilityOfZero().evalScalar();
    assertThat(values(d.cdf(x))).containsExactly(0, zero, 1, Double.NaN);
    assertThat(values(d.logCdf(x))).containsExactly(none, Math.log(zero), 0, Double.NaN);
    double[] upper = values(d.survival(x));
    assertThat(upper[1]).isCloseTo(1 - zero, within(1e-16));
    upper[1] = 0;
    assertThat(upper).containsExactly(1, 0, 0, Double.NaN);
  }

  @Test
  void refusesWhatIsWrong() {
    String hint = "; pass a log-mean through exp or softplus";
    double[][] wrong = {{0, 1, 1.5}, {1, -1, 1.5}, {1, 1, 1}, {1, 1, 2}, {1, 1, Double.NaN}};
    List<String> messages =
        List.of(
            "Tweedie.of: mean must be > 0, got 0.0" + hint,
            "Tweedie.of: dispersion must be > 0, got -1.0; pass a log-dispersion through exp or"
                + " softplus",
            "Tweedie.of: power - 1 must be > 0, got 0.0",
            "Tweedie.of: 2 - power must be > 0, got 0.0",
            "Tweedie.of: power - 1 must be > 0, got NaN");
    for (int i = 0; i < wrong.length; i++) {
      double[] p = wrong[i];
      assertThatThrownBy(() -> Tweedie.of(p[0], p[1], p[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(messages.get(i));
    }
    Tensor power = Tensor.vector(1.5, 2.5);
    assertThatThrownBy(() -> Tweedie.of(power, power, power).logProb(Tensor.scalar(1)).eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("Tweedie.of: 2 - power must be > 0 everywhere, got -0.5 at [1]");
  }
}
