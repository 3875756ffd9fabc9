/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.kernel.Philox;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Samples of different streams, steps, seeds and indices are uncorrelated, and so are their
 * squares.
 *
 * <p>Each of the 102 correlations, of 10^6 pairs, may be 6.5 standard errors, which perfect samples
 * exceed with probability 1e-10 (values) or less than 5e-10 (squares, skewness included): the whole
 * class fails for 3e-8 of all keys. Correlations of 0.013 are almost certainly detected.
 */
final class IndependenceTest {
  private static final int COUNT = 1_000_000;
  private static final double FAR = 6.5;
  private static final RandomKey KEY = RandomKey.of(1);

  private static double[] normals(RandomKey key, int stream) {
    double[] out = new double[COUNT];
    NoiseDistribution.STANDARD_NORMAL.fill(key, stream, 0, out, 0, COUNT);
    return out;
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("next stream", KEY, 1),
        Arguments.of("far stream", KEY, 0x1_0000),
        Arguments.of("last stream", KEY, 0xFFFE_FFFF),
        Arguments.of("next step", KEY.step(1), 0),
        Arguments.of("negative step", KEY.step(-1), 0),
        Arguments.of("step in the upper half", KEY.step(1L << 32), 0),
        Arguments.of("next seed", RandomKey.of(2), 0),
        Arguments.of("seed in the upper half", RandomKey.of(1 + (1L << 63)), 0),
        Arguments.of("first child", KEY.split().get(0), 0),
        Arguments.of("second child", KEY.split().get(1), 0),
        Arguments.of("fold", KEY.fold(0), 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void otherStreamsStepsAndSeedsAreUncorrelated(String name, RandomKey key, int stream) {
    checkUncorrelated(normals(KEY, 0), normals(key, stream), 0);
  }

  @Test
  void childrenAreUncorrelated() {
    RandomKey[] keys = {
      KEY.split().get(0), KEY.split().get(1), KEY.fold(0), KEY.fold(1), KEY.step(1).split().get(0)
    };
    for (int i = 0; i < keys.length; i++) {
      for (int j = 0; j < i; j++) {
        checkUncorrelated(normals(keys[i], 0), normals(keys[j], 0), 0);
      }
    }
  }

  /** Lags: 16 is the distance of Box-Muller partners, 32 and 64 are block sizes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 15, 16, 17, 31, 32, 48, 64, 128, 256, 512})
  void samplesOfOneStreamAreUncorrelated(int lag) {
    double[] doubles = normals(KEY, 0);
    checkUncorrelated(doubles, doubles, lag);
    float[] floats = new float[COUNT];
    NoiseDistribution.STANDARD_NORMAL.fill(KEY, 0, 0, floats, 0, COUNT);
    double[] widened = new double[COUNT];
    Arrays.setAll(widened, i -> floats[i]);
    checkUncorrelated(widened, widened, lag);
  }

  /** Of 400,000 words of 64 bits, two are equal with probability 4.3e-9. */
  @Test
  void wordsOfStreamsStepsAndSeedsAllDiffer() {
    Philox philox = new Philox(1600);
    long[] all = new long[400_000];
    long[] words = new long[3200];
    for (int part = 0; part < 125; part++) {
      int stream = part % 5;
      int step = part / 5 % 5;
      int seed = part / 25;
      philox.generate(seed, step, stream, 0, 1600);
      philox.copyLongs(words, 1600);
      System.arraycopy(words, 0, all, part * 3200, 3200);
    }
    assertThat(Arrays.stream(all).distinct()).hasSize(all.length);
  }

  private static void checkUncorrelated(double[] x, double[] y, int lag) {
    double products = 0;
    double squareProducts = 0;
    int pairs = COUNT - lag;
    for (int i = 0; i < pairs; i++) {
      double a = x[i];
      double b = y[i + lag];
      products += a * b; // variance 1
      squareProducts += (a * a - 1) * (b * b - 1); // variance 4
    }
    assertThat(Math.abs(products / Math.sqrt(pairs))).isLessThan(FAR);
    assertThat(Math.abs(squareProducts / Math.sqrt(4.0 * pairs))).isLessThan(FAR);
  }
}
