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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link GeneralizedExtremeValue}. */
class GeneralizedExtremeValueTest extends ContinuousContract {
  private static DistributionCase member(double loc, double scale, double c) {
    DistributionCase one =
        DistributionCase.of(p -> GeneralizedExtremeValue.of(p[0], p[1], p[2]), loc, scale, c);
    return c < 0 ? one.kinks(loc, loc - scale / c) : one;
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        member(0, 1, 0),
        member(-40, 2.5, 0.3),
        member(7, 10, 1.2),
        member(1, 2, -0.4),
        member(0, 2, 0.02));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        member(0, 1e-30, 0),
        member(0, 1e30, 0),
        member(0, 1, 1e-30),
        member(0, 1, -1e-30),
        member(0, 1, 1e30),
        member(0, 1, -1e30),
        member(0, 1, -1),
        member(0, 1e-30, 2),
        member(0, 1e30, -2));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "GeneralizedExtremeValue.of: ";
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        new Invalid(member(0, 0, 1), where + "scale must be > 0, got 0.0" + hint),
        new Invalid(member(0, 1, Double.NaN), where + "concentration must be finite, got NaN"),
        new Invalid(member(Double.NaN, 1, 0), where + "loc must be finite, got NaN"));
  }

  /** References by mpmath 1.3 with 50 digits from the formulas of the class's documentation. */
  @ParameterizedTest
  @CsvSource({
    "0.3, -3.2, -45673.828697668356, -45687.777159576118, -1.1232829597480372e-19842",
    "0.3, -1, -1.7379300935937907, -3.2835215173282977, -0.038217037546581059",
    "0.3, 5, -4.0177487746372689, -0.047155603182596947, -3.0777875907673248",
    "0.3, 1e10, -94.561471879107371, -2.5680047169638204e-32, -72.739593753159517",
    "1e-5, -2, -5.3891638830342605, -7.3892038835009338, -0.00061807863957503379",
    "1e-5, 30, -29.995800854806641, -9.3998187024738106e-14, -29.995500899797596",
    "-1e-5, 3, -3.0497998284053999, -0.049784827955388686, -3.0248341449650476",
    "-0.4, 2.4, -4.8286337373023013, -0.00031999999999999979, -8.0473495579038359",
    "-0.4, -30, -605.49074151722175, -609.33816555341405, -2.3323680688280206e-265",
    "-0.4, -1e5, -320020000359.10615, -320020000375.00114, -2.8868612884976783e-138982920262",
    "1.5, 1e100, -384.43995734585455, -1.6441413828869801e-67, -153.77598293834182",
    "-1e-12, 40, -40.00000000076, -4.2483542518929056e-18, -40.0000000008",
    "1e-12, -3, -17.085536923270553, -20.085536923278053, -1.8921786964574383e-9"
  })
  void agreesWithArbitraryPrecision(
      double c, double x, double logProb, double logCdf, double logSurvival) {
    GeneralizedExtremeValue d = GeneralizedExtremeValue.of(0, 1, c);
    Tensor at = Tensor.scalar(x);
    assertThat(d.logProb(at).evalScalar()).isCloseTo(logProb, near(logProb));
    assertThat(d.logCdf(at).evalScalar()).isCloseTo(logCdf, near(logCdf));
    assertThat(d.logSurvival(at).evalScalar()).isCloseTo(logSurvival, near(logSurvival));
  }

  private static Offset<Double> near(double expected) {
    return within(2e-13 * Math.abs(expected));
  }

  /** Moments by mpmath from Gamma(1 - c) and Gamma(1 - 2 c) with 50 digits. */
  @ParameterizedTest
  @CsvSource({
    "-3, -1.6666666666666667, 76.0",
    "-0.5, 0.22754614909448397, 0.85840734641020676",
    "-0.13, 0.46206577129570515, 1.2382241193164875",
    "-0.06, 0.52093917480602727, 1.4238686513265646",
    "-1e-3, 0.57622751540453388, 1.6406426814849911",
    "-1e-9, 0.57721566391247687, 1.6449340625451492",
    "1e-12, 0.57721566490252192, 1.6449340668525295",
    "1e-4, 0.57731457957683824, 1.6453644917810103",
    "0.03, 0.60773140288630826, 1.7853390783741053",
    "0.07, 0.65125833768612239, 2.0142911064359929",
    "0.12, 0.71089822889766257, 2.3918320104370404",
    "0.2, 0.82114856862651688, 3.3440355622978816",
    "0.45, 1.369165041630167, 34.082222452736299"
  })
  void momentsAreSmoothAtZero(double c, double mean, double variance) {
    GeneralizedExtremeValue d = GeneralizedExtremeValue.of(0, 1, c);
    assertThat(d.mean().evalScalar()).isCloseTo(mean, within(1e-14 * (1 + Math.abs(mean))));
    assertThat(d.variance().evalScalar()).isCloseTo(variance, within(1e-13 * variance));
  }

  @Test
  void concentrationZeroIsGumbel() {
    GeneralizedExtremeValue d = GeneralizedExtremeValue.of(0.3, 1.5, 0);
    Gumbel g = Gumbel.of(0.3, 1.5);
    Tensor x = Tensor.vector(-5.0, -1, 0, 1, 9, 200);
    assertClose(values(d.logProb(x)), values(g.logProb(x)), 1e-14, "logProb");
    assertClose(values(d.logSurvival(x)), values(g.logSurvival(x)), 1e-14, "logSurvival");
    assertThat(d.variance().evalScalar()).isCloseTo(g.variance().evalScalar(), within(1e-14));
  }

  /** d/dc at c = 0 of y = ln(1 + c z) / c is -z^2 / 2; d ln f = z^2 / 2 - z - e^-z z^2 / 2. */
  @Test
  void gradientsByTheConcentrationAreSmoothAtZero() {
    double[] c = {-1e-9, -1e-30, 0, 1e-30, 1e-9};
    for (double z : new double[] {-1.5, 0.7, 12}) {
      Parameter by = Grid.parameter("c", DType.DOUBLE, Shape.of(5), i -> c[i]);
      GeneralizedExtremeValue d =
          GeneralizedExtremeValue.of(Tensor.scalar(0), Tensor.scalar(1), by);
      Tensor log = d.logProb(Tensor.scalar(z));
      double expected = z * z / 2 - z - Math.exp(-z) * z * z / 2;
      for (double slope : values(Gradients.of(log.sum(), by).of(by))) {
        assertThat(slope).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void densityAtTheUpperEndDependsOnTheConcentration() {
    Tensor c = Tensor.vector(-0.5, -1.0, -2.0);
    GeneralizedExtremeValue d = GeneralizedExtremeValue.of(Tensor.scalar(0), Tensor.scalar(2), c);
    Tensor end = c.reciprocal().mul(-2);
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(d.logProb(end))).containsExactly(-infinite, -Math.log(2), infinite);
    assertThat(values(d.cdf(end))).containsExactly(1, 1, 1);
    assertThat(values(d.logSurvival(end.mul(1.5)))).containsOnly(-infinite);
  }

  @Test
  void momentsThatDivergeAreInfinite() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(GeneralizedExtremeValue.of(0, 1, 1).mean().evalScalar()).isEqualTo(infinite);
    assertThat(GeneralizedExtremeValue.of(0, 1, 0.5).variance().evalScalar()).isEqualTo(infinite);
    assertThat(GeneralizedExtremeValue.of(0, 1, 0.9).mean().evalScalar()).isLessThan(infinite);
  }

  /** At c = -1 the distribution function has the slope 1 / scale up to the end. */
  @Test
  void slopeAtTheUpperEnd() {
    Parameter x = Parameter.of("x", Tensor.scalar(2.0).eval());
    GeneralizedExtremeValue d = GeneralizedExtremeValue.of(0, 2, -1);
    assertThat(Gradients.of(d.cdf(x), x).of(x).evalScalar()).isEqualTo(0.5);
    assertThat(Gradients.of(d.survival(x), x).of(x).evalScalar()).isEqualTo(-0.5);
  }
}
