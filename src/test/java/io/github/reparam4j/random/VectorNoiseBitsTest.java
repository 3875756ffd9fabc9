/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.kernel.BoxMullerLayout;
import io.github.reparam4j.random.kernel.DoubleKernels;
import io.github.reparam4j.random.kernel.FloatKernels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bits of the vector kernels against those of the plain loops, which {@link NoiseBitsTest} tests.
 */
final class VectorNoiseBitsTest {
  private static final int RANGES = 400;
  private static final int MAX_COUNT = 3000;
  private static final KernelAutotuner PLAIN = KernelAutotuner.always(null);

  private static final int[] SPECIAL_INTS = {
    0,
    1,
    -1,
    -2,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE + 1,
    0x3FFF_FFFF,
    0x4000_0000,
    0xBFFF_FFFF,
    0xC000_0000,
    0x00FF_FFFF,
    0x0100_0001,
    0xFF00_0000,
    0x7FFF_FFC0
  };

  private static final long[] SPECIAL_LONGS = {
    0,
    1,
    -1,
    -2,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    0x3FFF_FFFF_FFFF_FFFFL,
    0x4000_0000_0000_0000L,
    0xBFFF_FFFF_FFFF_FFFFL,
    0xC000_0000_0000_0000L,
    0x0000_0000_FFFF_FFFFL,
    0x0000_0001_0000_0000L,
    0x001F_FFFF_FFFF_FFFFL,
    0x0020_0000_0000_0001L,
    0x7FFF_FFFF_FFFF_FE00L
  };

  private final Random random = new Random(20_261_122);
  private final VectorNoise kernels = VectorNoise.load();

  VectorNoiseBitsTest() {
    Assumptions.assumeTrue(
        kernels != null, "not run: the JVM was started without --add-modules jdk.incubator.vector");
  }

  private RandomKey key() {
    return new RandomKey(random.nextLong(), random.nextLong());
  }

  /** A random range, at the end of a stream in one case of four. */
  private long from(long limit, int count) {
    long room = limit - count;
    return random.nextInt(4) == 0 ? room - random.nextInt(100) : (random.nextLong() >>> 1) % room;
  }

