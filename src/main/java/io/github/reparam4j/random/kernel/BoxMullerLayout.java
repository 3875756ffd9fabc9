/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

/**
 * The layout of samples in scratch memory during the Box-Muller transformation.
 *
 * <p>Samples come in runs of 16. This layout puts the even runs (0, 2, 4, ...) into the first half
 * of the memory and the odd runs (1, 3, 5, ...) into the second half. The two partners of a
 * Box-Muller pair are 16 samples apart, one in an even run and one in the next odd run, so in this
 * layout they are at positions p and half + p, and the whole transformation is a few long loops.
 */
public final class BoxMullerLayout {
  private static final int RUN = Philox.COUNTERS_PER_BLOCK;

  private BoxMullerLayout() {}

  /** Copies the samples lo to hi - 1 out of the layout: sample lo to {@code out[offset]}. */
  public static void copyOut(float[] samples, int half, int lo, int hi, float[] out, int offset) {
    for (int i = lo, next; i < hi; i = next) {
      next = Math.min(hi, endOfRun(i));
      System.arraycopy(samples, position(i, half), out, offset + i - lo, next - i);
    }
  }

  /** Copies the samples lo to hi - 1 out of the layout: sample lo to {@code out[offset]}. */
  public static void copyOut(double[] samples, int half, int lo, int hi, double[] out, int offset) {
    for (int i = lo, next; i < hi; i = next) {
      next = Math.min(hi, endOfRun(i));
      System.arraycopy(samples, position(i, half), out, offset + i - lo, next - i);
    }
  }

  private static int endOfRun(int sample) {
    return (sample / RUN + 1) * RUN;
  }

  private static int position(int sample, int half) {
    int run = sample / RUN;
    return (run % 2) * half + run / 2 * RUN + sample % RUN;
  }
}
