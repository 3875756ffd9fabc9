/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  // ---- values of several expressions, Java numbers

  /** Evaluated apart, y's own noise is that of x: their leaves have the same number. */
  @Test
  void expressionsEvaluatedTogetherShareTheirNoiseAndNoMore() {
    Tensor x = Noise.standardNormal(DType.DOUBLE, 100);
    Tensor own = Noise.standardNormal(DType.DOUBLE, 100);
    Tensor y = x.mul(2).add(own);
    RandomKey key = RandomKey.of(5);
    List<INDArray> all = Tensor.evalAll(key, List.of(x, y, own));
    assertThat(all.get(0).mul(2).add(all.get(2))).isEqualTo(all.get(1));
    assertThat(all.get(2)).isNotEqualTo(all.get(0));
    assertThat(own.eval(key)).isEqualTo(x.eval(key)).isEqualTo(all.get(0));
    assertThatThrownBy(() -> Tensor.evalAll(null, List.of(x)))
        .hasMessage("Tensor.evalAll: key must be given, got null");
  }

  @Test
  void scalarsHaveTheTypeOfTheNumber() {
    assertThat(Tensor.scalar(0.1f).dtype()).isEqualTo(DType.FLOAT);
    assertThat(Tensor.scalar(0.1).dtype()).isEqualTo(DType.DOUBLE);
    assertThat(Tensor.scalar(7).dtype()).isEqualTo(DType.DOUBLE);
    assertThat(Tensor.scalar((1L << 53) - 1).evalScalar()).isEqualTo(9007199254740991.0);
  }

  @Test
  void matrixOfRows() {
    Tensor matrix = Tensor.constant(new double[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(matrix.eval().getDouble(1, 0)).isEqualTo(4);
    assertThatThrownBy(() -> Tensor.constant(new double[][] {{1, 2}, {3}}))
        .hasMessage("Tensor.constant: rows must have one length, 2, got 1 in row 1");
    assertThatThrownBy(() -> Tensor.constant(new double[0][]))
        .hasMessage("Tensor.constant: there must be at least one row, got none");
  }
}
