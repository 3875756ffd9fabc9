/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.special.DiscreteSamplers;
import io.github.reparam4j.tensor.CountSampler;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveArrays;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Counts against their exact distribution, by Pearson's test on 400,000 samples with a fixed key.
 *
 * <p>Each test would fail for at most one key in 10^9 if the samples were exact. Almost certainly
 * detected are an error above 10 sqrt(e) in a cell with expected count e, which is 1 % of a
 * probability of 0.25, and a shift of the mean by 0.02 standard deviations.
 */
class CountVariatesTest {
  private static final int COUNT = 400_000;
  private static final double FAILURE_PROBABILITY = 1e-9;
  private static final double MIN_EXPECTED = 20;
  private static final RandomKey KEY = RandomKey.of(19_930_101);

  static Stream<Arguments> rates() {
    return both(0.01, 0.7, 3, 9.99, 10, 10.01, 14.5, 30, 77.7, 1000, 123_456.7, 1e6, 1e8);
  }

  private static Stream<Arguments> both(double... parameters) {
    return Stream.of(DType.values())
        .flatMap(t -> Arrays.stream(parameters).mapToObj(p -> Arguments.of(t, p)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rates")
  void poissonFollowsItsDistribution(DType dtype, double rate) {
    Tensor parameter = Tensor.fill(dtype, rate);
    double held = dtype == DType.FLOAT ? (float) rate : rate;
    double[] k = draw(CountVariates.poisson(parameter, Shape.of(COUNT)));
    PoissonDistribution exact = PoissonDistribution.of(held);
    compare(k, dtype, held, Math.sqrt(held), x -> exact.cumulativeProbability((int) x));
  }

  static Stream<Arguments> trials() {
    int[] counts = {1, 1, 5, 19, 20, 25, 40, 100, 1000, 1000, 1000, 5_000_000, 16_777_216};
    double[] p = {0.3, 0.9, 0.5, 0.5, 0.5, 0.4, 0.75, 0.99, 1e-3, 0.02, 0.6, 3e-6, 0.3};
    return Stream.of(DType.values())
        .flatMap(t -> IntStream.range(0, p.length).mapToObj(i -> Arguments.of(t, counts[i], p[i])));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("trials")
  void binomialFollowsItsDistribution(DType dtype, int n, double p) {
    double held = dtype == DType.FLOAT ? (float) p : p;
    double[] k =
        draw(CountVariates.binomial(Tensor.fill(dtype, n), Tensor.fill(dtype, p), Shape.of(COUNT)));
    BinomialDistribution exact = BinomialDistribution.of(n, held);
    compare(
        k,
        dtype,
        n * held,
        Math.sqrt(n * held * (1 - held)),
        x -> exact.cumulativeProbability((int) x));
  }

  /** Cells between integers at most 1/4 standard deviation apart, the small ones joined. */
  private static void compare(
      double[] k, DType dtype, double mean, double deviation, DoubleUnaryOperator cdf) {
    TreeSet<Double> ends = new TreeSet<>();
    for (double z = -6; z <= 8; z += 0.25) {
      double end = Math.floor(mean + z * deviation);
      ends.add(dtype == DType.FLOAT ? (float) end : end);
    }
    for (int i = 1; i < 4; i++) {
      double end = Math.floor(mean) + i;
      ends.add(dtype == DType.FLOAT ? (float) end : end);
    }
    ends.removeIf(end -> end < 0);
    double statistic = 0;
    int cells = 0;
    double from = Double.NEGATIVE_INFINITY;
    double below = 0;
    for (double end : ends) {
      double ulp = dtype == DType.FLOAT ? Math.ulp((float) end) : 1;
      double upTo = ulp > 1 ? end + ulp / 2 : end;
      double at = cdf.applyAsDouble(upTo);
      double expected = COUNT * (at - below);
      boolean last = COUNT * (1 - at) < MIN_EXPECTED;
      if (last) {
        expected = COUNT * (1 - below);
      }
      if (expected >= MIN_EXPECTED) {
        double low = from;
        double high = last ? Double.POSITIVE_INFINITY : end;
        long found = Arrays.stream(k).filter(x -> x > low && x <= high).count();
        statistic += (found - expected) * (found - expected) / expected;
        cells++;
        from = high;
        below = at;
      }
      if (last) {
        break;
      }
    }
    if (cells == 1) {
      assertThat(statistic).isZero();
      return;
    }
    double limit =
        ChiSquaredDistribution.of(cells - 1).inverseSurvivalProbability(FAILURE_PROBABILITY);
    assertThat(statistic).as("chi-square of %d cells", cells).isLessThan(limit);
    for (double x : k) {
      assertThat(x == Math.rint(x) && x >= 0).isTrue();
    }
  }

  /** Practically normal counts: mean and variance within 6.5 standard errors. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void hugeCountsHaveTheirMoments(DType dtype) {
    for (double rate : new double[] {1e9, 1e12, 1e18, 1e30}) {
      double held = dtype == DType.FLOAT ? (float) rate : rate;
      requireStandard(
          draw(CountVariates.poisson(Tensor.fill(dtype, rate), Shape.of(COUNT))),
          dtype,
          held,
          Math.sqrt(held));
    }
    double p = dtype == DType.FLOAT ? 0.3f : 0.3;
    for (double n : new double[] {1e9, 0x1p60}) {
      requireStandard(
          draw(
              CountVariates.binomial(
                  Tensor.fill(dtype, n), Tensor.fill(dtype, 0.3), Shape.of(COUNT))),
          dtype,
          n * p,
          Math.sqrt(n * p * (1 - p)));
    }
  }

  private static void requireStandard(double[] k, DType dtype, double mean, double deviation) {
    double sum = 0;
    double squares = 0;
    for (double x : k) {
      double z = (x - mean) / deviation;
      sum += z;
      squares += z * z;
    }
    double unit = (dtype == DType.FLOAT ? Math.ulp((float) mean) : Math.ulp(mean)) / deviation;
    if (unit > 0.3) {
      assertThat(Arrays.stream(k).map(x -> Math.abs(x - mean) / deviation).max().getAsDouble())
          .isLessThan(7 + unit);
      return;
    }
    assertThat(sum / COUNT).isCloseTo(0, within(6.5 / Math.sqrt(COUNT)));
    double variance = 1 + unit * unit / 12;
    assertThat(squares / COUNT).isCloseTo(variance, within(6.5 * Math.sqrt(2.0 / COUNT)));
  }

  /** A float distinguishes 2^23 uniform values; v supplies the other bits. */
  @Test
  void rareCountsComeFromTheBitsOfBoth() {
    double last = 1 - 0x1p-24;
    assertThat(DiscreteSamplers.poisson(1e-9, last, 0.9915)).isZero();
    assertThat(DiscreteSamplers.poisson(1e-9, last, 0.9917)).isEqualTo(1);
    assertThat(DiscreteSamplers.binomial(1, 1e-9, last, 0.9915)).isZero();
    assertThat(DiscreteSamplers.binomial(1, 1e-9, last, 0.9917)).isEqualTo(1);
    assertThat(DiscreteSamplers.poisson(5, 1 - 0x1p-53, 1 - 0x1p-53)).isBetween(25.0, 40.0);
    assertThat(DiscreteSamplers.binomial(19, 0.5, 1 - 0x1p-53, 1 - 0x1p-53)).isEqualTo(19);
  }

  @Test
  void parametersDifferByElement() {
    Tensor rate = Tensor.vector(0, 1, 100, 1e6);
    double[] k = draw(CountVariates.poisson(rate, Shape.of(50_000, 4)).mean(0));
    double[] exact = {0, 1, 100, 1e6};
    for (int i = 0; i < exact.length; i++) {
      assertThat(k[i]).isCloseTo(exact[i], within(6.5 * Math.sqrt(exact[i] / 50_000)));
    }
  }

  static Stream<Arguments> negativeBinomials() {
    double[] r = {1e-3, 0.4, 1, 2.5, 30, 1e4, 1e6};
    double[] odds = {2, 3, 0.2, 8, 5, 1e-3, 4};
    return Stream.of(DType.values())
        .flatMap(t -> IntStream.range(0, r.length).mapToObj(i -> Arguments.of(t, r[i], odds[i])));
  }

  /** P(K &lt;= k) = I(1 / (1 + odds); r, k + 1). */
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("negativeBinomials")
  void negativeBinomialFollowsItsDistribution(DType dtype, double failures, double odds) {
    double r = dtype == DType.FLOAT ? (float) failures : failures;
    double o = dtype == DType.FLOAT ? (float) odds : odds;
    double[] k =
        draw(
            CountVariates.negativeBinomial(
                Tensor.fill(dtype, r), Tensor.fill(dtype, o), Shape.of(COUNT)));
    compare(
        k,
        dtype,
        r * o,
        Math.sqrt(r * o * (1 + o)),
        x -> RegularizedBeta.value(1 / (1 + o), r, Math.floor(x) + 1));
  }

  @Test
  void gradientByAParameterIsRefusedUnlessStopped() {
    Input rate = Input.of("rate", DType.DOUBLE, 2);
    Tensor u = Noise.uniform(DType.DOUBLE, 2);
    Tensor count = Expressions.apply(CountSampler.POISSON, rate, u, u);
    assertThatThrownBy(() -> Gradients.of(count.sum(), rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: every operation between the loss and what it is differentiated by must have"
                + " a gradient, got poisson, made at ");
    Tensor variate = CountVariates.poisson(rate, Shape.of(2));
    Tensor gradient = Gradients.of(variate.mul(rate).sum(), rate).of(rate);
    assertThat(gradient.eval(KEY, rate.bind(Tensor.vector(3.0, 40.0).eval())))
        .isEqualTo(
            variate.sharingNoiseOf(gradient).eval(KEY, rate.bind(Tensor.vector(3.0, 40.0).eval())));
  }

  @Test
  void shapesMustFit() {
    assertThatThrownBy(() -> CountVariates.poisson(Tensor.vector(1.0, 2.0), Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CountVariates.poisson: rate must broadcast to shape [3], got shape [2]");
    assertThatThrownBy(
            () -> CountVariates.binomial(Tensor.scalar(3), Tensor.vector(0.1, 0.2), Shape.of(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "CountVariates.binomial: probability must broadcast to shape [2, 1], got shape [2]");
  }

  private static double[] draw(Tensor t) {
    return NaiveArrays.elements(t.eval(KEY));
  }
}
