/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * Vectors and matrices: methods of {@link Tensor} on its last two axes; the axes before them are a
 * batch, and batches broadcast.
 */
public sealed interface LinearAlgebraMethods permits Tensor {
  /**
   * Product of matrices, with NaN and infinity as in arithmetic; as NumPy's: a vector on the left
   * is a row, on the right a column, and that axis is dropped from the result. Transposes cost
   * nothing: write {@code a.matmul(b.transpose())}.
   *
   * @param right the right factor
   * @return the product
   * @throws IllegalArgumentException if the inner dimensions differ
   */
  default Tensor matmul(Tensor right) {
    Tensor left = (Tensor) this;
    Arguments.given(right, "right");
    requireInner(left.shape(), right.shape());
    if (left.shape().rank() == 1) {
      return left.expandDims(0).matmul(right).squeeze(right.shape().rank() == 1 ? 0 : -2);
    }
    if (right.shape().rank() == 1) {
      return left.matmul(right.expandDims(1)).squeeze(-1);
    }
    if (left.shape().rank() > 2
        && right.shape().rank() == 2
        && left.shape().dim(-1) == right.shape().dim(0)) {
      // One product instead of one for each member of the batch.
      Shape batch = left.shape().slice(0, left.shape().rank() - 1);
      return left.reshape(Shape.of(batch.size(), left.shape().dim(-1)))
          .matmul(right)
          .reshape(batch.append(Shape.of(right.shape().dim(1))));
    }
    return Tensor.apply(new LinearAlgebra.MatMul(), left, right);
  }

  /** Vectors are checked before they become matrices, so that the error shows their shape. */
  private static void requireInner(Shape a, Shape b) {
    boolean hasVector = a.rank() == 1 && b.rank() >= 1 || a.rank() >= 1 && b.rank() == 1;
    if (hasVector && a.dim(-1) != b.dim(b.rank() == 1 ? 0 : -2)) {
      throw Arguments.refused(
          "matmul", "inner dimensions must be equal", "left " + a + " x right " + b, null);
    }
  }

  /**
   * Inner product of two vectors, or of two tensors of one shape taken as vectors.
   *
   * @param other the other one, of the same shape
   * @return a scalar
   */
  default Tensor dot(Tensor other) {
    Tensor x = (Tensor) this;
    Arguments.given(other, "other");
    if (!x.shape().equals(other.shape())) {
      throw Arguments.refused(
          "dot", "shapes must be equal", x.shape() + " and " + other.shape(), null);
    }
    return x.mul(other).sum();
  }

  /**
   * Outer product of two vectors.
   *
   * @param other the other vector
   * @return the matrix with x[i] other[j] at [i, j]
   */
  default Tensor outer(Tensor other) {
    Tensor x = (Tensor) this;
    Arguments.given(other, "other");
    if (x.shape().rank() != 1 || other.shape().rank() != 1) {
      throw Arguments.refused(
          "outer", "both must be vectors", x.shape() + " and " + other.shape(), null);
    }
    return x.expandDims(1).mul(other);
  }

  /**
   * Cholesky factor: the lower-triangular L with a positive diagonal and L L' = A. Only the lower
   * triangle of A is read; its cotangent is symmetric.
   *
   * @return L; an error at run time if A is not positive definite, infinite elements included
   */
  default Tensor cholesky() {
    return Tensor.apply(new LinearAlgebra.Cholesky(false), (Tensor) this);
  }

  /**
   * As {@link #cholesky}, without the error: for matrices that may not be positive definite.
   *
   * @return L; every element of it is NaN if A is not positive definite, infinite elements included
   */
  default Tensor choleskyOrNan() {
    return Tensor.apply(new LinearAlgebra.Cholesky(true), (Tensor) this);
  }

  /**
   * Solves L X = B for the lower-triangular L that this is; its upper triangle is not read. A zero
   * on the diagonal is a division by 0, without an error; NaN and infinity spread as in arithmetic,
   * but a factor of 0 may hide them.
   *
   * @param right B, matrices with as many rows as L
   * @return X
   */
  default Tensor triangularSolve(Tensor right) {
    return Tensor.apply(
        new LinearAlgebra.TriangularSolve(false), (Tensor) this, Arguments.given(right, "right"));
  }

  /**
   * Solves L' X = B for the lower-triangular L that this is; its upper triangle is not read.
   *
   * @param right B, matrices with as many rows as L
   * @return X
   */
  default Tensor solveTransposed(Tensor right) {
    return Tensor.apply(
        new LinearAlgebra.TriangularSolve(true), (Tensor) this, Arguments.given(right, "right"));
  }

  /** {@return ln det A = 2 sum ln L[i,i] of the A whose Cholesky factor L this is} */
  default Tensor choleskyLogDet() {
    return ((Tensor) this).diagonal().log().sum(-1).mul(2);
  }
}
