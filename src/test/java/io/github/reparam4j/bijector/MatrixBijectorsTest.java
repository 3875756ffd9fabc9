/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.Shape;
import java.util.stream.Stream;

/** Bijectors onto triangular matrices. */
final class MatrixBijectorsTest extends BijectorContract {
  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.of(new CholeskyFactor(), Shape.of(6)).coordinates(0, 3, 4, 6, 7, 8),
        BijectorCase.of(new CholeskyFactor(new Softplus()), Shape.of(3)).coordinates(0, 2, 3),
        BijectorCase.of(new CholeskyFactor(), Shape.of(1))
            .coordinates(0)
            .named("CholeskyFactor of 1"),
        BijectorCase.of(new CorrelationCholesky(), Shape.of(6)).coordinates(4, 8, 9, 12, 13, 14),
        BijectorCase.of(new CorrelationCholesky(), Shape.of(1))
            .coordinates(2)
            .named("CorrelationCholesky of 1"));
  }
}
