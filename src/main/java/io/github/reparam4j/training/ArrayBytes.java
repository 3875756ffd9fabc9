/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NativeArrays;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The elements of arrays as bytes: row-major, little-endian as on every platform of ND4J. */
final class ArrayBytes {
  private static final int CHUNK = 1 << 16;

  private ArrayBytes() {}

  /**
   * The number of bytes of an array.
   *
   * @throws ArithmeticException if it is not below 2^63
   */
  static long count(DType dtype, long[] shape) {
    long bytes = dtype.bytes();
    for (long length : shape) {
      bytes = Math.multiplyExact(bytes, length);
    }
    return bytes;
  }

  /** Writes the elements of a c-ordered FLOAT or DOUBLE array that is not a view. */
  static void write(INDArray array, OutputStream out) throws IOException {
    if (array.isEmpty()) {
      return;
    }
    BytePointer memory = new BytePointer(array.data().addressPointer());
    long bytes = count(DType.holding(array.dataType()), array.shape());
    byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
    for (long from = 0; from < bytes; from += chunk.length) {
      int length = (int) Math.min(chunk.length, bytes - from);
      memory.position(from).get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }

  /**
   * Reads a c-ordered array.
   *
   * @throws EOFException if the stream ends before
   */
  static INDArray read(DType dtype, long[] shape, InputStream in) throws IOException {
    INDArray array = NativeArrays.detached(() -> allocate(dtype, shape));
    if (array.isEmpty()) {
      return array;
    }
    BytePointer memory = new BytePointer(array.data().addressPointer());
    long bytes = count(dtype, shape);
    byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
    for (long from = 0; from < bytes; from += chunk.length) {
      int length = (int) Math.min(chunk.length, bytes - from);
      if (in.readNBytes(chunk, 0, length) < length) {
        array.close();
        throw new EOFException();
      }
      memory.position(from).put(chunk, 0, length);
    }
    return array;
  }

  private static INDArray allocate(DType dtype, long[] shape) {
    if (shape.length == 0) {
      return Nd4j.scalar(dtype.toNd4j(), 0);
    }
    return Arrays.stream(shape).anyMatch(n -> n == 0)
        ? Nd4j.create(dtype.toNd4j(), shape)
        : Nd4j.createUninitialized(dtype.toNd4j(), shape, 'c');
  }
}
