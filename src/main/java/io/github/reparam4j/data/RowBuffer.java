/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a c-ordered array as a sequence of rows along its leading axis, for bulk copies to
 * and from other arrays and Java arrays.
 *
 * <p>A single ND4J call costs microseconds and a copied row of a small data set nanoseconds, so
 * rows are copied through byte buffers that view the array's memory. A buffer holds less than 2 GB;
 * a larger array has several, each of complete rows.
 */
final class RowBuffer {
  private static final int CHUNK_BYTES = 1 << 30;
  private static final int TILE_ELEMENTS = 1 << 15;

  /** Referenced so that the memory is not freed. */
  private final INDArray array;

  private final long rows;
  private final int rowLength;
  private final int rowBytes;
  private final int rowsPerChunk;
  private final ByteBuffer[] chunks;

  private RowBuffer(INDArray array, int chunkBytes) {
    this.array = array;
    this.rows = array.size(0);
    double length = 1;
    for (int axis = 1; axis < array.rank(); axis++) {
      length *= array.size(axis);
    }
    double bytes = length * array.dataType().width();
    if (!(bytes <= chunkBytes)) {
      throw Errors.argument(
          "data",
          "a row must have at most " + chunkBytes + " bytes",
          "%.0f in an array of shape %s".formatted(bytes, Arrays.toString(array.shape())),
          null);
    }
    this.rowLength = (int) length;
    this.rowBytes = (int) bytes;
    this.rowsPerChunk = Math.max(1, chunkBytes / Math.max(1, rowBytes));
    this.chunks = array.isEmpty() ? new ByteBuffer[0] : buffers();
  }

  private ByteBuffer[] buffers() {
    ByteBuffer[] buffers = new ByteBuffer[(int) ((rows + rowsPerChunk - 1) / rowsPerChunk)];
    BytePointer pointer = new BytePointer(array.data().addressPointer());
    for (int i = 0; i < buffers.length; i++) {
      long from = (long) i * rowsPerChunk;
      long to = Math.min(rows, from + rowsPerChunk);
      long bytes = (to - from) * rowBytes;
      BytePointer start = pointer.getPointer(from * rowBytes).capacity(bytes);
      buffers[i] = start.asByteBuffer().order(ByteOrder.nativeOrder());
    }
    return buffers;
  }

  /** The memory of a new array with arbitrary contents. */
  static RowBuffer create(DataType type, long... shape) {
    return create("data", type, shape);
  }

  /** As {@link #create(DataType, long...)}, with the operation that an error names. */
  static RowBuffer create(String where, DataType type, long... shape) {
    return new RowBuffer(allocate(where, type, shape), CHUNK_BYTES);
  }

