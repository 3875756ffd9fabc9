/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

/** Samples of either type, in chunks of doubles, for tests of their statistics. */
final class NoiseSource {
  static final int CHUNK = 10_000;
  private static final RandomKey KEY = RandomKey.of(20_240_607);

  private final NoiseDistribution distribution;
  private final boolean isFloat;
  private final NoiseScratch scratch = NoiseScratch.create();
  private final float[] floats = new float[CHUNK];

  NoiseSource(NoiseDistribution distribution, boolean isFloat) {
    this.distribution = distribution;
    this.isFloat = isFloat;
  }

  /** Samples {@code CHUNK * index} to {@code CHUNK * (index + 1) - 1}. */
  void chunk(long index, double[] out) {
    if (isFloat) {
      distribution.fill(KEY, 1, index * CHUNK, floats, 0, CHUNK, scratch);
      for (int i = 0; i < CHUNK; i++) {
        out[i] = floats[i];
      }
    } else {
      distribution.fill(KEY, 1, index * CHUNK, out, 0, CHUNK, scratch);
    }
  }
}
