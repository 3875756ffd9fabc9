/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static io.github.reparam4j.bijector.BijectorCase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Chain}: events of several ranks, and intermediate values that underflow or overflow. */
final class ChainTest extends BijectorContract {
  @Override
  Stream<BijectorCase> cases() {
    return Stream.of(
        BijectorCase.with(
            "scalars",
            p -> new Exp().then(new Power(-0.5)).then(new Log()).then(new Scale(p[0])),
            Shape.scalar(),
            value(Shape.scalar(), 2)),
        BijectorCase.with(
            "scalars and vectors",
            p -> new Exp().then(Permute.of(1, 2, 0)).then(new Scale(p[0])).then(new Log()),
            Shape.of(3),
            value(Shape.of(3), 1, 2, 3)),
        BijectorCase.with(
            "vectors and matrices",
            p ->
                new Shift(p[0])
                    .then(new Reshape(Shape.of(4), Shape.of(2, 2)))
                    .then(new Tanh())
                    .then(new Reshape(Shape.of(2, 2), Shape.of(4)))
                    .then(Permute.reversed(4)),
            Shape.of(4),
            value(Shape.of(4), 0.2, 0, -0.2, 0.1)));
  }

  /**
   * For larger values an intermediate result rounds to 0 or infinity, and the next bijector may
   * turn it into NaN.
   */
  @Override
  double[] extremes() {
    return new double[] {-40, -1e-30, 0, 1e-30, 40};
  }

  @Test
  void flattensChains() {
    Chain chain = Chain.of(new Exp(), Chain.of(new Log(), new Tanh()));
    assertThat(chain.parts()).containsExactly(new Exp(), new Log(), new Tanh());
  }

  @Test
  void directionIsTheProduct() {
    Bijector down = new Exp().then(new Scale(Tensor.vector(-2.0, 3)));
    assertThat(values(down.direction().orElseThrow())).containsExactly(-1, 1);
    assertThat(down.then(Permute.of(1, 0)).direction()).isEmpty();
  }

  @Test
  void rejectsNoBijectors() {
    assertThatThrownBy(Chain::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Chain.of: there must be at least one bijector, got none");
  }
}
