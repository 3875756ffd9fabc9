/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.variate.VonMisesVariates;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.special.BesselFunctions;
import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.VonMisesIntegrals;
import io.github.reparam4j.special.VonMisesSampler;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The von Mises distribution against the table of {@code special-functions/generate_von_mises.py},
 * exact moments and its limits; its sampler by the Kolmogorov-Smirnov test.
 */
class VonMisesTest {
  private static final RandomKey KEY = RandomKey.of(19_790_301);

  private static double parse(String text) {
    return Double.parseDouble(text);
  }

  // ---- distribution function and its derivative with respect to the concentration

  @Test
  void cdfAgreesWithTable() {
    for (String[] row : table()) {
      double k = parse(row[0]);
      double z = parse(row[1]);
      double low = parse(row[3]);
      assertThat(VonMisesIntegrals.cdf(k, z)).isCloseTo(parse(row[2]), within(1e-14));
      double tolerance = 1e-14 + 2e-16 * k * (1 - Math.cos(z));
      assertThat(VonMisesIntegrals.cdf(k, -z))
          .as("F(%s, -%s)", row[0], row[1])
          .isCloseTo(low, within(tolerance * low));
    }
  }

  @Test
  void derivativeByConcentrationAgreesWithTable() {
    for (String[] row : table()) {
      double k = parse(row[0]);
      double z = parse(row[1]);
      double exact = parse(row[4]);
      assertThat(VonMisesIntegrals.byConcentration(k, z))
          .as("D(%s, %s)", row[0], row[1])
          .isCloseTo(exact, within(2e-14 * Math.abs(exact)));
      assertThat(VonMisesIntegrals.byConcentration(k, -z))
          .isEqualTo(-VonMisesIntegrals.byConcentration(k, z));
    }
  }

  @Test
  void derivativeInFloatIsGoodToItsDigits() {
    for (String[] row : table()) {
      Tensor k = Tensor.vector((float) parse(row[0]));
      Tensor z = Tensor.vector((float) parse(row[1]));
      double got = VonMisesFunction.variateByConcentration(k, z).evalScalar();
      double exact =
          VonMisesIntegrals.byConcentration((float) parse(row[0]), (float) parse(row[1]));
      assertThat(got).isCloseTo(exact, within(1e-7 * Math.abs(exact)));
    }
  }

  private static Iterable<String[]> table() {
    Iterable<String[]> rows = SpecialFunctionsTest.table("vonMises");
    assertThat(rows).hasSizeGreaterThan(100);
    return rows;
  }

