package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS, held to one thread for each call: the library's own workers split the work, and the two
 * kinds of threads would fight for the cores.
 */
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int COLUMN_MAJOR = 102;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int LOWER = 122;
  private static final int NON_UNIT = 131;
  private static final int LEFT = 141;

  private static final ThreadLocal<Operands> OPERANDS = ThreadLocal.withInitial(Operands::new);

  static {
    openblas.blas_set_num_threads(1);
  }

  private Blas() {}

  /** The operands of a thread's calls, set anew for each: so that a call allocates nothing. */
  static final class Operands {
    final Matrix a = new Matrix();
    final Matrix b = new Matrix();
    final Matrix c = new Matrix();
  }

  /** Those of this thread. */
  static Operands operands() {
    return OPERANDS.get();
  }

  /** A row-major matrix in memory, perhaps to be read transposed. */
  static final class Matrix {
    private final Floats floats = new Floats();
    private final Doubles doubles = new Doubles();
    private boolean isFloat;
    private int leading;
    private boolean transposed;

    private Matrix() {}

    /** From now on this matrix. */
    void set(Memory memory, long offset, int leadingDimension, boolean isTransposed) {
      this.isFloat = memory.dtype() == DType.FLOAT;
      this.leading = leadingDimension;
      this.transposed = isTransposed;
      if (isFloat) {
        floats.moveTo(memory.address() + offset * Float.BYTES);
      } else {
        doubles.moveTo(memory.address() + offset * Double.BYTES);
      }
    }
  }

  /** A pointer into memory that something else keeps. */
  private static final class Floats extends FloatPointer {
    Floats() {
      super((Pointer) null);
    }

    void moveTo(long to) {
      address = to;
    }
  }

  /** A pointer into memory that something else keeps. */
  private static final class Doubles extends DoublePointer {
    Doubles() {
      super((Pointer) null);
    }

    void moveTo(long to) {
      address = to;
    }
  }

  /** C = A B with A m x k and B k x n. */
  static void multiply(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    if (m == 1) {
      gemv(n, k, b, !b.transposed, a, a.transposed ? a.leading : 1, c, 1);
    } else if (n == 1) {
      gemv(m, k, a, a.transposed, b, b.transposed ? 1 : b.leading, c, c.leading);
    } else {
      gemm(m, n, k, a, b, c);
    }
  }

  /** y = M x with y of m and x of k elements, each with its step; M as it lies or transposed. */
  private static void gemv(
      int m, int k, Matrix matrix, boolean transposed, Matrix x, int stepX, Matrix y, int stepY) {
    int rows = transposed ? k : m;
    int columns = transposed ? m : k;
    int trans = transposed ? TRANS : NO_TRANS;
    if (y.isFloat) {
      openblas.cblas_sgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1f,
          matrix.floats,
          matrix.leading,
          x.floats,
          stepX,
          0f,
          y.floats,
          stepY);
    } else {
      openblas.cblas_dgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1.0,
          matrix.doubles,
          matrix.leading,
          x.doubles,
          stepX,
          0.0,
          y.doubles,
          stepY);
    }
  }

  private static void gemm(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int ta = a.transposed ? TRANS : NO_TRANS;
    int tb = b.transposed ? TRANS : NO_TRANS;
    if (c.isFloat) {
      openblas.cblas_sgemm(
          ROW_MAJOR, ta, tb, m, n, k, 1f, a.floats, a.leading, b.floats, b.leading, 0f, c.floats,
          c.leading);
    } else {
      openblas.cblas_dgemm(
          ROW_MAJOR, ta, tb, m, n, k, 1.0, a.doubles, a.leading, b.doubles, b.leading, 0.0,
          c.doubles, c.leading);
    }
  }

  /**
   * Solves L X = B, or L' X = B, with L n x n lower triangular and B n x columns, in place of B.
   */
  static void solveTriangle(int n, int columns, Matrix l, Matrix b) {
    int trans = l.transposed ? TRANS : NO_TRANS;
    if (b.isFloat) {
      openblas.cblas_strsm(
          ROW_MAJOR, LEFT, LOWER, trans, NON_UNIT, n, columns, 1f, l.floats, l.leading, b.floats,
          b.leading);
    } else {
      openblas.cblas_dtrsm(
          ROW_MAJOR, LEFT, LOWER, trans, NON_UNIT, n, columns, 1.0, l.doubles, l.leading, b.doubles,
          b.leading);
    }
  }

  /**
   * Cholesky factor in place of the lower triangle of an n x n matrix, which LAPACK, reading by
   * columns, takes for the upper one.
   *
   * @return 0, or the order of the first leading minor that is not positive
   */
  static int cholesky(int n, Matrix a) {
    return a.isFloat
        ? openblas.LAPACKE_spotrf(COLUMN_MAJOR, (byte) 'U', n, a.floats, a.leading)
        : openblas.LAPACKE_dpotrf(COLUMN_MAJOR, (byte) 'U', n, a.doubles, a.leading);
  }
}
