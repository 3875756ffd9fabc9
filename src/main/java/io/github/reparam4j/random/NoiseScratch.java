/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

/**
 * Scratch memory of {@link NoiseDistribution}, for callers that fill many small ranges without
 * allocation in the steady state: create one per thread and pass it to every call.
 *
 * <p>It holds no state between calls: samples depend on key, stream and index only. Not safe for
 * use by several threads at once. It holds about 14 KB for each of float and double, allocated at
 * the first use of the type.
 *
 * <pre>{@code
 * NoiseScratch scratch = NoiseScratch.create();
 * float[] tile = new float[512];
 * for (long from = 0; from < 51_200; from += tile.length) {
 *   NoiseDistribution.STANDARD_NORMAL.fill(key, stream, from, tile, 0, tile.length, scratch);
 * }
 * }</pre>
 */
public final class NoiseScratch {
  private FloatNoise floats;
  private DoubleNoise doubles;

  private NoiseScratch() {}

  /**
   * New scratch memory.
   *
   * @return scratch for the calls of one thread at a time
   */
  public static NoiseScratch create() {
    return new NoiseScratch();
  }

  FloatNoise floats() {
    if (floats == null) {
      floats = FloatNoise.ofFullSize();
    }
    return floats;
  }

  DoubleNoise doubles() {
    if (doubles == null) {
      doubles = DoubleNoise.ofFullSize();
    }
    return doubles;
  }
}
