/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of {@link Tensor} and of its operations' definitions. */
class TensorTest {
  @Test
  void exampleOfTheClass() {
    Tensor x = Tensor.vector(1.0, 2.0, 3.0);
    Tensor y = x.square().sum();
    double value = y.evalScalar();

    assertThat(y.shape()).isEqualTo(Shape.scalar());
    assertThat(y.dtype()).isEqualTo(DType.DOUBLE);
    assertThat(value).isEqualTo(14.0);
  }

  @Test
  void aDefinitionNeedsOnePathForEachInput() {
    Loops sum = Arithmetic.ADD.loops();
    assertThatThrownBy(() -> new ElementwiseDefinition((i, y, g) -> g, sum, List.of(Op.Path.PASS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ElementwiseDefinition: there must be one path for each of 2 inputs, got ["
                + Op.Path.PASS
                + "]");
  }
}
