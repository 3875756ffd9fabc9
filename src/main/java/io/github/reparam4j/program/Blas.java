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

  /** The operands of one call, moved for each: so that a call allocates nothing. */
  private static final ThreadLocal<Operands> OPERANDS = ThreadLocal.withInitial(Operands::new);

  static {
    openblas.blas_set_num_threads(1);
  }

  private Blas() {}

  private static final class Operands {
    private final Floats floatsA = new Floats();
    private final Floats floatsB = new Floats();
    private final Floats floatsC = new Floats();
    private final Doubles doublesA = new Doubles();
    private final Doubles doublesB = new Doubles();
    private final Doubles doublesC = new Doubles();
  }

  /** A pointer into memory that something else keeps. */
  private static final class Floats extends FloatPointer {
    Floats() {
      super((Pointer) null);
    }

    Floats at(Matrix m) {
      address = m.memory.address() + m.offset * Float.BYTES;
      return this;
    }
  }

  /** A pointer into memory that something else keeps. */
  private static final class Doubles extends DoublePointer {
    Doubles() {
      super((Pointer) null);
    }

    Doubles at(Matrix m) {
      address = m.memory.address() + m.offset * Double.BYTES;
      return this;
    }
  }

  /** A row-major matrix in memory, perhaps to be read transposed. */
  record Matrix(Memory memory, long offset, int leading, boolean transposed) {}

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
    Operands p = OPERANDS.get();
    if (y.memory.dtype() == DType.FLOAT) {
      openblas.cblas_sgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1f,
          p.floatsA.at(matrix),
          matrix.leading,
          p.floatsB.at(x),
          stepX,
          0f,
          p.floatsC.at(y),
          stepY);
    } else {
      openblas.cblas_dgemv(
          ROW_MAJOR,
          trans,
          rows,
          columns,
          1.0,
          p.doublesA.at(matrix),
          matrix.leading,
          p.doublesB.at(x),
          stepX,
          0.0,
          p.doublesC.at(y),
          stepY);
    }
  }

  private static void gemm(int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    int ta = a.transposed ? TRANS : NO_TRANS;
    int tb = b.transposed ? TRANS : NO_TRANS;
    Operands p = OPERANDS.get();
    if (c.memory.dtype() == DType.FLOAT) {
      openblas.cblas_sgemm(
          ROW_MAJOR,
          ta,
          tb,
          m,
          n,
          k,
          1f,
          p.floatsA.at(a),
          a.leading,
          p.floatsB.at(b),
          b.leading,
          0f,
          p.floatsC.at(c),
          c.leading);
    } else {
      openblas.cblas_dgemm(
          ROW_MAJOR,
          ta,
          tb,
          m,
          n,
          k,
          1.0,
          p.doublesA.at(a),
          a.leading,
          p.doublesB.at(b),
          b.leading,
          0.0,
          p.doublesC.at(c),
          c.leading);
    }
  }

  /**
   * Solves L X = B, or L' X = B, with L n x n lower triangular and B n x columns, in place of B.
   */
  static void solveTriangle(int n, int columns, Matrix l, Matrix b) {
    int trans = l.transposed ? TRANS : NO_TRANS;
    Operands p = OPERANDS.get();
    if (b.memory.dtype() == DType.FLOAT) {
      openblas.cblas_strsm(
          ROW_MAJOR,
          LEFT,
          LOWER,
          trans,
          NON_UNIT,
          n,
          columns,
          1f,
          p.floatsA.at(l),
          l.leading,
          p.floatsB.at(b),
          b.leading);
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
          p.doublesA.at(l),
          l.leading,
          p.doublesB.at(b),
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
    Operands p = OPERANDS.get();
    return a.memory.dtype() == DType.FLOAT
        ? openblas.LAPACKE_spotrf(
            COLUMN_MAJOR, (byte) 'U', n, p.floatsA.at(a), a.leading)
        : openblas.LAPACKE_dpotrf(
            COLUMN_MAJOR, (byte) 'U', n, p.doublesA.at(a), a.leading);
  }
}
