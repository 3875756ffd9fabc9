/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Factors of a product of matrices, and their product by the definition.
 *
 * @param a the left factor, row by row
 * @param b the right factor, column by column
 */
public record GemmCase(DType dtype, int m, int n, int k, double[][] a, double[][] b) {
  /** The value of the elements around a product. */
  private static final double GUARD = -7.25;

  private static final int GUARDS = 40;

  /**
   * Normal variates of either sign, so that any other order or rounding of the sums changes bits.
   */
  public static GemmCase random(DType dtype, int m, int n, int k, Random random) {
    return new GemmCase(dtype, m, n, k, random(dtype, m, k, random), random(dtype, n, k, random));
  }

  private static double[][] random(DType dtype, int rows, int columns, Random random) {
    double[][] x = new double[rows][columns];
    for (double[] row : x) {
      Arrays.setAll(row, i -> rounded(dtype, random.nextGaussian()));
    }
    return x;
  }

  private static double rounded(DType dtype, double x) {
    return dtype == DType.FLOAT ? (float) x : x;
  }

  /** The columns as rows. */
  public static double[][] transpose(double[][] x) {
    double[][] y = new double[x[0].length][x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i][j] = x[j][i];
      }
    }
    return y;
  }

  /** Each element summed in order, with one rounding a term; row by row. */
  public double[] expected() {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        c[i * n + j] = dtype == DType.FLOAT ? sumOfFloats(a[i], b[j]) : sum(a[i], b[j]);
      }
    }
    return c;
  }

  private static double sum(double[] x, double[] y) {
    double sum = 0;
    for (int p = 0; p < x.length; p++) {
      sum = Math.fma(x[p], y[p], sum);
    }
    return sum;
  }

  private static float sumOfFloats(double[] x, double[] y) {
    float sum = 0;
    for (int p = 0; p < x.length; p++) {
      sum = Math.fma((float) x[p], (float) y[p], sum);
    }
    return sum;
  }

  /** Asserts that elements are within the bound for sums of k rounded terms. */
  public void assertNear(double[] c) {
    double epsilon = dtype == DType.FLOAT ? Math.ulp(1f) : Math.ulp(1.0);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double size = 0;
        for (int p = 0; p < k; p++) {
          sum += a[i][p] * b[j][p];
          size += Math.abs(a[i][p] * b[j][p]);
        }
        if (!(Math.abs(c[i * n + j] - sum) <= k * epsilon * size)) {
          assertThat(c[i * n + j]).as("%s [%d, %d]", this, i, j).isEqualTo(sum);
        }
      }
    }
  }

  /** Asserts that elements have the bits of the definition. */
  public void assertExact(double[] c, double[] expected, Object how) {
    assertThat(c).hasSameSizeAs(expected);
    for (int i = 0; i < c.length; i++) {
      if (Double.doubleToLongBits(c[i]) != Double.doubleToLongBits(expected[i])) {
        assertThat(c[i]).as("%s, %s [%d, %d]", this, how, i / n, i % n).isEqualTo(expected[i]);
      }
    }
  }

  /** The packed product, computed at once. */
  double[] multiply(PackedGemm<?> product, Layout layout) {
    return multiply(product, layout, new int[] {0, m}, new int[] {0, n});
  }

  /** The packed product, computed by parts that begin and end at these rows and columns. */
  double[] multiply(PackedGemm<?> product, Layout layout, int[] rows, int[] columns) {
    // The memory of factors ends at their last element, so that reading further fails.
    Laid left = new Laid(dtype, m, k, layout.leftTransposed, layout.margin, 0, Double.NaN);
    Laid right = new Laid(dtype, n, k, !layout.rightTransposed, layout.margin + 2, 0, Double.NaN);
    Laid result = new Laid(dtype, m, n, false, layout.margin, GUARDS, GUARD);
    left.put(a);
    right.put(b);
    double[][] unset = new double[m][n];
    for (double[] row : unset) {
      Arrays.fill(row, Double.NaN);
    }
    result.put(unset);
    Matrix.Operands operands = Matrix.operands();
    for (int r = 0; r + 1 < rows.length; r++) {
      for (int s = 0; s + 1 < columns.length; s++) {
        left.set(operands.a, layout.leftTransposed, rows[r], 0);
        right.set(operands.b, layout.rightTransposed, columns[s], 0);
        result.set(operands.c, false, rows[r], columns[s]);
        int height = rows[r + 1] - rows[r];
        int width = columns[s + 1] - columns[s];
        product.multiply(height, width, k, operands.a, operands.b, operands.c);
      }
    }
    return result.elementsWithinGuards();
  }

  @Override
  public String toString() {
    return dtype + " [" + m + ", " + k + "] x [" + k + ", " + n + "]";
  }

  /**
   * The layout of factors in memory: the offset and the distance between rows grow with the margin.
   */
  record Layout(boolean leftTransposed, boolean rightTransposed, int margin) {
    static Layout[] all(int margin) {
      return new Layout[] {
        new Layout(false, false, margin),
        new Layout(false, true, margin),
        new Layout(true, false, margin),
        new Layout(true, true, margin)
      };
    }
  }

  /** Rows, or columns if {@code byColumns} is set, in memory, surrounded by other values. */
  private static final class Laid {
    private final int rows;
    private final int columns;
    private final boolean byColumns;
    private final int offset;
    private final int leading;
    private final INDArray array;
    private final Memory memory;

    Laid(
        DType dtype,
        int rows,
        int columns,
        boolean byColumns,
        int margin,
        int after,
        double around) {
      this.rows = rows;
      this.columns = columns;
      this.byColumns = byColumns;
      this.offset = 3 * margin;
      int runs = byColumns ? columns : rows;
      int run = byColumns ? rows : columns;
      this.leading = run + margin;
      int length = Math.max(1, offset + Math.max(0, runs - 1) * leading + run + after);
      this.array = Nd4j.valueArrayOf(new long[] {length}, around, dtype.toNd4j());
      this.memory = Memory.of(array, dtype);
    }

    private int at(int row, int column) {
      return offset + (byColumns ? column * leading + row : row * leading + column);
    }

    void put(double[][] values) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          memory.put(at(i, j), values[i][j]);
        }
      }
    }

    /** Sets an operand to the part that begins at a row and column. */
    void set(Matrix operand, boolean transposed, int row, int column) {
      operand.set(memory, at(row, column), leading, transposed);
    }

    /** The elements, after checking that the values around them are unchanged. */
    double[] elementsWithinGuards() {
      double[] elements = new double[rows * columns];
      for (int i = 0; i < elements.length; i++) {
        int at = at(i / columns, i % columns);
        elements[i] = memory.get(at);
        memory.put(at, GUARD);
      }
      for (int i = 0; i < memory.size(); i++) {
        if (memory.get(i) != GUARD) {
          assertThat(memory.get(i)).as("element %d around the product", i).isEqualTo(GUARD);
        }
      }
      return elements;
    }
  }
}
