/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.ExactMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** The stated error bounds, over grids of words, against series in 38 digits. */
final class DoubleKernelsTest {
  private static final double LN_2 = 0.6931471805599453;
  private static final int GRID = 20_000;

  @Test
  void uniformIsExactAndOpen() {
    long[] words = {0, 4095, 4096, Long.MAX_VALUE, Long.MIN_VALUE, -4096, -1};
    double[] out = new double[words.length];
    DoubleKernels.uniform(words, out, words.length);
    double half = 0x1p-53;
    assertThat(out)
        .containsExactly(half, half, 3 * half, 0.5 - half, 0.5 + half, 1 - half, 1 - half);
  }

  @Test
  void rademacherIsTheTopBit() {
    long[] words = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1};
    double[] out = new double[words.length];
    DoubleKernels.rademacher(words, out, words.length);
    assertThat(out).containsExactly(1, 1, -1, -1);
  }

  @Test
  void exponentialIsWithinStatedError() {
    long[] words = words();
    double[] out = new double[words.length];
    DoubleKernels.exponential(
        words, out, new double[words.length], new double[words.length], words.length);
    double worst = 0;
    for (int i = 0; i < words.length; i++) {
      worst = Math.max(worst, ExactMath.ulps(out[i], negativeLog(words[i])));
    }
    assertThat(worst).isBetween(0.5, 3.0);
    assertThat(out[0]).isCloseTo(65 * LN_2, within(2e-14)); // the word 0, u = 2^-65
    assertThat(out[1]).isEqualTo(0x1p-65); // the word 2^64 - 1
  }

  @Test
  void gumbelIsWithinStatedError() {
    long[] words = words();
    double[] out = new double[words.length];
    DoubleKernels.gumbel(
        words, out, new double[words.length], new double[words.length], words.length);
    double worst = 0;
    for (int i = 0; i < words.length; i++) {
      BigDecimal exact = ExactMath.negativeLog(negativeLog(words[i]));
      double error = new BigDecimal(out[i]).subtract(exact).abs().doubleValue();
      worst = Math.max(worst, error - Math.ulp(exact.doubleValue()));
    }
    assertThat(worst).isBetween(1e-17, 6e-16);
    assertThat(out[0]).isCloseTo(-3.807874349313973, within(1e-15)); // -ln(65 ln 2)
    assertThat(out[1]).isCloseTo(65 * LN_2, within(2e-14));
  }

  @Test
  void normalIsWithinStatedError() {
    long[] grid = words();
    int half = grid.length;
    long[] words = new long[2 * half];
    System.arraycopy(grid, 0, words, 0, half);
    for (int i = 0; i < half; i++) { // combines each angle with another radius
      words[half + i] = grid[(int) (i * 7919L % half)];
    }
    double[] out = new double[2 * half];
    DoubleKernels.normal(words, out, new double[half], new double[half], half);
    double worst = 0;
    for (int i = 0; i < half; i++) {
      BigDecimal radiusSquared = negativeLog(words[i]).multiply(BigDecimal.valueOf(2));
      BigDecimal radius = radiusSquared.sqrt(new MathContext(34));
      long angle = words[half + i];
      long k = angle & (1L << 62) - 1;
      BigDecimal sine = ExactMath.quarterSine(ExactMath.midpoint(BigInteger.valueOf(k), 62));
      BigDecimal cosine =
          ExactMath.quarterSine(ExactMath.midpoint(BigInteger.valueOf((1L << 62) - 1 - k), 62));
      sine = (angle >> 62 & 1) == 0 ? sine : sine.negate();
      cosine = angle >= 0 ? cosine : cosine.negate();
      worst = Math.max(worst, ExactMath.ulps(out[i], radius.multiply(cosine)));
      worst = Math.max(worst, ExactMath.ulps(out[half + i], radius.multiply(sine)));
    }
    assertThat(worst).isBetween(0.5, 5.0);
  }

  @Test
  void normalReachesBeyondNineSigmaAndIsNeverZero() {
    long[] words = {0, -1, 0, 0, (1L << 62) - 1, 3L << 62}; // largest, smallest radius; angles
    double[] out = new double[6];
    DoubleKernels.normal(words, out, new double[3], new double[3], 3);
    assertThat(out[0]).isCloseTo(9.492583076949755, within(4e-15)); // sqrt(130 ln 2)
    assertThat(out[1]).isBetween(1e-30, 1e-28);
    assertThat(out[2]).isEqualTo(-out[0]);
    assertThat(out[5]).isBetween(-1e-17, -1e-18);
  }

  /** The first and last words of both halves of the range, powers of 2 between, and a grid. */
  private static long[] words() {
    long[] words = new long[2 + 4 * 175 + GRID];
    words[0] = 0;
    words[1] = -1;
    int next = 2;
    for (int i = 0; i < 175; i++) {
      long small = i < 120 ? i : (1L << (i - 113)) + i;
      words[next++] = small;
      words[next++] = Long.MAX_VALUE - small;
      words[next++] = Long.MIN_VALUE + small;
      words[next++] = -1 - small;
    }
    for (long i = 0; i < GRID; i++) {
      words[next++] = i * 0x9E37_79B9_7F4A_7C15L; // Weyl sequence of the golden ratio
    }
    return words;
  }

  /** -ln((word + 1/2) / 2^64) to 34 digits. */
  private static BigDecimal negativeLog(long word) {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(word));
    return ExactMath.negativeLog(ExactMath.midpoint(unsigned, 64));
  }
}
