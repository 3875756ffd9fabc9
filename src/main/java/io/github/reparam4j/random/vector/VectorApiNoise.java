/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.vector;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.random.VectorNoise;

/** The kernels on {@code jdk.incubator.vector}. */
final class VectorApiNoise implements VectorNoise {
  VectorApiNoise() {}

  @Override
  public void words(int[] out, RandomKey key, int stream, int first, int count) {
    VectorApiPhilox.ints(out, key, stream, first, count);
  }

  @Override
  public void words(long[] out, RandomKey key, int stream, int first, int count) {
    VectorApiPhilox.longs(out, key, stream, first, count);
  }

  @Override
  public void transform(
      NoiseDistribution distribution,
      int[] words,
      float[] f,
      float[] e,
      float[] out,
      int at,
      int count) {
    VectorApiFloatNoise.transform(distribution, words, f, e, out, at, count);
  }

  @Override
  public void transform(
      NoiseDistribution distribution,
      long[] words,
      double[] f,
      double[] e,
      double[] out,
      int at,
      int count) {
    VectorApiDoubleNoise.transform(distribution, words, f, e, out, at, count);
  }
}
