/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Derivatives of the negative binomial by its dispersion a at a fixed mean m, close to the Poisson
 * distribution. At a = 0 the first one is ((k - m)^2 - k) / 2; the others are mpmath's of 80
 * digits.
 */
class NegativeBinomialDispersionTest {
  private static Parameter parameter(DType dtype, double value) {
    return Grid.parameter("a", dtype, Shape.scalar(), i -> value);
  }

  /**
   * By way of r = 1/a and of the logit ln(5 a): the two ways are 2e5 and cancel to 1/2, so a FLOAT
   * leaves an error of 1e5 ulp of 2.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT, 1e-5, 0.05", "DOUBLE, 1e-5, 2e-4", "DOUBLE, 1e-8, 1e-6"})
  void derivativeByWayOfTheNumberOfFailures(DType dtype, double a, double tolerance) {
    Parameter by = parameter(dtype, a);
    Tensor r = by.reciprocal();
    Tensor logit = by.mul(5).log();
    Tensor y = NegativeBinomial.fromLogits(r, logit).logProb(Tensor.fill(dtype, 3));
    assertThat(Gradients.of(y, by).of(by).evalScalar()).isCloseTo(0.5, within(tolerance));
    Tensor odds = by.mul(5);
    y = NegativeBinomial.of(r, odds.div(odds.add(1))).logProb(Tensor.fill(dtype, 3));
    assertThat(Gradients.of(y, by).of(by).evalScalar()).isCloseTo(0.5, within(4 * tolerance));
  }

  @ParameterizedTest
  @CsvSource({
    // a, d ln P / da, d^2 ln P / da^2 of k = 3, m = 5
    "0, 0.5, -13.333333333333333",
    "1e-300, 0.5, -13.333333333333333",
    "1e-12, 0.49999999998666667, -13.333333333127834",
    "1e-5, 0.49986667694102470, -13.331278525918619"
  })
  void derivativesByTheDispersionAreExact(double a, double first, double second) {
    for (DType dtype : DType.values()) {
      if (dtype == DType.FLOAT && a == 1e-300) {
        continue;
      }
      double ulp = dtype == DType.FLOAT ? 1e-7 : 1e-14;
      Parameter by = parameter(dtype, a);
      Tensor y =
          NegativeBinomial.fromMean(Tensor.fill(dtype, 5), by).logProb(Tensor.fill(dtype, 3));
      Tensor slope = Gradients.of(y, by).of(by);
      assertThat(slope.evalScalar()).isCloseTo(first, within(ulp));
      assertThat(Gradients.of(slope, by).of(by).evalScalar()).isCloseTo(second, within(20 * ulp));
    }
  }

  /** d F(k) / da at a = 0 is m (m - k) / 2 times the Poisson probability of k. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 1e-7})
  void tailsHaveTheSlopeOfThePoissonLimit(double a) {
    Parameter by = parameter(DType.DOUBLE, a);
    Distribution d = NegativeBinomial.fromMean(Tensor.scalar(5), by);
    Distribution poisson = Poisson.of(5);
    for (double k : new double[] {0, 3, 8}) {
      Tensor x = Tensor.scalar(k);
      double f = poisson.cdf(x).evalScalar();
      double expected = 2.5 * (5 - k) * Math.exp(poisson.logProb(x).evalScalar());
      double error = 1e-12 + 300 * a;
      assertThat(d.cdf(x).evalScalar()).isCloseTo(f, within(error));
      assertThat(slope(d.cdf(x), by)).isCloseTo(expected, within(error));
      assertThat(slope(d.survival(x), by)).isCloseTo(-expected, within(error));
      assertThat(slope(d.logCdf(x), by)).isCloseTo(expected / f, within(error / f));
      assertThat(slope(d.logSurvival(x), by))
          .isCloseTo(-expected / (1 - f), within(error / (1 - f)));
    }
  }

  private static double slope(Tensor y, Parameter by) {
    return Gradients.of(y, by).of(by).evalScalar();
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void dispersionZeroIsThePoissonDistribution(DType dtype) {
    Tensor mean = Tensor.fill(dtype, 3.5);
    Distribution d = NegativeBinomial.fromMean(mean, Tensor.fill(dtype, 0));
    Distribution poisson = Poisson.of(mean);
    Tensor k = Tensor.range(dtype, 12);
    Tensor p = Tensor.range(dtype, 12).div(12);
    assertThat(Grid.values(d.logProb(k).eval())).isEqualTo(Grid.values(poisson.logProb(k).eval()));
    assertThat(Grid.values(d.cdf(k).eval())).isEqualTo(Grid.values(poisson.cdf(k).eval()));
    assertThat(Grid.values(d.icdf(p).eval())).isEqualTo(Grid.values(poisson.icdf(p).eval()));
    assertThat(d.mean().evalScalar()).isEqualTo(3.5);
    assertThat(d.variance().evalScalar()).isEqualTo(3.5);
    assertThat(d.mode().evalScalar()).isEqualTo(3);
  }
}
