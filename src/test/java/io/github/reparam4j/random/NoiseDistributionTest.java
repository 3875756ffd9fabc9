/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class NoiseDistributionTest {
  private static final RandomKey KEY = new RandomKey(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654L);
  private static final long FLOATS = 1L << 34;
  private static final long DOUBLES = 1L << 33;

  static Stream<Arguments> distributionsAndRanges() {
    return Arrays.stream(NoiseDistribution.values())
        .flatMap(
            distribution ->
                Stream.of(
                    Arguments.of(distribution, 0, 0L),
                    Arguments.of(distribution, 3, 1000L),
                    Arguments.of(distribution, 0x7FFF_FFFF, (1L << 31) - 150),
                    Arguments.of(distribution, 0xFFFE_FFFF, (1L << 33) - 300)));
  }

  @ParameterizedTest
  @MethodSource("distributionsAndRanges")
  void floatSamplesAreThoseOfTheDefinition(NoiseDistribution distribution, int stream, long from) {
    float[] out = new float[300];
    distribution.fill(KEY, stream, from, out, 0, out.length);
    for (int i = 0; i < out.length; i++) {
      double expected = NaiveNoise.floatSample(distribution, KEY, stream, from + i);
      assertThat((double) out[i]).isCloseTo(expected, within(5e-7 * Math.max(1, expected)));
    }
  }

  @ParameterizedTest
  @MethodSource("distributionsAndRanges")
  void doubleSamplesAreThoseOfTheDefinition(NoiseDistribution distribution, int stream, long from) {
    double[] out = new double[300];
    distribution.fill(KEY, stream, from, out, 0, out.length);
    for (int i = 0; i < out.length; i++) {
      double expected = NaiveNoise.doubleSample(distribution, KEY, stream, from + i);
      assertThat(out[i]).isCloseTo(expected, within(1e-11));
    }
  }

  /** The examples in the Javadoc of NoiseDistribution and NoiseScratch. */
  @Test
  void examplesGiveTheSameSamplesWithAndWithoutScratch() {
    RandomKey key = RandomKey.of(42);
    float[] z = new float[1000];
    NoiseDistribution.STANDARD_NORMAL.fill(key, 0, 0, z, 0, z.length);
    NoiseScratch scratch = NoiseScratch.create();
    float[] tile = new float[500];
    for (int from = 0; from < 1000; from += tile.length) {
      NoiseDistribution.STANDARD_NORMAL.fill(key, 0, from, tile, 0, tile.length, scratch);
      assertThat(tile).containsExactly(Arrays.copyOfRange(z, from, from + tile.length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyChunkingGivesTheSameBits(NoiseDistribution distribution) {
    int size = 5000;
    long from = 777;
    float[] floats = new float[size];
    double[] doubles = new double[size];
    distribution.fill(KEY, 1, from, floats, 0, size);
    distribution.fill(KEY, 1, from, doubles, 0, size);
    Random random = new Random(1);
    NoiseScratch scratch = NoiseScratch.create();
    for (int largest : new int[] {1, 7, 16, 64, 100, 1500}) {
      float[] floatParts = new float[size];
      double[] doubleParts = new double[size];
      for (int start = 0; start < size; ) {
        int count = Math.min(size - start, 1 + random.nextInt(largest));
        if (random.nextBoolean()) {
          distribution.fill(KEY, 1, from + start, floatParts, start, count);
          distribution.fill(KEY, 1, from + start, doubleParts, start, count, scratch);
        } else {
          distribution.fill(KEY, 1, from + start, floatParts, start, count, scratch);
          distribution.fill(KEY, 1, from + start, doubleParts, start, count);
        }
        start += count;
      }
      assertThat(floatParts).containsExactly(floats);
      assertThat(doubleParts).containsExactly(doubles);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesNothingOutsideTheRange(NoiseDistribution distribution) {
    float[] floats = new float[40];
    double[] doubles = new double[40];
    distribution.fill(KEY, 0, 5, floats, 10, 20);
    distribution.fill(KEY, 0, 5, doubles, 10, 20);
    distribution.fill(KEY, 0, 5, floats, 40, 0);
    distribution.fill(KEY, 0, 5, doubles, 40, 0, NoiseScratch.create());
    for (int i = 0; i < 40; i++) {
      boolean inside = i >= 10 && i < 30;
      assertThat(floats[i] != 0).isEqualTo(inside);
      assertThat(doubles[i] != 0).isEqualTo(inside);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD_NORMAL", "UNIFORM", "RADEMACHER"})
  void reflectIsExactAndItsOwnInverse(NoiseDistribution distribution) {
    float[] floats = new float[1000];
    double[] doubles = new double[1000];
    distribution.fill(KEY, 0, 0, floats, 0, 1000);
    distribution.fill(KEY, 0, 0, doubles, 0, 1000);
    float[] floatPartners = floats.clone();
    double[] doublePartners = doubles.clone();
    distribution.reflect(floatPartners, 100, 900);
    distribution.reflect(doublePartners, 100, 900);
    double twiceMean = 2 * distribution.mean();
    for (int i = 0; i < 1000; i++) {
      boolean reflected = i >= 100;
      assertThat((double) floatPartners[i])
          .isEqualTo(reflected ? twiceMean - floats[i] : floats[i]);
      assertThat(doublePartners[i]).isEqualTo(reflected ? twiceMean - doubles[i] : doubles[i]);
    }
    distribution.reflect(floatPartners, 100, 900);
    distribution.reflect(doublePartners, 100, 900);
    assertThat(floatPartners).containsExactly(floats);
    assertThat(doublePartners).containsExactly(doubles);
  }

  @Test
  void onlySymmetricDistributionsHaveAnAntithetic() {
    assertThat(Arrays.stream(NoiseDistribution.values()).filter(NoiseDistribution::hasAntithetic))
        .containsExactly(
            NoiseDistribution.STANDARD_NORMAL,
            NoiseDistribution.UNIFORM,
            NoiseDistribution.RADEMACHER);
    String hint =
        ".reflect: distribution must be symmetric; check hasAntithetic() and draw new samples if"
            + " false";
    assertThatThrownBy(() -> NoiseDistribution.GUMBEL.reflect(new float[1], 0, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("GUMBEL" + hint);
    assertThatThrownBy(() -> NoiseDistribution.EXPONENTIAL.reflect(new double[1], 0, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("EXPONENTIAL" + hint);
  }

  @Test
  void rejectsRangesOutsideTheArray() {
    NoiseDistribution distribution = NoiseDistribution.UNIFORM;
    rejects(
        () -> distribution.fill(KEY, 0, 0, new float[7], 3, 5),
        "UNIFORM.fill: range must lie within the array, got offset 3, count 5 of length 7");
    rejects(
        () -> distribution.fill(KEY, 0, 0, new double[7], -1, 5),
        "UNIFORM.fill: range must lie within the array, got offset -1, count 5 of length 7");
    rejects(
        () -> distribution.reflect(new float[7], 3, -1),
        "UNIFORM.reflect: range must lie within the array, got offset 3, count -1 of length 7");
    rejects(
        () -> distribution.reflect(new double[7], Integer.MAX_VALUE, 1),
        "UNIFORM.reflect: range must lie within the array, got offset 2147483647, count 1 of length"
            + " 7");
  }

  @Test
  void rejectsReservedStreams() {
    String message =
        "GUMBEL.fill: stream must be below 4294901760 (unsigned), got 4294967295; the rest belongs"
            + " to RandomKey.split";
    rejects(() -> NoiseDistribution.GUMBEL.fill(KEY, -1, 0, new float[1], 0, 1), message);
    rejects(
        () -> NoiseDistribution.GUMBEL.fill(KEY, -1, 0, new double[1], 0, 1, NoiseScratch.create()),
        message);
    rejects(
        () -> NoiseDistribution.UNIFORM.fill(KEY, 0xFFFF_0000, 0, new float[1], 0, 1),
        "UNIFORM.fill: stream must be below 4294901760 (unsigned), got 4294901760; the rest belongs"
            + " to RandomKey.split");
  }

  @Test
  void rejectsSamplesBeyondTheEndOfAStream() {
    NoiseDistribution distribution = NoiseDistribution.UNIFORM;
    distribution.fill(KEY, 0, FLOATS - 5, new float[5], 0, 5);
    distribution.fill(KEY, 0, DOUBLES - 5, new double[5], 0, 5);
    rejects(
        () -> distribution.fill(KEY, 0, FLOATS - 4, new float[5], 0, 5),
        "UNIFORM.fill: samples must lie in [0, 17179869184), got from 17179869180, count 5; take"
            + " another stream or step");
    rejects(
        () -> distribution.fill(KEY, 0, DOUBLES - 4, new double[5], 0, 5, NoiseScratch.create()),
        "UNIFORM.fill: samples must lie in [0, 8589934592), got from 8589934588, count 5; take"
            + " another stream or step");
    rejects(
        () -> distribution.fill(KEY, 0, -1, new float[5], 0, 5, NoiseScratch.create()),
        "UNIFORM.fill: samples must lie in [0, 17179869184), got from -1, count 5; take another"
            + " stream or step");
    rejects(
        () -> distribution.fill(KEY, 0, Long.MAX_VALUE, new double[5], 0, 5),
        "UNIFORM.fill: samples must lie in [0, 8589934592), got from 9223372036854775807, count 5;"
            + " take another stream or step");
  }

  private static void rejects(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