  private static INDArray allocate(String where, DataType type, long... shape) {
    try {
      return Nd4j.createUninitializedDetached(type, 'c', shape);
    } catch (RuntimeException | OutOfMemoryError e) {
      IllegalStateException failure =
          Errors.state(
              where,
              "a new array must fit the memory outside of the Java heap",
              type + " " + Arrays.toString(shape),
              "close arrays that are not needed or raise -Dorg.bytedeco.javacpp.maxbytes");
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** The memory of a new array with the type and row shape of this one. */
  RowBuffer like(long newRows) {
    long[] shape = array.shape().clone();
    shape[0] = newRows;
    return create(array.dataType(), shape);
  }

  /** The memory of the given array if it is contiguous in c-order, else of a copy. */
  static RowBuffer of(INDArray array) {
    return of(array, CHUNK_BYTES);
  }

  /** As {@link #of(INDArray)}, with a chosen size of the buffers. */
  static RowBuffer of(INDArray array, int chunkBytes) {
    if (array.isEmpty() || (isContiguous(array) && !array.isAttached())) {
      return new RowBuffer(array, chunkBytes);
    }
    return new RowBuffer(
        allocate("data", array.dataType(), array.shape()).assign(array), chunkBytes);
  }

  static boolean isContiguous(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) > 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** Rejects what has no readable elements of a fixed width. */
  static void requireReadable(String where, String name, INDArray array) {
    Errors.given(where, name, array);
    requireOpen(where, name, array);
    DataType type = array.dataType();
    if (!type.isNumerical() && type != DataType.BOOL) {
      throw Errors.argument(where, name + " must hold numbers", type, null);
    }
  }

  /** Rejects an array whose memory was freed. */
  static void requireOpen(String where, String name, INDArray array) {
    if (array.wasClosed()) {
      throw Errors.state(where, name + " must be open", "a closed array", null);
    }
    if (!array.isInScope()) {
      throw Errors.state(
          where,
          name + " must be used within the scope of its workspace",
          "an array of a closed or reused workspace",
          "detach() makes an array that outlives it");
    }
  }

  /** Rejects types other than FLOAT and DOUBLE. */
  static void requireFloating(String where, DataType type) {
    Errors.given(where, "type", type);
    if (!(type == DataType.FLOAT || type == DataType.DOUBLE)) {
      throw Errors.argument(where, "type must be FLOAT or DOUBLE", type, null);
    }
  }

  INDArray array() {
    return array;
  }

  long rows() {
    return rows;
  }

  int rowLength() {
    return rowLength;
  }

  /** A number of rows of about 32,768 elements together; at least 1. */
  int rowsPerTile() {
    return Math.max(1, TILE_ELEMENTS / Math.max(1, rowLength));
  }

  /** Copies rows [from, from + count) to rows [to, to + count) of the target. */
  void copy(long from, int count, RowBuffer target, long to) {
    int done = 0;
    while (done < count && rowBytes > 0) {
      long source = from + done;
      long destination = to + done;
      int n = Math.min(count - done, Math.min(rowsLeft(source), target.rowsLeft(destination)));
      target
          .chunk(destination)
          .put(target.offset(destination), chunk(source), offset(source), n * rowBytes);
      done += n;
    }
  }

  /** Copies row indices[from + i] to row i of the target, for i in [0, count). */
  void gather(int[] indices, int from, int count, RowBuffer target) {
    for (int i = 0; i < count && rowBytes > 0; i++) {
      int row = indices[from + i];
      target.chunk(i).put(target.offset(i), chunk(row), offset(row), rowBytes);
    }
  }

  /** Reads rows [from, from + count) of a FLOAT or DOUBLE array. */
  void read(long from, int count, double[] out) {
    int done = 0;
    while (done < count && rowBytes > 0) {
      long row = from + done;
      int n = Math.min(count - done, Math.min(rowsLeft(row), rowsPerTile()));
      ByteBuffer bytes = slice(row, n);
      int start = done * rowLength;
      if (array.dataType() == DataType.DOUBLE) {
        bytes.asDoubleBuffer().get(out, start, n * rowLength);
      } else {
        float[] floats = new float[n * rowLength];
        bytes.asFloatBuffer().get(floats);
        for (int i = 0; i < floats.length; i++) {
          out[start + i] = floats[i];
        }
      }
      done += n;
    }
  }

  /**
   * Writes rows [to, to + count) of a FLOAT or DOUBLE array. A value beyond the range of FLOAT
   * becomes infinite there; {@link FiniteCheck#overflow} finds it beforehand.
   */
  void write(long to, int count, double[] in) {
    int done = 0;
    while (done < count && rowBytes > 0) {
      long row = to + done;
      int n = Math.min(count - done, Math.min(rowsLeft(row), rowsPerTile()));
      ByteBuffer bytes = slice(row, n);
      int start = done * rowLength;
      if (array.dataType() == DataType.DOUBLE) {
        bytes.asDoubleBuffer().put(in, start, n * rowLength);
      } else {
        float[] floats = new float[n * rowLength];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) in[start + i];
        }
        bytes.asFloatBuffer().put(floats);
      }
      done += n;
    }
  }

  private ByteBuffer slice(long row, int count) {
    return chunk(row).slice(offset(row), count * rowBytes).order(ByteOrder.nativeOrder());
  }

  private ByteBuffer chunk(long row) {
    return chunks[(int) (row / rowsPerChunk)];
  }

  private int offset(long row) {
    return (int) (row % rowsPerChunk) * rowBytes;
  }

  private int rowsLeft(long row) {
    return rowsPerChunk - (int) (row % rowsPerChunk);
  }
}
