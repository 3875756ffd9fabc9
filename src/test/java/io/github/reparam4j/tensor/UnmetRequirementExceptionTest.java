package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class UnmetRequirementExceptionTest {
  @ParameterizedTest
  @EnumSource
  void carriesTheRequirementAndTheValue(DType dtype) {
    Tensor rate = Tensor.vector(1.0, -0.1, -2).cast(dtype);
    Tensor checked =
        rate.require(Annotation.Condition.POSITIVE, "Exponential.of", "rate", "use softplus");
    UnmetRequirementException e =
        catchThrowableOfType(UnmetRequirementException.class, checked::eval);
    assertThat(e.requirement())
        .isEqualTo(
            new Annotation.Require(
                Annotation.Condition.POSITIVE, "Exponential.of", "rate", "use softplus"));
    assertThat(e.value()).isEqualTo("-0.1");
    assertThat(e)
        .hasMessage(
            "Exponential.of: rate must be > 0 everywhere, got -0.1 at [1] of shape [3]; use"
                + " softplus");
  }
}
