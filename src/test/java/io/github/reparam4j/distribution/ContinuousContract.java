/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every distribution of scalar events with a density. */
abstract class ContinuousContract extends DistributionContract {
  private static final int SAMPLES = 100_000;

  /**
   * The bound on sqrt(n) times the greatest distance of distribution functions: exceeded with
   * probability 2 exp(-2 x^2) = 1e-9 by right samples; a distance of 0.021 is found as surely.
   */
  private static final double KOLMOGOROV_SMIRNOV = 3.28;

  @Override
  final double[] points(DistributionCase c) {
    return c.points(30);
  }

  /** The same member of the family by Commons Statistics; null if it has none. */
  ContinuousDistribution reference(double... parameters) {
    return null;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void agreesWithCommonsStatistics(DistributionCase c) {
    ContinuousDistribution reference = reference(c.parameters());
    assumeTrue(reference != null);
    double[] x = points(c);
    Tensor at = Tensor.vector(x);
    double[] log = Arrays.stream(x).map(reference::logDensity).toArray();
    assertClose(values(c.distribution().logProb(at)), log, 1e-11, "logProb");
    if (c.has(Has.CDF)) {
      double[] p = Arrays.stream(x).map(reference::cumulativeProbability).toArray();
      assertClose(values(c.distribution().cdf(at)), p, 1e-11, "cdf");
    }
  }

  /** Relative error of integrals. */
  double integralTolerance() {
    return 1e-9;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityIntegratesToOne(DistributionCase c) {
    Quadrature rule = Quadrature.over(c);
    double[] f = Arrays.stream(rule.logDensity(c.distribution())).map(Math::exp).toArray();
    assertThat(rule.integral(f, i -> 1)).isCloseTo(1, within(integralTolerance()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void momentsAndEntropyMatchQuadrature(DistributionCase c) {
    Distribution d = c.distribution();
    Quadrature rule = Quadrature.over(c);
    double[] log = rule.logDensity(d);
    double[] f = Arrays.stream(log).map(Math::exp).toArray();
    double[] x = rule.nodes();
    double mean = rule.integral(f, i -> x[i]);
    double found = c.has(Has.MEAN) ? d.mean().evalScalar() : Double.NaN;
    if (Double.isFinite(found)) {
      assertThat(found)
          .as("mean")
          .isCloseTo(mean, within(10 * integralTolerance() * (1 + Math.abs(mean))));
    }
    double spread = c.has(Has.VARIANCE) ? d.variance().evalScalar() : Double.NaN;
    if (Double.isFinite(spread)) {
      double variance = rule.integral(f, i -> (x[i] - mean) * (x[i] - mean));
      assertThat(spread)
          .as("variance")
          .isCloseTo(variance, within(100 * integralTolerance() * variance));
    }
    if (c.has(Has.ENTROPY)) {
      double entropy = -rule.integral(f, i -> log[i]);
      assertThat(d.entropy().evalScalar())
          .as("entropy")
          .isCloseTo(entropy, within(10 * integralTolerance() * (1 + Math.abs(entropy))));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityIsGreatestAtTheMode(DistributionCase c) {
    assumeTrue(c.has(Has.MODE));
    Distribution d = c.distribution();
    double atMode = d.logProb(d.mode()).evalScalar();
    double greatest =
        Arrays.stream(values(d.logProb(Tensor.vector(c.points(500))))).max().orElseThrow();
    assertThat(greatest).isLessThanOrEqualTo(atMode + 1e-12 * (1 + Math.abs(atMode)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void cdfDerivativeIsTheDensity(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    double[] points = points(c);
    Distribution d = c.distribution();
    Parameter x = Grid.parameter("x", d.dtype(), Shape.of(30), i -> points[i]);
    Tensor slope = Gradients.of(d.cdf(x).sum(), x).of(x);
    double[][] both = valuesOfAll(slope, d.logProb(x).exp());
    double[] density = both[1];
    assertClose(both[0], density, 1e-9, "density");
    double wide = 1e-3 * (points[20] - points[10]);
    double[] inner = inner(points);
    double[] steps = map(gaps(points), gap -> Math.min(wide, 1e-2 * gap));
    double[] numeric = Differences.centralAtAll(t -> values(d.cdf(Tensor.vector(t))), inner, steps);
    double[] expected = inner(density);
    for (int i = 0; i < inner.length; i++) {
      assertThat(numeric[i]).isCloseTo(expected[i], within(1e-5 * (1 + expected[i])));
    }
  }

  /** Every fourth of 30 elements, but for those at the ends. */
  private static double[] inner(double... all) {
    return IntStream.iterate(3, i -> i < 27, i -> i + 4).mapToDouble(i -> all[i]).toArray();
  }

  /** The distances of those from their nearer neighbours. */
  private static double[] gaps(double... x) {
    return IntStream.iterate(3, i -> i < 27, i -> i + 4)
        .mapToDouble(i -> Math.min(x[i] - x[i - 1], x[i + 1] - x[i]))
        .toArray();
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void icdfInvertsCdf(DistributionCase c) {
    assumeTrue(c.has(Has.CDF) && c.has(Has.ICDF));
    Distribution d = c.distribution();
    double[] x = points(c);
    Tensor at = Tensor.vector(x);
    double[] back = values(d.icdf(d.cdf(at)));
    double[] density = values(d.logProb(at).exp());
    for (int i = 0; i < x.length; i++) {
      double tolerance = 1e-10 * (1 + Math.abs(x[i])) + 1e-15 / density[i];
      assertThat(back[i]).as("quantile").isCloseTo(x[i], within(tolerance));
    }
    assertThat(values(d.icdf(Tensor.vector(-0.1, 1.1, Double.NaN)))).containsOnly(Double.NaN);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void tailsAgreeWithTheDistributionFunction(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    Tails.assertAgreeWithCdf(c, points(c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void tailsHaveTheirDigitsFarOut(DistributionCase c) {
    assumeTrue(c.has(Has.CDF) && c.has(Has.ICDF));
    Tails.assertQuantilesComeBack(c.distribution());
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void logarithmsOfTailsDoNotUnderflow(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    Tails.assertNoUnderflow(c.distribution(), points(c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void samplesFollowTheDistributionFunction(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    Distribution d = c.distribution();
    double[] x = Grid.values(d.sample(SAMPLES).eval(RandomKey.of(5)));
    Arrays.sort(x);
    double[] p = values(d.cdf(Tensor.vector(x)));
    double distance = 0;
    for (int i = 0; i < SAMPLES; i++) {
      distance =
          Math.max(distance, Math.max((i + 1.0) / SAMPLES - p[i], p[i] - (double) i / SAMPLES));
    }
    assertThat(distance * Math.sqrt(SAMPLES)).isLessThan(KOLMOGOROV_SMIRNOV);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void logProbGradientByValueMatchesCentralDifference(DistributionCase c) {
    Distribution d = c.distribution();
    double[] at = points(c);
    Parameter x = Grid.parameter("x", d.dtype(), Shape.of(30), i -> at[i]);
    double[] found = inner(values(Gradients.orZero(d.logProb(x).sum(), x).of(x)));
    double[] points = inner(at);
    double[] steps = map(gaps(at), gap -> 1e-3 * gap);
    double[] expected =
        Differences.centralAtAll(t -> values(d.logProb(Tensor.vector(t))), points, steps);
    for (int i = 0; i < points.length; i++) {
      double rounding = 1e-14 * (1 + Math.abs(points[i])) / steps[i];
      double tolerance = 2e-6 * (1 + Math.abs(expected[i])) + rounding;
      assertThat(found[i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  /** With F by central differences: of a scalar event, every pathwise gradient is this one. */
  @ParameterizedTest
  @MethodSource("cases")
  final void rsampleGradientKeepsTheDistributionFunction(DistributionCase c) {
    assumeTrue(c.has(Has.CDF) && c.distribution() instanceof Reparameterized);
    assumeTrue(keepsToTheLine(c));
    int n = 24;
    Parameter[] by = c.variables(n);
    Tensor y = ((Reparameterized) c.family().apply(by)).rsample();
    double[] x = values(y);
    Gradients gradients = Gradients.orZero(y.sum(), by);
    double[] density = values(c.distribution().logProb(Tensor.vector(x)).exp());
    double[] steps = c.steps();
    double[][] slopes = LogProbGradients.differences(c, steps, Distribution::cdf, x);
    double[][] found =
        valuesOfAll(
            Arrays.stream(by).map(p -> gradients.of(p).sharingNoiseOf(y)).toArray(Tensor[]::new));
    for (int parameter = 0; parameter < by.length; parameter++) {
      for (int i = 0; i < n; i++) {
        if (c.isKinkNear(x[i], 4 * steps[parameter])) {
          continue; // no central difference there
        }
        double expected = -slopes[parameter][i] / density[i];
        assertThat(found[parameter][i])
            .as("sample %s by parameter %d", x[i], parameter)
            .isCloseTo(expected, within(gradientTolerance() * (1e-3 + Math.abs(expected))));
      }
    }
  }

  /** A density that is finite has derivatives, by the value too, that are no NaN. */
  @Test
  final void gradientsAndQuantilesAreNumbersAtTheExtremes() {
    extremes().forEach(c -> assertGradientsAreNumbers(c, DType.DOUBLE));
    floatExtremes().forEach(c -> assertGradientsAreNumbers(c, DType.FLOAT));
  }

  private void assertGradientsAreNumbers(DistributionCase c, DType dtype) {
    double[] at = extremeValues();
    int n = at.length;
    Parameter[] by = new Parameter[c.parameters().length + 1];
    for (int i = 0; i < by.length - 1; i++) {
      double p = c.parameters()[i];
      by[i] = Grid.parameter("p" + i, dtype, Shape.of(n), j -> p);
    }
    Parameter x = Grid.parameter("x", dtype, Shape.of(n), i -> at[i]);
    by[by.length - 1] = x;
    Distribution d = c.family().apply(Arrays.copyOf(by, by.length - 1));
    Tensor log = d.logProb(x);
    double[] value = values(log);
    Gradients gradients = Gradients.orZero(log.sum(), by);
    double[][] slopes = valuesOfAll(Arrays.stream(by).map(gradients::of).toArray(Tensor[]::new));
    for (int p = 0; p < by.length; p++) {
      for (int i = 0; i < n; i++) {
        if (Double.isFinite(value[i])) {
          assertThat(slopes[p][i])
              .as("slope by %s of %s %s at %s", by[p], c, dtype, at[i])
              .isNotNaN();
        }
      }
    }
    if (c.has(Has.ICDF)) {
      double[] quantiles = values(c.distribution(dtype).icdf(vector(dtype, 0, 1e-30, 0.5, 1)));
      assertThat(quantiles)
          .as("quantiles of %s %s", c, dtype)
          .doesNotContain(Double.NaN)
          .isSorted();
    }
    if (c.has(Has.ENTROPY)) {
      assertThat(values(d.entropy())).as("entropy of %s %s", c, dtype).doesNotContain(Double.NaN);
    }
  }

  /** Whether no samples pass from one end of the support to the other, as they do on a circle. */
  boolean keepsToTheLine(DistributionCase c) {
    return true;
  }

  /** Relative error of rsample's gradient, mostly that of the central differences. */
  double gradientTolerance() {
    return 1e-6;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void sampleAndLogProbAgreesWithEachApart(DistributionCase c) {
    assumeTrue(c.distribution() instanceof Reparameterized);
    Reparameterized d = (Reparameterized) c.distribution();
    SampleWithLogProb both = d.rsampleAndLogProb(30);
    assertThat(values(both.sample())).isEqualTo(values(d.rsample(30)));
    assertClose(
        Grid.values(both.logProb().sharingNoiseOf(both.sample()).eval(KEY)),
        values(d.logProb(Tensor.vector(values(both.sample())))),
        1e-9,
        "logProb");
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityOutsideOfTheSupportIsZero(DistributionCase c) {
    Distribution d = c.distribution();
    double[] outside = {
      Double.NEGATIVE_INFINITY, -1e300, -3, -1e-300, 0, 1e-300, 3, 1e300, Double.POSITIVE_INFINITY
    };
    double[] in = values(d.support().contains(Tensor.vector(outside)));
    double[] log = values(d.logProb(Tensor.vector(outside)));
    for (int i = 0; i < in.length; i++) {
      if (in[i] == 0) {
        assertThat(log[i]).as("logProb of %s", outside[i]).isEqualTo(Double.NEGATIVE_INFINITY);
      }
    }
  }
}
