/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * A = L L', from Cholesky factors onto positive definite matrices. The log-determinant, taken over
 * the n(n+1)/2 elements of both lower triangles, is n ln 2 plus the sum of (n - i) ln L[i,i] for i
 * = 0, ..., n - 1 (R. Muirhead, "Aspects of Multivariate Statistical Theory", theorem 2.1.9).
 */
public record CholeskyOuterProduct() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("CholeskyOuterProduct.forward", "x", x);
    TrilIndices.ofMatrices("CholeskyOuterProduct.forward", x, false);
    return x.matmul(x.transpose());
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("CholeskyOuterProduct.inverse", "y", y);
    TrilIndices.ofMatrices("CholeskyOuterProduct.inverse", y, false);
    return y.cholesky();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("CholeskyOuterProduct.logDet", "x", x);
    int n = TrilIndices.ofMatrices("CholeskyOuterProduct.logDet", x, false).size();
    Tensor weights = Tensor.range(x.dtype(), n).neg().add(n);
    return x.diagonal().log().mul(weights).sum(-1).add(n * Math.log(2));
  }

  @Override
  public Constraint domain() {
    return Constraint.Structured.LOWER_CHOLESKY;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.POSITIVE_DEFINITE;
  }
}
