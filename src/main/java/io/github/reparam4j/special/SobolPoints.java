/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The points of I. M. Sobol' in base 2: of 2^m points from the first on, every dyadic interval of
 * length 2^-m of every coordinate has one.
 *
 * <p>Bit b of the index selects column b of a generator matrix, and the selected columns are added
 * modulo 2. The columns of a dimension follow from its primitive polynomial x^s + a_1 x^(s-1) + ...
 * + 1 and s odd numbers by v_b = a_1 v_(b-1) + ... + v_(b-s) + v_(b-s) / 2^s modulo 2.
 *
 * <p>Source: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional
 * projections", SIAM Journal on Scientific Computing 30 (2008), with their direction numbers
 * new-joe-kuo-6.
 */
final class SobolPoints {
  /** How many coordinates a point can have. */
  static final int MAX_DIMENSION = 1024;

  /** Bits of a coordinate. */
  static final int BITS = 32;

  private static final String RESOURCE = "sobol-direction-numbers.txt";

  private SobolPoints() {}

  /** The columns of all dimensions, read at the first use. */
  private static final class Table {
    static final int[][] COLUMNS = read();
  }

  /**
   * A coordinate of a point as a binary fraction.
   *
   * @param index which point, from 0, unsigned
   * @param dimension which coordinate, from 0, below {@link #MAX_DIMENSION}
   * @return its first 32 bits, the highest first
   */
  static int bits(int index, int dimension) {
    int[] columns = Table.COLUMNS[dimension];
    int x = 0;
    for (int i = index, b = 0; i != 0; i >>>= 1, b++) {
      x ^= columns[b] & -(i & 1);
    }
    return x;
  }

  private static int[][] read() {
    int[][] columns = new int[MAX_DIMENSION][];
    columns[0] = IntStream.range(0, BITS).map(b -> 1 << (BITS - 1 - b)).toArray();
    try (InputStream in = SobolPoints.class.getResourceAsStream(RESOURCE);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      List<String> lines = reader.lines().filter(l -> !l.startsWith("#")).toList();
      for (int d = 1; d < MAX_DIMENSION; d++) {
        columns[d] = columns(lines.get(d - 1).split(" "));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return columns;
  }

  private static int[] columns(String[] numbers) {
    int polynomial = Integer.parseInt(numbers[0]);
    int degree = numbers.length - 1;
    int[] v = new int[BITS];
    for (int b = 0; b < BITS; b++) {
      if (b < degree) {
        v[b] = Integer.parseInt(numbers[b + 1]) << (BITS - 1 - b);
        continue;
      }
      v[b] = v[b - degree] ^ v[b - degree] >>> degree;
      for (int k = 1; k < degree; k++) {
        v[b] ^= v[b - k] & -(polynomial >>> (degree - k) & 1);
      }
    }
    return v;
  }
}