  /** d/dk E cos z = 1 - A/k - A^2, by a periodic sum of -sin(z) D(k, z) f(z). */
  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.5, 2, 9, 150, 1e4})
  void meanOfPathwiseDerivativeIsThatOfTheMean(double k) {
    int points = 4000;
    double sum = 0;
    for (int i = 0; i < points; i++) {
      double z = -Math.PI + (i + 0.5) * 2 * Math.PI / points;
      double density = Math.exp(k * (Math.cos(z) - 1)) / (2 * Math.PI * BesselFunctions.i0e(k));
      sum -= Math.sin(z) * VonMisesIntegrals.byConcentration(k, z) * density;
    }
    Variable v = variable(k);
    double exact = Gradients.of(v.besselRatio(), v).of(v).evalScalar();
    assertThat(sum * 2 * Math.PI / points).isCloseTo(exact, within(1e-12 * exact));
  }

  @ParameterizedTest
  @CsvSource({"0.7, 0.4", "0.7, -2.9", "30, 0.3", "30, -0.5", "4, 3.1"})
  void cdfGradientsMatchCentralDifferences(double concentration, double angle) {
    Variable k = variable(concentration);
    Variable z = variable(angle);
    Gradients g = Gradients.of(VonMisesVariates.cdf(k, z), k, z);
    double h = 1e-4;
    double byK =
        (VonMisesIntegrals.cdf(concentration + h, angle)
                - VonMisesIntegrals.cdf(concentration - h, angle))
            / (2 * h);
    double byZ =
        (VonMisesIntegrals.cdf(concentration, angle + h)
                - VonMisesIntegrals.cdf(concentration, angle - h))
            / (2 * h);
    assertThat(g.of(k).evalScalar()).isCloseTo(byK, within(1e-8));
    assertThat(g.of(z).evalScalar()).isCloseTo(byZ, within(1e-6));
  }

  @Test
  void valuesAtTheLimits() {
    for (double k : new double[] {0, 0.3, 50, 1e30, Double.MAX_VALUE, POSITIVE_INFINITY}) {
      assertThat(VonMisesIntegrals.cdf(k, 0)).isEqualTo(0.5);
      assertThat(VonMisesIntegrals.cdf(k, -Math.PI)).isEqualTo(0);
      assertThat(VonMisesIntegrals.cdf(k, Math.PI)).isEqualTo(1);
      assertThat(VonMisesIntegrals.cdf(k, (float) Math.PI)).isEqualTo(1);
      assertThat(VonMisesIntegrals.byConcentration(k, 0)).isEqualTo(0);
      assertThat(VonMisesIntegrals.byConcentration(k, Math.PI)).isEqualTo(0);
      assertThat(VonMisesIntegrals.byConcentration(k, -4)).isEqualTo(0);
    }
    for (double z : new double[] {-3, -0.2, 1e-9, 1.4}) {
      double uniform = 0.5 + z / (2 * Math.PI);
      assertThat(VonMisesIntegrals.cdf(0, z)).isCloseTo(uniform, within(1e-15));
      assertThat(VonMisesIntegrals.byConcentration(0, z))
          .isCloseTo(-Math.sin(z), within(1e-15 * Math.abs(z)));
      double k = 1e30;
      double normal = z / Math.sqrt(k);
      assertThat(VonMisesIntegrals.cdf(k, normal)).isCloseTo(ErrorFunctions.ndtr(z), within(1e-14));
      assertThat(VonMisesIntegrals.byConcentration(k, normal) / normal)
          .isCloseTo(-0.5 / k, within(1e-13 / k));
    }
    for (double[] bad : new double[][] {{NaN, 1}, {1, NaN}, {-1e-300, 0.5}}) {
      assertThat(VonMisesIntegrals.cdf(bad[0], bad[1])).isNaN();
      assertThat(VonMisesIntegrals.byConcentration(bad[0], bad[1])).isNaN();
    }
  }

  // ---- variates

  /**
   * Of 200,000 variates the greatest distance of the empirical distribution function is beyond 3.1
   * / sqrt(n) with probability 9e-9; an error of 0.007 in the distribution function is detected.
   */
  @ParameterizedTest
  @CsvSource({
    "DOUBLE, 0", "DOUBLE, 1e-3", "DOUBLE, 0.4", "DOUBLE, 1", "DOUBLE, 3", "DOUBLE, 60",
    "DOUBLE, 1e5", "DOUBLE, 1e30", "FLOAT, 0", "FLOAT, 0.9", "FLOAT, 20", "FLOAT, 1e30"
  })
  void variatesFollowTheDistribution(DType dtype, double concentration) {
    int n = 200_000;
    double k = dtype == DType.FLOAT ? (float) concentration : concentration;
    double[] z = draws(Tensor.fill(dtype, k), n, dtype);
    double[] f = Arrays.stream(z).map(x -> VonMisesIntegrals.cdf(k, x)).sorted().toArray();
    double distance = 0;
    for (int i = 0; i < n; i++) {
      distance = Math.max(distance, Math.max((i + 1.0) / n - f[i], f[i] - (double) i / n));
    }
    assertThat(distance * Math.sqrt(n)).isLessThan(3.1);
  }

  /**
   * These noises make proposals far from 0 that are rejected with certainty: what follows must have
   * the entire distribution. 100,000 variates, the distance again beyond 3.1 / sqrt(n) with
   * probability 9e-9.
   */
  @Test
  void variatesAfterARejectionFollowTheDistribution() {
    double k = 5;
    double[] f = new double[100_000];
    for (int i = 0; i < f.length; i++) {
      double u = 0.97 + 0.03 * (i + 0.5) / f.length;
      double v = 0.999 + 0.001 * (i * 0.6180339887498949 % 1);
      f[i] = VonMisesIntegrals.cdf(k, VonMisesSampler.draw(k, u, v));
    }
    Arrays.sort(f);
    double distance = 0;
    for (int i = 0; i < f.length; i++) {
      distance = Math.max(distance, Math.abs((i + 0.5) / f.length - f[i]));
    }
    assertThat(distance * Math.sqrt(f.length)).isLessThan(3.1);
  }

  @Test
  void mirroredNoiseGivesMirroredFirstProposals() {
    assertThat(VonMisesSampler.draw(2, 0.4, 0.1)).isEqualTo(-VonMisesSampler.draw(2, 0.6, 0.1));
  }

  @Test
  void variatesAtTheLimits() {
    double least = 0x1p-53;
    for (double u : new double[] {least, 0.3, 1 - least}) {
      for (double v : new double[] {least, 0.5, 1 - least}) {
        double uniform = 2 * Math.PI * (u - 0.5);
        assertThat(VonMisesSampler.draw(0, u, v)).isCloseTo(uniform, within(1e-12));
        for (double k : new double[] {Double.MIN_VALUE, 1e-3, 1, 1e8, 1e200, Double.MAX_VALUE}) {
          double z = VonMisesSampler.draw(k, u, v);
          assertThat(Math.abs(z)).isLessThanOrEqualTo(Math.min(Math.PI, 10 / Math.sqrt(k)));
        }
        assertThat(VonMisesSampler.draw(POSITIVE_INFINITY, u, v)).isEqualTo(0);
        assertThat(VonMisesSampler.draw(NaN, u, v)).isNaN();
        assertThat(VonMisesSampler.draw(-1, u, v)).isNaN();
      }
    }
    assertThat(VonMisesSampler.draw(1, NaN, 0.5)).isNaN();
    assertThat(VonMisesSampler.draw(1, 0.5, NaN)).isNaN();
    assertThat((double) VonMisesSampler.toFloat(Math.PI))
        .isLessThan(Math.PI)
        .isGreaterThan(3.1415925);
    assertThat((double) VonMisesSampler.toFloat(-Math.PI)).isGreaterThan(-Math.PI);
    assertThat(VonMisesSampler.toFloat(NaN)).isNaN();
  }

  /**
   * Six standard errors of 200,000 samples: fails with probability 2e-9, and detects a bias of 3%.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1.5, 40})
  void gradientOfMeanCosineIsExact(double concentration) {
    Variable k = variable(concentration);
    int n = 200_000;
    Tensor z = variates(k, n, DType.DOUBLE);
    double exact = Gradients.of(k.besselRatio(), k).of(k).evalScalar();
    double got = Gradients.of(z.cos().mean(), k).of(k).evalScalar(KEY);
    Tensor slope = VonMisesFunction.variateByConcentration(k, z).mul(z.sin());
    double variance = slope.square().mean().evalScalar(KEY) - exact * exact;
    assertThat(got).isCloseTo(exact, within(6 * Math.sqrt(variance / n)));
    assertThat(6 * Math.sqrt(variance / n)).isLessThan(0.03 * exact);
  }

  @Test
  void gradientIsTheImplicitOneAtEachVariate() {
    Variable k = Variable.of("k", Tensor.vector(0.3, 2.0, 70.0).eval());
    Tensor z = variates(k, 3, DType.DOUBLE);
    double[] angles = NaiveArrays.elements(z.eval(KEY));
    double[] g = NaiveArrays.elements(Gradients.of(z.sum(), k).of(k).eval(KEY));
    double[] concentrations = {0.3, 2, 70};
    for (int i = 0; i < 3; i++) {
      assertThat(g[i]).isEqualTo(VonMisesIntegrals.byConcentration(concentrations[i], angles[i]));
    }
  }

  /** d2z/dk2 along constant F: with D = dz/dk it is dD/dk + D dD/dz; by differences of D. */
  @Test
  void secondDerivativeByConcentrationIsTheImplicitOne() {
    Variable k = Variable.of("k", Tensor.vector(0.3, 2.0, 70.0).eval());
    Tensor z = variates(k, 3, DType.DOUBLE);
    double[] angles = NaiveArrays.elements(z.eval(KEY));
    Tensor first = Gradients.of(z.sum(), k).of(k);
    double[] found = NaiveArrays.elements(Gradients.of(first.sum(), k).of(k).eval(KEY));
    double[] concentrations = {0.3, 2, 70};
    for (int i = 0; i < 3; i++) {
      double c = concentrations[i];
      double angle = angles[i];
      double d = VonMisesIntegrals.byConcentration(c, angle);
      double byK = slope(s -> VonMisesIntegrals.byConcentration(c + s, angle));
      double byZ = slope(s -> VonMisesIntegrals.byConcentration(c, angle + s));
      assertThat(found[i]).isCloseTo(byK + d * byZ, within(1e-8 * Math.abs(byK)));
    }
  }

  private static double slope(DoubleUnaryOperator f) {
    double h = 2e-3;
    double near = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
    double far = (f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h)) / (4 * h);
    return (4 * near - far) / 3;
  }

  @Test
  void thirdDerivativeByConcentrationIsRefused() {
    Variable k = variable(2);
    Tensor g = Gradients.of(variates(k, 5, DType.DOUBLE).cos().sum(), k).of(k);
    Tensor h = Gradients.of(g, k).of(k);
    assertThatThrownBy(() -> Gradients.of(h, k))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: every operation between the loss and what it is differentiated by must have"
                + " a gradient, got vonMisesByConcentrationTwice, made at ");
  }

  private static double[] draws(Tensor k, int n, DType dtype) {
    return NaiveArrays.elements(variates(k, n, dtype).eval(KEY));
  }

  private static Tensor variates(Tensor k, int n, DType dtype) {
    return VonMisesVariates.of(k, Noise.uniform(dtype, n), Noise.uniform(dtype, n));
  }

  private static Variable variable(double x) {
    return Variable.of("x", Tensor.scalar(x).eval());
  }
}
