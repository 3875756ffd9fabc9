/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

final class InitializerTest {
  private static final int IN = 150;
  private static final int OUT = 400;
  private static final RandomKey KEY = RandomKey.of(11);

  /**
   * Bounds at 5.8 standard deviations of the estimates, exceeded with probability 7e-9 each (normal
   * approximation, n = 60,000). They would detect a mean off by 2.4% of the standard deviation, and
   * a variance off by 3.4% (normal) or 2.2% (uniform): a factor 3 or another fan is 100% and more.
   */
  @ParameterizedTest
  @CsvSource({
    "UNIFORM_FAN_IN, 2.2222222222222223e-3, 1.8",
    "XAVIER_UNIFORM, 3.6363636363636364e-3, 1.8",
    "XAVIER_NORMAL, 3.6363636363636364e-3, 3",
    "HE_UNIFORM, 1.3333333333333334e-2, 1.8",
    "HE_NORMAL, 1.3333333333333334e-2, 3"
  })
  void weightsHaveTheStatedMoments(Initializer initializer, double variance, double kurtosis) {
    double[] w = initializer.weight(KEY, DType.DOUBLE, IN, OUT).ravel().toDoubleVector();
    double sum = 0;
    double squares = 0;
    for (double x : w) {
      sum += x;
      squares += x * x;
    }
    int n = w.length;
    assertThat(sum / n).isCloseTo(0, within(5.8 * Math.sqrt(variance / n)));
    assertThat(squares / n)
        .isCloseTo(variance, within(5.8 * variance * Math.sqrt((kurtosis - 1) / n)));
  }

  /**
   * The greatest of 60,000 is within 1e-3 of the bound but with probability (1 - 5e-4)^60000 =
   * 9e-14, and never beyond it. Normal weights would exceed it.
   */
  @ParameterizedTest
  @CsvSource({
    "UNIFORM_FAN_IN, 0.08164965809277261",
    "XAVIER_UNIFORM, 0.10444659357341871",
    "HE_UNIFORM, 0.2"
  })
  void uniformWeightsFillTheirInterval(Initializer initializer, double bound) {
    INDArray w = initializer.weight(KEY, DType.DOUBLE, IN, OUT);
    assertThat(w.maxNumber().doubleValue()).isBetween(0.999 * bound, bound * (1 + 1e-15));
    assertThat(w.minNumber().doubleValue()).isBetween(-bound * (1 + 1e-15), -0.999 * bound);
  }

  @Test
  void biasesAreUniformByFanInOrZero() {
    INDArray b = Initializer.UNIFORM_FAN_IN.bias(KEY, DType.DOUBLE, 4, 2_000);
    assertThat(b.shape()).containsExactly(2_000);
    // (1 - 0.01)^2000 = 2e-9 for each end
    assertThat(b.maxNumber().doubleValue()).isBetween(0.49, 0.5);
    assertThat(b.minNumber().doubleValue()).isBetween(-0.5, -0.49);
    for (Initializer i : Initializer.values()) {
      if (i != Initializer.UNIFORM_FAN_IN) {
        assertThat(i.bias(KEY, DType.FLOAT, 4, 3).toFloatVector()).containsExactly(0, 0, 0);
      }
    }
  }

  @Test
  void zerosAreZero() {
    assertThat(Initializer.ZEROS.weight(KEY, DType.DOUBLE, 2, 2).ravel().toDoubleVector())
        .containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource(names = "ZEROS", mode = EnumSource.Mode.EXCLUDE)
  void floatsAreTheDoublesRoundedAndKeysDecide(Initializer initializer) {
    INDArray floats = initializer.weight(KEY, DType.FLOAT, 5, 7);
    INDArray doubles = initializer.weight(KEY, DType.DOUBLE, 5, 7);
    assertThat(floats.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(floats.shape()).containsExactly(5, 7);
    assertThat(floats).isEqualTo(doubles.castTo(DataType.FLOAT));
    assertThat(initializer.weight(KEY, DType.DOUBLE, 5, 7)).isEqualTo(doubles);
    assertThat(initializer.weight(KEY.fold(1), DType.DOUBLE, 5, 7)).isNotEqualTo(doubles);
  }

  @Test
  void rejectsSizes() {
    assertThatThrownBy(() -> Initializer.HE_NORMAL.weight(KEY, DType.FLOAT, 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "HE_NORMAL.weight: sizes must be >= 1 and their product below 2^31, got [0, 3]");
    assertThatThrownBy(() -> Initializer.ZEROS.bias(KEY, DType.FLOAT, 65_536, 65_536))
        .hasMessage(
            "ZEROS.bias: sizes must be >= 1 and their product below 2^31, got [65536, 65536]");
  }
}
