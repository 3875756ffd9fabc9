/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A lower-triangular L with a positive diagonal.
 *
 * @param triangle L, zero above its checked diagonal
 * @param diagonal the checked diagonal
 */
record TriangularScale(Tensor triangle, Tensor diagonal) implements GaussianScale {
  static TriangularScale of(String where, Tensor loc, Tensor scaleTril) {
    requireFit(where, "scaleTril", loc, scaleTril);
    return of(where, "scaleTril", scaleTril);
  }

  /** Requires loc to be a vector and the matrix to be square, of equal length. */
  static void requireFit(String where, String name, Tensor loc, Tensor matrix) {
    Shape l = matrix.shape();
    if (loc.shape().rank() < 1
        || l.rank() < 2
        || l.dim(-1) != l.dim(-2)
        || loc.shape().dim(-1) != l.dim(-1)) {
      throw Errors.argument(
          where,
          "loc must be [..., d] and " + name + " [..., d, d]",
          loc.shape() + " and " + l,
          null);
    }
  }

  /** A square triangle without a location. */
  static TriangularScale of(String where, String name, Tensor scaleTril) {
    Shape l = scaleTril.shape();
    if (l.rank() < 2 || l.dim(-1) != l.dim(-2)) {
      throw Errors.argument(where, name + " must be [..., n, n]", l, null);
    }
    Tensor checked =
        scaleTril
            .diagonal()
            .require(
                Marker.Condition.FINITE_POSITIVE,
                where,
                "diagonal of " + name,
                "pass the diagonal through exp or softplus");
    Tensor identity = Tensor.eye(scaleTril.dtype(), l.dim(-1));
    return new TriangularScale(
        Tensor.where(identity, checked.expandDims(-1), scaleTril.tril()), checked);
  }

  @Override
  public boolean isVector() {
    return true;
  }

  @Override
  public int noiseLength() {
    return triangle.shape().dim(-1);
  }

  @Override
  public boolean isFunctionOfNoise() {
    return true;
  }

  @Override
  public Tensor times(Tensor z) {
    return rowsTimes(z, triangle);
  }

  /**
   * M z for each vector z on the last axis, computed as z' M' so that all samples form one matrix
   * product.
   */
  static Tensor rowsTimes(Tensor z, Tensor matrix) {
    return matrix.shape().rank() == 2 && z.shape().rank() >= 2
        ? z.matmul(matrix.transpose())
        : matrix.matmul(z.expandDims(-1)).squeeze(-1);
  }

  @Override
  public Tensor mahalanobis(Tensor d) {
    return solve(d).square().sum(-1);
  }

  /** L^-1 d for each vector d on the last axis. */
  Tensor solve(Tensor d) {
    if (triangle.shape().rank() == 2 && d.shape().rank() >= 2) {
      int n = d.shape().dim(-1);
      Tensor columns = d.reshape(-1, n).transpose();
      return triangle.triangularSolve(columns).transpose().reshape(d.shape());
    }
    return triangle.triangularSolve(d.expandDims(-1)).squeeze(-1);
  }

  @Override
  public Tensor logDet() {
    return diagonal.log().sum(-1);
  }

  @Override
  public Tensor excess() {
    return excessOf(triangle);
  }

  @Override
  public Tensor excessOver(GaussianScale p) {
    return excessOver(p.triangle(), triangle);
  }

  /** tr(P^-1 S) - n - ln |P^-1 S| of S = L L' and P = K K'. */
  static Tensor excessOver(Tensor k, Tensor l) {
    return excessOf(k.triangularSolve(l));
  }

  /** tr(L L') - n - ln |L L'|, a sum of non-negative terms. */
  private static Tensor excessOf(Tensor l) {
    Tensor identity = Tensor.eye(l.dtype(), l.shape().dim(-1));
    Tensor below = Tensor.where(identity, Tensor.zeros(l.dtype()), l);
    Tensor logs = l.diagonal().log().mul(2);
    return below.square().sum(-1, -2).add(DiagonalScale.excessOfLog(logs).sum(-1));
  }

  @Override
  public Tensor covariance() {
    return triangle.matmul(triangle.transpose());
  }

  @Override
  public Tensor standardDeviation() {
    return triangle.square().sum(-1).sqrt();
  }
}
