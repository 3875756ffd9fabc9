/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import io.github.reparam4j.random.kernel.BoxMullerLayout;
import io.github.reparam4j.random.kernel.FloatKernels;
import io.github.reparam4j.random.kernel.Philox;

/**
 * Makes float samples block by block: Philox words, then the distribution's transformation, then a
 * copy.
 *
 * <p>An object holds scratch memory (at most about 14 KB) and no state between calls. Not safe for
 * use by several threads at once.
 */
final class FloatNoise {
  /** A block is 16 counters with four samples each. */
  static final int SAMPLES_PER_BLOCK = 4 * Philox.COUNTERS_PER_BLOCK;

  /** Number of samples that one stream has in one step: 2^32 counters with four samples each. */
  static final long SAMPLES_PER_STREAM = 4L << 32;

  private static final int MAX_BLOCKS = 8;

  private final int capacity; // in blocks
  private final Philox philox;
  private final int[] words;
  private final float[] samples;
  private final float[] spare;
  private final float[] exponents;

  private FloatNoise(int capacity) {
    int size = capacity * SAMPLES_PER_BLOCK;
    this.capacity = capacity;
    philox = new Philox(capacity * Philox.COUNTERS_PER_BLOCK);
    words = new int[size];
    samples = new float[size];
    spare = new float[size];
    exponents = new float[size];
  }

  /** Scratch for calls of every size. */
  static FloatNoise ofFullSize() {
    return new FloatNoise(MAX_BLOCKS);
  }

  /** Scratch of the size that one call with this {@code from} and {@code count} needs. */
  static FloatNoise forCall(long from, int count) {
    long blocks = (from + count - 1) / SAMPLES_PER_BLOCK - from / SAMPLES_PER_BLOCK + 1;
    return new FloatNoise((int) Math.min(blocks, MAX_BLOCKS));
  }

  /** Writes the samples {@code from} to {@code from + count - 1}; the arguments are checked. */
  void fill(
      NoiseDistribution distribution,
      RandomKey key,
      int stream,
      long from,
      float[] out,
      int offset,
      int count) {
    KernelAutotuner choice = KernelAutotuner.ofFloats(distribution, count);
    fill(distribution, key, stream, from, out, offset, count, choice);
  }

  /** As above, with the kernels of this choice. */
  void fill(
      NoiseDistribution distribution,
      RandomKey key,
      int stream,
      long from,
      float[] out,
      int offset,
      int count,
      KernelAutotuner choice) {
    long end = from + count;
    long next = from;
    while (next < end) {
      long block = next / SAMPLES_PER_BLOCK;
      long start = block * SAMPLES_PER_BLOCK;
      int blocks = (int) Math.min(capacity, (end - 1) / SAMPLES_PER_BLOCK - block + 1);
      int size = blocks * SAMPLES_PER_BLOCK;
      int firstCounter = (int) (block * Philox.COUNTERS_PER_BLOCK);
      int lo = (int) (next - start);
      int hi = (int) (Math.min(end, start + size) - start);
      int to = offset + (int) (next - from);
      VectorNoise vectors = choice.next();
      long began = choice.isOpen() ? System.nanoTime() : 0;
      if (vectors == null) {
        plain(distribution, key, stream, firstCounter, size);
        BoxMullerLayout.copyOut(samples, size / 2, lo, hi, out, to);
      } else {
        vectors.words(words, key, stream, firstCounter, blocks * Philox.COUNTERS_PER_BLOCK);
        boolean whole = hi - lo == size;
        float[] made = whole ? out : samples;
        vectors.transform(distribution, words, spare, exponents, made, whole ? to : 0, size);
        if (!whole) {
          System.arraycopy(samples, lo, out, to, hi - lo);
        }
      }
      if (choice.isOpen()) {
        choice.record(vectors != null, began, System.nanoTime(), size);
      }
      next = start + hi;
    }
  }

  /** Makes whole blocks of samples, in Box-Muller layout, with the plain loops. */
  private void plain(
      NoiseDistribution distribution, RandomKey key, int stream, int firstCounter, int size) {
    int counters = size / SAMPLES_PER_BLOCK * Philox.COUNTERS_PER_BLOCK;
    philox.generate(key.seed(), key.step(), stream, firstCounter, counters);
    philox.copyInts(words, counters);
    switch (distribution) {
      case STANDARD_NORMAL -> FloatKernels.normal(words, samples, spare, exponents, size / 2);
      case UNIFORM -> FloatKernels.uniform(words, samples, size);
      case RADEMACHER -> FloatKernels.rademacher(words, samples, size);
      case GUMBEL -> FloatKernels.gumbel(words, samples, exponents, spare, size);
      case EXPONENTIAL -> FloatKernels.exponential(words, samples, exponents, spare, size);
    }
  }
}
