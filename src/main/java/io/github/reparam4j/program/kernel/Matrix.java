/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.DType;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A row-major matrix in memory, read as stored or transposed. Mutable, so that a call with matrices
 * allocates nothing.
 */
public final class Matrix {
  private static final ThreadLocal<Operands> OPERANDS = ThreadLocal.withInitial(Operands::new);

  private final Floats floats = new Floats();
  private final Doubles doubles = new Doubles();
  private Memory memory;
  private long offset;
  private int leading;
  private boolean transposed;

  private Matrix() {}

  /** The operands of a thread's calls. */
  public static final class Operands {
    public final Matrix a = new Matrix();
    public final Matrix b = new Matrix();
    public final Matrix c = new Matrix();
    final Matrix x = new Matrix();
    final Matrix y = new Matrix();

    Operands() {}
  }

  /** The operands of this thread. */
  public static Operands operands() {
    return OPERANDS.get();
  }

  /**
   * Sets this matrix.
   *
   * @param in the memory
   * @param from offset of the first element
   * @param leadingDimension distance between the starts of rows in memory
   * @param isTransposed whether the rows in memory are its columns
   */
  public void set(Memory in, long from, int leadingDimension, boolean isTransposed) {
    this.memory = in;
    this.offset = from;
    this.leading = leadingDimension;
    this.transposed = isTransposed;
    if (isFloat()) {
      floats.moveTo(in.address() + from * Float.BYTES);
    } else {
      doubles.moveTo(in.address() + from * Double.BYTES);
    }
  }

  /** Sets this to the part of a matrix that begins with row i. */
  void setToRow(Matrix matrix, int i) {
    long at = matrix.transposed ? matrix.at(0, i) : matrix.at(i, 0);
    set(matrix.memory, at, matrix.leading, matrix.transposed);
  }

  /** Sets this to the part of a matrix that begins with column j. */
  void setToColumn(Matrix matrix, int j) {
    long at = matrix.transposed ? matrix.at(j, 0) : matrix.at(0, j);
    set(matrix.memory, at, matrix.leading, matrix.transposed);
  }

  boolean isFloat() {
    return memory.dtype() == DType.FLOAT;
  }

  Memory memory() {
    return memory;
  }

  int leading() {
    return leading;
  }

  boolean isTransposed() {
    return transposed;
  }

  /** Offset of an element in the memory, by its row and column as stored. */
  long at(long row, long column) {
    return offset + row * leading + column;
  }

  /** The first element, if they are floats. */
  FloatPointer floats() {
    return floats;
  }

  /** The first element, if they are doubles. */
  DoublePointer doubles() {
    return doubles;
  }

  /** A pointer into memory that it does not own. */
  private static final class Floats extends FloatPointer {
    Floats() {
      super((Pointer) null);
    }

    void moveTo(long to) {
      address = to;
    }
  }

  /** A pointer into memory that it does not own. */
  private static final class Doubles extends DoublePointer {
    Doubles() {
      super((Pointer) null);
    }

    void moveTo(long to) {
      address = to;
    }
  }
}
