/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Shape of a {@link Tensor}: the lengths of its axes, outermost first. A scalar has none. Axes of
 * length 0 are allowed. Immutable.
 *
 * <p>A shape has at most 2^40 elements, by the product of its lengths other than 0. With this bound
 * sizes, strides and byte counts are exact in a long. A method whose result would be larger is
 * refused.
 *
 * <p>Wherever a method takes an axis, a negative one counts from the end: -1 is the last.
 */
public final class Shape {
  private static final long MAX_SIZE = 1L << 40;

  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long size;

  private Shape(int[] dims) {
    this.dims = dims;
    this.size = checkedSize(dims);
  }

  /** The number of elements, at most 2^40; lengths of 0 count as 1 in the bound. */
  private static long checkedSize(int[] dims) {
    long size = 1;
    boolean empty = false;
    for (int d : dims) {
      empty |= d == 0;
      size *= Math.max(1, d); // at most 2^40 before, so that it is exact
      if (size > MAX_SIZE) {
        throw Arguments.refused(
            "Shape.of",
            "a shape must have at most 2^40 elements",
            Arrays.toString(dims),
            empty ? "lengths of 0 count as 1 here" : null);
      }
    }
    return empty ? 0 : size;
  }

  /** {@return the shape of a scalar, with no axes} */
  public static Shape scalar() {
    return SCALAR;
  }

  /**
   * A shape by its axis lengths.
   *
   * @param dims axis lengths, each in [0, 2^31)
   * @return the shape
   * @throws IllegalArgumentException if a length is out of that range, or there are too many
   *     elements
   */
  public static Shape of(long... dims) {
    int[] copy = new int[Arguments.given(dims, "dims").length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
        throw Arguments.refused(
            "Shape.of",
            "every axis length must be in [0, 2^31)",
            Arrays.toString(dims),
            "at axis " + i);
      }
      copy[i] = (int) dims[i];
    }
    return ofDims(copy);
  }

  /** Takes ownership of the array. */
  static Shape ofDims(int[] dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims);
  }

  /** {@return the number of axes} */
  public int rank() {
    return dims.length;
  }

  /**
   * Length of one axis.
   *
   * @param axis the axis, negative from the end
   * @return its length
   */
  public int dim(int axis) {
    return dims[axis("Shape.dim", axis)];
  }

  /** {@return the number of elements, 1 for a scalar} */
  public long size() {
    return size;
  }

  /** {@return whether this is the shape of a scalar} */
  public boolean isScalar() {
    return dims.length == 0;
  }

  /** {@return axis lengths as a new array} */
  public int[] dims() {
    return dims.clone();
  }

  /** {@return axis lengths as a new array of longs, as ND4J takes them} */
  public long[] toLongs() {
    return Arrays.stream(dims).asLongStream().toArray();
  }

  /**
   * This shape followed by another's axes.
   *
   * @param inner the axes to append
   * @return the joined shape
   */
  public Shape append(Shape inner) {
    Arguments.given(inner, "inner");
    int[] joined = Arrays.copyOf(dims, dims.length + inner.dims.length);
    System.arraycopy(inner.dims, 0, joined, dims.length, inner.dims.length);
    return ofDims(joined);
  }

  /**
   * Axes from one position to another.
   *
   * @param from first axis of the result, in [0, rank]
   * @param to one past the last axis of the result
   * @return those axes
   * @throws IllegalArgumentException unless 0 &lt;= from &lt;= to &lt;= rank
   */
  public Shape slice(int from, int to) {
    if (from < 0 || to < from || to > dims.length) {
      throw Arguments.refused(
          "Shape.slice",
          "need 0 <= from <= to <= " + dims.length,
          "from " + from + ", to " + to,
          "shape " + this);
    }
    return ofDims(Arrays.copyOfRange(dims, from, to));
  }

  /**
   * The shape to which this and another broadcast, by NumPy's rule: aligned at the last axis, each
   * pair of lengths equal, or one of them 1 or absent.
   *
   * @param other the other shape
   * @return the joint shape
   * @throws IllegalArgumentException if they do not broadcast
   */
  public Shape broadcast(Shape other) {
    return broadcast(() -> Origin.calledMethod("Shape.broadcast"), other);
  }

  /**
   * As {@link #broadcast(Shape)}, with an error that names the caller's operation.
   *
   * @param where the operation, as the user wrote it
   * @param other the other shape
   * @return the joint shape
   * @throws IllegalArgumentException if they do not broadcast
   */
  public Shape broadcast(String where, Shape other) {
    return broadcast(() -> where, other);
  }

  private Shape broadcast(Supplier<String> where, Shape other) {
    Arguments.given(other, "other");
    int rank = Math.max(rank(), other.rank());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = i <= rank() ? dims[rank() - i] : 1;
      int b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw Errors.argument(
            where.get(),
            "shapes must broadcast (equal lengths or 1, aligned at the last axis)",
            this + " and " + other,
            "they differ at axis -" + i);
      }
      out[rank - i] = a == 1 ? b : a;
    }
    return ofDims(out);
  }

  /** As {@link #broadcast(Shape)}, for an operation: the error names what the user called. */
  Shape broadcastIn(String operation, Shape other) {
    return broadcast(() -> Origin.calledMethod(operation), other);
  }

  /**
   * Whether a tensor of this shape can be broadcast to another shape.
   *
   * @param target the shape to reach
   * @return true if it can
   */
  public boolean broadcastsTo(Shape target) {
    if (rank() > Arguments.given(target, "target").rank()) {
      return false;
    }
    for (int i = 1; i <= rank(); i++) {
      int a = dims[rank() - i];
      if (a != 1 && a != target.dims[target.rank() - i]) {
        return false;
      }
    }
    return true;
  }

  /** Normalises an axis to [0, rank). */
  int axis(String where, int axis) {
    int normal = axis < 0 ? axis + dims.length : axis;
    if (normal < 0 || normal >= dims.length) {
      throw Arguments.refused(
          where, "axis must be in [-rank, rank)", axis + " for shape " + this, null);
    }
    return normal;
  }

  /** Normalised, sorted, distinct axes; all of them if none is given. */
  int[] axes(String where, int... axes) {
    if (Arguments.given(axes, "axes").length == 0) {
      int[] all = new int[dims.length];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] normal = Arrays.stream(axes).map(a -> axis(where, a)).sorted().distinct().toArray();
    if (normal.length != axes.length) {
      throw Arguments.refused(where, "axes must be distinct", Arrays.toString(axes), null);
    }
    return normal;
  }

  /** This shape with the given axes set to length 1. */
  Shape withOnes(int[] axes) {
    int[] out = dims.clone();
    for (int a : axes) {
      out[a] = 1;
    }
    return ofDims(out);
  }

  /** This shape without the given axes. */
  Shape without(int[] axes) {
    return ofDims(
        IntStream.range(0, dims.length)
            .filter(a -> Arrays.stream(axes).noneMatch(dropped -> dropped == a))
            .map(a -> dims[a])
            .toArray());
  }

  /** This shape with one axis length changed. */
  Shape withDim(int axis, int length) {
    int[] out = dims.clone();
    out[axis] = length;
    return ofDims(out);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
