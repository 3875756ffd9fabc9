/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.special.GammaFunctions;
import io.github.reparam4j.special.IncompleteGammaFunctions;
import io.github.reparam4j.special.MarsagliaTsangGammaSampler;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveArrays;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link GammaVariates} and {@link MarsagliaTsangGammaSampler}: the distribution of the samples,
 * and their gradients.
 */
class GammaVariatesTest {
  private static final RandomKey KEY = RandomKey.of(20_261_122);
  private static final int COUNT = 100_000;

  /**
   * Kolmogorov-Smirnov distance that a right sampler exceeds with probability 1e-8, by the bound 2
   * exp(-2 n d^2): a shift of the distribution by 1 % of probability anywhere is found.
   */
  private static final double DISTANCE = Math.sqrt(Math.log(2e8) / (2.0 * COUNT));

  @ParameterizedTest
  @CsvSource({
    "0.001, DOUBLE", "0.3, DOUBLE", "1, DOUBLE", "2.5, DOUBLE", "100, DOUBLE", "1e4, DOUBLE",
    "0.001, FLOAT", "0.3, FLOAT", "0.999, FLOAT", "1, FLOAT", "2.5, FLOAT", "100, FLOAT",
    "1e4, FLOAT"
  })
  void samplesFollowTheGammaDistribution(double a, DType dtype) {
    Tensor y = GammaVariates.logGamma(Tensor.fill(dtype, a), Shape.of(COUNT));
    assertThat(distance(NaiveArrays.elements(y.eval(KEY)), a)).isLessThan(DISTANCE);
  }

  /**
   * z = -4 is never accepted for a = 1, as 1 + c z &lt; 0: all samples come from later proposals.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.2, 0.2})
  void proposalsAfterARejectionFollowTheGammaDistribution(double a) {
    SplittableRandom random = new SplittableRandom(7);
    double[] y = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      y[i] = MarsagliaTsangGammaSampler.logVariate(a, -4, random.nextDouble());
    }
    assertThat(distance(y, a < 1 ? a + 1 : a)).isLessThan(DISTANCE);
  }

  private static double distance(double[] y, double a) {
    Arrays.sort(y);
    double distance = 0;
    for (int i = 0; i < y.length; i++) {
      double p =
          y[i] < -600
              ? Math.exp(a * y[i] - GammaFunctions.lgamma(a + 1))
              : IncompleteGammaFunctions.p(a, Math.exp(y[i]));
      double n = y.length;
      distance = Math.max(distance, Math.max(Math.abs(p - i / n), Math.abs(p - (i + 1) / n)));
    }
    return distance;
  }

  /**
   * d/da of E y = psi(a), E x = a, E x^2 = a (a + 1). The means are within 6 standard errors:
   * failure probability below 1e-8 each; errors of a few per cent of a standard deviation of the
   * samples are detected.
   */
  @ParameterizedTest
  @EnumSource
  void gradientsOfMomentsAreUnbiased(DType dtype) {
    for (double concentration : new double[] {0.3, 0.8, 1, 2.5, 7, 30, 1000}) {
      Tensor a = Tensor.fill(dtype, concentration, COUNT);
      Tensor y = GammaVariates.logGamma(a, Shape.of(COUNT));
      Tensor x = y.exp();
      assertMean(Gradients.of(y.sum(), a).of(a), GammaFunctions.trigamma(concentration));
      assertMean(Gradients.of(x.sum(), a).of(a), 1);
      assertMean(Gradients.of(x.square().sum(), a).of(a), 2 * concentration + 1);
    }
  }

  private static void assertMean(Tensor samples, double expected) {
    double[] values = NaiveArrays.elements(samples.eval(KEY));
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(square) / values.length;
    assertThat(mean).isCloseTo(expected, within(6 * error));
  }

  @Test
  void gradientIsTheImplicitOne() {
    Tensor a = Tensor.vector(0.002, 0.4, 1, 5, 50, 1e4);
    Tensor y = GammaVariates.logGamma(a, Shape.of(3, 6));
    Tensor weights = Tensor.range(DType.DOUBLE, 18).reshape(3, 6);
    double[] got = NaiveArrays.elements(Gradients.of(y.mul(weights).sum(), a).of(a).eval(KEY));
    double[] values = NaiveArrays.elements(y.eval(KEY));
    double[] concentrations = NaiveArrays.elements(a.eval());
    for (int j = 0; j < 6; j++) {
      double expected = 0;
      for (int i = 0; i < 3; i++) {
        int at = 6 * i + j;
        expected +=
            at * IncompleteGammaFunctions.logVariateByConcentration(concentrations[j], values[at]);
      }
      assertThat(got[j]).isCloseTo(expected, within(1e-13 * expected));
    }
  }

