/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The stated error bounds, over grids of words, against StrictMath in double. */
final class FloatKernelsTest {
  private static final int EDGE = 1 << 15;
  private static final float LN_2 = 0.6931472f;
  private static final int GRID = 1 << 21;

  @Test
  void uniformIsExactAndOpen() {
    int[] words = {0, 511, 512, 0x7FFF_FFFF, 0x8000_0000, -512, -1};
    float[] out = new float[words.length];
    FloatKernels.uniform(words, out, words.length);
    float half = 0x1p-24f;
    assertThat(out)
        .containsExactly(half, half, 3 * half, 0.5f - half, 0.5f + half, 1 - half, 1 - half);
  }

  @Test
  void rademacherIsTheTopBit() {
    int[] words = {0, 0x7FFF_FFFF, 0x8000_0000, -1};
    float[] out = new float[words.length];
    FloatKernels.rademacher(words, out, words.length);
    assertThat(out).containsExactly(1, 1, -1, -1);
  }

  @Test
  void exponentialIsWithinStatedError() {
    int[] words = words();
    float[] out = new float[words.length];
    FloatKernels.exponential(
        words, out, new float[words.length], new float[words.length], words.length);
    double worst = 0;
    for (int i = 0; i < words.length; i++) {
      double exact = negativeLog(words[i]);
      worst = Math.max(worst, Math.abs(out[i] - exact) / Math.ulp((float) exact));
    }
    assertThat(worst).isBetween(0.5, 3.0);
    assertThat(out[0]).isCloseTo(33 * LN_2, within(4e-6f)); // the word 0, u = 2^-33
    assertThat(out[words.length - GRID - 1]).isEqualTo(0x1p-33f); // the word 2^32 - 1
  }

  @Test
  void gumbelIsWithinStatedError() {
    int[] words = words();
    float[] out = new float[words.length];
    FloatKernels.gumbel(words, out, new float[words.length], new float[words.length], words.length);
    double worst = 0;
    for (int i = 0; i < words.length; i++) {
      double exact = -StrictMath.log(negativeLog(words[i]));
      double excess = Math.abs(out[i] - exact) - Math.ulp((float) exact);
      worst = Math.max(worst, excess);
    }
    assertThat(worst).isBetween(1e-8, 3e-7);
    assertThat(out[0]).isCloseTo(-3.1299949f, within(1e-6f)); // -ln(33 ln 2)
    assertThat(out[words.length - GRID - 1]).isCloseTo(33 * LN_2, within(4e-6f));
  }

  @Test
  void normalIsWithinStatedError() {
    int[] grid = words();
    int half = grid.length;
    int[] words = new int[2 * half];
    System.arraycopy(grid, 0, words, 0, half);
    for (int i = 0; i < half; i++) { // combines each angle with another radius
      words[half + i] = grid[(int) (i * 7919L % half)];
    }
    float[] out = new float[2 * half];
    FloatKernels.normal(words, out, new float[half], new float[half], half);
    double worst = 0;
    for (int i = 0; i < half; i++) {
      double radius = Math.sqrt(2 * negativeLog(words[i]));
      int quadrant = words[half + i] >>> 30;
      double angle = ((words[half + i] & 0x3FFF_FFFF) + 0.5) * (Math.PI / 2 / (1 << 30));
      double cosine = (quadrant < 2 ? radius : -radius) * StrictMath.cos(angle);
      double sine = (quadrant % 2 == 0 ? radius : -radius) * StrictMath.sin(angle);
      worst = Math.max(worst, Math.abs(out[i] - cosine) / Math.ulp((float) cosine));
      worst = Math.max(worst, Math.abs(out[half + i] - sine) / Math.ulp((float) sine));
    }
    assertThat(worst).isBetween(0.5, 5.0);
  }

  @Test
  void normalReachesBeyondSixSigmaAndIsNeverZero() {
    int[] words = {0, -1, 0, 0, 0x3FFF_FFFF, 0xC000_0000}; // largest, smallest radius; angles
    float[] out = new float[6];
    FloatKernels.normal(words, out, new float[3], new float[3], 3);
    assertThat(out[0]).isCloseTo(6.763706f, within(1e-6f)); // sqrt(66 ln 2)
    assertThat(out[1]).isBetween(1e-15f, 1e-13f); // smallest radius times smallest cosine
    assertThat(out[2]).isEqualTo(-out[0]);
    assertThat(out[5]).isBetween(-1e-8f, -1e-9f);
  }

  /** All words near both ends and the middle, and an equidistant grid between. */
  static int[] words() {
    int[] words = new int[4 * EDGE + GRID];
    for (int i = 0; i < EDGE; i++) {
      words[i] = i;
      words[EDGE + i] = 0x7FFF_FFFF - i;
      words[2 * EDGE + i] = 0x8000_0000 + i;
      words[3 * EDGE + i] = -EDGE + i;
    }
    for (int i = 0; i < GRID; i++) {
      words[4 * EDGE + i] = i * (int) ((1L << 32) / GRID) + 1013;
    }
    return words;
  }

  /** -ln((word + 1/2) / 2^32) to double accuracy. */
  private static double negativeLog(int word) {
    return word >= 0
        ? -StrictMath.log((word + 0.5) * 0x1p-32)
        : -StrictMath.log1p(-(~word + 0.5) * 0x1p-32);
  }
}
