/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Moments and distribution function of 10^7 samples of each distribution and type, with a fixed
 * key.
 *
 * <p>Each of the 50 comparisons would fail for at most one key in 10^9 if the samples were perfect,
 * the whole class for one in 2 10^7. Almost certainly detected are a shift of the mean by 0.004
 * standard deviations, a relative error of 0.6 % in the variance of the normal distribution, and an
 * error of 0.002 anywhere in a distribution function.
 */
final class NoiseStatisticsTest {
  private static final int COUNT = 10_000_000;

  /**
   * Bound in standard errors. A normal variable exceeds it with probability 8e-11; with the
   * skewness of the fourth power of exponential samples, the worst case, about 2e-10 (Edgeworth).
   */
  private static final double FAR = 6.5;

  /**
   * Largest distance of distribution functions: 2 exp(-2 n d^2) = 1e-9, the bound of Dvoretzky,
   * Kiefer and Wolfowitz with the constant of P. Massart, "The tight constant in the
   * Dvoretzky-Kiefer-Wolfowitz inequality", Annals of Probability 18 (1990).
   */
  private static final double KOLMOGOROV = Math.sqrt(Math.log(2e9) / (2.0 * COUNT));

  /**
   * The number of equidistant points at which the distance is taken; it is at most the supremum.
   */
  private static final int POINTS = 1 << 16;

  private static final double MIN_POINT = -8;
  private static final double MAX_POINT = 24;

  static Stream<Arguments> distributionsAndTypes() {
    return Arrays.stream(NoiseDistribution.values())
        .flatMap(
            distribution ->
                Stream.of(Arguments.of(distribution, true), Arguments.of(distribution, false)));
  }

  @ParameterizedTest(name = "{0}, float: {1}")
  @MethodSource("distributionsAndTypes")
  void momentsAndDistributionFunctionMatch(NoiseDistribution distribution, boolean isFloat) {
    NoiseSource source = new NoiseSource(distribution, isFloat);
    double[] x = new double[NoiseSource.CHUNK];
    double[] powerSums = new double[5];
    int[] histogram = new int[POINTS];
    for (int chunk = 0; chunk < COUNT / NoiseSource.CHUNK; chunk++) {
      source.chunk(chunk, x);
      addPowers(x, distribution.mean(), powerSums);
      for (double value : x) {
        histogram[(int) ((value - MIN_POINT) * (POINTS / (MAX_POINT - MIN_POINT)))]++;
      }
    }
    compareMoments(distribution, powerSums);
    compareDistribution(distribution, histogram);
  }

  private static void addPowers(double[] x, double mean, double[] powerSums) {
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    for (double value : x) {
      double deviation = value - mean;
      double square = deviation * deviation;
      sum1 += deviation;
      sum2 += square;
      sum3 += square * deviation;
      sum4 += square * square;
    }
    powerSums[1] += sum1;
    powerSums[2] += sum2;
    powerSums[3] += sum3;
    powerSums[4] += sum4;
  }

  private static void compareMoments(NoiseDistribution distribution, double[] powerSums) {
    double[] moments = centralMoments(distribution);
    assertThat(distribution.variance()).isCloseTo(moments[2], within(1e-15));
    for (int k = 1; k <= 4; k++) {
      double standardError = Math.sqrt((moments[2 * k] - moments[k] * moments[k]) / COUNT);
      assertThat(powerSums[k] / COUNT)
          .as("moment %d", k)
          .isCloseTo(moments[k], within(FAR * standardError));
    }
  }

  private static void compareDistribution(NoiseDistribution distribution, int[] histogram) {
    long below = 0;
    double largest = 0;
    for (int i = 0; i < POINTS; i++) {
      double point = MIN_POINT + i * ((MAX_POINT - MIN_POINT) / POINTS);
      largest = Math.max(largest, Math.abs(below / (double) COUNT - cdf(distribution, point)));
      below += histogram[i];
    }
    assertThat(largest).isLessThan(KOLMOGOROV);
  }

  /** The central moments 0 to 8. */
  private static double[] centralMoments(NoiseDistribution distribution) {
    return switch (distribution) {
      case STANDARD_NORMAL -> new double[] {1, 0, 1, 0, 3, 0, 15, 0, 105};
      case UNIFORM -> new double[] {1, 0, 1 / 12.0, 0, 1 / 80.0, 0, 1 / 448.0, 0, 1 / 2304.0};
      case RADEMACHER -> new double[] {1, 0, 1, 0, 1, 0, 1, 0, 1};
      case EXPONENTIAL -> new double[] {1, 0, 1, 2, 9, 44, 265, 1854, 14833}; // derangements
      case GUMBEL -> gumbelCentralMoments();
    };
  }

  /** From the cumulants (n - 1)! zeta(n), n &gt;= 2. */
  private static double[] gumbelCentralMoments() {
    double[] zeta = {
      0,
      0,
      Math.PI * Math.PI / 6,
      1.2020569031595942,
      Math.pow(Math.PI, 4) / 90,
      1.0369277551433699,
      Math.pow(Math.PI, 6) / 945,
      1.0083492773819228,
      Math.pow(Math.PI, 8) / 9450
    };
    double[] moments = new double[9];
    moments[0] = 1;
    for (int n = 1; n <= 8; n++) {
      double factor = 1; // binomial (n - 1 choose k - 1) times (k - 1)!
      for (int k = 1; k <= n; k++) {
        moments[n] += factor * zeta[k] * moments[n - k];
        factor *= n - k;
      }
    }
    return moments;
  }

  private static double cdf(NoiseDistribution distribution, double x) {
    return switch (distribution) {
      case STANDARD_NORMAL -> normalCdf(x);
      case UNIFORM -> Math.min(1, Math.max(0, x));
      case RADEMACHER -> x <= -1 ? 0 : x <= 1 ? 0.5 : 1; // P(X < x): the points include -1 and 1
      case GUMBEL -> Math.exp(-Math.exp(-x));
      case EXPONENTIAL -> x > 0 ? -Math.expm1(-x) : 0;
    };
  }

  /** 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...); beyond 8 within 1e-15 of 0 or 1. */
  private static double normalCdf(double x) {
    if (Math.abs(x) >= 8) {
      return x < 0 ? 0 : 1;
    }
    double term = x;
    double sum = 0;
    for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
      sum += term;
      term *= x * x / k;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
