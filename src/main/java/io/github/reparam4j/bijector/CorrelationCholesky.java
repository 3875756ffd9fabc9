/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
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
 * would cancel; where nothing remains of a row it is 0, one of the points with that image.
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

  /**
   * With t the sum of the squares of the elements after a in its row, z = a / sqrt(a^2 + t), and
   * artanh z = arsinh(a / sqrt(t)).
   */
  @Override
  public Tensor inverse(Tensor y) {
    TrilIndices indices = TrilIndices.ofMatrices("CorrelationCholesky.inverse", y, true);
    Tensor lower = y.tril();
    Tensor a = indices.toVector(lower);
    Tensor logRatio = a.abs().log().sub(indices.toVector(halfLogTail(lower)));
    double large = y.dtype() == DType.FLOAT ? 10 : 20;
    Tensor isLarge = logRatio.stopGradient().gt(large);
    Tensor tail = indices.toVector(tail(lower)).sqrt();
    Tensor isNormal = tail.stopGradient().gt(y.dtype() == DType.FLOAT ? 1e-15 : 1e-150);
    Tensor ratio = Tensor.where(isNormal, a.abs().div(tail), logRatio.exp());
    Tensor bounded = Tensor.where(isLarge, Tensor.ones(y.dtype()), ratio);
    Tensor square = bounded.square();
    Tensor root = square.add(1).sqrt().add(1);
    Tensor small = bounded.add(square.div(root)).log1p();
    Tensor size = Tensor.where(isLarge, logRatio.add(Math.log(2)), small);
    // Where nothing is left of the norm of a row, any x gives the same y.
    Tensor isZero = a.stopGradient().eq(0);
    Tensor signed = Tensor.where(a.stopGradient().lt(0), size.neg(), size);
    Tensor none = Tensor.zeros(y.dtype());
    return Tensor.where(isZero.mul(tail.stopGradient().eq(0)), none, signed);
  }

  /** The sum of the squares of the elements after each one of its row. */
  private static Tensor tail(Tensor lower) {
    int n = lower.shape().dim(-1);
    int[] reversed = Permute.reversedOrder(n);
    Tensor sums = lower.square().gather(-1, reversed).cumsum(-1).gather(-1, reversed);
    Tensor last = lower.slice(-1, n - 1, n).mul(0);
    return Tensor.concat(-1, sums.slice(-1, 1, n), last);
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
