/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;

/** Shapes and indices: methods of {@link Tensor} that rearrange, join, cut and pick elements. */
public sealed interface LayoutMethods permits Tensor {
  /**
   * The same elements in row-major order under another shape.
   *
   * @param dims the new axis lengths; one of them may be -1, which is then found from the size
   * @return the reshaped tensor
   */
  default Tensor reshape(long... dims) {
    Tensor x = (Tensor) this;
    Arguments.given(dims, "dims");
    int free = 0;
    while (free < dims.length && dims[free] != -1) {
      free++;
    }
    if (free == dims.length) {
      return x.reshape(Shape.of(dims));
    }
    long[] filled = dims.clone();
    filled[free] = 1;
    if (Arrays.stream(filled).anyMatch(d -> d < 0 || d > Integer.MAX_VALUE)) {
      throw Arguments.refused(
          "reshape",
          "every axis length must be in [0, 2^31), and at most one may be -1",
          Arrays.toString(dims),
          null);
    }
    long known = Shape.of(filled).size();
    if (known == 0 || x.shape().size() % known != 0) {
      throw Arguments.refused(
          "reshape",
          "the number of elements must not change",
          x.shape() + " to " + Arrays.toString(dims),
          known == 0 ? "beside a length of 0, -1 may be any length" : null);
    }
    filled[free] = x.shape().size() / known;
    return x.reshape(Shape.of(filled));
  }

  /**
   * The same elements in row-major order under another shape.
   *
   * @param shape the new shape, of the same size
   * @return the reshaped tensor
   */
  default Tensor reshape(Shape shape) {
    Tensor x = (Tensor) this;
    return x.shape().equals(Arguments.given(shape, "shape"))
        ? x
        : Tensor.apply(new Layout.Reshape(shape), x);
  }

  /** {@return the last two axes exchanged} */
  default Tensor transpose() {
    Tensor x = (Tensor) this;
    int rank = x.shape().rank();
    if (rank < 2) {
      throw Arguments.refused("transpose", "rank must be at least 2", "shape " + x.shape(), null);
    }
    int[] order = x.shape().axes("transpose");
    order[rank - 1] = rank - 2;
    order[rank - 2] = rank - 1;
    return permute(order);
  }

  /**
   * Axes in another order.
   *
   * @param order axis i of the result is axis order[i] of this
   * @return the permuted tensor
   */
  default Tensor permute(int... order) {
    Tensor x = (Tensor) this;
    int[] normal =
        Arrays.stream(Arguments.given(order, "order"))
            .map(a -> x.shape().axis("permute", a))
            .toArray();
    return Tensor.apply(new Layout.Permute(Arrays.stream(normal).boxed().toList()), x);
  }

  /**
   * Repeats axes of length 1, and adds axes in front.
   *
   * @param dims the shape to reach
   * @return the broadcast tensor
   */
  default Tensor broadcastTo(long... dims) {
    return broadcastTo(Shape.of(dims));
  }

  /**
   * Repeats axes of length 1, and adds axes in front.
   *
   * @param shape the shape to reach
   * @return the broadcast tensor
   */
  default Tensor broadcastTo(Shape shape) {
    Tensor x = (Tensor) this;
    return x.shape().equals(Arguments.given(shape, "shape"))
        ? x
        : Tensor.apply(new Layout.BroadcastTo(shape), x);
  }

  /**
   * A range of positions along an axis.
   *
   * @param axis the axis
   * @param from first position
   * @param to one past the last position
   * @return the range; the axis stays
   */
  default Tensor slice(int axis, int from, int to) {
    return slice(axis, from, to, 1);
  }

  /**
   * Every step-th position of a range along an axis.
   *
   * @param axis the axis
   * @param from first position
   * @param to no position at or past this one
   * @param step distance, at least 1
   * @return the elements there; the axis stays
   */
  default Tensor slice(int axis, int from, int to, int step) {
    Tensor x = (Tensor) this;
    int a = x.shape().axis("slice", axis);
    if (from < 0 || to < from || to > x.shape().dim(a) || step < 1) {
      throw Arguments.refused(
          "slice",
          "need 0 <= from <= to <= " + x.shape().dim(a) + " and step >= 1",
          "from " + from + ", to " + to + ", step " + step,
          "axis " + a + " of shape " + x.shape());
    }
    int size = (int) (((long) to - from + step - 1) / step);
    // A step of which nothing is left is 1: its product with a stride may not fit a long.
    return Tensor.apply(Layout.Slice.ofAxis(x.shape(), a, from, size, size > 1 ? step : 1), x);
  }

  /**
   * One position along an axis.
   *
   * @param axis the axis
   * @param index the position
   * @return the elements there, without the axis
   */
  default Tensor select(int axis, int index) {
    Tensor x = (Tensor) this;
    int a = x.shape().axis("select", axis);
    int length = x.shape().dim(a);
    if (index < 0 || index >= length) {
      throw Arguments.refused(
          "select",
          "index must be in [0, " + length + ")",
          index,
          "axis " + a + " of shape " + x.shape());
    }
    return x.slice(a, index, index + 1).squeeze(a);
  }

