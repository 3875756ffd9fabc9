/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Truncated distributions far out, near their ends and on narrow intervals. */
class TruncatedTailTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /**
   * loc, scale, low, high, x and ln F, ln(1 - F), ln f, the derivatives of ln f by loc and scale:
   * by arbitrary precision (mpmath, 60 digits, derivatives by differences of 110 digits) from F =
   * (Phi(t) - Phi(a)) / (Phi(b) - Phi(a)) with t, a, b in units of the scale.
   */
  private static final double[][] NORMAL = {
    {
      0.25,
      1,
      -1,
      2,
      -0.9999999999990905,
      -29.268592443099077,
      -1.9445172890346064e-13,
      -1.5427052207006961,
      -1.3628090530334094,
      1.0064899680987457
    },
    {
      0.25,
      1.5,
      -4,
      0.5,
      0.4999999990686774,
      -4.3321146502380818e-10,
      -21.559795135477933,
      -0.76537971862783387,
      0.56774872664828863,
      -0.54648292129157584
    },
    {
      0,
      1,
      10,
      INFINITY,
      12,
      -2.3313863228752711e-10,
      -22.179387851056325,
      -19.687653382692202,
      1.901906766037488,
      42.01906766037488
    },
    {
      0,
      1,
      -INFINITY,
      -10,
      -12,
      -22.179387851056325,
      -2.3313863228752711e-10,
      -19.687653382692202,
      -1.901906766037488,
      42.01906766037488
    },
    {
      5,
      1,
      -INFINITY,
      0,
      -2,
      -12.31930910482235,
      -4.4647074233439312e-6,
      -10.353940139215947,
      -1.8134960328741579,
      22.067480164370789
    },
    {
      0,
      1,
      40,
      41,
      40.5,
      -1.7965328377864327e-9,
      -20.137407231683584,
      -16.435496519450885,
      0.47503115279273628,
      38.251246111709451
    },
    {
      0,
      1,
      -41,
      -40,
      -40.5,
      -20.137407231683584,
      -1.7965328377864327e-9,
      -16.435496519450885,
      -0.47503115279273628,
      38.251246111709451
    },
    {
      0,
      1,
      0.5,
      0.5000009536743164,
      0.5000002384185791,
      -1.3862941823058231,
      -0.28768213205647722,
      13.862943730408309,
      -2.3841854120591379e-7,
      -2.3841878752735938e-7
    },
    {
      0,
      1,
      -9.5367431640625e-07,
      4.76837158203125e-07,
      1.1920928955078125e-07,
      -0.28768207245180224,
      -1.3862943611198267,
      13.457478503090848,
      3.5762786865230309e-7,
      -2.1316282072799904e-13
    },
    {
      0,
      1,
      -8,
      8,
      7.5,
      -3.1286820671682312e-14,
      -31.095579450839752,
      -29.043938533204671,
      7.5,
      55.250000000000081
    }
  };

  static Stream<double[]> normal() {
    return Arrays.stream(NORMAL);
  }

  private static Distribution special(Tensor... p) {
    return TruncatedNormal.of(p[0], p[1], p[2], p[3]);
  }

  private static Distribution general(Tensor... p) {
    return Truncated.of(Normal.of(p[0], p[1]), p[2], p[3]);
  }

  private static Tensor[] parameters(DType dtype, double... row) {
    return Arrays.stream(row, 0, 4).mapToObj(p -> Tensor.fill(dtype, p)).toArray(Tensor[]::new);
  }

  private static void assertClose(String what, Tensor found, double expected, double tolerance) {
    assertThat(found.evalScalar())
        .as(what)
        .isCloseTo(expected, within(tolerance * Math.abs(expected)));
  }

  private static void assertReference(
      Function<Tensor[], Distribution> family, DType dtype, double[] row, double tolerance) {
    Tensor[] p = parameters(dtype, row);
    Distribution d = family.apply(p);
    String what = d + Arrays.toString(row);
    Tensor x = Tensor.fill(dtype, row[4]);
    assertClose("logCdf " + what, d.logCdf(x), row[5], tolerance);
    assertClose("logSurvival " + what, d.logSurvival(x), row[6], tolerance);
    assertClose("logProb " + what, d.logProb(x), row[7], tolerance);
    assertClose("cdf " + what, d.cdf(x), Math.exp(row[5]), 20 * tolerance);
    assertClose("survival " + what, d.survival(x), Math.exp(row[6]), 20 * tolerance);
    double hazard = Math.exp(row[7] - row[5]);
    assertClose("slope " + what, Gradients.of(d.logCdf(x), x).of(x), hazard, 20 * tolerance);
  }

  @ParameterizedTest
  @MethodSource("normal")
  void tailsAreThoseOfArbitraryPrecision(double... row) {
    assertReference(TruncatedTailTest::special, DType.DOUBLE, row, 1e-13);
    assertReference(TruncatedTailTest::general, DType.DOUBLE, row, 1e-12);
    if (row[4] == (float) row[4]) {
      assertReference(TruncatedTailTest::special, DType.FLOAT, row, 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("normal")
  void gradientsAreThoseOfArbitraryPrecision(double... row) {
    for (int i = 0; i < 2; i++) {
      Tensor[] p = parameters(DType.DOUBLE, row);
      Tensor x = Tensor.scalar(row[4]);
      assertClose("special", Gradients.of(special(p).logProb(x), p[i]).of(p[i]), row[8 + i], 1e-7);
      Tensor general = Gradients.of(general(p).logProb(x), p[i]).of(p[i]);
      assertThat(general.evalScalar())
          .as("general")
          .isCloseTo(row[8 + i], within(1e-8 * Math.abs(row[8 + i]) + 1e-13));
    }
  }

  @ParameterizedTest
  @MethodSource("normal")
  void quantilesComeBack(double... row) {
    for (BiFunction<Distribution, Tensor, Tensor> inverse :
        List.<BiFunction<Distribution, Tensor, Tensor>>of(
            Distribution::icdf, Distribution::inverseSurvival)) {
      Tensor p = Tensor.vector(1e-300, 1e-30, 1e-12, 1e-3, 0.3, 0.5, 0.9);
      double[] special = values(inverse.apply(special(parameters(DType.DOUBLE, row)), p));
      double[] general = values(inverse.apply(general(parameters(DType.DOUBLE, row)), p));
      double width = Math.min(row[3] - row[2], 40);
      for (int i = 0; i < special.length; i++) {
        assertThat(special[i]).isBetween(row[2], row[3]);
        assertThat(general[i])
            .isCloseTo(special[i], within(2e-10 * width + 2 * Math.ulp(special[i])));
      }
    }
  }

  /** Near an end at 0, a quantile has the digits of its distance from the end. */
  @Test
  void quantilesNearAnEndAtZeroHaveTheirDigits() {
    for (double loc : new double[] {-4, -0.25, 0.25, 3}) {
      double[] p = {1e-300, 1e-100, 1e-17, 1e-9};
      TruncatedNormal above = TruncatedNormal.of(loc, 1, 0, INFINITY);
      double slope = Math.exp(above.logProb(Tensor.scalar(0)).evalScalar());
      double[] found = values(above.icdf(Tensor.vector(p)));
      TruncatedNormal below = TruncatedNormal.of(-loc, 1, -INFINITY, 0);
      double[] mirrored = values(below.inverseSurvival(Tensor.vector(p)));
      for (int i = 0; i < p.length; i++) {
        assertThat(found[i] * slope / p[i]).isCloseTo(1, within(1e-6 * (p[i] / 1e-9) + 1e-13));
        assertThat(mirrored[i]).isEqualTo(-found[i]);
      }
    }
  }

  @Test
  void slopesAtTheEndsAreTheDensities() {
    for (Function<Tensor[], Distribution> family :
        List.<Function<Tensor[], Distribution>>of(
            TruncatedTailTest::special, TruncatedTailTest::general)) {
      Distribution d = family.apply(parameters(DType.DOUBLE, 0.3, 1.2, -0.5, 2));
      Tensor x = Tensor.vector(-0.5, 2);
      double[] density = values(d.logProb(x).exp());
      DistributionContract.assertClose(
          values(Gradients.of(d.cdf(x).sum(), x).of(x)), density, 1e-13, "cdf");
      DistributionContract.assertClose(
          values(Gradients.of(d.survival(x).neg().sum(), x).of(x)), density, 1e-13, "survival");
      Tensor high = Tensor.scalar(2);
      assertClose("logCdf", Gradients.of(d.logCdf(high), high).of(high), density[1], 1e-13);
      Tensor low = Tensor.scalar(-0.5);
      assertClose("logSurvival", Gradients.of(d.logSurvival(low), low).of(low), -density[0], 1e-13);
    }
  }

  /** Means, variances and entropies in all regimes agree with those of {@link TruncatedNormal}. */
  @ParameterizedTest
  @MethodSource("normal")
  void momentsAgree(double... row) {
    Distribution special = special(parameters(DType.DOUBLE, row));
    Distribution general = general(parameters(DType.DOUBLE, row));
    double mean = special.mean().evalScalar();
    assertThat(general.mean().evalScalar())
        .as("mean")
        .isCloseTo(mean, within(1e-10 * Math.abs(mean) + 1e-13));
    assertClose("variance", general.variance(), special.variance().evalScalar(), 1e-9);
    assertClose("entropy", general.entropy(), special.entropy().evalScalar(), 1e-10);
  }

  /** By arbitrary precision (mpmath). */
  @Test
  void momentsOfHeavyTailsAndKinks() {
    Tensor zero = Tensor.scalar(0);
    Tensor infinity = Tensor.scalar(INFINITY);
    Distribution t = Truncated.of(StudentT.of(2.5, 0, 1), zero, infinity);
    assertClose("mean of t", t.mean(), 1.2060290800985501, 1e-9);
    Distribution cauchy = Truncated.of(Cauchy.of(0, 1), zero, Tensor.scalar(5));
    assertClose("mean of Cauchy", cauchy.mean(), 1.1861419537680803, 1e-10);
    assertClose("variance of Cauchy", cauchy.variance(), 1.2336652033746145, 1e-10);
    Distribution half = Truncated.of(Cauchy.of(0, 1), zero, infinity);
    assertThat(half.mean().evalScalar()).isEqualTo(INFINITY);
    assertThat(half.variance().evalScalar()).isEqualTo(INFINITY);
    Distribution whole = Truncated.of(Cauchy.of(0, 1), infinity.neg(), infinity);
    assertThat(whole.mean().evalScalar()).isNaN();
    Distribution laplace = Truncated.of(Laplace.of(1, 1), zero, Tensor.scalar(3));
    assertClose("mean of Laplace", laplace.mean(), 1.2203075070354608, 1e-10);
    assertClose("variance of Laplace", laplace.variance(), 0.49078709230979913, 1e-10);
    assertClose("entropy of Laplace", laplace.entropy(), 0.97670535529880637, 1e-10);
  }

  @Test
  void momentsHaveGradients() {
    Parameter loc = Parameter.of("loc", Tensor.scalar(0.3).eval());
    Parameter scale = Parameter.of("scale", Tensor.scalar(1.2).eval());
    Parameter low = Parameter.of("low", Tensor.scalar(-0.5).eval());
    Parameter high = Parameter.of("high", Tensor.scalar(2).eval());
    Distribution d = general(loc, scale, low, high);
    GradientCheck.of(d.mean()).assertPasses();
    GradientCheck.of(d.variance()).assertPasses();
    GradientCheck.of(d.entropy()).assertPasses();
  }

  /** Samples far out, where all probabilities of the base underflow. */
  @Test
  void samplesFarOutFollowTheDistribution() {
    Truncated.Pathwise d =
        Truncated.of(Normal.of(0, 1), Tensor.scalar(50), Tensor.scalar(INFINITY));
    double[] x = values(d.sample(100_000));
    double mean = Arrays.stream(x).average().orElseThrow();
    // The distance from 50 has the mean and deviation 0.01998; six deviations of the mean.
    assertThat(mean - 50).isCloseTo(0.019984, within(6 * 0.02 / Math.sqrt(100_000)));
    Parameter loc = Parameter.of("loc", Tensor.scalar(0).eval());
    Tensor y =
        Truncated.of(Normal.of(loc, Tensor.scalar(1)), Tensor.scalar(50), Tensor.scalar(INFINITY))
            .rsample(100);
    double[] slope = values(Gradients.of(y.sum(), loc).of(loc));
    Tensor special =
        TruncatedNormal.of(loc, Tensor.scalar(1), Tensor.scalar(50), Tensor.scalar(INFINITY))
            .mean();
    // d mean / d loc = 3.994e-4 by TruncatedNormal; the mean of 100 has an error of about 10 %.
    double expected = Gradients.of(special, loc).of(loc).evalScalar();
    assertThat(slope[0] / 100).isCloseTo(expected, within(0.7 * Math.abs(expected)));
  }
}
