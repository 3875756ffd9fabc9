/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A bijector and the point at which to test it.
 *
 * @param name for messages
 * @param parameters values and shapes of its parameters
 * @param family makes the bijector from its parameters
 * @param event shape of one x
 * @param point element i of x, in row-major order
 * @param coordinates indices, in row-major order, of the coordinates of one y over which the
 *     determinant is taken; null for all
 */
record BijectorCase(
    String name,
    Value[] parameters,
    Function<Tensor[], Bijector> family,
    Shape event,
    IntToDoubleFunction point,
    int[] coordinates) {
  /** Values with a shape. */
  record Value(double[] data, Shape shape) {
    Tensor tensor(DType dtype) {
      return Tensor.constant(data, shape.toLongs()).cast(dtype);
    }
  }

  private static final Value[] NONE = {};

  static Value value(Shape shape, double... data) {
    return new Value(data, shape);
  }

  /** A bijector of scalars without parameters, at points on both sides of 0. */
  static BijectorCase of(Bijector b) {
    return of(b, Shape.scalar());
  }

  /** A bijector without parameters, of events with the given shape. */
  static BijectorCase of(Bijector b, Shape event) {
    return with(b.toString(), p -> b, event);
  }

  static BijectorCase with(
      String name, Function<Tensor[], Bijector> family, Shape event, Value... parameters) {
    return new BijectorCase(
        name, parameters, family, event, i -> 1.7 * Math.sin(2.3 * i + 0.4), null);
  }

  BijectorCase named(String other) {
    return new BijectorCase(other, parameters, family, event, point, coordinates);
  }

  BijectorCase at(IntToDoubleFunction other) {
    return new BijectorCase(name, parameters, family, event, other, coordinates);
  }

  BijectorCase coordinates(int... other) {
    return new BijectorCase(name, parameters, family, event, point, other);
  }

  Bijector bijector(DType dtype) {
    return family.apply(Arrays.stream(parameters).map(v -> v.tensor(dtype)).toArray(Tensor[]::new));
  }

  Bijector bijector() {
    return bijector(DType.DOUBLE);
  }

  /** The elements of a batch of points. */
  double[] points(int batch) {
    return IntStream.range(0, batch * (int) event.size()).mapToDouble(point).toArray();
  }

  Tensor x(DType dtype, int batch) {
    return Tensor.constant(points(batch), Shape.of(batch).append(event).toLongs()).cast(dtype);
  }

  @Override
  public String toString() {
    return name;
  }
}
