/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static io.github.reparam4j.bijector.BijectorCase.value;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** Bijectors of vectors. */
final class VectorBijectorsTest extends BijectorContract {
  private static final Shape THREE = Shape.of(3);

  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.of(new SoftmaxCentered(), THREE).coordinates(0, 1, 2),
        BijectorCase.of(new SoftmaxCentered(), Shape.of(1))
            .coordinates(0)
            .named("SoftmaxCentered of 1"),
        BijectorCase.of(new StickBreaking(), Shape.of(4)).coordinates(0, 1, 2, 3),
        BijectorCase.of(new StickBreaking(), Shape.of(1))
            .coordinates(0)
            .named("StickBreaking of 1"),
        BijectorCase.of(new Ordered(), THREE),
        BijectorCase.of(new Ordered(), Shape.of(1)).named("Ordered of 1"),
        BijectorCase.of(Permute.of(2, 0, 1), THREE),
        BijectorCase.of(new Reshape(Shape.of(6), Shape.of(2, 3)), Shape.of(6)),
        BijectorCase.of(new Block(new Tanh(), 2), Shape.of(2, 2)),
        BijectorCase.with(
            "AffineTril",
            p -> AffineTril.of(p[0], p[1]),
            THREE,
            value(THREE, 1, -0.5, 0.2),
            value(Shape.of(3, 3), 1.2, 9, 9, -0.4, 0.6, 9, 0.3, 0.8, 2)),
        BijectorCase.of(
            Bijector.bijectTo(new Constraint.Each(new Constraint.AtLeast(Tensor.scalar(0)), 1)),
            THREE));
  }
}
