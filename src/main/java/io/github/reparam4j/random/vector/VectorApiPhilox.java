/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.vector;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.random.kernel.Philox;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Philox} on vectors: all rounds of two vectors of counters in registers.
 *
 * <p>A word is the low half of a long lane. The upper half is unspecified after a round, and is
 * masked off before a product and at the end.
 *
 * <p>Each method computes two vectors at a time, so that more products are in flight.
 */
final class VectorApiPhilox {
  /** The widest vectors of this machine, but at most 512 bits: a run of 16 floats. */
  static final VectorShape SHAPE =
      VectorSpecies.ofPreferred(long.class).vectorBitSize() > 512
          ? VectorShape.S_512_BIT
          : VectorShape.preferredShape();

  private static final VectorSpecies<Long> SPECIES = VectorSpecies.of(long.class, SHAPE);
  private static final int LANES = SPECIES.length();
  private static final int RUN = Philox.COUNTERS_PER_BLOCK;
  private static final LongVector MASK = broadcast(0xFFFF_FFFFL);
  private static final LongVector MULTIPLIER_0 = broadcast(Philox.MULTIPLIER_0);
  private static final LongVector MULTIPLIER_1 = broadcast(Philox.MULTIPLIER_1);
  private static final LongVector LANE = LongVector.zero(SPECIES).addIndex(1);
  private static final LongVector TWICE_LANE = LongVector.zero(SPECIES).addIndex(2);

  /** Counters whose words are computed before they are copied to their positions. */
  private static final int BATCH = 256;

  private static final ThreadLocal<long[]> PAIRS =
      ThreadLocal.withInitial(() -> new long[2 * BATCH]);

  private VectorApiPhilox() {}

  private static LongVector broadcast(long x) {
    return LongVector.broadcast(SPECIES, x);
  }

  private static LongVector product(LongVector multiplier, LongVector word) {
    return word.and(MASK).mul(multiplier);
  }

  private static LongVector mix(LongVector product, LongVector word, LongVector key) {
    return product
        .lanewise(VectorOperators.LSHR, 32)
        .lanewise(VectorOperators.XOR, word)
        .lanewise(VectorOperators.XOR, key);
  }

  private static LongVector pair(LongVector low, LongVector high) {
    return low.and(MASK).or(high.lanewise(VectorOperators.LSHL, 32));
  }

  /**
   * The 32-bit words of the counters from {@code first} on, {@code count} of them, a multiple of
   * 16, in the order of the float samples: word w of counter 16 b + j at 64 b + 16 w + j.
   */
  static void ints(int[] out, RandomKey key, int stream, int first, int count) {
    long[] pairs = PAIRS.get();
    for (int done = 0; done < count; done += BATCH) {
      int n = Math.min(BATCH, count - done);
      intPairs(pairs, key, stream, first + done, n);
      for (int i = 0; i < 2 * n; i += LANES) {
        LongVector v = LongVector.fromArray(SPECIES, pairs, i);
        v.reinterpretAsInts().intoArray(out, 4 * done + 2 * i);
      }
    }
  }

  /**
   * The words of {@link #ints}, two in a long. A separate method, because C2 would not inline all
   * of both and would allocate some vectors.
   */
  private static void intPairs(long[] out, RandomKey key, int stream, int first, int count) {
    long step = key.step();
    for (int i = 0; i < count; i += 2 * LANES) {
      // The even counters and the odd ones, so that two longs of words are a vector of ints.
      LongVector a0 = TWICE_LANE.add(first + i);
      LongVector b0 = a0.add(1);
      LongVector a1 = broadcast(stream);
      LongVector b1 = a1;
      LongVector a2 = broadcast(step);
      LongVector b2 = a2;
      LongVector a3 = broadcast(step >>> 32);
      LongVector b3 = a3;
      long key0 = key.seed();
      long key1 = key.seed() >>> 32;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector k0 = broadcast(key0);
        LongVector k1 = broadcast(key1);
        LongVector p0 = product(MULTIPLIER_0, a0);
        LongVector p1 = product(MULTIPLIER_1, a2);
        LongVector q0 = product(MULTIPLIER_0, b0);
        LongVector q1 = product(MULTIPLIER_1, b2);
        a0 = mix(p1, a1, k0);
        a1 = p1;
        a2 = mix(p0, a3, k1);
        a3 = p0;
        b0 = mix(q1, b1, k0);
        b1 = q1;
        b2 = mix(q0, b3, k1);
        b3 = q0;
        key0 += Philox.KEY_STEP_0;
        key1 += Philox.KEY_STEP_1;
      }
      int at = 2 * (i & -RUN) + (i & (RUN - 1)) / 2;
      pair(a0, b0).intoArray(out, at);
      pair(a1, b1).intoArray(out, at + RUN / 2);
      pair(a2, b2).intoArray(out, at + RUN);
      pair(a3, b3).intoArray(out, at + 3 * RUN / 2);
    }
  }

  /**
   * The 64-bit values of the counters from {@code first} on, {@code count} of them, a multiple of
   * 16, in the order of the double samples: value h of counter 16 b + j at 32 b + 16 h + j.
   */
  static void longs(long[] out, RandomKey key, int stream, int first, int count) {
    long step = key.step();
    for (int i = 0; i < count; i += 2 * LANES) {
      LongVector a0 = LANE.add(first + i);
      LongVector b0 = a0.add(LANES);
      LongVector a1 = broadcast(stream);
      LongVector b1 = a1;
      LongVector a2 = broadcast(step);
      LongVector b2 = a2;
      LongVector a3 = broadcast(step >>> 32);
      LongVector b3 = a3;
      long key0 = key.seed();
      long key1 = key.seed() >>> 32;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector k0 = broadcast(key0);
        LongVector k1 = broadcast(key1);
        LongVector p0 = product(MULTIPLIER_0, a0);
        LongVector p1 = product(MULTIPLIER_1, a2);
        LongVector q0 = product(MULTIPLIER_0, b0);
        LongVector q1 = product(MULTIPLIER_1, b2);
        a0 = mix(p1, a1, k0);
        a1 = p1;
        a2 = mix(p0, a3, k1);
        a3 = p0;
        b0 = mix(q1, b1, k0);
        b1 = q1;
        b2 = mix(q0, b3, k1);
        b3 = q0;
        key0 += Philox.KEY_STEP_0;
        key1 += Philox.KEY_STEP_1;
      }
      int at = 2 * (i & -RUN) + (i & (RUN - 1));
      pair(a0, a1).intoArray(out, at);
      pair(b0, b1).intoArray(out, at + LANES);
      pair(a2, a3).intoArray(out, at + RUN);
      pair(b2, b3).intoArray(out, at + RUN + LANES);
    }
  }
}
