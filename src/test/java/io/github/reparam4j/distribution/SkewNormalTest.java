/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link SkewNormal}. */
class SkewNormalTest extends ContinuousContract {
  private static DistributionCase member(double loc, double scale, double skewness) {
    return DistributionCase.of(p -> SkewNormal.of(p[0], p[1], p[2]), loc, scale, skewness);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(member(0, 1, 0), member(-40, 2.5, 0.7), member(7, 0.1, -4), member(1, 2, 12));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        member(0, 1e-30, 1),
        member(0, 1e30, -1),
        member(1e30, 1, 3),
        member(0, 1, 1e-30),
        member(0, 1, 1e30),
        member(0, 1, -1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "SkewNormal.of: ";
    return Stream.of(
        new Invalid(
            member(0, 0, 1),
            where + "scale must be > 0, got 0.0; pass a log-scale through exp or softplus"),
        new Invalid(
            member(0, 1, Double.POSITIVE_INFINITY),
            where + "skewness must be finite, got Infinity"),
        new Invalid(member(Double.NaN, 1, 0), where + "loc must be finite, got NaN"));
  }

  /** ln of 2 (Phi(-x) / 2 + T(x, s)) by mpmath 1.3 with 40 digits, the integral of T by quad. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, -1.8410216450092635",
    "2, 5, -14.37185121342878",
    "2, -2, -3.143618534870034e-7",
    "2, -9, -4.4287352822137121e-92",
    "-2, 1, -6.3660823948755716",
    "-2, 9, -210.34971450149728",
    "-2, -1, -0.37920050430605006",
    "-30, 0.5, -122.60126034115819",
    "-1e4, 1e-3, -64.989254270556036",
    "-1e4, -1e-3, -7.13354679829352",
    "-1e8, -1e-8, -18.566445877747786",
    "1e4, 0.1, -0.083007412170328016",
    "-3, 30, -4511.3486675703412",
    "50, 38, -725.86406883826018",
    "0.01, -30, -3.7483539996667302e-198",
    "-0.01, 6, -20.787122138182245",
    "-1, 1e-8, -1.3862943770775819"
  })
  void tailsAgreeWithArbitraryPrecision(double s, double x, double logSurvival) {
    double survival = SkewNormal.of(0, 1, s).logSurvival(Tensor.scalar(x)).evalScalar();
    assertThat(survival).isCloseTo(logSurvival, within(2e-14 + 1e-14 * Math.abs(logSurvival)));
    double mirrored = SkewNormal.of(0, 1, -s).logCdf(Tensor.scalar(-x)).evalScalar();
    assertThat(mirrored).isEqualTo(survival);
    double q = Math.exp(logSurvival);
    if (q > 1e-300 && q < 0.999) {
      double back = SkewNormal.of(0, 1, s).inverseSurvival(Tensor.scalar(q)).evalScalar();
      assertThat(back).isCloseTo(x, within(1e-15 + 1e-12 * Math.abs(x)));
    }
  }

  /** Second derivatives of samples: along constant F dz/ds is a function of s and z. */
  @Test
  void samplesMayBeDifferentiatedTwice() {
    double at = 1.3;
    double h = 1e-4;
    Parameter s = Parameter.of("s", Tensor.scalar(at).eval());
    Tensor p = Tensor.scalar(0.3);
    Tensor z = SkewNormal.of(Tensor.scalar(0), Tensor.scalar(1), s).icdf(p);
    Tensor first = Gradients.of(z, s).of(s);
    double second = Gradients.of(first, s).of(s).evalScalar();
    double up = SkewNormal.of(0, 1, at + h).icdf(p).evalScalar();
    double middle = SkewNormal.of(0, 1, at).icdf(p).evalScalar();
    double down = SkewNormal.of(0, 1, at - h).icdf(p).evalScalar();
    assertThat(first.evalScalar()).isCloseTo((up - down) / (2 * h), within(1e-7));
    assertThat(second).isCloseTo((up - 2 * middle + down) / (h * h), within(1e-5));
  }

  /** E x^3 of the standard one is sqrt(2 / pi) (3 d - d^3): unbiased gradients by the skewness. */
  @Test
  void gradientOfTheThirdMomentIsUnbiased() {
    double at = 1.7;
    Parameter s = Grid.parameter("s", DType.DOUBLE, Shape.of(250_000), i -> at);
    Tensor x = SkewNormal.of(Tensor.scalar(0), Tensor.scalar(1), s).rsample();
    double[] each =
        Grid.values(
            Gradients.of(x.square().mul(x).sum(), s).of(s).sharingNoiseOf(x).eval(MonteCarlo.KEY));
    double d = at / Math.sqrt(1 + at * at);
    double slope = Math.pow(1 + at * at, -1.5);
    double expected = Math.sqrt(2 / Math.PI) * (3 - 3 * d * d) * slope;
    MonteCarlo.assertMean("gradient of E x^3", each, expected, 0.1 * expected);
  }
}
