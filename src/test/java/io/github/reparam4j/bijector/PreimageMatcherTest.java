/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link PreimageMatcher}. */
final class PreimageMatcherTest {
  private static final Tensor THREE = Tensor.vector(1.0, 2, 3);

  private static final List<Bijector> VECTORS =
      List.of(
          new Identity(),
          new Exp(),
          new Sigmoid(),
          new Tanh(),
          new Softplus(),
          new Affine(THREE, Tensor.vector(2.0, -1, 1)),
          new Exp().then(new Power(2)).then(new Shift(THREE)).then(new Log()),
          new SoftmaxCentered(),
          new StickBreaking(),
          new Ordered(),
          Permute.of(2, 0, 1),
          new CholeskyFactor(),
          new CholeskyFactor(new Softplus()).then(new CholeskyOuterProduct()),
          new CorrelationCholesky(),
          AffineTril.of(THREE, Tensor.eye(DType.DOUBLE, 3)),
          new Reshape(Shape.of(3), Shape.of(1, 3)),
          new Block(new Tanh(), 1));

  private static Optional<Tensor> find(Bijector b, Tensor y) {
    return PreimageMatcher.of(b, y, Shape.of(4, 3));
  }

  @Test
  void findsTheArgumentOfEveryBijector() {
    for (Bijector b : VECTORS) {
      Tensor x = Input.of("x", DType.DOUBLE, 4, 3).mul(2);
      Tensor y = b.forward(x);
      assertThat(find(b, y)).as("%s", b).containsSame(x);
      Tensor stopped = find(b, y.stopGradient()).orElseThrow();
      assertThat(stopped.op())
          .isInstanceOfAny(Marker.StopGradient.class, Marker.CustomGradient.class);
      assertThat(stopped.inputs().get(0)).isSameAs(x);
    }
  }

  @Test
  void findsNoOtherExpression() {
    Input x = Input.of("x", DType.DOUBLE, 4, 3);
    for (Bijector b : VECTORS) {
      if (!(b instanceof Identity)) {
        Tensor y = Input.of("y", DType.DOUBLE, b.forward(x).shape().toLongs());
        assertThat(find(b, y)).as("%s of an input", b).isEmpty();
        assertThat(find(b, b.forward(x).mul(2))).as("%s times 2", b).isEmpty();
      }
    }
    assertThat(find(new Scale(Tensor.scalar(2)), x.mul(3))).isEmpty();
    assertThat(find(Permute.of(2, 0, 1), Permute.of(1, 2, 0).forward(x))).isEmpty();
    Tensor other = Input.of("scale", DType.DOUBLE);
    assertThat(find(new Scale(Input.of("scale", DType.DOUBLE)), x.mul(other))).isEmpty();
  }

  /**
   * The domain of x^2 is the positive reals; on all reals the formula also maps -x to the same y.
   */
  @Test
  void matchesOnlyBijectorsOfAllReals() {
    Tensor x = Input.of("x", DType.DOUBLE, 4, 3);
    assertThat(find(new Power(2), x.pow(2))).isEmpty();
  }

  /** All occurrences of the argument must be the same expression. */
  @Test
  void occurrencesOfTheArgumentMustAgree() {
    Tensor x = Input.of("x", DType.DOUBLE, 4, 3);
    Tensor y = Input.of("y", DType.DOUBLE, 4, 3);
    Bijector inverse = new Softplus().inverted();
    assertThat(find(new Exp().then(inverse), inverse.forward(x.exp()))).containsSame(x);
    Tensor mixed = x.exp().add(y.exp().neg().log1mexp());
    assertThat(find(new Exp().then(inverse), mixed)).isEmpty();
  }
}
