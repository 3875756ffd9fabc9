/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of ND4J in the form that the library uses: off-heap, c-ordered, not a view, not part of a
 * workspace.
 */
final class NdArrays {
  private NdArrays() {}

  /** The elements of a matrix, row by row. */
  static double[] flat(double[][] rows) {
    if (Arguments.allGiven(rows, "rows").length == 0) {
      throw Arguments.refused("Tensor.constant", "there must be at least one row", "none", null);
    }
    for (int i = 1; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw Arguments.refused(
            "Tensor.constant",
            "rows must have one length, " + rows[0].length,
            rows[i].length + " in row " + i,
            null);
      }
    }
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void requireLength(int length, Shape shape) {
    if (length != shape.size()) {
      throw Arguments.refused(
          "Tensor.constant", "need " + shape.size() + " values for shape " + shape, length, null);
    }
  }

  static INDArray of(double[] values, Shape shape) {
    requireLength(values.length, shape);
    return NativeArrays.detached(
        () ->
            shape.isScalar()
                ? Nd4j.scalar(values[0])
                : values.length == 0
                    ? Nd4j.create(DType.DOUBLE.toNd4j(), shape.toLongs())
                    : Nd4j.create(values.clone(), shape.toLongs(), 'c'));
  }

  static INDArray of(float[] values, Shape shape) {
    requireLength(values.length, shape);
    return NativeArrays.detached(
        () ->
            shape.isScalar()
                ? Nd4j.scalar(values[0])
                : values.length == 0
                    ? Nd4j.create(DType.FLOAT.toNd4j(), shape.toLongs())
                    : Nd4j.create(values.clone(), shape.toLongs(), 'c'));
  }

  /** A copy that shares nothing with the argument. */
  static INDArray copy(INDArray array, DType dtype) {
    String defect = NativeArrays.defect(array);
    if (defect != null) {
      throw Arguments.refused(
          "Tensor",
          "array must be open",
          defect + " of shape " + Arrays.toString(array.shape()),
          null);
    }
    try {
      return NativeArrays.detached(() -> converted(array, dtype));
    } catch (RuntimeException | OutOfMemoryError e) {
      throw outOfMemory(array, dtype, e);
    }
  }

  /** The error of an allocation; ND4J's names neither the operation nor the array. */
  private static OutOfMemoryError outOfMemory(INDArray array, DType dtype, Throwable cause) {
    if (cause.getCause() instanceof InterruptedException) {
      Thread.currentThread().interrupt(); // while it waited for memory to be freed
    }
    OutOfMemoryError clear =
        new OutOfMemoryError(
            Origin.calledMethod("Tensor")
                + ": a copy of an array of shape "
                + Arrays.toString(array.shape())
                + " needs "
                + array.length() * dtype.bytes()
                + " bytes outside the heap; close arrays that are not needed, or raise"
                + " -Dorg.bytedeco.javacpp.maxbytes: "
                + cause.getMessage());
    clear.initCause(cause);
    return clear;
  }

  private static INDArray converted(INDArray array, DType dtype) {
    if (array.isEmpty()) {
      return Nd4j.create(dtype.toNd4j(), array.shape());
    }
    INDArray converted = array.castTo(dtype.toNd4j());
    return converted == array || converted.ordering() != 'c' || converted.isView()
        ? converted.dup('c')
        : converted;
  }
}
