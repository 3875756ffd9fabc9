/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

/**
 * GEMM in Java, by blocks that stay in the caches: half a megabyte of the right factor, packed into
 * panels as wide as two vectors, in the second-level cache, and 8 rows of the left factor in the
 * first. Source of the order of loops: Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication" (2008).
 *
 * <p>Each element of the product is summed over k in order, with one rounding a term. So its bits
 * do not depend on blocks, threads or the width of vectors.
 *
 * @param <T> float[] or double[]
 */
public final class PackedGemm<T> {
  /** Processes each part of a product as soon as it is computed, while it is in the cache. */
  public interface Epilogue {
    /**
     * Processes rows [row, row + height) of columns [column, column + columns).
     *
     * @param panel gives their elements by {@link #copyRow}, during the call
     */
    void process(PackedGemm<?> panel, int row, int height, int column, int columns);
  }

  /** Rows of a micro-kernel. */
  static final int ROWS = 8;

  /** Rows of the left factor that stay packed until all columns have been computed. */
  private static final int MAX_PACKED_ROWS = 512;

  /** Rows of the left factor that are transposed together. */
  private static final int TRANSPOSED_ROWS = 128;

  /** Columns of a block of the right factor with the maximum number of terms. */
  private static final int COLUMNS_AT_MAX_DEPTH = 128;

  /** Loading up to this many columns takes less time than a call. */
  private static final int MAX_COLUMNS_TOGETHER = 64;

  private final GemmMicrokernel<T> kernels;
  private final int maxDepth;
  private final int stride;
  private final T right;
  private final T product;
  private final T rows;
  private T left;
  private int leftRows;

  PackedGemm(GemmMicrokernel<T> kernels) {
    this.kernels = kernels;
    this.maxDepth = kernels.maxDepth();
    this.stride = stride(maxDepth);
    this.right = kernels.newArray(maxDepth * COLUMNS_AT_MAX_DEPTH);
    this.product = kernels.newArray(ROWS * stride);
    this.rows = kernels.newArray(ROWS * stride);
  }

  /**
   * Distance between the starts of rows of a length: with a power of two, all rows would share
   * cache sets.
   */
  public static int stride(int length) {
    return length + 16;
  }

  /** Allocates buffers for products of m rows, so that the products allocate nothing. */
  void reserve(int m) {
    int needed = Math.min(MAX_PACKED_ROWS, (m + ROWS - 1) / ROWS * ROWS);
    if (needed > leftRows) {
      left = kernels.newArray(needed * stride);
      leftRows = needed;
    }
  }

  /** C = A B with A m x k and B k x n, and k &gt; 0. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    multiply(m, n, k, a, b, c, null);
  }

  /**
   * A B, handed to an epilogue by row panels, with 0 &lt; k &lt;= {@link GemmMicrokernel#maxDepth}.
   */
  void multiply(int m, int n, int k, Matrix a, Matrix b, Epilogue to) {
    multiply(m, n, k, a, b, null, to);
  }

  private void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c, Epilogue to) {
    reserve(m);
    int width = kernels.panelWidth(n);
    int size = maxDepth * COLUMNS_AT_MAX_DEPTH;
    int most = Math.min(maxDepth, size / Math.min(maxDepth, k) / width * width);
    for (int row = 0; row < m; row += MAX_PACKED_ROWS) {
      int end = Math.min(m, row + MAX_PACKED_ROWS);
      for (int term = 0; term < k; term += maxDepth) {
        int depth = Math.min(maxDepth, k - term);
        for (int column = 0; column < n; column += most) {
          int columns = Math.min(most, n - column);
          packRight(b, term, depth, column, columns);
          multiplyBlock(row, end, a, c, to, term, depth, column, columns);
        }
      }
    }
  }

  /**
   * Copies elements of the row panel that an epilogue processes to part of a register.
   *
   * @param row the row within the panel
   */
  public void copyRow(int row, int columns, Tile to, int register, int at) {
    kernels.copy(product, row * stride, to, register, at, columns);
  }

  private void multiplyBlock(
      int from,
      int end,
      Matrix a,
      Matrix c,
      Epilogue to,
      int term,
      int depth,
      int column,
      int columns) {
    int together = a.isTransposed() ? TRANSPOSED_ROWS : ROWS;
    for (int row = from; row < end; row += ROWS) {
      int at = (row - from) * stride;
      if (column == 0 && (row - from) % together == 0) {
        packLeft(a, row, Math.min(together, end - row), at, term, depth);
      }
      int height = Math.min(ROWS, end - row);
      for (int i = 0; i < height && term > 0; i++) {
        kernels.load(c.memory(), c.at(row + i, column), product, i * stride, columns);
      }
      for (int j = 0; j < columns; j += kernels.panelWidth(columns - j)) {
        int width = kernels.panelWidth(columns - j);
        kernels.multiply(term == 0, width, depth, left, at, right, j * depth, product, j);
      }
      if (to != null) {
        to.process(this, row, height, column, columns);
      } else {
        for (int i = 0; i < height; i++) {
          kernels.store(product, i * stride, c.memory(), c.at(row + i, column), columns);
        }
      }
    }
  }

  /** Packs rows of the left factor. Surplus rows are ignored. */
  private void packLeft(Matrix a, int row, int height, int at, int term, int depth) {
    if (!a.isTransposed()) {
      for (int i = 0; i < height; i++) {
        kernels.load(a.memory(), a.at(row + i, term), left, at + i * stride, depth);
      }
      return;
    }
    int distance = distance(a, height);
    for (int p = 0; p < depth; p += ROWS) {
      loadRows(a, term + p, Math.min(ROWS, depth - p), row, height, distance);
      kernels.transpose(rows, distance, left, at + p, stride, height);
    }
  }

  /** Packs panels of the right factor. Lanes past its columns are ignored. */
  private void packRight(Matrix b, int term, int depth, int column, int columns) {
    if (!b.isTransposed()) {
      int distance = distance(b, columns);
      for (int p = 0; p < depth; p += ROWS) {
        int height = Math.min(ROWS, depth - p);
        loadRows(b, term + p, height, column, columns, distance);
        kernels.packRows(rows, distance, height, right, p, depth, columns);
      }
      return;
    }
    int distance = distance(b, depth);
    for (int j = 0; j < columns; j += kernels.panelWidth(columns - j)) {
      int width = kernels.panelWidth(columns - j);
      int end = Math.min(columns, j + width);
      for (int i = j; i < end; i += ROWS) {
        loadRows(b, column + i, Math.min(ROWS, end - i), term, depth, distance);
        kernels.transpose(rows, distance, right, j * depth + i - j, width, depth);
      }
    }
  }

  /**
   * Distance between the starts of loaded rows: as in memory if the rows are short and close
   * together, because one call then loads them all.
   */
  private int distance(Matrix matrix, int columns) {
    boolean together =
        columns <= MAX_COLUMNS_TOGETHER && matrix.leading() <= columns + MAX_COLUMNS_TOGETHER;
    return together ? matrix.leading() : stride;
  }

  private void loadRows(Matrix matrix, int row, int height, int column, int columns, int distance) {
    if (distance == matrix.leading()) {
      int length = (height - 1) * distance + columns;
      kernels.load(matrix.memory(), matrix.at(row, column), rows, 0, length);
      return;
    }
    for (int i = 0; i < height; i++) {
      kernels.load(matrix.memory(), matrix.at(row + i, column), rows, i * distance, columns);
    }
  }
}
