/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
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
  /**
   * Checks the parameters.
   *
   * @param diagonal the bijector that is applied to the diagonal, {@link Exp} or {@link Softplus}
   * @throws IllegalArgumentException if one is null
   */
  public CholeskyFactor {
    Errors.given("CholeskyFactor", "diagonal", diagonal);
  }

  /** With e^x on the diagonal. */
  public CholeskyFactor() {
    this(new Exp());
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("CholeskyFactor.forward", "x", x);
    Tensor m = TrilIndices.ofVectors("CholeskyFactor.forward", x, false).toMatrix(x);
    return TrilIndices.withDiagonal(m, diagonal.forward(m.diagonal()));
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("CholeskyFactor.inverse", "y", y);
    TrilIndices indices = TrilIndices.ofMatrices("CholeskyFactor.inverse", y, false);
    return indices.toVector(TrilIndices.withDiagonal(y, diagonal.inverse(y.diagonal())));
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("CholeskyFactor.logDet", "x", x);
    TrilIndices indices = TrilIndices.ofVectors("CholeskyFactor.logDet", x, false);
    return diagonal.logDet(indices.toMatrix(x).diagonal()).sum(-1);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("CholeskyFactor.inverseAndLogDet", "y", y);
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
