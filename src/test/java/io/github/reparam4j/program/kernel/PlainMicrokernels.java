/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import java.util.Arrays;

/** The plainest loops, so that {@link PackedGemm} is tested on every JVM. */
final class PlainMicrokernels implements GemmMicrokernel<double[]> {
  private static final int MAX_DEPTH = 512;
  private static final int STRIDE = PackedGemm.stride(MAX_DEPTH);

  private final int wide;
  private final int narrow;

  /** Micro-kernels of two widths, each a power of two and at least 8. */
  PlainMicrokernels(int wide, int narrow) {
    this.wide = wide;
    this.narrow = narrow;
  }

  @Override
  public int panelWidth(int columns) {
    return columns > narrow ? wide : narrow;
  }

  @Override
  public int maxDepth() {
    return MAX_DEPTH;
  }

  @Override
  public double[] newArray(int length) {
    double[] array = new double[length];
    Arrays.fill(array, Double.NaN);
    return array;
  }

  @Override
  public void load(Memory from, long offset, double[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = from.get(offset + i);
    }
  }

  @Override
  public void store(double[] from, int at, Memory to, long offset, int n) {
    for (int i = 0; i < n; i++) {
      to.put(offset + i, from[at + i]);
    }
  }

  @Override
  public void copy(double[] from, int fromAt, Tile to, int register, int at, int n) {
    to.copy(register, at, from, fromAt, n);
  }

  @Override
  public void packRows(
      double[] rows, int distance, int height, double[] panels, int p, int depth, int columns) {
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < columns; j += panelWidth(columns - j)) {
        int width = panelWidth(columns - j);
        int at = j * depth + (p + i) * width;
        for (int lane = 0; lane < width; lane++) {
          // Lanes past the columns are ignored.
          boolean isColumn = j + lane < columns;
          panels[at + lane] = isColumn ? rows[i * distance + j + lane] : Double.NaN;
        }
      }
    }
  }

  @Override
  public void transpose(double[] from, int distance, double[] to, int at, int step, int count) {
    for (int i = 0; i < count; i++) {
      for (int row = 0; row < PackedGemm.ROWS; row++) {
        to[at + i * step + row] = from[row * distance + i];
      }
    }
  }

  @Override
  public void multiply(
      boolean first,
      int width,
      int depth,
      double[] left,
      int leftAt,
      double[] right,
      int rightAt,
      double[] product,
      int productAt) {
    for (int row = 0; row < PackedGemm.ROWS; row++) {
      int from = leftAt + row * STRIDE;
      int to = productAt + row * STRIDE;
      if (first) {
        Arrays.fill(product, to, to + width, 0);
      }
      for (int p = 0; p < depth; p++) {
        for (int j = 0; j < width; j++) {
          product[to + j] =
              Math.fma(left[from + p], right[rightAt + p * width + j], product[to + j]);
        }
      }
    }
  }
}
