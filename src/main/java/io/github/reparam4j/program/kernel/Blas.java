/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS with one thread for each call: this library's workers split the work, and two pools of
 * threads would compete for the cores.
 */
public final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int COLUMN_MAJOR = 102;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int LOWER = 122;
  private static final int NON_UNIT = 131;
  private static final int LEFT = 141;

  private static final int FEW_VECTORS = 4;
  private static final int SMALL_MATRIX = 1 << 16;

  static {
    openblas.blas_set_num_threads(1);
  }

  private Blas() {}

  /** C = A B with A m x k and B k x n. */
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    Matrix.Operands vectors = Matrix.operands();
    if (areVectors(m, n, k)) {
      for (int i = 0; i < m; i++) {
        vectors.x.setToRow(a, i);
        vectors.y.setToRow(c, i);
        int step = a.isTransposed() ? a.leading() : 1;
        gemv(n, k, b, !b.isTransposed(), vectors.x, step, vectors.y, 1);
      }
    } else if (areVectors(n, m, k)) {
      for (int j = 0; j < n; j++) {
        vectors.x.setToColumn(b, j);
        vectors.y.setToColumn(c, j);
        int step = b.isTransposed() ? 1 : b.leading();
        gemv(m, k, a, a.isTransposed(), vectors.x, step, vectors.y, c.leading());
      }
    } else {
      gemm(m, n, k, a, b, c);
    }
  }

  /**
   * Whether to multiply vector by vector: if there are few vectors, and the matrix stays in the
   * cache.
   */
  private static boolean areVectors(int count, int length, int k) {
    return count == 1 || count <= FEW_VECTORS && (long) length * k <= SMALL_MATRIX;
  }

  /** y = M x with y of m and x of k elements, each with its step; M as stored or transposed. */
  private static void gemv(
      int m, int k, Matrix matrix, boolean transposed, Matrix x, int stepX, Matrix y, int stepY) {
    int rows = transposed ? k : m;
    int columns = transposed ? m : k;
    int trans = transposed ? TRANS : NO_TRANS;
    if (y.isFloat()) {
      openblas.cblas_sgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1f,
          matrix.floats(),
          matrix.leading(),
          x.floats(),
          stepX,
          0f,
          y.floats(),
          stepY);
    } else {
      openblas.cblas_dgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1.0,
          matrix.doubles(),
          matrix.leading(),
          x.doubles(),
          stepX,
          0.0,
          y.doubles(),
          stepY);
    }
  }

  private static void gemm(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int ta = a.isTransposed() ? TRANS : NO_TRANS;
    int tb = b.isTransposed() ? TRANS : NO_TRANS;
    if (c.isFloat()) {
      openblas.cblas_sgemm(
          ROW_MAJOR,
          ta,
          tb,
          m,
          n,
          k,
          1f,
          a.floats(),
          a.leading(),
          b.floats(),
          b.leading(),
          0f,
          c.floats(),
          c.leading());
    } else {
      openblas.cblas_dgemm(
          ROW_MAJOR,
          ta,
          tb,
          m,
          n,
          k,
          1.0,
          a.doubles(),
          a.leading(),
          b.doubles(),
          b.leading(),
          0.0,
          c.doubles(),
          c.leading());
    }
  }

  /**
   * Solves L X = B, or L' X = B, with L n x n lower triangular and B n x columns, in place of B.
   */
  public static void solveTriangle(int n, int columns, Matrix l, Matrix b) {
    int trans = l.isTransposed() ? TRANS : NO_TRANS;
    if (b.isFloat()) {
      openblas.cblas_strsm(
          ROW_MAJOR,
          LEFT,
          LOWER,
          trans,
          NON_UNIT,
          n,
          columns,
          1f,
          l.floats(),
          l.leading(),
          b.floats(),
          b.leading());
    } else {
      openblas.cblas_dtrsm(
          ROW_MAJOR,
          LEFT,
          LOWER,
          trans,
          NON_UNIT,
          n,
          columns,
          1.0,
          l.doubles(),
          l.leading(),
          b.doubles(),
          b.leading());
    }
  }

  /**
   * Replaces the lower triangle of an n x n matrix by its Cholesky factor. LAPACK reads by columns,
   * so the triangle is the upper one to it.
   *
   * @return 0, or the order of the first leading minor that is not positive
   */
  public static int cholesky(int n, Matrix a) {
    return a.isFloat()
        ? openblas.LAPACKE_spotrf(COLUMN_MAJOR, (byte) 'U', n, a.floats(), a.leading())
        : openblas.LAPACKE_dpotrf(COLUMN_MAJOR, (byte) 'U', n, a.doubles(), a.leading());
  }
}
