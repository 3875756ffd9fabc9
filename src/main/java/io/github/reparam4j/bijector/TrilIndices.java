package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The places of a lower triangle, row by row, as a vector.
 *
 * @param size rows and columns of the matrix
 * @param isStrict whether the diagonal is left out
 */
record TrilIndices(int size, boolean isStrict) {
  /** The triangle that vectors of a length fill. */
  static TrilIndices ofVectors(String where, Tensor x, boolean strict) {
    Events.requireRank(where, x, 1);
    int length = x.shape().dim(-1);
    int n = (int) Math.round((Math.sqrt(8.0 * length + 1) + (strict ? 1 : -1)) / 2);
    TrilIndices found = new TrilIndices(n, strict);
    if (found.length() != length || n < 1) {
      String must = "last axis must have length n(n " + (strict ? "-" : "+") + " 1)/2 with n >= 1";
      throw Failure.argument(where, must, "shape " + x.shape(), null);
    }
    return found;
  }

  /** The triangle of square matrices. */
  static TrilIndices ofMatrices(String where, Tensor y, boolean strict) {
    Shape s = y.shape();
    if (s.rank() < 2 || s.dim(-1) != s.dim(-2) || s.dim(-1) == 0) {
      throw Failure.argument(
          where, "the last two axes must be equal and not 0", "shape " + s, null);
    }
    return new TrilIndices(s.dim(-1), strict);
  }

  private int length() {
    return isStrict ? size * (size - 1) / 2 : size * (size + 1) / 2;
  }

  private boolean holds(int place) {
    int row = place / size;
    int column = place % size;
    return isStrict ? column < row : column <= row;
  }

  /** Matrices with vectors in the triangle and zeros elsewhere. */
  Tensor fill(Tensor x) {
    int[] from = new int[size * size];
    int next = 1;
    for (int place = 0; place < from.length; place++) {
      from[place] = holds(place) ? next++ : 0;
    }
    Shape batch = Events.batch(x, 1);
    Tensor zero = Tensor.zeros(x.dtype(), batch.append(Shape.of(1)).toLongs());
    return Tensor.concat(-1, zero, x).gather(-1, from).reshape(batch.append(Shape.of(size, size)));
  }

  /** The triangle of matrices as vectors. */
  Tensor take(Tensor y) {
    int[] places = IntStream.range(0, size * size).filter(this::holds).toArray();
    Tensor flat = y.reshape(Events.batch(y, 2).append(Shape.of((long) size * size)));
    return places.length == 0 ? flat.slice(-1, 0, 0) : flat.gather(-1, places);
  }

  /** Matrices with another diagonal. */
  static Tensor withDiagonal(Tensor y, Tensor diagonal) {
    return Tensor.where(Tensor.eye(y.dtype(), y.shape().dim(-1)), diagonal.expandDims(-1), y);
  }
}
