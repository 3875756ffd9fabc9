package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;

/**
 * From vectors of n(n-1)/2 onto Cholesky factors of n x n correlation matrices: lower-triangular
 * with a positive diagonal and rows of length 1. tanh x fills the triangle below the diagonal row
 * by row with partial correlations z; then L[i,j] = z[i,j] times the square root of the product of
 * 1 - z[i,k]^2 over k &lt; j, and the diagonal is what is left of the row's length (D. Lewandowski,
 * D. Kurowicka, H. Joe, "Generating random correlation matrices based on vines and extended onion
 * method", J. Multivariate Analysis 100, 2009; the parameterisation of Stan and PyTorch).
 *
 * <p>The log-determinant is that of the elements below the diagonal. Products are sums of
 * logarithms, so a row whose correlations round to 1 has a finite log-determinant. The inverse sums
 * what is left of a row from its end.
 */
public record CorrelationCholesky() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CorrelationCholesky.forward", x, true).fill(x);
    Tensor logLeft = logLeft(m);
    Tensor below = m.tanh().mul(logLeft.exp());
    return TrilIndices.withDiagonal(below, logLeft.diagonal().exp());
  }

  @Override
  public Tensor logDet(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CorrelationCholesky.logDet", x, true).fill(x);
    Tensor each = Tanh.logDerivative(m).add(logLeft(m));
    return strictlyBelow(each).sum(-1, -2);
  }

  /** Half of the sum of ln(1 - z[i,k]^2) over k &lt; j, right on and below the diagonal. */
  private static Tensor logLeft(Tensor m) {
    int n = m.shape().dim(-1);
    Tensor half = strictlyBelow(Tanh.logDerivative(m)).mul(0.5);
    Tensor first = Tensor.zeros(m.dtype(), half.slice(-1, 0, 1).shape().toLongs());
    return Tensor.concat(-1, first, half.slice(-1, 0, n - 1).cumsum(-1));
  }

  private static Tensor strictlyBelow(Tensor m) {
    Tensor index = Tensor.range(m.dtype(), m.shape().dim(-1));
    return Tensor.where(index.expandDims(1).gt(index), m, Tensor.zeros(m.dtype()));
  }

  @Override
  public Tensor inverse(Tensor y) {
    TrilIndices t = TrilIndices.ofMatrices("CorrelationCholesky.inverse", y, true);
    int n = t.size();
    int[] backwards = Permute.reversedOrder(n);
    Tensor lower = y.tril();
    Tensor left = lower.square().gather(-1, backwards).cumsum(-1).gather(-1, backwards).sqrt();
    return new Tanh().inverse(t.take(lower).div(t.take(left)));
  }

  @Override
  public Constraint domain() {
    return Events.VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.CORRELATION_CHOLESKY;
  }
}
