/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class DenseTest {
  private final Dense layer = Dense.of("layer", 3, 2).dtype(DType.DOUBLE);

  @Test
  void isWeightTimesInputPlusBias() {
    layer.weight().assign(Nd4j.create(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
    layer.bias().assign(Nd4j.create(new double[] {0.5, -0.5}));
    INDArray y = layer.apply(Tensor.constant(new double[] {1, 0, 0, 1, 1, 1}, 2, 3)).eval();
    assertThat(y.shape()).containsExactly(2, 2);
    assertThat(y.ravel().toDoubleVector()).containsExactly(1.5, 1.5, 9.5, 11.5);
  }

  @Test
  void takesInputsOfAnyRankFromOne() {
    for (long[] shape : new long[][] {{3}, {1, 3}, {4, 3}, {2, 4, 3}, {0, 3}}) {
      long[] expected = shape.clone();
      expected[shape.length - 1] = 2;
      Tensor y = layer.apply(Tensor.ones(DType.DOUBLE, shape));
      assertThat(y.shape().toLongs()).containsExactly(expected);
      assertThat(y.eval().shape()).containsExactly(expected);
    }
    double[] row = layer.apply(Tensor.ones(DType.DOUBLE, 1, 3)).eval().ravel().toDoubleVector();
    assertThat(layer.apply(Tensor.ones(DType.DOUBLE, 3)).eval().toDoubleVector())
        .containsExactly(row, within(1e-15));
  }

  @Test
  void defaultsAreAsDocumented() {
    Dense plain = Dense.of("plain", 3, 2);
    RandomKey key = RandomKey.of(0).fold("plain".hashCode());
    assertThat(plain.weight().value())
        .isEqualTo(Initializer.UNIFORM_FAN_IN.weight(key.fold(0), DType.FLOAT, 3, 2));
    assertThat(plain.bias().value())
        .isEqualTo(Initializer.UNIFORM_FAN_IN.bias(key.fold(1), DType.FLOAT, 3, 2));
    assertThat(plain.parameters()).containsExactly(plain.weight(), plain.bias());
    assertThat(plain.weight()).hasToString("parameter 'plain/weight' [3, 2] FLOAT");
    assertThat(plain.bias()).hasToString("parameter 'plain/bias' [2] FLOAT");
    assertThat(plain).hasToString("Dense 'plain' 3 -> 2 FLOAT");
    assertThat(plain.name()).isEqualTo("plain");
  }

  @Test
  void optionsMakeNewParameters() {
    RandomKey key = RandomKey.of(5);
    Dense other = layer.initializer(Initializer.HE_NORMAL).key(key);
    assertThat(other.weight()).isNotSameAs(layer.weight());
    assertThat(other.weight().value())
        .isEqualTo(Initializer.HE_NORMAL.weight(key.fold(0), DType.DOUBLE, 3, 2));
    assertThat(other.dtype(DType.FLOAT).weight().value())
        .isEqualTo(Initializer.HE_NORMAL.weight(key.fold(0), DType.FLOAT, 3, 2));
  }

  @Test
  void differentNamesGiveDifferentWeights() {
    assertThat(Dense.of("a", 3, 2).weight().value())
        .isNotEqualTo(Dense.of("b", 3, 2).weight().value());
  }

  @Test
  void rejectsSizes() {
    assertThatThrownBy(() -> Dense.of("h", 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dense 'h': sizes must be >= 1, got in 0, out 2");
    assertThatThrownBy(() -> Dense.of("h", 3, -1))
        .hasMessage("Dense 'h': sizes must be >= 1, got in 3, out -1");
    assertThatThrownBy(() -> Dense.of("h", 65_536, 32_768))
        .hasMessage("Dense 'h': in * out must be below 2^31, got in 65536, out 32768");
  }

  @Test
  void rejectsInputsOfAnotherWidthOrDType() {
    assertThatThrownBy(() -> layer.apply(Tensor.ones(DType.DOUBLE, 4, 2)))
        .hasMessage("Dense 'layer': input must have shape [..., 3], got [4, 2]");
    assertThatThrownBy(() -> layer.apply(Tensor.scalar(1)))
        .hasMessage("Dense 'layer': input must have shape [..., 3], got []");
    assertThatThrownBy(() -> layer.apply(Tensor.ones(DType.FLOAT, 4, 3)))
        .hasMessage(
            "Dense 'layer': input must be DOUBLE as the layer, got FLOAT; make the layer with"
                + " dtype(DType.FLOAT), or cast the input");
  }
}
