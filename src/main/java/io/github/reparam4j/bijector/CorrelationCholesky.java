/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;

/**
 * From vectors of length n(n-1)/2 onto Cholesky factors of n x n correlation matrices: lower
 * triangular, with a positive diagonal and rows of Euclidean norm 1. Row by row, tanh x gives the
 * partial correlations z[i,j] below the diagonal; L[i,j] is z[i,j] times the square root of the
 * product of 1 - z[i,k]^2 over k &lt; j, and L[i,i] is the square root of the product over all k
 * &lt; i (D. Lewandowski, D. Kurowicka, H. Joe, "Generating random correlation matrices based on
 * vines and extended onion method", J. Multivariate Analysis 100, 2009; the parameterisation of
 * Stan and PyTorch).
 *
 * <p>The log-determinant is taken over the elements below the diagonal. Products are computed as
 * sums of logarithms, so it is finite even if correlations round to 1. The inverse computes the
 * remaining squared norm of a row as a sum from the row's end, not as 1 minus the sum so far, which
 * would cancel.
 */
public record CorrelationCholesky() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CorrelationCholesky.forward", x, true).toMatrix(x);
    Tensor logRemaining = logRemaining(m);
    Tensor strict = m.tanh().mul(logRemaining.exp());
    return TrilIndices.withDiagonal(strict, logRemaining.diagonal().exp());
  }

  @Override
  public Tensor logDet(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CorrelationCholesky.logDet", x, true).toMatrix(x);
    Tensor terms = Tanh.logDerivative(m).add(logRemaining(m));
    return strictlyLower(terms).sum(-1, -2);
  }

  /** Half of the sum of ln(1 - z[i,k]^2) over k &lt; j; valid on and below the diagonal. */
  private static Tensor logRemaining(Tensor m) {
    int n = m.shape().dim(-1);
    Tensor half = strictlyLower(Tanh.logDerivative(m)).mul(0.5);
    Tensor first = Tensor.zeros(m.dtype(), half.slice(-1, 0, 1).shape().toLongs());
    return Tensor.concat(-1, first, half.slice(-1, 0, n - 1).cumsum(-1));
  }

  private static Tensor strictlyLower(Tensor m) {
    Tensor index = Tensor.range(m.dtype(), m.shape().dim(-1));
    return Tensor.where(index.expandDims(1).gt(index), m, Tensor.zeros(m.dtype()));
  }

  @Override
  public Tensor inverse(Tensor y) {
    TrilIndices indices = TrilIndices.ofMatrices("CorrelationCholesky.inverse", y, true);
    int n = indices.size();
    int[] reversed = Permute.reversedOrder(n);
    Tensor lower = y.tril();
    Tensor norm = lower.square().gather(-1, reversed).cumsum(-1).gather(-1, reversed).sqrt();
    Tensor z = indices.toVector(lower).div(indices.toVector(norm));
    Tensor at = indices.toVector(lower);
    Tensor far = at.sign().stopGradient().mul(artanh(at, indices.toVector(halfLogTail(lower))));
    return Tensor.where(z.stopGradient().abs().lt(0.5), new Tanh().inverse(z), far);
  }

  /**
   * artanh of |a| / sqrt(a^2 + t) = ln(|a| + sqrt(a^2 + t)) - ln(t) / 2: the quotient rounds to 1
   * where t is small.
   *
   * @param halfLogTail ln(t) / 2
   */
  private static Tensor artanh(Tensor a, Tensor halfLogTail) {
    Tensor size = a.abs();
    Tensor ratio = halfLogTail.sub(size.log()).mul(2).exp().add(1).sqrt().add(1);
    return ratio.log().add(size.log()).sub(halfLogTail);
  }

  /** Half the logarithm of the sum of squares of the elements after each one of its row. */
  private static Tensor halfLogTail(Tensor lower) {
    int n = lower.shape().dim(-1);
    Tensor[] columns = new Tensor[n];
    Tensor log = lower.abs().log().mul(2);
    Tensor sum = Tensor.fill(lower.dtype(), Double.NEGATIVE_INFINITY);
    for (int j = n - 1; j >= 0; j--) {
      Tensor column = log.slice(-1, j, j + 1);
      columns[j] = sum.broadcastTo(column.shape());
      sum = sum.logAddExp(column);
    }
    return Tensor.concat(-1, columns).mul(0.5);
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.CORRELATION_CHOLESKY;
  }
}
