/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import java.math.BigInteger;

/**
 * The samples as defined by the Javadoc of {@link NoiseDistribution} and the kernels, one at a
 * time, with big integers for the words and StrictMath in double for the formulas. Shares no code
 * with the library.
 */
public final class NaiveNoise {
  private static final BigInteger TWO_TO_32 = BigInteger.ONE.shiftLeft(32);

  private NaiveNoise() {}

  /** Philox4x32-10 of one counter, by the formulas of the paper. */
  public static int[] philox(int[] counter, int[] key) {
    BigInteger[] c = new BigInteger[4];
    for (int i = 0; i < 4; i++) {
      c[i] = unsigned(counter[i]);
    }
    BigInteger k0 = unsigned(key[0]);
    BigInteger k1 = unsigned(key[1]);
    for (int round = 0; round < 10; round++) {
      BigInteger p0 = unsigned(0xD2511F53).multiply(c[0]);
      BigInteger p1 = unsigned(0xCD9E8D57).multiply(c[2]);
      c =
          new BigInteger[] {
            p1.shiftRight(32).xor(c[1]).xor(k0),
            p1.mod(TWO_TO_32),
            p0.shiftRight(32).xor(c[3]).xor(k1),
            p0.mod(TWO_TO_32)
          };
      k0 = k0.add(unsigned(0x9E3779B9)).mod(TWO_TO_32);
      k1 = k1.add(unsigned(0xBB67AE85)).mod(TWO_TO_32);
    }
    return new int[] {c[0].intValue(), c[1].intValue(), c[2].intValue(), c[3].intValue()};
  }

  /** Sample {@code index} in float, computed in double. */
  static double floatSample(NoiseDistribution distribution, RandomKey key, int stream, long index) {
    int[] words = words(key, stream, 16 * (index / 64) + index % 16);
    int word = (int) (index % 64 / 16);
    long first = Integer.toUnsignedLong(words[word]);
    return switch (distribution) {
      case UNIFORM -> (Math.floor(first / 512.0) + 0.5) / (1 << 23);
      case RADEMACHER -> first >= 1L << 31 ? -1 : 1;
      case EXPONENTIAL -> negativeLog(first, 32);
      case GUMBEL -> -StrictMath.log(negativeLog(first, 32));
      case STANDARD_NORMAL ->
          normal(
              Integer.toUnsignedLong(words[word / 2 * 2]),
              Integer.toUnsignedLong(words[word / 2 * 2 + 1]),
              32,
              word % 2 == 0);
    };
  }

  /** Sample {@code index} in double. */
  static double doubleSample(
      NoiseDistribution distribution, RandomKey key, int stream, long index) {
    int[] words = words(key, stream, 16 * (index / 32) + index % 16);
    int half = (int) (index % 32 / 16);
    double[] values = new double[2];
    for (int i = 0; i < 2; i++) {
      values[i] =
          unsigned(words[2 * i + 1]).multiply(TWO_TO_32).add(unsigned(words[2 * i])).doubleValue();
    }
    long high = Integer.toUnsignedLong(words[2 * half + 1]);
    long low = Integer.toUnsignedLong(words[2 * half]);
    return switch (distribution) {
      case UNIFORM -> ((high << 20 | low >>> 12) + 0.5) / (1L << 52);
      case RADEMACHER -> high >= 1L << 31 ? -1 : 1;
      case EXPONENTIAL -> negativeLog(values[half], 64);
      case GUMBEL -> -StrictMath.log(negativeLog(values[half], 64));
      case STANDARD_NORMAL -> normal(values[0], values[1], 64, half == 0);
    };
  }

  private static int[] words(RandomKey key, int stream, long counter) {
    int[] c = {(int) counter, stream, (int) key.step(), (int) (key.step() >>> 32)};
    return philox(c, new int[] {(int) key.seed(), (int) (key.seed() >>> 32)});
  }

  private static double negativeLog(double word, int bits) {
    double scale = StrictMath.pow(2, bits);
    // The complement keeps the accuracy for u near 1; exact for 32 bits.
    return word < scale / 2
        ? -StrictMath.log((word + 0.5) / scale)
        : -StrictMath.log1p(-((scale - 0.5) - word) / scale);
  }

  private static double normal(double radiusWord, double angleWord, int bits, boolean isCosine) {
    double radius = StrictMath.sqrt(2 * negativeLog(radiusWord, bits));
    double quarter = StrictMath.pow(2, bits - 2);
    double quadrant = Math.floor(angleWord / quarter);
    double angle = Math.PI / 2 * (angleWord - quadrant * quarter + 0.5) / quarter;
    boolean isNegative = isCosine ? quadrant >= 2 : quadrant % 2 == 1;
    double size = isCosine ? StrictMath.cos(angle) : StrictMath.sin(angle);
    return isNegative ? -radius * size : radius * size;
  }

  private static BigInteger unsigned(int word) {
    return BigInteger.valueOf(Integer.toUnsignedLong(word));
  }
}
