/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OwenScramblingTest {
  /** A row of random numbers: odd multiples of 2^-20. */
  private static double uniform(int i) {
    return ((i * 747_796_405L + 2_891_336_453L & 0xfffff) + 0.5) * 0x1p-20;
  }

  /** Coordinates of SciPy 1.17, {@code scipy.stats.qmc.Sobol} without scrambling. */
  @Test
  void pointsOfSobol() {
    int[][] points = {
      {1, 0, 0x80000000},
      {5, 1, 0x20000000},
      {6, 2, 0xa0000000},
      {77, 3, 0x52000000},
      {77, 9, 0x5a000000},
      {1000, 50, 0xa6c00000},
      {1023, 100, 0x60400000},
      {513, 500, 0xe1c00000},
      {700, 1022, 0x9e400000},
      {1023, 1023, 0x26400000}
    };
    for (int[] p : points) {
      assertThat(SobolPoints.bits(p[0], p[1])).as(Arrays.toString(p)).isEqualTo(p[2]);
    }
  }

  /** Every column is 1 on the diagonal, so each coordinate of 2^m points is stratified. */
  @Test
  void everyCoordinateIsStratified() {
    for (int d = 0; d < SobolPoints.MAX_DIMENSION; d++) {
      for (int b = 0; b < SobolPoints.BITS; b++) {
        int column = SobolPoints.bits(1 << b, d);
        assertThat(Integer.numberOfTrailingZeros(column)).isEqualTo(SobolPoints.BITS - 1 - b);
      }
    }
  }

  /**
   * Scrambling keeps the (0, m, 2)-net of the first two coordinates: of 2^m points each rectangle
   * of sides 2^-a and 2^(a-m) has one. The order of the points is another for each set.
   */
  @Test
  void scramblingKeepsTheNet() {
    for (int m : new int[] {0, 1, 5, 8}) {
      for (int seed = 0; seed < 20; seed++) {
        for (int a = 0; a <= m; a++) {
          BitSet seen = new BitSet();
          for (int i = 0; i < 1 << m; i++) {
            double x = OwenScrambling.point(m, i, 0, uniform(seed), uniform(seed + 100));
            double y = OwenScrambling.point(m, i, 1, uniform(seed), uniform(seed + 200));
            seen.set((int) (x * (1 << a)) << (m - a) | (int) (y * (1 << (m - a))));
          }
          assertThat(seen.cardinality()).isEqualTo(1 << m);
        }
      }
    }
  }

  /**
   * Each point is uniform: over 40,000 seeds its mean is 1/2 within 6 standard errors, and so are
   * those of its later digits. Points of one coordinate with other seeds are independent, also at
   * the same index: products of square and cosine waves have the mean 0. Of 2 x 4 x 16 comparisons
   * one fails with a probability of 3e-7 for true random numbers.
   */
  @Test
  void pointsAreUniformAndSetsIndependent() {
    int seeds = 40_000;
    for (int m : new int[] {3, 7}) {
      double[][] sums = new double[16][4];
      for (int s = 0; s < seeds; s++) {
        for (int i = 0; i < 16; i++) {
          int k = i % (1 << m);
          double x = OwenScrambling.point(m, k, 2, uniform(3 * s), uniform(3 * s + 1));
          double y = OwenScrambling.point(m, k, 2, uniform(3 * s + 1), uniform(3 * s + 2));
          sums[i][0] += (x - 0.5) * Math.sqrt(12);
          sums[i][1] += (x * 1024 % 1 - 0.5) * Math.sqrt(12);
          sums[i][2] += Math.signum(x - 0.5) * Math.signum(y - 0.5);
          sums[i][3] += 2 * Math.cos(2 * Math.PI * x) * Math.cos(2 * Math.PI * y);
        }
      }
      for (double[] sum : sums) {
        for (double each : sum) {
          assertThat(each / Math.sqrt(seeds)).isCloseTo(0, within(6.0));
        }
      }
    }
  }

  /**
   * Means over sets of 64 points of products of two coordinates of different sets have about the
   * variance of independent points, 1 / 64, and not that of equal orders, up to 1.
   */
  @Test
  void setsHaveOrdersOfTheirOwn() {
    int m = 6;
    double[] squares =
        IntStream.range(0, 2000)
            .mapToDouble(
                s -> {
                  double mean = 0;
                  for (int i = 0; i < 64; i++) {
                    double x = OwenScrambling.point(m, i, 0, uniform(3 * s), uniform(3 * s + 1));
                    double y = OwenScrambling.point(m, i, 0, uniform(3 * s + 2), 0.5);
                    mean += Math.signum(x - 0.5) * Math.signum(y - 0.5) / 64;
                  }
                  return mean * mean;
                })
            .toArray();
    assertThat(64 * Arrays.stream(squares).average().orElseThrow()).isBetween(0.5, 2.0);
  }
}
