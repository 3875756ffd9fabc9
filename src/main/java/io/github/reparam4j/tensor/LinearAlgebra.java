/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/** Operations on matrices, the last two axes; the axes before them are a batch. */
public sealed interface LinearAlgebra extends Op {

  /** Product of matrices; batches broadcast. Derivatives g b' and a' g. */
  record MatMul() implements LinearAlgebra {
    @Override
    public String label() {
      return "matmul";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape a = inputs.get(0).shape();
      Shape b = inputs.get(1).shape();
      if (a.rank() < 2 || b.rank() < 2) {
        throw Arguments.refused("matmul", "both sides must be matrices", a + " x " + b, null);
      }
      if (a.dim(-1) != b.dim(-2)) {
        String hint =
            a.dim(-1) == b.dim(-1)
                ? "did you mean right.transpose()?"
                : a.dim(-2) == b.dim(-2) ? "did you mean left.transpose()?" : null;
        throw Arguments.refused(
            "matmul", "inner dimensions must be equal", "left " + a + " x right " + b, hint);
      }
      return a.slice(0, a.rank() - 2)
          .broadcastIn("matmul", b.slice(0, b.rank() - 2))
          .append(Shape.of(a.dim(-2), b.dim(-1)));
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      Tensor a = y.inputs().get(0);
      Tensor b = y.inputs().get(1);
      return input == 0 ? g.matmul(b.transpose()) : a.transpose().matmul(g);
    }
  }

  /**
   * The lower-triangular L with L L' = A for a symmetric positive definite A, of which only the
   * lower triangle is read. If A is not positive definite it is an error at run time, or L is NaN,
   * which has no gradient.
   *
   * <p>Derivative (Murray 2016, "Differentiation of the Cholesky decomposition", section 3): S =
   * L^-T P(L' G) L^-1 with P the lower triangle with its diagonal halved; the cotangent of A is (S
   * + S') / 2, which is symmetric.
   *
   * @param nanIfNot whether L is NaN if A is not positive definite
   */
  record Cholesky(boolean nanIfNot) implements LinearAlgebra {
    @Override
    public String label() {
      return nanIfNot ? "choleskyOrNan" : "cholesky";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      return square("cholesky", inputs.get(0).shape());
    }

    @Override
    public Tensor gradient(int input, Tensor factor, Tensor g) {
      Tensor y = nanIfNot ? orIdentity(factor) : factor;
      Tensor product = y.transpose().matmul(g.tril());
      Tensor lower = product.tril();
      Tensor p = lower.sub(lower.diagonal().mul(0.5).diag());
      Tensor s = y.solveTransposed(y.solveTransposed(p).transpose());
      return s.add(s.transpose()).mul(0.5);
    }

    /** The factor, or the identity where it is NaN: a cotangent of 0 stays 0 there. */
    private static Tensor orIdentity(Tensor factor) {
      Tensor isNumber = factor.stopGradient().eq(factor.stopGradient());
      return Tensor.where(isNumber, factor, Tensor.eye(factor.dtype(), factor.shape().dim(-1)));
    }
  }

  /**
   * The X with L X = B, or L' X = B, for a lower-triangular L, of which only the lower triangle is
   * read; batches broadcast. Derivatives: of B, the solution with the other transpose, C; of L,
   * -tril(C X') or -tril(X C').
   *
   * @param transposed whether L' stands on the left
   */
  record TriangularSolve(boolean transposed) implements LinearAlgebra {
    @Override
    public String label() {
      return "triangularSolve";
    }

    @Override
    public Shape shape(List<Tensor> inputs) {
      Shape l = square("triangularSolve", inputs.get(0).shape());
      Shape b = inputs.get(1).shape();
      if (b.rank() < 2 || b.dim(-2) != l.dim(-1)) {
        throw Arguments.refused(
            "triangularSolve",
            "the right side must have as many rows as the triangle",
            "triangle " + l + ", right side " + b,
            b.rank() == 1 ? "pass a vector as a matrix with one column" : null);
      }
      return l.slice(0, l.rank() - 2)
          .broadcastIn("triangularSolve", b.slice(0, b.rank() - 2))
          .append(Shape.of(b.dim(-2), b.dim(-1)));
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      Tensor l = y.inputs().get(0);
      Tensor c = Tensor.apply(new TriangularSolve(!transposed), l, g);
      if (input == 1) {
        return c;
      }
      Tensor product = transposed ? y.matmul(c.transpose()) : c.matmul(y.transpose());
      return product.tril().neg();
    }
  }

  private static Shape square(String where, Shape shape) {
    if (shape.rank() < 2 || shape.dim(-1) != shape.dim(-2)) {
      throw Arguments.refused(where, "the last two axes must be equal", "shape " + shape, null);
    }
    return shape;
  }
}
