/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.random.RandomKey;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Random choices of a check: pure functions of a key. */
final class RandomNumbers {
  private RandomNumbers() {}

  /** Uniform on [0, 1). */
  private static double uniform(RandomKey key, long i) {
    return (key.fold(i).seed() >>> 11) * 0x1p-53;
  }

  /** Coefficients of a direction: of either sign, in size from 0.2 to 1.5, so that none is lost. */
  static double[] direction(RandomKey key, int size) {
    return IntStream.range(0, size)
        .mapToDouble(
            i -> {
              double u = 2 * uniform(key, i) - 1;
              return Math.copySign(0.2 + 1.3 * Math.abs(u), u);
            })
        .toArray();
  }

  /** All of 0 .. size - 1, or as many as {@code max} of them, one in each of equal parts. */
  static long[] subset(RandomKey key, long size, int max) {
    return size <= max
        ? LongStream.range(0, size).toArray()
        : LongStream.range(0, max).map(i -> (long) ((i + uniform(key, i)) * size / max)).toArray();
  }
}