  /** A sample and the quantile of its probability are one function of the concentration. */
  @Test
  void secondDerivativesOfSamplesAreThoseOfQuantiles() {
    Tensor a = Tensor.vector(0.02, 0.4, 3, 9, 12, 50);
    Tensor y = GammaVariates.logGamma(a, Shape.of(4, 6));
    Tensor held = Tensor.constant(y.eval(KEY));
    Tensor p = a.gammaP(held.exp()).stopGradient();
    Tensor q = a.gammaQ(held.exp()).stopGradient();
    Tensor lower = GammaVariates.logGammaQuantile(a, p);
    Tensor upper = GammaVariates.logGammaUpperQuantile(a, q);
    Tensor quantile = Tensor.where(p.lt(0.5), lower, upper);
    double[] found = NaiveArrays.elements(hessian(y, a).eval(KEY));
    double[] expected = NaiveArrays.elements(hessian(quantile, a).eval());
    for (int i = 0; i < 6; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-9 * Math.abs(expected[i])));
    }
  }

  /** The diagonal of the Hessian of the sum of squares. */
  private static Tensor hessian(Tensor y, Tensor a) {
    Tensor first = Gradients.of(y.square().sum(), a).of(a);
    return Gradients.of(first.sum(), a).of(a);
  }

  @Test
  void aThirdDerivativeByConcentrationIsRefused() {
    Tensor a = Tensor.vector(0.4, 3);
    Tensor second = hessian(GammaVariates.logGamma(a, Shape.of(2)), a).sum();
    assertThatThrownBy(() -> Gradients.of(second, a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: every operation between the loss and what it is differentiated by must have"
                + " a gradient, got logGammaByConcentrationAndLog, made at ");
  }

  @ParameterizedTest
  @EnumSource
  void anyConcentrationIsFiniteAndWhatIsNoneIsNan(DType dtype) {
    double[] extremes = {1e-30, 1e-3, 1e7, 1e20, 1e30};
    Tensor a = Tensor.vector(extremes).cast(dtype);
    Tensor y = GammaVariates.logGamma(a, Shape.of(1000, extremes.length));
    for (double v : NaiveArrays.elements(y.eval(KEY))) {
      assertThat(v).isFinite();
    }
    Tensor late = a.slice(0, 1, extremes.length);
    Tensor loss = GammaVariates.logGamma(late, Shape.of(100, extremes.length - 1)).sum();
    for (double v : NaiveArrays.elements(Gradients.of(loss, late).of(late).eval(KEY))) {
      assertThat(v).isFinite().isPositive();
    }
    Tensor none = Tensor.vector(Double.NaN, 0, -1, Double.NEGATIVE_INFINITY).cast(dtype);
    assertThat(NaiveArrays.elements(GammaVariates.logGamma(none, Shape.of(50, 4)).eval(KEY)))
        .containsOnly(Double.NaN);
    Tensor infinite = Tensor.fill(dtype, Double.POSITIVE_INFINITY);
    assertThat(NaiveArrays.elements(GammaVariates.logGamma(infinite, Shape.of(50)).eval(KEY)))
        .containsOnly(Double.POSITIVE_INFINITY);
  }

  @Test
  void noiseThatIsNanGivesNan() {
    for (double a : new double[] {0.5, 1, 20}) {
      assertThat(MarsagliaTsangGammaSampler.logVariate(a, Double.NaN, 0.5)).isNaN();
      assertThat(MarsagliaTsangGammaSampler.logVariate(a, 5, Double.NaN)).isNaN();
      assertThat(MarsagliaTsangGammaSampler.fastLogVariate(a, Double.NaN, 0.5)).isNaN();
      assertThat(MarsagliaTsangGammaSampler.fastLogVariate(a, 5, Double.NaN)).isNaN();
    }
  }

  /**
   * Both accept and reject the same proposals, though one has errors of 1e-10, the other of 1e-16.
   */
  @Test
  void fastVariateIsTheSameVariate() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 200_000; i++) {
      double a = Math.exp(random.nextDouble(-7, 40));
      double z = random.nextDouble(-5, 5);
      double u = random.nextDouble();
      double exact = MarsagliaTsangGammaSampler.logVariate(a, z, u);
      double fast = MarsagliaTsangGammaSampler.fastLogVariate(a, z, u);
      assertThat(fast).isCloseTo(exact, within(1e-9 * (1 + Math.abs(exact))));
    }
  }

  /** The first proposal of the paper, a = 3, z = 0.5, u = 0.5, by its formula. */
  @Test
  void acceptedNoiseGivesTheProposal() {
    double d = 3 - 1 / 3.0;
    double expected = Math.log(d * Math.pow(1 + 0.5 / Math.sqrt(9 * d), 3));
    assertThat(MarsagliaTsangGammaSampler.logVariate(3, 0.5, 0.5))
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void theShapeMustHoldTheConcentration() {
    assertThatThrownBy(() -> GammaVariates.logGamma(Tensor.vector(1.0, 2.0), Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "GammaVariates.logGamma: the concentration must broadcast to the shape of the samples"
                + " [3], got shape [2]");
  }
}
