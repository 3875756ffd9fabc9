/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link StudentT}. */
class StudentTTest extends ContinuousContract {
  private static DistributionCase t(double df, double loc, double scale) {
    return DistributionCase.of(p -> StudentT.of(p[0], p[1], p[2]), df, loc, scale);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(t(1, 0.3, 1), t(5, -40, 2.5), t(2.5, 0, 0.1), t(60, 3, 1));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        t(0.5, 0, 1),
        t(1e30, 0, 1),
        t(3, 0, 1e-30),
        t(3, 0, 1e30),
        t(3, 1e30, 1),
        t(1e30, 7, 1e-30));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; pass a log-%1$s through exp or softplus";
    String message = "StudentT.of: %1$s must be > 0, got %2$s" + hint;
    return Stream.of(
        new Invalid(t(0, 0, 1), message.formatted("df", 0.0)),
        new Invalid(t(Double.NaN, 0, 1), message.formatted("df", "NaN")),
        new Invalid(t(1, 0, -1), message.formatted("scale", -1.0)),
        new Invalid(t(1, Double.NaN, 1), "StudentT.of: loc must be finite, got NaN"));
  }

  @Test
  void oneDegreeOfFreedomIsCauchy() {
    Tensor x = Tensor.vector(-1e200, -7, -0.1, 0.3, 0.5, 1e9);
    assertClose(
        values(StudentT.of(1, 0.3, 2).logProb(x)),
        values(Cauchy.of(0.3, 2).logProb(x)),
        1e-14,
        "logProb");
    double[] p = values(StudentT.of(1, 0.3, 2).cdf(x));
    double[] expected = values(Cauchy.of(0.3, 2).cdf(x));
    for (int i = 0; i < p.length; i++) {
      assertThat(p[i]).isCloseTo(expected[i], within(1e-13 * expected[i]));
    }
  }

  @Test
  void manyDegreesOfFreedomAreNormal() {
    Tensor x = Tensor.vector(-7.0, -1, 0, 0.3, 5);
    assertClose(
        values(StudentT.of(1e14, 0, 1).logProb(x)), values(Normal.of(0, 1).logProb(x)), 1e-11, "");
    assertClose(values(StudentT.of(1e14, 0, 1).cdf(x)), values(Normal.of(0, 1).cdf(x)), 1e-11, "");
    assertThat(StudentT.of(1e14, 0, 1).entropy().evalScalar())
        .isCloseTo(Normal.of(0, 1).entropy().evalScalar(), within(1e-12));
  }

  /** At 1.5, by 60 digits; the terms cancel to 1 / df^3. */
  @Test
  void secondDerivativeByDegreesOfFreedomHasItsDigits() {
    Parameter df = Parameter.of("df", Tensor.vector(2.0, 50, 300, 1e4, 1e8).eval());
    Tensor log = StudentT.of(df, Tensor.scalar(0), Tensor.scalar(1)).logProb(Tensor.scalar(1.5));
    Tensor first = Gradients.of(log.sum(), df).of(df);
    double[] found = values(Gradients.of(first.sum(), df).of(df));
    double[] expected = {
      -0.079782101523983668,
      -2.3088801556308214e-6,
      -8.5640204116246124e-9,
      -2.1912952593014908e-13,
      -2.1875003796874838e-25
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], withinPercentage(1e-9));
    }
  }

  @Test
  void momentsThatDivergeAreInfiniteAndUndefinedOnesNotANumber() {
    StudentT d = StudentT.of(Tensor.vector(0.5, 1, 1.5, 2, 3), Tensor.scalar(4), Tensor.scalar(2));
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(d.mean())).containsExactly(nan, nan, 4, 4, 4);
    assertThat(values(d.variance())).containsExactly(nan, nan, infinite, infinite, 12);
  }

  /**
   * d/d(df) E z^2 = -2 / (df-2)^2 at df = 12: the mean of 40,000 gradients of standard deviation
   * below 0.15; six standard errors (failure probability 2e-9) are 0.0045.
   */
  @Test
  void meanGradientOfTheSquareIsThatOfTheVariance() {
    Parameter[] by = t(12, 0, 1).variables();
    Tensor loss = StudentT.of(by[0], by[1], by[2]).rsample(40_000).square().mean();
    double found = Gradients.of(loss, by[0]).of(by[0]).evalScalar(KEY);
    assertThat(found).isCloseTo(-0.02, within(0.0045));
  }
}
