/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * {@link QuasiRandom} by its definition: bit after bit, for the first four coordinates, whose
 * direction numbers stand here.
 */
final class NaiveQuasiRandom {
  private static final int[][] POLYNOMIALS = {{1}, {1, 1}, {1, 1, 1}, {1, 0, 1, 1}};
  private static final long[][] FIRST = {{}, {1}, {1, 3}, {1, 3, 1}};

  private NaiveQuasiRandom() {}

  static double value(QuasiRandom op, double[] x) {
    double p = point(op.logPoints(), (int) x[0], (int) x[1], x[2], x[3]);
    return switch (op.distribution()) {
      case STANDARD_NORMAL -> normal(p);
      case UNIFORM -> op.dtype() == DType.FLOAT ? Math.min(p, Math.nextDown(1f)) : p;
      case RADEMACHER -> Math.signum(p - 0.5);
      case GUMBEL -> -Math.log(-Math.log(p));
      case EXPONENTIAL -> -Math.log1p(-p);
    };
  }

  /** By bisection of erf near 1/2, where p - 1/2 is exact, and of erfc in the tails. */
  private static double normal(double p) {
    double excess = p - 0.5;
    double low = -9;
    double high = 9;
    for (int i = 0; i < 80; i++) {
      double middle = (low + high) / 2;
      double x = middle / Math.sqrt(2);
      boolean isBelow =
          Math.abs(excess) < 0.25 ? Erf.value(x) / 2 < excess : Erfc.value(-x) / 2 < p;
      if (isBelow) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double point(int m, int index, int dimension, double u, double v) {
    long set = mix(mix(Double.doubleToLongBits(u)));
    long own = mix(mix(Double.doubleToLongBits(u)) + Double.doubleToLongBits(v));
    int[] position = flipped(bits(index, m), set);
    for (int i = 0; i < m / 2; i++) {
      int other = position[i];
      position[i] = position[m - 1 - i];
      position[m - 1 - i] = other;
    }
    long number = number(flipped(position, ~set), m);
    int[] digits = flipped(sobol(number, dimension, m), own);
    long prefix = number(digits, m);
    long low = mix(own ^ mix(prefix)) >>> (12 + m);
    return Math.scalb((double) prefix, -m) + Math.scalb(low + 0.5, -52);
  }

  /** m_k = 2 a_1 m_(k-1) + ... + 2^s m_(k-s) + m_(k-s) without carry; the column is m_k / 2^k. */
  private static int[] sobol(long index, int dimension, int m) {
    int[] a = POLYNOMIALS[dimension];
    int s = a.length - 1;
    long[] numbers = new long[m];
    long sum = 0;
    for (int k = 0; k < m; k++) {
      if (dimension == 0) {
        numbers[k] = 1;
      } else if (k < s) {
        numbers[k] = FIRST[dimension][k];
      } else {
        numbers[k] = numbers[k - s];
        for (int i = 1; i <= s; i++) {
          numbers[k] ^= a[i] * (numbers[k - i] << i);
        }
      }
      sum ^= (index >> k & 1) * (numbers[k] << (m - 1 - k));
    }
    return bits(sum, m);
  }

  private static int[] flipped(int[] digits, long seed) {
    int[] out = new int[digits.length];
    for (int i = 0; i < digits.length; i++) {
      int level = i / 6 * 6;
      long random = mix(seed + mix((1L << level) + number(digits, level)));
      long node = 1;
      for (int j = level; j < i; j++) {
        node = 2 * node + digits[j];
      }
      out[i] = (int) (digits[i] + (random >>> node)) & 1;
    }
    return out;
  }

  private static int[] bits(long x, int count) {
    int[] out = new int[count];
    for (int i = 0; i < count; i++) {
      out[i] = (int) (x >> (count - 1 - i) & 1);
    }
    return out;
  }

  private static long number(int[] digits, int count) {
    long x = 0;
    for (int i = 0; i < count; i++) {
      x = 2 * x + digits[i];
    }
    return x;
  }

  /** SplitMix64. */
  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
