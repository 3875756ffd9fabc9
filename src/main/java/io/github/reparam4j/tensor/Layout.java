/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Operations that only describe where the elements of their input lie: a program runs them as
 * strided views, without touching memory, where it can.
 */
public sealed interface Layout extends Op {

  /**
   * The same elements in the same order under another shape.
   *
   * @param to the new shape, of the same size
   */
  record Reshape(Shape to) implements Layout {
    @Override
    public String label() {
      return "reshape";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape from = inputs.get(0).shape();
      if (from.size() != to.size()) {
        throw Arguments.refused(
            "reshape", "the number of elements must not change", from + " to " + to, null);
      }
      return to;
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      return g.reshape(y.inputs().get(0).shape());
    }
  }

  /**
   * Axes in another order: axis i of the result is axis order(i) of the input.
   *
   * @param order a permutation of the axes
   */
  record Permute(List<Integer> order) implements Layout {
    @Override
    public String label() {
      return "permute";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape from = inputs.get(0).shape();
      boolean[] seen = new boolean[from.rank()];
      int[] dims = new int[from.rank()];
      boolean valid = order.size() == from.rank();
      for (int i = 0; valid && i < dims.length; i++) {
        int axis = order.get(i);
        valid = axis >= 0 && axis < dims.length && !seen[axis];
        if (valid) {
          seen[axis] = true;
          dims[i] = from.dim(axis);
        }
      }
      if (!valid) {
        throw Arguments.refused(
            "permute", "order must name every axis of shape " + from + " once", order, null);
      }
      return Shape.ofDims(dims);
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      int[] inverse = new int[order.size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[order.get(i)] = i;
      }
      return g.permute(inverse);
    }
  }

  /**
   * Axes of length 1 or absent, repeated.
   *
   * @param to the shape to reach
   */
  record BroadcastTo(Shape to) implements Layout {
    @Override
    public String label() {
      return "broadcastTo";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape from = inputs.get(0).shape();
      if (!from.broadcastsTo(to)) {
        throw Arguments.refused(
            "broadcastTo",
            "every axis must have the target's length or 1, aligned at the last axis",
            from + " to " + to,
            null);
      }
      return to;
    }

    /** The cotangent itself: reverse mode sums over the broadcast axes. */
    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      return g;
    }
  }

  /**
   * Every step-th element from a start, along every axis. The adjoint of {@link Indexing.Embed}.
   *
   * @param starts first index, per axis
   * @param sizes number of elements, per axis
   * @param steps distance of the elements, at least 1, per axis
   */
  record Slice(List<Integer> starts, List<Integer> sizes, List<Integer> steps) implements Layout {
    @Override
    public String label() {
      return "slice";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape from = inputs.get(0).shape();
      check("slice", from);
      return Shape.of(sizes.stream().mapToLong(i -> i).toArray());
    }

    /** Checks that the elements lie within a shape. */
    void check(String where, Shape container) {
      if (starts.size() != container.rank()
          || sizes.size() != container.rank()
          || steps.size() != container.rank()) {
        throw Arguments.refused(
            where, "starts, sizes and steps must have one entry per axis", starts, null);
      }
      for (int a = 0; a < container.rank(); a++) {
        int size = sizes.get(a);
        long last = starts.get(a) + (long) (size - 1) * steps.get(a);
        if (starts.get(a) < 0
            || size < 0
            || steps.get(a) < 1
            || (size > 0 ? last >= container.dim(a) : starts.get(a) > container.dim(a))) {
          throw Arguments.refused(
              where,
              "elements must lie within shape " + container,
              "start " + starts.get(a) + ", size " + size + ", step " + steps.get(a),
              "at axis " + a);
        }
      }
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      return Tensor.apply(new Indexing.Embed(y.inputs().get(0).shape(), this), g);
    }

    /** All elements of a shape, except along one axis. */
    static Slice ofAxis(Shape shape, int axis, int start, int size, int step) {
      Integer[] starts = new Integer[shape.rank()];
      Integer[] sizes = new Integer[shape.rank()];
      Integer[] steps = new Integer[shape.rank()];
      Arrays.fill(starts, 0);
      Arrays.setAll(sizes, shape::dim);
      Arrays.fill(steps, 1);
      starts[axis] = start;
      sizes[axis] = size;
      steps[axis] = step;
      return new Slice(List.of(starts), List.of(sizes), List.of(steps));
    }
  }
}
