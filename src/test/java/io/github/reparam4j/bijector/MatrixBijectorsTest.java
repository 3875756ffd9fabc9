package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.Shape;
import java.util.stream.Stream;

/** Bijectors onto triangular matrices. */
final class MatrixBijectorsTest extends BijectorContract {
  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.of(new CholeskyFactor(), Shape.of(6)).places(0, 3, 4, 6, 7, 8),
        BijectorCase.of(new CholeskyFactor(new Softplus()), Shape.of(3)).places(0, 2, 3),
        BijectorCase.of(new CholeskyFactor(), Shape.of(1)).places(0).named("CholeskyFactor of 1"),
        BijectorCase.of(new CorrelationCholesky(), Shape.of(6)).places(4, 8, 9, 12, 13, 14),
        BijectorCase.of(new CorrelationCholesky(), Shape.of(1))
            .places(2)
            .named("CorrelationCholesky of 1"));
  }
}