  /**
   * One position along the last axis.
   *
   * @param index the position
   * @return the elements there, without the last axis
   */
  default Tensor column(int index) {
    return select(-1, index);
  }

  /**
   * Positions along an axis, in any order and number.
   *
   * @param axis the axis
   * @param indices positions, integers in a vector of this tensor's type, checked when run
   * @return the elements there; they may repeat, and then their gradients add up
   */
  default Tensor gather(int axis, Tensor indices) {
    Tensor x = (Tensor) this;
    return Tensor.apply(
        new Indexing.Gather(x.shape().axis("gather", axis)),
        x,
        Arguments.given(indices, "indices"));
  }

  /**
   * As {@link #gather(int, Tensor)} with fixed positions.
   *
   * @param axis the axis
   * @param indices positions
   * @return the elements there
   */
  default Tensor gather(int axis, int... indices) {
    Tensor x = (Tensor) this;
    int length = x.shape().dim(x.shape().axis("gather", axis));
    for (int i : Arguments.given(indices, "indices")) {
      if (i < 0 || i >= length) {
        throw Arguments.refused("gather", "indices must be in [0, " + length + ")", i, null);
      }
    }
    return x.gather(
        axis, Tensor.vector(Arrays.stream(indices).asDoubleStream().toArray()).cast(x.dtype()));
  }

  /**
   * Drops axes of length 1.
   *
   * @param axes the axes; all of length 1 if none is named
   * @return the tensor without them
   */
  default Tensor squeeze(int... axes) {
    Tensor x = (Tensor) this;
    int[] dropped =
        Arguments.given(axes, "axes").length == 0
            ? Arrays.stream(x.shape().axes("squeeze")).filter(a -> x.shape().dim(a) == 1).toArray()
            : x.shape().axes("squeeze", axes);
    for (int a : dropped) {
      if (x.shape().dim(a) != 1) {
        throw Arguments.refused(
            "squeeze", "axis " + a + " must have length 1", "shape " + x.shape(), null);
      }
    }
    return x.reshape(x.shape().without(dropped));
  }

  /**
   * Adds an axis of length 1.
   *
   * @param axis where it stands in the result, negative from the end
   * @return the tensor with it
   */
  default Tensor expandDims(int axis) {
    Tensor x = (Tensor) this;
    Shape s = x.shape();
    int at = axis < 0 ? axis + s.rank() + 1 : axis;
    if (at < 0 || at > s.rank()) {
      throw Arguments.refused(
          "expandDims", "axis must be in [-rank - 1, rank]", axis + " for shape " + s, null);
    }
    return x.reshape(s.slice(0, at).append(Shape.of(1)).append(s.slice(at, s.rank())));
  }

  /** {@return square matrices with the last axis on their diagonal and zeros elsewhere} */
  default Tensor diag() {
    Tensor x = (Tensor) this;
    Shape s = x.shape();
    int n = s.dim(s.axis("diag", -1));
    requireDiagonal("diag", n, s);
    Shape batch = s.slice(0, s.rank() - 1);
    Shape flat = batch.append(Shape.of((long) n * n));
    Layout.Slice diagonal = Layout.Slice.ofAxis(flat, s.rank() - 1, 0, n, n + 1);
    return Tensor.apply(new Indexing.Embed(flat, diagonal), x)
        .reshape(batch.append(Shape.of(n, n)));
  }

  /** {@return the diagonal of square matrices, the last two axes, as one axis} */
  default Tensor diagonal() {
    Tensor x = (Tensor) this;
    Shape s = x.shape();
    if (s.rank() < 2 || s.dim(-1) != s.dim(-2)) {
      throw Arguments.refused("diagonal", "the last two axes must be equal", "shape " + s, null);
    }
    int n = s.dim(-1);
    requireDiagonal("diagonal", n, s);
    Tensor flat = x.reshape(s.slice(0, s.rank() - 2).append(Shape.of((long) n * n)));
    return flat.slice(-1, 0, n * n, n + 1);
  }

  /** The diagonal is a slice of a matrix taken as one axis, whose length is an int. */
  private static void requireDiagonal(String where, int n, Shape shape) {
    if ((long) n * n > Integer.MAX_VALUE) {
      throw Arguments.refused(
          where, "matrices with a diagonal must have at most 46340 rows", n, "shape " + shape);
    }
  }

  /** {@return the lower triangle of matrices, diagonal included, with zeros above} */
  default Tensor tril() {
    Tensor x = (Tensor) this;
    Shape s = x.shape();
    if (s.rank() < 2) {
      throw Arguments.refused("tril", "rank must be at least 2", "shape " + s, null);
    }
    Tensor row = Tensor.range(x.dtype(), s.dim(-2)).expandDims(1);
    Tensor column = Tensor.range(x.dtype(), s.dim(-1));
    return Tensor.where(row.ge(column), x, Tensor.fill(x.dtype(), 0));
  }
}
