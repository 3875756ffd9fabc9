/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.internal.VectorProvider;

/**
 * Kernels on {@code jdk.incubator.vector} that compute whole blocks of samples, with the bits of
 * {@code Philox}, {@code FloatKernels} and {@code DoubleKernels}. {@code KernelAutotuner} decides
 * when they are used.
 *
 * @hidden
 */
@Internal
public interface VectorNoise {
  /**
   * The 32-bit words of the counters from {@code first} on, {@code count} of them, a multiple of
   * 16, in the order of the float samples: word w of counter 16 b + j at 64 b + 16 w + j.
   */
  void words(int[] out, RandomKey key, int stream, int first, int count);

  /**
   * The 64-bit words of the counters from {@code first} on, {@code count} of them, a multiple of
   * 16, in the order of the double samples: value h of counter 16 b + j at 32 b + 16 h + j.
   */
  void words(long[] out, RandomKey key, int stream, int first, int count);

  /**
   * Writes the samples of {@code count} words, whole blocks, to {@code out} from {@code at} on; f
   * and e are scratch memory, as long as words.
   */
  void transform(
      NoiseDistribution distribution,
      int[] words,
      float[] f,
      float[] e,
      float[] out,
      int at,
      int count);

  /**
   * Writes the samples of {@code count} words, whole blocks, to {@code out} from {@code at} on; f
   * and e are scratch memory, as long as words.
   */
  void transform(
      NoiseDistribution distribution,
      long[] words,
      double[] f,
      double[] e,
      double[] out,
      int at,
      int count);

  /** The kernels if {@link VectorProvider} decides for vectors, else null. */
  static VectorNoise load() {
    return VectorProvider.load(
        VectorNoise.class, "io.github.reparam4j.random.vector.VectorApiNoise", null);
  }
}
