/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A range of off-heap memory of one element type: a buffer for Java and an address for BLAS. A
 * range does not keep its memory from being freed; its user must.
 */
public final class Memory {
  /** Buffers of an arena start at multiples of this, the length of a cache line. */
  public static final int ALIGNMENT = 64;

  private static final int ZEROS = 1024;
  private static final float[] FLOAT_ZEROS = new float[ZEROS];
  private static final double[] DOUBLE_ZEROS = new double[ZEROS];

  private final DType dtype;
  private final long size;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;
  private final long address;

  private Memory(DType dtype, long size, Pointer pointer) {
    requireAddressable(dtype, size);
    this.dtype = dtype;
    this.size = size;
    this.address = size == 0 ? 0 : pointer.address();
    if (dtype == DType.FLOAT) {
      this.floats = size == 0 ? FloatBuffer.allocate(0) : ((FloatPointer) pointer).asBuffer();
      this.doubles = null;
    } else {
      this.floats = null;
      this.doubles = size == 0 ? DoubleBuffer.allocate(0) : ((DoublePointer) pointer).asBuffer();
    }
  }

  /** Checks that a buffer can address every element. */
  public static void requireAddressable(DType dtype, long size) {
    if (size * dtype.bytes() > Integer.MAX_VALUE) {
      throw Errors.argument(
          "Program.run",
          "an array that is kept in memory must be smaller than 2 GiB",
          size + " elements of " + dtype,
          "split it, or reduce it in the expression that makes it");
    }
  }

  /** A range of an arena, which must outlive it. */
  public static Memory ofArena(BytePointer arena, long byteOffset, DType dtype, long size) {
    Pointer at = arena.getPointer(byteOffset);
    Pointer typed =
        dtype == DType.FLOAT
            ? new FloatPointer(at).limit(size).capacity(size)
            : new DoublePointer(at).limit(size).capacity(size);
    return new Memory(dtype, size, typed);
  }

  /** The elements of a c-ordered array that is not a view. The array must outlive this. */
  public static Memory of(INDArray array, DType dtype) {
    long size = array.isEmpty() ? 0 : array.length();
    if (size == 0) {
      return new Memory(dtype, 0, null);
    }
    Pointer p = array.data().pointer();
    Pointer typed =
        dtype == DType.FLOAT
            ? new FloatPointer(p).limit(size).capacity(size)
            : new DoublePointer(p).limit(size).capacity(size);
    return new Memory(dtype, size, typed);
  }

  public DType dtype() {
    return dtype;
  }

  public long size() {
    return size;
  }

  public FloatBuffer floats() {
    return floats;
  }

  public DoubleBuffer doubles() {
    return doubles;
  }

  /** Address of the first element. */
  long address() {
    return address;
  }

  public double get(long element) {
    return floats != null ? floats.get((int) element) : doubles.get((int) element);
  }

  public void put(long element, double value) {
    if (floats != null) {
      floats.put((int) element, (float) value);
    } else {
      doubles.put((int) element, value);
    }
  }

  /** Sets elements [from, from + count). */
  public void fill(long from, long count, double value) {
    for (long i = from; i < from + count; i++) {
      put(i, value);
    }
  }

  /** Sets elements [from, from + count) to 0. */
  public void clear(long from, long count) {
    for (long done = 0; done < count; done += ZEROS) {
      int n = (int) Math.min(ZEROS, count - done);
      if (floats != null) {
        floats.put((int) (from + done), FLOAT_ZEROS, 0, n);
      } else {
        doubles.put((int) (from + done), DOUBLE_ZEROS, 0, n);
      }
    }
  }

  /** Copies {@code count} elements of a range of the same type. */
  public void copyFrom(Memory other, long otherFrom, long from, long count) {
    if (floats != null) {
      floats.put((int) from, other.floats, (int) otherFrom, (int) count);
    } else {
      doubles.put((int) from, other.doubles, (int) otherFrom, (int) count);
    }
  }

  /** Copies all elements from another range of the same type and size. */
  public void copyFrom(Memory other) {
    copyFrom(other, 0, 0, size);
  }
}
