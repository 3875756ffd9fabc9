/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

/**
 * The counter-based generator Philox4x32-10: a bijection of 128-bit counters for every 64-bit key.
 *
 * <p>One of its ten rounds takes the words (c0, c1, c2, c3) and the round's key (k0, k1) to
 *
 * <pre>{@code
 * (high(M1 * c2) ^ c1 ^ k0,  low(M1 * c2),  high(M0 * c0) ^ c3 ^ k1,  low(M0 * c0))
 * }</pre>
 *
 * and then adds W0 to k0 and W1 to k1, all modulo 2^32. An object holds room for a number of
 * counters, one lane each, and does a round for all lanes before the next round: short loops over
 * {@code long[]}, which C2 turns into vector code. Not safe for use by several threads at once.
 *
 * <p>Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC'11, section 3.3 and table 2; the known answers of their Random123 library.
 */
public final class Philox {
  /** Counters of a block: the samples of one block come from 16 consecutive counters. */
  public static final int COUNTERS_PER_BLOCK = 16;

  /**
   * Stream numbers from here to 2^32 - 1 belong to {@code RandomKey}, which makes the seeds of
   * child keys from them. No noise may use them.
   */
  public static final int FIRST_RESERVED_STREAM = 0xFFFF_0000;

  public static final int ROUNDS = 10;
  private static final long LOW_HALF = 0xFFFF_FFFFL;
  public static final long MULTIPLIER_0 = 0xD251_1F53L;
  public static final long MULTIPLIER_1 = 0xCD9E_8D57L;
  public static final long KEY_STEP_0 = 0x9E37_79B9L;
  public static final long KEY_STEP_1 = 0xBB67_AE85L;

  /** Word w of lane i is {@code words_w[i]}, in its low 32 bits. The upper 32 bits are zero. */
  private final long[] words0;

  private final long[] words1;
  private final long[] words2;
  private final long[] words3;

  /** Room for {@code lanes} counters at a time. */
  public Philox(int lanes) {
    words0 = new long[lanes];
    words1 = new long[lanes];
    words2 = new long[lanes];
    words3 = new long[lanes];
  }

  /**
   * A 64-bit hash of its arguments: words 0 (low half) and 1 (high half) of the counter (index,
   * stream, step) under the key {@code seed}.
   */
  public static long hash(long seed, long step, int stream, int index) {
    Philox philox = new Philox(1);
    philox.generate(seed, step, stream, index, 1);
    return philox.words0[0] | philox.words1[0] << 32;
  }

  /**
   * Fills lanes 0 to {@code count - 1} from the counters {@code (first + lane, stream, low half of
   * step, high half of step)} under the key (low half of seed, high half of seed).
   */
  public void generate(long seed, long step, int stream, int first, int count) {
    for (int i = 0; i < count; i++) {
      words0[i] = (first + i) & LOW_HALF;
      words1[i] = stream & LOW_HALF;
      words2[i] = step & LOW_HALF;
      words3[i] = step >>> 32;
    }
    long key0 = seed & LOW_HALF;
    long key1 = seed >>> 32;
    for (int round = 0; round < ROUNDS; round++) {
      round(words0, words1, words2, words3, key0, key1, count);
      key0 = (key0 + KEY_STEP_0) & LOW_HALF;
      key1 = (key1 + KEY_STEP_1) & LOW_HALF;
    }
  }

  private static void round(
      long[] words0, long[] words1, long[] words2, long[] words3, long key0, long key1, int count) {
    for (int i = 0; i < count; i++) {
      // The masks change nothing; they tell C2 that 32-bit products with 64-bit results suffice.
      long product0 = MULTIPLIER_0 * (words0[i] & LOW_HALF);
      long product1 = MULTIPLIER_1 * (words2[i] & LOW_HALF);
      words0[i] = (product1 >>> 32) ^ words1[i] ^ key0;
      words1[i] = product1 & LOW_HALF;
      words2[i] = (product0 >>> 32) ^ words3[i] ^ key1;
      words3[i] = product0 & LOW_HALF;
    }
  }

  /** The output word (0 to 3) of a lane, as tests want it. */
  int word(int lane, int word) {
    long[] words =
        switch (word) {
          case 0 -> words0;
          case 1 -> words1;
          case 2 -> words2;
          default -> words3;
        };
    return (int) words[lane];
  }

  /**
   * Writes the 32-bit words of the first {@code count} lanes, a multiple of 16, to {@code out} in
   * the {@link BoxMullerLayout} of the samples {@code 64 b + 16 word + j}, where b is the block and
   * j the lane within it.
   */
  public void copyInts(int[] out, int count) {
    int half = 2 * count;
    for (int block = 0; block < count; block += COUNTERS_PER_BLOCK) {
      int even = 2 * block;
      int odd = half + even;
      for (int j = 0; j < COUNTERS_PER_BLOCK; j++) {
        out[even + j] = (int) words0[block + j];
        out[odd + j] = (int) words1[block + j];
        out[even + COUNTERS_PER_BLOCK + j] = (int) words2[block + j];
        out[odd + COUNTERS_PER_BLOCK + j] = (int) words3[block + j];
      }
    }
  }

  /**
   * Writes the 64-bit values of the first {@code count} lanes to {@code out} in the {@link
   * BoxMullerLayout} of the samples {@code 32 b + 16 half + j}: value {@code half} has word {@code
   * 2 half} as its low and word {@code 2 half + 1} as its high half.
   */
  public void copyLongs(long[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = words0[i] | words1[i] << 32;
    }
    for (int i = 0; i < count; i++) {
      out[count + i] = words2[i] | words3[i] << 32;
    }
  }
}
