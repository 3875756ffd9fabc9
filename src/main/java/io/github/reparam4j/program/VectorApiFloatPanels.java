package io.github.reparam4j.program;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Floats by vectors. Kept line for line like {@link VectorApiDoublePanels}. The loop of a product
 * keeps 16 vectors of sums in registers: it wants 32 of them, as AVX-512 has.
 */
final class VectorApiFloatPanels implements PanelKernels<float[]> {
  private static final VectorSpecies<Float> SPECIES = VectorApiFloats.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;
  private static final int LONGEST = 1024; // a page of memory
  private static final int STRIDE = PanelProduct.stride(LONGEST);

  @Override
  public int width(int columns) {
    return columns > LANES ? WIDTH : LANES;
  }

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public float[] array(int length) {
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
  public void clear(float[] to, int at, int n) {
    Arrays.fill(to, at, at + n, 0);
  }

  @Override
  public void spread(float[] row, float[] panels, int p, int depth, int columns) {
    for (int j = 0; j < columns; j += WIDTH) {
      if (columns - j > LANES) {
        int at = j * depth + p * WIDTH;
        load(row, j).intoArray(panels, at);
        load(row, j + LANES).intoArray(panels, at + LANES);
      } else {
        load(row, j).intoArray(panels, j * depth + p * LANES);
      }
    }
  }

  @Override
  public void transpose(float[] from, float[] to, int at, int step, int count) {
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
      int width,
      int depth,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] product,
      int productAt) {
    if (width == WIDTH) {
      multiplyTwo(depth, left, leftAt, right, rightAt, product, productAt);
    } else {
      multiplyOne(depth, left, leftAt, right, rightAt, product, productAt);
    }
  }

  private static void multiplyOne(
      int depth,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] product,
      int productAt) {
    FloatVector c0 = load(product, productAt);
    FloatVector c1 = load(product, productAt + STRIDE);
    FloatVector c2 = load(product, productAt + 2 * STRIDE);
    FloatVector c3 = load(product, productAt + 3 * STRIDE);
    FloatVector c4 = load(product, productAt + 4 * STRIDE);
    FloatVector c5 = load(product, productAt + 5 * STRIDE);
    FloatVector c6 = load(product, productAt + 6 * STRIDE);
    FloatVector c7 = load(product, productAt + 7 * STRIDE);
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
    FloatVector c00 = load(product, row0);
    FloatVector c01 = load(product, row0 + LANES);
    FloatVector c10 = load(product, row1);
    FloatVector c11 = load(product, row1 + LANES);
    FloatVector c20 = load(product, row2);
    FloatVector c21 = load(product, row2 + LANES);
    FloatVector c30 = load(product, row3);
    FloatVector c31 = load(product, row3 + LANES);
    FloatVector c40 = load(product, row4);
    FloatVector c41 = load(product, row4 + LANES);
    FloatVector c50 = load(product, row5);
    FloatVector c51 = load(product, row5 + LANES);
    FloatVector c60 = load(product, row6);
    FloatVector c61 = load(product, row6 + LANES);
    FloatVector c70 = load(product, row7);
    FloatVector c71 = load(product, row7 + LANES);
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
