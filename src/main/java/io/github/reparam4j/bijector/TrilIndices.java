/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The elements of the lower triangle of a square matrix, row by row, as a vector.
 *
 * @param size rows and columns of the matrix
 * @param isStrict whether the diagonal is excluded
 */
record TrilIndices(int size, boolean isStrict) {
  /** The triangle with as many elements as the vectors have. */
  static TrilIndices ofVectors(String where, Tensor x, boolean strict) {
    EventShapes.requireRank(where, x, 1);
    int length = x.shape().dim(-1);
    int n = (int) Math.round((Math.sqrt(8.0 * length + 1) + (strict ? 1 : -1)) / 2);
    requireIndexable(where, n, x.shape());
    TrilIndices indices = new TrilIndices(n, strict);
    if (indices.length() != length || n < 1) {
      String must = "last axis must have length n(n " + (strict ? "-" : "+") + " 1)/2 with n >= 1";
      throw Errors.argument(where, must, "shape " + x.shape(), null);
    }
    return indices;
  }

  /** The triangle of the given matrices. */
  static TrilIndices ofMatrices(String where, Tensor y, boolean strict) {
    Shape s = y.shape();
    if (s.rank() < 2 || s.dim(-1) != s.dim(-2) || s.dim(-1) == 0) {
      throw Errors.argument(where, "the last two axes must be equal and not 0", "shape " + s, null);
    }
    requireIndexable(where, s.dim(-1), s);
    return new TrilIndices(s.dim(-1), strict);
  }

  /** Elements of a matrix are counted by an int. */
  private static void requireIndexable(String where, int n, Shape shape) {
    if ((long) n * n > Integer.MAX_VALUE) {
      String must = "triangular matrices must have at most 46340 rows";
      throw Errors.argument(where, must, n, "shape " + shape);
    }
  }

  private int length() {
    return isStrict ? size * (size - 1) / 2 : size * (size + 1) / 2;
  }

  private boolean contains(int index) {
    int row = index / size;
    int column = index % size;
    return isStrict ? column < row : column <= row;
  }

  /** Matrices with the elements of x in the triangle and zeros elsewhere. */
  Tensor toMatrix(Tensor x) {
    int[] source = new int[size * size];
    int next = 1;
    for (int i = 0; i < source.length; i++) {
      source[i] = contains(i) ? next++ : 0;
    }
    Shape batch = EventShapes.batch(x, 1);
    Tensor zero = Tensor.zeros(x.dtype(), batch.append(Shape.of(1)).toLongs());
    return Tensor.concat(-1, zero, x)
        .gather(-1, source)
        .reshape(batch.append(Shape.of(size, size)));
  }

  /** The elements of the triangle of y as vectors. */
  Tensor toVector(Tensor y) {
    int[] indices = IntStream.range(0, size * size).filter(this::contains).toArray();
    Tensor flat = y.reshape(EventShapes.batch(y, 2).append(Shape.of((long) size * size)));
    return indices.length == 0 ? flat.slice(-1, 0, 0) : flat.gather(-1, indices);
  }

  /** The matrices y with their diagonal replaced. */
  static Tensor withDiagonal(Tensor y, Tensor diagonal) {
    return Tensor.where(Tensor.eye(y.dtype(), y.shape().dim(-1)), diagonal.expandDims(-1), y);
  }
}
