/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/** Operations that move elements to other indices. */
public sealed interface Indexing extends Op {

  /**
   * Inputs one after another along an axis.
   *
   * @param axis the axis, not negative
   */
  record Concat(int axis) implements Indexing {
    @Override
    public String label() {
      return "concat";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape first = inputs.get(0).shape();
      long length = 0;
      for (Tensor t : inputs) {
        if (t.shape().rank() != first.rank()
            || !t.shape().withDim(axis, 0).equals(first.withDim(axis, 0))) {
          throw Arguments.refused(
              "concat",
              "shapes must agree but for axis " + axis,
              first + " and " + t.shape(),
              null);
        }
        length += t.shape().dim(axis);
      }
      return Shape.of(
          first
              .slice(0, axis)
              .append(Shape.of(length))
              .append(first.slice(axis + 1, first.rank()))
              .toLongs());
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      int start = 0;
      for (Tensor t : y.inputs().subList(0, input)) {
        start += t.shape().dim(axis);
      }
      return g.slice(axis, start, start + y.inputs().get(input).shape().dim(axis));
    }
  }

  /**
   * The input's elements at the indices of a slice, zeros elsewhere. The adjoint of {@link
   * Layout.Slice}.
   *
   * @param to the shape of the result
   * @param slice the indices of the elements in the result
   */
  record Embed(Shape to, Layout.Slice slice) implements Indexing {
    @Override
    public String label() {
      return "embed";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      slice.check("embed", to);
      Shape from = Shape.of(slice.sizes().stream().mapToLong(i -> i).toArray());
      if (!inputs.get(0).shape().equals(from)) {
        throw Arguments.refused(
            "embed", "elements must have shape " + from, inputs.get(0).shape(), null);
      }
      return to;
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      return Tensor.apply(slice, g);
    }
  }

  /**
   * Slices of input 0 along an axis, in the order of the integers in input 1, a vector. Indices are
   * checked as the program runs. The adjoint of {@link ScatterAdd}.
   *
   * @param axis the axis, not negative
   */
  record Gather(int axis) implements Indexing {
    @Override
    public String label() {
      return "gather";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape index = inputs.get(1).shape();
      if (index.rank() != 1) {
        throw Arguments.refused("gather", "indices must be a vector", "shape " + index, null);
      }
      return inputs.get(0).shape().withDim(axis, index.dim(0));
    }

    @Override
    public Path path(int input) {
      return input == 0 ? Path.PASS : Path.UNDEFINED;
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      int length = y.inputs().get(0).shape().dim(axis);
      return Tensor.apply(new ScatterAdd(axis, length), g, y.inputs().get(1));
    }
  }

  /**
   * Slices of input 0 along an axis, each added at the index that input 1 gives for it to a result
   * of zeros. The adjoint of {@link Gather}.
   *
   * @param axis the axis, not negative
   * @param length length of that axis in the result
   */
  record ScatterAdd(int axis, int length) implements Indexing {
    @Override
    public String label() {
      return "scatterAdd";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape source = inputs.get(0).shape();
      Shape index = inputs.get(1).shape();
      if (index.rank() != 1 || index.dim(0) != source.dim(axis)) {
        throw Arguments.refused(
            "scatterAdd",
            "indices must be a vector of the length of axis " + axis,
            "indices " + index + " for " + source,
            null);
      }
      return source.withDim(axis, length);
    }

    @Override
    public Path path(int input) {
      return input == 0 ? Path.PASS : Path.UNDEFINED;
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      return g.gather(axis, y.inputs().get(1));
    }
  }
}
