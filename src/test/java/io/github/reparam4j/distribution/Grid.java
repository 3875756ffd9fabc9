/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values in row-major order with a shape, for plain loops. */
record Grid(Shape shape, double[] data) {
  static Grid of(INDArray array) {
    return new Grid(Shape.of(array.shape()), values(array));
  }

  /** The elements of an array in row-major order. */
  static double[] values(INDArray array) {
    return array.isEmpty() ? new double[0] : array.dup('c').data().asDouble();
  }

  /** A parameter whose element i in row-major order is value(i), rounded to the type. */
  static Parameter parameter(String name, DType dtype, Shape shape, IntToDoubleFunction value) {
    double[] data = IntStream.range(0, (int) shape.size()).mapToDouble(value).toArray();
    INDArray array =
        shape.isScalar() ? Nd4j.scalar(data[0]) : Nd4j.create(data, shape.toLongs(), 'c');
    return Parameter.of(name, array.castTo(dtype.toNd4j()));
  }

  /** The element that this has at an index when it is broadcast to a shape of that many axes. */
  double at(int... index) {
    int extra = index.length - shape.rank();
    int position = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      int length = shape.dim(axis);
      position = position * length + (length == 1 ? 0 : index[extra + axis]);
    }
    return data[position];
  }

  /** The index of a position in row-major order, with room for further axes. */
  static int[] index(Shape shape, long position, int furtherAxes) {
    int[] index = new int[shape.rank() + furtherAxes];
    long rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = (int) (rest % shape.dim(axis));
      rest /= shape.dim(axis);
    }
    return index;
  }
}
