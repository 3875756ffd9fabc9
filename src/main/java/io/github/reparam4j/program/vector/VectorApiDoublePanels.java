/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import io.github.reparam4j.program.kernel.GemmMicrokernel;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.PackedGemm;
import io.github.reparam4j.program.kernel.Tile;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The GEMM micro-kernel for double, the twin of {@link VectorApiFloatPanels}. It has 16 vectors of
 * sums in registers, so it needs the 32 registers of AVX-512.
 */
final class VectorApiDoublePanels implements GemmMicrokernel<double[]> {
  private static final VectorSpecies<Double> SPECIES = VectorApiDoubles.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;
  private static final int MAX_DEPTH = 512; // a page of memory
  private static final int STRIDE = PackedGemm.stride(MAX_DEPTH);
  private static final double[] ZEROS = new double[WIDTH];

  @Override
  public int panelWidth(int columns) {
    return columns > LANES ? WIDTH : LANES;
  }

  @Override
  public int maxDepth() {
    return MAX_DEPTH;
  }

  @Override
  public double[] newArray(int length) {
    return new double[length];
  }

  @Override
  public void load(Memory from, long offset, double[] to, int at, int n) {
    from.doubles().get((int) offset, to, at, n);
  }

  @Override
  public void store(double[] from, int at, Memory to, long offset, int n) {
    to.doubles().put((int) offset, from, at, n);
  }

  @Override
  public void copy(double[] from, int fromAt, Tile to, int register, int at, int n) {
    to.copy(register, at, from, fromAt, n);
  }

  @Override
  public void packRows(
      double[] rows, int distance, int height, double[] panels, int p, int depth, int columns) {
    for (int j = 0; j < columns; j += WIDTH) {
      if (columns - j > LANES) {
        int at = j * depth + p * WIDTH;
        for (int i = 0; i < height; i++) {
          load(rows, j + i * distance).intoArray(panels, at + i * WIDTH);
          load(rows, j + i * distance + LANES).intoArray(panels, at + i * WIDTH + LANES);
        }
      } else {
        int at = j * depth + p * LANES;
        for (int i = 0; i < height; i++) {
          load(rows, j + i * distance).intoArray(panels, at + i * LANES);
        }
      }
    }
  }

