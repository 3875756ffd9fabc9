/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.SymmetricMatrices;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The parameters of {@link Wishart} and {@link InverseWishart} distributions of n x n matrices.
 *
 * @param df degrees of freedom, checked to be greater than n - 1, of the batch shape
 * @param scale the checked Cholesky factor of the scale matrix
 */
record WishartParameters(Tensor df, TriangularScale scale) {
  /**
   * Checked parameters.
   *
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  static WishartParameters of(String where, Tensor df, Tensor scaleTril) {
    Parameters.requireOneType(where, df, scaleTril);
    TriangularScale scale = TriangularScale.of(where, "scaleTril", scaleTril);
    return new WishartParameters(degrees(where, df, scale), scale);
  }

  private static Tensor degrees(String where, Tensor df, TriangularScale scale) {
    Shape batch = df.shape().broadcast(where, EventShapes.batch(scale.triangle(), 2));
    int less = scale.noiseLength() - 1;
    Tensor finite = Parameters.finite(where, "df", df);
    if (less == 0) {
      return Parameters.positive(where, "df", finite).broadcastTo(batch);
    }
    Tensor excess = Parameters.difference(where, finite, Tensor.fill(df.dtype(), less));
    return Parameters.require(where, "df - (n - 1)", excess, Condition.POSITIVE, null)
        .add(less)
        .broadcastTo(batch);
  }

  /** Number of rows and columns. */
  int n() {
    return scale.noiseLength();
  }

  Shape batchShape() {
    return df.shape();
  }

  Shape eventShape() {
    return Shape.of(n(), n());
  }

  WishartParameters expand(String where, long... batchShape) {
    Shape larger = EventShapes.larger(where, batchShape(), batchShape);
    return new WishartParameters(df.broadcastTo(larger), scale);
  }

  /** L L'. */
  Tensor scaleMatrix() {
    return SymmetricMatrices.symmetricProduct(scale.triangle());
  }
}
