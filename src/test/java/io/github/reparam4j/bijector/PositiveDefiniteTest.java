/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Shape;
import java.util.stream.Stream;

/** The bijector onto positive definite matrices. */
final class PositiveDefiniteTest extends BijectorContract {
  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.of(Bijector.bijectTo(Constraint.Structured.POSITIVE_DEFINITE), Shape.of(6))
            .coordinates(0, 3, 4, 6, 7, 8));
  }

  /** The product of triangular matrices overflows for elements above 1e19 in FLOAT. */
  @Override
  double[] extremes() {
    return new double[] {-20, -1e-30, 0, 1e-30, 20};
  }
}