  @ParameterizedTest
  @EnumSource
  void floatBitsAreThoseOfThePlainLoops(NoiseDistribution distribution) {
    FloatNoise noise = FloatNoise.ofFullSize();
    for (int k = 0; k < RANGES; k++) {
      RandomKey key = key();
      int stream = random.nextInt();
      int count = random.nextInt(MAX_COUNT);
      long from = from(FloatNoise.SAMPLES_PER_STREAM, count);
      int offset = random.nextInt(20);
      float[] expected = new float[MAX_COUNT + 20];
      float[] actual = new float[MAX_COUNT + 20];
      noise.fill(distribution, key, stream, from, expected, offset, count, PLAIN);
      noise.fill(
          distribution, key, stream, from, actual, offset, count, KernelAutotuner.always(kernels));
      assertThat(actual).as("%s, %s + %s", distribution, from, count).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void doubleBitsAreThoseOfThePlainLoops(NoiseDistribution distribution) {
    DoubleNoise noise = DoubleNoise.ofFullSize();
    for (int k = 0; k < RANGES; k++) {
      RandomKey key = key();
      int stream = random.nextInt();
      int count = random.nextInt(MAX_COUNT);
      long from = from(DoubleNoise.SAMPLES_PER_STREAM, count);
      int offset = random.nextInt(20);
      double[] expected = new double[MAX_COUNT + 20];
      double[] actual = new double[MAX_COUNT + 20];
      noise.fill(distribution, key, stream, from, expected, offset, count, PLAIN);
      noise.fill(
          distribution, key, stream, from, actual, offset, count, KernelAutotuner.always(kernels));
      assertThat(actual).as("%s, %s + %s", distribution, from, count).isEqualTo(expected);
    }
  }

  /** Enough samples for C2 to compile the kernels, which might change the bits. */
  @ParameterizedTest
  @EnumSource
  void compiledBitsAreThoseOfThePlainLoops(NoiseDistribution distribution) {
    int count = 1 << 20;
    RandomKey key = key();
    float[] floats = new float[count];
    float[] expectedFloats = new float[count];
    FloatNoise floatNoise = FloatNoise.ofFullSize();
    floatNoise.fill(distribution, key, 1, 0, floats, 0, count, KernelAutotuner.always(kernels));
    floatNoise.fill(distribution, key, 1, 0, expectedFloats, 0, count, PLAIN);
    assertThat(Arrays.mismatch(floats, expectedFloats)).isEqualTo(-1);
    double[] doubles = new double[count];
    double[] expectedDoubles = new double[count];
    DoubleNoise doubleNoise = DoubleNoise.ofFullSize();
    doubleNoise.fill(distribution, key, 1, 0, doubles, 0, count, KernelAutotuner.always(kernels));
    doubleNoise.fill(distribution, key, 1, 0, expectedDoubles, 0, count, PLAIN);
    assertThat(Arrays.mismatch(doubles, expectedDoubles)).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void specialWordsGiveTheSameFloats(NoiseDistribution distribution) {
    int size = 8 * FloatNoise.SAMPLES_PER_BLOCK;
    int[] inOrder = new int[size];
    int[] arranged = new int[size];
    for (int i = 0; i < size; i++) {
      int word = SPECIAL_INTS[random.nextInt(SPECIAL_INTS.length)];
      inOrder[i] = word;
      arranged[i / 32 * 16 + i % 16 + i / 16 % 2 * (size / 2)] = word;
    }
    float[] out = new float[size];
    kernels.transform(distribution, inOrder, new float[size], new float[size], out, 0, size);
    float[] made = new float[size];
    float[] a = new float[size];
    float[] b = new float[size];
    switch (distribution) {
      case STANDARD_NORMAL -> FloatKernels.normal(arranged, made, a, b, size / 2);
      case UNIFORM -> FloatKernels.uniform(arranged, made, size);
      case RADEMACHER -> FloatKernels.rademacher(arranged, made, size);
      case GUMBEL -> FloatKernels.gumbel(arranged, made, a, b, size);
      case EXPONENTIAL -> FloatKernels.exponential(arranged, made, a, b, size);
    }
    float[] expected = new float[size];
    BoxMullerLayout.copyOut(made, size / 2, 0, size, expected, 0);
    assertThat(out).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void specialWordsGiveTheSameDoubles(NoiseDistribution distribution) {
    int size = 8 * DoubleNoise.SAMPLES_PER_BLOCK;
    long[] inOrder = new long[size];
    long[] arranged = new long[size];
    for (int i = 0; i < size; i++) {
      long word = SPECIAL_LONGS[random.nextInt(SPECIAL_LONGS.length)];
      inOrder[i] = word;
      arranged[i / 32 * 16 + i % 16 + i / 16 % 2 * (size / 2)] = word;
    }
    double[] out = new double[size];
    kernels.transform(distribution, inOrder, new double[size], new double[size], out, 0, size);
    double[] made = new double[size];
    double[] a = new double[size];
    double[] b = new double[size];
    switch (distribution) {
      case STANDARD_NORMAL -> DoubleKernels.normal(arranged, made, a, b, size / 2);
      case UNIFORM -> DoubleKernels.uniform(arranged, made, size);
      case RADEMACHER -> DoubleKernels.rademacher(arranged, made, size);
      case GUMBEL -> DoubleKernels.gumbel(arranged, made, a, b, size);
      case EXPONENTIAL -> DoubleKernels.exponential(arranged, made, a, b, size);
    }
    double[] expected = new double[size];
    BoxMullerLayout.copyOut(made, size / 2, 0, size, expected, 0);
    assertThat(out).isEqualTo(expected);
  }
}
