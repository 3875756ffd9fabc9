/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Covariance Sigma = W W' + diag(d) = diag(s) (A A' + I) diag(s) with s = sqrt(d) and A =
 * diag(s)^-1 W. Densities use the r x r capacitance C = I + A' A: by the matrix determinant lemma
 * |Sigma| = |C| |diag d|, and with v = diag(s)^-1 x, x' Sigma^-1 x is the minimum of |v - A u|^2 +
 * |u|^2, attained at u = C^-1 A' v (Woodbury's identity gives the same value as a difference that
 * cancels where W is large compared with s).
 *
 * @param factor W
 * @param diagonal d, checked
 * @param own s
 * @param whitened A
 * @param capacitanceFactor chol(C)
 */
record LowRankScale(
    Tensor factor, Tensor diagonal, Tensor own, Tensor whitened, Tensor capacitanceFactor)
    implements GaussianScale {
  static LowRankScale of(String where, Tensor loc, Tensor factor, Tensor diagonal) {
    Shape w = factor.shape();
    if (loc.shape().rank() < 1
        || w.rank() < 2
        || diagonal.shape().rank() < 1
        || loc.shape().dim(-1) != w.dim(-2)
        || diagonal.shape().dim(-1) != w.dim(-2)) {
      throw Errors.argument(
          where,
          "loc must be [..., n], factor [..., n, r] and diagonal [..., n]",
          loc.shape() + ", " + w + " and " + diagonal.shape(),
          null);
    }
    Tensor checked =
        diagonal.require(
            Marker.Condition.FINITE_POSITIVE, where, "diagonal", "pass it through exp or softplus");
    Tensor own = checked.sqrt();
    Tensor whitened = factor.div(own.expandDims(-1));
    Tensor capacitance =
        Tensor.eye(factor.dtype(), w.dim(-1)).add(whitened.transpose().matmul(whitened));
    return new LowRankScale(factor, checked, own, whitened, capacitance.cholesky());
  }

  @Override
  public boolean isVector() {
    return true;
  }

  @Override
  public int noiseLength() {
    return factor.shape().dim(-1) + factor.shape().dim(-2);
  }

  @Override
  public boolean isFunctionOfNoise() {
    return false;
  }

  @Override
  public Tensor times(Tensor z) {
    int rank = factor.shape().dim(-1);
    Tensor common = TriangularScale.rowsTimes(z.slice(-1, 0, rank), factor);
    return common.add(own.mul(z.slice(-1, rank, noiseLength())));
  }

  @Override
  public Tensor mahalanobis(Tensor d) {
    Tensor v = d.div(own);
    Tensor gain =
        capacitanceFactor.solveTransposed(capacitanceFactor.triangularSolve(whitened.transpose()));
    Tensor u = TriangularScale.rowsTimes(v, gain);
    Tensor rest = v.sub(TriangularScale.rowsTimes(u, whitened));
    return rest.square().sum(-1).add(u.square().sum(-1));
  }

  @Override
  public Tensor logDet() {
    return capacitanceFactor.choleskyLogDet().add(diagonal.log().sum(-1)).mul(0.5);
  }

  @Override
  public Tensor excess() {
    Tensor ofDiagonal = DiagonalScale.excessOfLog(diagonal.log()).sum(-1);
    return ofDiagonal.add(factor.square().sum(-1, -2)).sub(capacitanceFactor.choleskyLogDet());
  }

  @Override
  public Tensor excessOver(GaussianScale p) {
    return TriangularScale.excessOver(p.triangle(), triangle());
  }

  @Override
  public Tensor standardDeviation() {
    return factor.square().sum(-1).add(diagonal).sqrt();
  }

  @Override
  public Tensor triangle() {
    return covariance().cholesky();
  }

  @Override
  public Tensor covariance() {
    return factor.matmul(factor.transpose()).add(diagonal.diag());
  }
}
