/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;

/**
 * From vectors of length n(n+1)/2 onto lower-triangular n x n matrices with a positive diagonal:
 * the vector fills the lower triangle row by row, and a bijector onto the positive reals is applied
 * to the diagonal. The log-determinant, taken over the elements of the lower triangle, is the sum
 * of those of the diagonal's bijector.
 *
 * @param diagonal the bijector that is applied to the diagonal, {@link Exp} or {@link Softplus}
 */
public record CholeskyFactor(Bijector diagonal) implements Bijector {
  /** With e^x on the diagonal. */
  public CholeskyFactor() {
    this(new Exp());
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor m = TrilIndices.ofVectors("CholeskyFactor.forward", x, false).toMatrix(x);
    return TrilIndices.withDiagonal(m, diagonal.forward(m.diagonal()));
  }

  @Override
  public Tensor inverse(Tensor y) {
    TrilIndices indices = TrilIndices.ofMatrices("CholeskyFactor.inverse", y, false);
    return indices.toVector(TrilIndices.withDiagonal(y, diagonal.inverse(y.diagonal())));
  }

  @Override
  public Tensor logDet(Tensor x) {
    TrilIndices indices = TrilIndices.ofVectors("CholeskyFactor.logDet", x, false);
    return diagonal.logDet(indices.toMatrix(x).diagonal()).sum(-1);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    return new ValueWithLogDet(
        inverse(y), diagonal.inverseAndLogDet(y.diagonal()).logDet().sum(-1));
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.LOWER_CHOLESKY;
  }
}
