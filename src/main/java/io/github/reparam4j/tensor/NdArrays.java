/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of ND4J in the form that the library uses: off-heap, c-ordered, not a view, not part of a
 * workspace.
 */
final class NdArrays {
  private NdArrays() {}

  static INDArray of(double[] values, Shape shape) {
    return NativeArrays.detached(
        () ->
            shape.isScalar()
                ? Nd4j.scalar(values[0])
                : values.length == 0
                    ? Nd4j.create(DType.DOUBLE.toNd4j(), shape.toLongs())
                    : Nd4j.create(values.clone(), shape.toLongs(), 'c'));
  }

  static INDArray of(float[] values, Shape shape) {
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
      throw Errors.argument(
          "Tensor",
          "array must be open",
          defect + " of shape " + Arrays.toString(array.shape()),
          null);
    }
    return NativeArrays.detached(() -> converted(array, dtype));
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
