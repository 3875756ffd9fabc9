/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Entropies of counts and their gradients against sums of -p ln p with 50 digits by mpmath, over
 * all counts or, for deviations above 60, by the trapezoidal rule.
 */
class CountEntropyTest {
  private static Parameter scalar(DType dtype, String name, double value) {
    return Grid.parameter(name, dtype, Shape.scalar(), i -> value);
  }

  private static void check(
      Function<Tensor[], Distribution> family,
      double[] parameters,
      double entropy,
      double... slopes) {
    Parameter[] by = new Parameter[parameters.length];
    Tensor[] narrow = new Tensor[parameters.length];
    for (int i = 0; i < by.length; i++) {
      by[i] = scalar(DType.DOUBLE, "p" + i, parameters[i]);
      narrow[i] = Tensor.fill(DType.FLOAT, parameters[i]);
    }
    Tensor h = family.apply(by).entropy();
    assertThat(h.evalScalar()).isCloseTo(entropy, within(1e-11 * entropy));
    for (int i = 0; i < slopes.length; i++) {
      Parameter p = by[by.length - slopes.length + i];
      assertThat(Gradients.of(h, p).of(p).evalScalar())
          .as("by %s", p.name())
          .isCloseTo(slopes[i], within(1e-9 * Math.abs(slopes[i])));
    }
    Distribution single = family.apply(narrow);
    assertThat(single.entropy().evalScalar()).isCloseTo(entropy, within(1e-6 * entropy));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-9, 2.1723265837292986e-8, 20.7232658376395583",
    "2.5, 1.83072660792697168, 0.223133530770018581",
    "300, 4.2705515278232683, 0.00166759569874724296",
    "1e9, 11.780571451594545, 5.00000000083333333e-10"
  })
  void poisson(double rate, double entropy, double slope) {
    check(p -> Poisson.of(p[0]), new double[] {rate}, entropy, slope);
    check(p -> Poisson.fromLogRate(p[0].log()), new double[] {rate}, entropy, slope);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 0.01, 0.257567336336586614, 18.8976335879614826",
    "3000, 0.3, 4.64177725278863925, 0.952633137382949187",
    "1e9, 5e-8, 3.37326623642192607, 10034026.3947621656",
    "1e9, 0.3, 11.0002475774820521, 0.952380953136810355"
  })
  void binomial(double n, double p, double entropy, double slope) {
    check(x -> Binomial.of(x[0], x[1]), new double[] {n, p}, entropy, slope);
    if (p > 1e-3) { // 1 - p has the digits of p
      check(x -> Binomial.of(x[0], x[1].neg().add(1)), new double[] {n, p}, entropy, slope);
    }
    check(
        x -> Binomial.fromLogits(x[0], x[1].log().sub(x[1].neg().log1p())),
        new double[] {n, p},
        entropy,
        slope);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.95, 0.0281934165078888287, 25.1656180491539102, 0.208220881273612661",
    "3, 0.6, 2.48803724705196082, 0.22032421632080157, 3.45296406259975368",
    "60, 0.6, 4.12102590696610013, 0.00843333897428436262, 3.33590006691869858",
    "1e9, 1e-5, 6.0241103853260442, 5.00008334333492544e-10, 50001.833426682517"
  })
  void negativeBinomial(double r, double p, double entropy, double byCount, double byProbability) {
    double[] parameters = {r, p};
    check(x -> NegativeBinomial.of(x[0], x[1]), parameters, entropy, byCount, byProbability);
    check(
        x -> NegativeBinomial.fromLogits(x[0], x[1].log().sub(x[1].neg().log1p())),
        parameters,
        entropy,
        byCount,
        byProbability);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0.001, 1.93266543383622679, 0.182941977250578908, 1.19269366649856634",
    "1e5, 0.001, 9.48262809916528703, 9.95049521403361243e-6, 494.716013086132774",
    "4, 0.5, 2.44986710457972469, 0.214816940067911844, 0.260488602172824848"
  })
  void negativeBinomialByMean(double m, double a, double entropy, double byMean, double by) {
    check(x -> NegativeBinomial.fromMean(x[0], x[1]), new double[] {m, a}, entropy, byMean, by);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 0.5, 0.2, 0.3, 3.2289027481637127",
    "1e6, 0.5, 0.2, 0.3, 14.9001083979349158",
    "1e9, 0.25, 0.125, 0.625, 21.5932731367830256",
    "100, 1e-9, 2e-9, 0.999999997, 4.99679927632864193e-6"
  })
  void multinomial(double n, double p, double q, double r, double entropy) {
    Tensor probs = Tensor.vector(p, q, r);
    assertThat(Multinomial.of(Tensor.scalar(n), probs).entropy().evalScalar())
        .isCloseTo(entropy, within(2e-11 * entropy));
    assertThat(Multinomial.fromLogits(Tensor.scalar(n), probs.log().add(5)).entropy().evalScalar())
        .isCloseTo(entropy, within(2e-11 * entropy));
  }

  @Test
  void gradientsOfBothOrdersMatchDifferences() {
    Parameter p = Grid.parameter("p", DType.DOUBLE, Shape.of(3), i -> 0.2 + 0.3 * i);
    Parameter r = Grid.parameter("r", DType.DOUBLE, Shape.of(2, 1), i -> 0.7 + 70 * i);
    GradientCheck.of(Multinomial.of(Tensor.vector(7.0, 30), p).entropy())
        .secondOrder()
        .assertPasses();
    GradientCheck.of(Poisson.of(p.mul(90)).entropy()).secondOrder().assertPasses();
    GradientCheck.of(Binomial.of(Tensor.scalar(50), p).entropy()).secondOrder().assertPasses();
    GradientCheck.of(NegativeBinomial.of(r, p).entropy()).secondOrder().assertPasses();
    GradientCheck.of(NegativeBinomial.fromMean(r, p).entropy()).secondOrder().assertPasses();
  }

  /** The slope -ln p of -p ln p is infinite at p = 0. */
  @Test
  void probabilityZeroHasEntropyZeroAndAnInfiniteSlope() {
    double infinity = Double.POSITIVE_INFINITY;
    Parameter zero = scalar(DType.DOUBLE, "zero", 0);
    Parameter one = scalar(DType.DOUBLE, "one", 1);
    Tensor five = Tensor.scalar(5);
    assertSlope(Poisson.of(zero), zero, infinity);
    assertSlope(Binomial.of(five, zero), zero, infinity);
    assertSlope(Binomial.of(five, one), one, -infinity);
    assertSlope(Binomial.of(Tensor.scalar(0), zero), zero, 0);
    assertSlope(NegativeBinomial.of(five, zero), zero, infinity);
    assertSlope(NegativeBinomial.fromMean(zero, five), zero, infinity);
    Parameter p = Grid.parameter("p", DType.DOUBLE, Shape.of(3), i -> i == 1 ? 1 : 0);
    Tensor h = Multinomial.of(five, p).entropy();
    assertThat(h.evalScalar()).isZero();
    double[] slopes = Grid.values(Gradients.of(h, p).of(p).eval());
    assertThat(slopes[0]).isEqualTo(infinity);
    assertThat(slopes[2]).isEqualTo(infinity);
  }

  private static void assertSlope(Distribution d, Parameter by, double slope) {
    assertThat(d.entropy().evalScalar()).isZero();
    assertThat(Gradients.of(d.entropy(), by).of(by).evalScalar()).isEqualTo(slope);
  }

  @Test
  void certainSuccessesHaveNoFiniteEntropy() {
    assertThat(NegativeBinomial.of(3, 1).entropy().evalScalar())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Poisson.fromLogRate(Tensor.scalar(Double.POSITIVE_INFINITY)).entropy().evalScalar())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }
}
