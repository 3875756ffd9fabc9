/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/** Shapes and matrices for tests of linear algebra. */
final class LinearAlgebraShapes {
  /**
   * Vectors, matrices, batches that broadcast, inner and outer dimensions of 0 and 1, large ones.
   */
  static final long[][][] PRODUCTS = {
    {{3}, {3}},
    {{3}, {3, 4}},
    {{2, 3}, {3}},
    {{3}, {2, 3, 4}},
    {{2, 2, 3}, {3}},
    {{2, 3}, {3, 4}},
    {{1, 3}, {3, 1}},
    {{3, 1}, {1, 3}},
    {{1, 1}, {1, 1}},
    {{2, 2, 3}, {3, 4}},
    {{2, 3}, {4, 3, 2}},
    {{2, 2, 3}, {2, 3, 2}},
    {{2, 1, 2, 3}, {4, 3, 2}},
    {{1, 2, 3}, {5, 3, 2}},
    {{5, 2, 3}, {1, 3, 2}},
    {{2, 0}, {0, 3}},
    {{0, 3}, {3, 2}},
    {{2, 3}, {3, 0}},
    {{0, 2, 3}, {3, 2}},
    {{0, 2, 3}, {0, 3, 2}},
    {{40, 30}, {30, 50}},
    {{17, 2, 3}, {17, 3, 2}}
  };

  static final long[][][] SOLUTIONS = {
    {{1, 1}, {1, 1}}, {{3, 3}, {3, 2}}, {{3, 3}, {3, 1}}, {{2, 3, 3}, {2, 3, 2}},
    {{3, 3}, {4, 3, 2}}, {{2, 3, 3}, {3, 2}}, {{2, 1, 3, 3}, {4, 3, 2}}, {{0, 0}, {0, 2}},
    {{3, 3}, {3, 0}}
  };

  private LinearAlgebraShapes() {}

  /** A A' + n I. */
  static Tensor positiveDefinite(Tensor a) {
    return a.matmul(a.transpose()).add(Tensor.eye(a.dtype(), a.shape().dim(-1)).mul(2));
  }

  /**
   * A with 3 added to its diagonal. Its upper triangle is not 0, so that reading it causes errors.
   */
  static Tensor wellConditioned(Tensor a) {
    return a.add(Tensor.eye(a.dtype(), a.shape().dim(-1)).mul(3));
  }
}
