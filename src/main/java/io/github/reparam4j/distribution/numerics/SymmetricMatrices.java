/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Functions of symmetric positive definite matrices. */
public final class SymmetricMatrices {
  private SymmetricMatrices() {}

  /** C C', exactly symmetric. */
  public static Tensor symmetricProduct(Tensor c) {
    Tensor product = c.matmul(c.transpose());
    Tensor index = Tensor.range(c.dtype(), c.shape().dim(-1));
    return Tensor.where(index.expandDims(1).ge(index), product, product.transpose());
  }

  /** The Cholesky factor; NaN where the matrix is not positive definite or not finite. */
  public static Tensor factorOrNan(Tensor value) {
    Tensor x = value.stopGradient();
    Tensor isFinite = EventShapes.asMatrix(x.abs().max(-1, -2).lt(Double.POSITIVE_INFINITY));
    return Tensor.where(isFinite, value, Tensor.zeros(value.dtype())).choleskyOrNan();
  }

  /** The Cholesky factor; the identity where the matrix is not positive definite. */
  public static Tensor factor(Tensor value) {
    Tensor factor = factorOrNan(value);
    Tensor f = factor.stopGradient();
    return Tensor.where(f.eq(f), factor, Tensor.eye(value.dtype(), value.shape().dim(-1)));
  }

  /** a V[i,j]^2 + b V[i,i] V[j,j], with one a and one b for each matrix. */
  public static Tensor squaresAndProducts(Tensor v, Tensor a, Tensor b) {
    Tensor diagonal = v.diagonal();
    Tensor products = diagonal.expandDims(-1).mul(diagonal.expandDims(-2));
    return EventShapes.asMatrix(a).mul(v.square()).add(EventShapes.asMatrix(b).mul(products));
  }
}