  @Override
  public void transpose(double[] from, int distance, double[] to, int at, int step, int count) {
    if (distance == STRIDE) {
      transpose(from, to, at, step, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      int row = at + i * step;
      to[row] = from[i];
      to[row + 1] = from[i + distance];
      to[row + 2] = from[i + 2 * distance];
      to[row + 3] = from[i + 3 * distance];
      to[row + 4] = from[i + 4 * distance];
      to[row + 5] = from[i + 5 * distance];
      to[row + 6] = from[i + 6 * distance];
      to[row + 7] = from[i + 7 * distance];
    }
  }

  /** For rows a stride apart: with constants it takes little more than half the time. */
  private static void transpose(double[] from, double[] to, int at, int step, int count) {
    for (int i = 0; i < count; i++) {
      int row = at + i * step;
      to[row] = from[i];
      to[row + 1] = from[i + STRIDE];
      to[row + 2] = from[i + 2 * STRIDE];
      to[row + 3] = from[i + 3 * STRIDE];
      to[row + 4] = from[i + 4 * STRIDE];
      to[row + 5] = from[i + 5 * STRIDE];
      to[row + 6] = from[i + 6 * STRIDE];
      to[row + 7] = from[i + 7 * STRIDE];
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
    if (width == WIDTH) {
      multiplyTwo(first, depth, left, leftAt, right, rightAt, product, productAt);
    } else {
      multiplyOne(first, depth, left, leftAt, right, rightAt, product, productAt);
    }
  }

  private static void multiplyOne(
      boolean first,
      int depth,
      double[] left,
      int leftAt,
      double[] right,
      int rightAt,
      double[] product,
      int productAt) {
    double[] from = first ? ZEROS : product;
    int at0 = first ? 0 : productAt;
    int step = first ? 0 : STRIDE;
    DoubleVector c0 = load(from, at0);
    DoubleVector c1 = load(from, at0 + step);
    DoubleVector c2 = load(from, at0 + 2 * step);
    DoubleVector c3 = load(from, at0 + 3 * step);
    DoubleVector c4 = load(from, at0 + 4 * step);
    DoubleVector c5 = load(from, at0 + 5 * step);
    DoubleVector c6 = load(from, at0 + 6 * step);
    DoubleVector c7 = load(from, at0 + 7 * step);
    for (int p = 0; p < depth; p++) {
      int at = leftAt + p;
      DoubleVector b = load(right, rightAt + p * LANES);
      c0 = DoubleVector.broadcast(SPECIES, left[at]).fma(b, c0);
      c1 = DoubleVector.broadcast(SPECIES, left[at + STRIDE]).fma(b, c1);
      c2 = DoubleVector.broadcast(SPECIES, left[at + 2 * STRIDE]).fma(b, c2);
      c3 = DoubleVector.broadcast(SPECIES, left[at + 3 * STRIDE]).fma(b, c3);
      c4 = DoubleVector.broadcast(SPECIES, left[at + 4 * STRIDE]).fma(b, c4);
      c5 = DoubleVector.broadcast(SPECIES, left[at + 5 * STRIDE]).fma(b, c5);
      c6 = DoubleVector.broadcast(SPECIES, left[at + 6 * STRIDE]).fma(b, c6);
      c7 = DoubleVector.broadcast(SPECIES, left[at + 7 * STRIDE]).fma(b, c7);
    }
    c0.intoArray(product, productAt);
    c1.intoArray(product, productAt + STRIDE);
    c2.intoArray(product, productAt + 2 * STRIDE);
    c3.intoArray(product, productAt + 3 * STRIDE);
    c4.intoArray(product, productAt + 4 * STRIDE);
    c5.intoArray(product, productAt + 5 * STRIDE);
    c6.intoArray(product, productAt + 6 * STRIDE);
    c7.intoArray(product, productAt + 7 * STRIDE);
  }

  private static void multiplyTwo(
      boolean first,
      int depth,
      double[] left,
      int leftAt,
      double[] right,
      int rightAt,
      double[] product,
      int productAt) {
    int row0 = productAt;
    int row1 = productAt + STRIDE;
    int row2 = productAt + 2 * STRIDE;
    int row3 = productAt + 3 * STRIDE;
    int row4 = productAt + 4 * STRIDE;
    int row5 = productAt + 5 * STRIDE;
    int row6 = productAt + 6 * STRIDE;
    int row7 = productAt + 7 * STRIDE;
    double[] from = first ? ZEROS : product;
    int at0 = first ? 0 : productAt;
    int step = first ? 0 : STRIDE;
    DoubleVector c00 = load(from, at0);
    DoubleVector c01 = load(from, at0 + LANES);
    DoubleVector c10 = load(from, at0 + step);
    DoubleVector c11 = load(from, at0 + step + LANES);
    DoubleVector c20 = load(from, at0 + 2 * step);
    DoubleVector c21 = load(from, at0 + 2 * step + LANES);
    DoubleVector c30 = load(from, at0 + 3 * step);
    DoubleVector c31 = load(from, at0 + 3 * step + LANES);
    DoubleVector c40 = load(from, at0 + 4 * step);
    DoubleVector c41 = load(from, at0 + 4 * step + LANES);
    DoubleVector c50 = load(from, at0 + 5 * step);
    DoubleVector c51 = load(from, at0 + 5 * step + LANES);
    DoubleVector c60 = load(from, at0 + 6 * step);
    DoubleVector c61 = load(from, at0 + 6 * step + LANES);
    DoubleVector c70 = load(from, at0 + 7 * step);
    DoubleVector c71 = load(from, at0 + 7 * step + LANES);
    for (int p = 0; p < depth; p++) {
      int at = leftAt + p;
      DoubleVector b0 = load(right, rightAt + p * WIDTH);
      DoubleVector b1 = load(right, rightAt + p * WIDTH + LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, left[at]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, left[at + STRIDE]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, left[at + 2 * STRIDE]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, left[at + 3 * STRIDE]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      DoubleVector a4 = DoubleVector.broadcast(SPECIES, left[at + 4 * STRIDE]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      DoubleVector a5 = DoubleVector.broadcast(SPECIES, left[at + 5 * STRIDE]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      DoubleVector a6 = DoubleVector.broadcast(SPECIES, left[at + 6 * STRIDE]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      DoubleVector a7 = DoubleVector.broadcast(SPECIES, left[at + 7 * STRIDE]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
    }
    c00.intoArray(product, row0);
    c01.intoArray(product, row0 + LANES);
    c10.intoArray(product, row1);
    c11.intoArray(product, row1 + LANES);
    c20.intoArray(product, row2);
    c21.intoArray(product, row2 + LANES);
    c30.intoArray(product, row3);
    c31.intoArray(product, row3 + LANES);
    c40.intoArray(product, row4);
    c41.intoArray(product, row4 + LANES);
    c50.intoArray(product, row5);
    c51.intoArray(product, row5 + LANES);
    c60.intoArray(product, row6);
    c61.intoArray(product, row6 + LANES);
    c70.intoArray(product, row7);
    c71.intoArray(product, row7 + LANES);
  }

  private static DoubleVector load(double[] x, int at) {
    return DoubleVector.fromArray(SPECIES, x, at);
  }
}
