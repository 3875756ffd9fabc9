/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The exception of a requirement that is not met. */
class RequirementExceptionTest {
  private static Tensor scale(Tensor value) {
    return value.require(Marker.Condition.POSITIVE, "Normal.of", "scale", "use exp");
  }

  @Test
  void tellsWhereAndWhat() {
    Tensor scale = scale(Tensor.constant(Nd4j.createFromArray(1.0, -0.5, -2.0)));
    RequirementException e =
        catchThrowableOfType(RequirementException.class, () -> scale.exp().eval());
    assertThat(e)
        .hasMessage(
            "Normal.of: scale must be > 0 everywhere, got -0.5 at [1] of shape [3]; use exp");
    assertThat(e.where()).isEqualTo("Normal.of");
    assertThat(e.value()).isEqualTo("-0.5");
  }

  /** As a float is written, not as the double that is equal to it. */
  @Test
  void floatsAreToldAsFloats() {
    Tensor scale = scale(Tensor.constant(Nd4j.createFromArray(-0.1f)));
    assertThatThrownBy(() -> scale.exp().eval())
        .isInstanceOfSatisfying(
            RequirementException.class, e -> assertThat(e.value()).isEqualTo("-0.1"));
  }
}
