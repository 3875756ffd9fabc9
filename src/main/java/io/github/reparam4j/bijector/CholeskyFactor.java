package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;

/**
 * From vectors of n(n+1)/2 onto lower-triangular n x n matrices with a positive diagonal: the
 * vector fills the triangle row by row, and a bijector onto positive numbers is applied to the
 * diagonal. The log-determinant, of the triangle's elements, is the sum of that bijector's.
 *
 * @param diagonal the map of the diagonal, {@link Exp} or {@link Softplus}
 */
public record CholeskyFactor(Bijector diagonal) implements Bijector {
  /** With e^x on the diagonal. */
  public CholeskyFactor() {
    this(new Exp());
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CholeskyFactor.forward", x, false).fill(x);
    return TrilIndices.withDiagonal(m, diagonal.forward(m.diagonal()));
  }

  @Override
  public Tensor inverse(Tensor y) {
    TrilIndices t = TrilIndices.ofMatrices("CholeskyFactor.inverse", y, false);
    return t.take(TrilIndices.withDiagonal(y, diagonal.inverse(y.diagonal())));
  }

  @Override
  public Tensor logDet(Tensor x) {
    TrilIndices t = TrilIndices.ofVectors("CholeskyFactor.logDet", x, false);
    return diagonal.logDet(t.fill(x).diagonal()).sum(-1);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    return new ValueWithLogDet(
        inverse(y), diagonal.inverseAndLogDet(y.diagonal()).logDet().sum(-1));
  }

  @Override
  public Constraint domain() {
    return Events.VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.LOWER_CHOLESKY;
  }
}
