/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import io.github.reparam4j.program.kernel.GemmMicrokernel;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.PackedGemm;
import io.github.reparam4j.program.kernel.Tile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The GEMM micro-kernel for float, the twin of {@link VectorApiDoublePanels}. It has 16 vectors of
 * sums in registers, so it needs the 32 registers of AVX-512.
 */
final class VectorApiFloatPanels implements GemmMicrokernel<float[]> {
  private static final VectorSpecies<Float> SPECIES = VectorApiFloats.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;
  private static final int MAX_DEPTH = 1024; // a page of memory
  private static final int STRIDE = PackedGemm.stride(MAX_DEPTH);
  private static final float[] ZEROS = new float[WIDTH];

  @Override
  public int panelWidth(int columns) {
    return columns > LANES ? WIDTH : LANES;
  }

  @Override
  public int maxDepth() {
    return MAX_DEPTH;
  }

  @Override
  public float[] newArray(int length) {
    return new float[length];
  }

  @Override
  public void load(Memory from, long offset, float[] to, int at, int n) {
    from.floats().get((int) offset, to, at, n);
  }

  @Override
  public void store(float[] from, int at, Memory to, long offset, int n) {
    to.floats().put((int) offset, from, at, n);
  }

  @Override
  public void copy(float[] from, int fromAt, Tile to, int register, int at, int n) {
    to.copy(register, at, from, fromAt, n);
  }

  @Override
  public void packRows(
      float[] rows, int distance, int height, float[] panels, int p, int depth, int columns) {
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
  public void transpose(float[] from, int distance, float[] to, int at, int step, int count) {
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
  private static void transpose(float[] from, float[] to, int at, int step, int count) {
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
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] product,
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
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] product,
      int productAt) {
    float[] from = first ? ZEROS : product;
    int at0 = first ? 0 : productAt;
    int step = first ? 0 : STRIDE;
    FloatVector c0 = load(from, at0);
    FloatVector c1 = load(from, at0 + step);
    FloatVector c2 = load(from, at0 + 2 * step);
    FloatVector c3 = load(from, at0 + 3 * step);
    FloatVector c4 = load(from, at0 + 4 * step);
    FloatVector c5 = load(from, at0 + 5 * step);
    FloatVector c6 = load(from, at0 + 6 * step);
    FloatVector c7 = load(from, at0 + 7 * step);
    for (int p = 0; p < depth; p++) {
      int at = leftAt + p;
      FloatVector b = load(right, rightAt + p * LANES);
      c0 = FloatVector.broadcast(SPECIES, left[at]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, left[at + STRIDE]).fma(b, c1);
      c2 = FloatVector.broadcast(SPECIES, left[at + 2 * STRIDE]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, left[at + 3 * STRIDE]).fma(b, c3);
      c4 = FloatVector.broadcast(SPECIES, left[at + 4 * STRIDE]).fma(b, c4);
      c5 = FloatVector.broadcast(SPECIES, left[at + 5 * STRIDE]).fma(b, c5);
      c6 = FloatVector.broadcast(SPECIES, left[at + 6 * STRIDE]).fma(b, c6);
      c7 = FloatVector.broadcast(SPECIES, left[at + 7 * STRIDE]).fma(b, c7);
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
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] product,
      int productAt) {
    int row0 = productAt;
    int row1 = productAt + STRIDE;
    int row2 = productAt + 2 * STRIDE;
    int row3 = productAt + 3 * STRIDE;
    int row4 = productAt + 4 * STRIDE;
    int row5 = productAt + 5 * STRIDE;
    int row6 = productAt + 6 * STRIDE;
    int row7 = productAt + 7 * STRIDE;
    float[] from = first ? ZEROS : product;
    int at0 = first ? 0 : productAt;
    int step = first ? 0 : STRIDE;
    FloatVector c00 = load(from, at0);
    FloatVector c01 = load(from, at0 + LANES);
    FloatVector c10 = load(from, at0 + step);
    FloatVector c11 = load(from, at0 + step + LANES);
    FloatVector c20 = load(from, at0 + 2 * step);
    FloatVector c21 = load(from, at0 + 2 * step + LANES);
    FloatVector c30 = load(from, at0 + 3 * step);
    FloatVector c31 = load(from, at0 + 3 * step + LANES);
    FloatVector c40 = load(from, at0 + 4 * step);
    FloatVector c41 = load(from, at0 + 4 * step + LANES);
    FloatVector c50 = load(from, at0 + 5 * step);
    FloatVector c51 = load(from, at0 + 5 * step + LANES);
    FloatVector c60 = load(from, at0 + 6 * step);
    FloatVector c61 = load(from, at0 + 6 * step + LANES);
    FloatVector c70 = load(from, at0 + 7 * step);
    FloatVector c71 = load(from, at0 + 7 * step + LANES);
    for (int p = 0; p < depth; p++) {
      int at = leftAt + p;
      FloatVector b0 = load(right, rightAt + p * WIDTH);
      FloatVector b1 = load(right, rightAt + p * WIDTH + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[at]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[at + STRIDE]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[at + 2 * STRIDE]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[at + 3 * STRIDE]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, left[at + 4 * STRIDE]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(SPECIES, left[at + 5 * STRIDE]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(SPECIES, left[at + 6 * STRIDE]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(SPECIES, left[at + 7 * STRIDE]);
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

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(SPECIES, x, at);
  }
}
