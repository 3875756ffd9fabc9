/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static io.github.reparam4j.bijector.BijectorCase.value;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Shape;
import java.util.stream.Stream;

/** Bijectors of scalars on all reals. */
final class ScalarBijectorsTest extends BijectorContract {
  private static final Shape SCALAR = Shape.scalar();

  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.of(new Identity()),
        BijectorCase.of(new Exp()),
        BijectorCase.of(new Sigmoid()),
        BijectorCase.of(new Tanh()),
        BijectorCase.of(new Softplus()),
        BijectorCase.with("Shift", p -> new Shift(p[0]), SCALAR, value(SCALAR, 1.3)),
        BijectorCase.with("Scale", p -> new Scale(p[0]), SCALAR, value(SCALAR, -0.7)),
        BijectorCase.with(
            "Affine", p -> new Affine(p[0], p[1]), SCALAR, value(SCALAR, 1.3), value(SCALAR, -0.7)),
        BijectorCase.with(
            "AtLeast",
            p -> Bijector.bijectTo(new Constraint.AtLeast(p[0])),
            SCALAR,
            value(SCALAR, -1.3)),
        BijectorCase.with(
            "Interval",
            p -> Bijector.bijectTo(new Constraint.Interval(p[0], p[1])),
            SCALAR,
            value(SCALAR, -1.3),
            value(SCALAR, 2.5)),
        BijectorCase.with(
            "Chain",
            p -> new Tanh().then(new Scale(p[0])).then(new Exp()).then(new Shift(p[1])),
            SCALAR,
            value(SCALAR, 2),
            value(SCALAR, 0.3)));
  }
}
