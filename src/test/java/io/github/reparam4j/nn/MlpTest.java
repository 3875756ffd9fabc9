/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.ComparedDerivative;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientReport;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

final class MlpTest {
  private final Mlp net = Mlp.of("net", 3, 5, 4, 2);

  @Test
  void namesAndShapesOfParameters() {
    assertThat(net.parameters().stream().map(Variable::toString))
        .containsExactly(
            "parameter 'net/0/weight' [3, 5] FLOAT",
            "parameter 'net/0/bias' [5] FLOAT",
            "parameter 'net/1/weight' [5, 4] FLOAT",
            "parameter 'net/1/bias' [4] FLOAT",
            "parameter 'net/2/weight' [4, 2] FLOAT",
            "parameter 'net/2/bias' [2] FLOAT");
    assertThat(net.layers()).hasSize(3);
    assertThat(net.name()).isEqualTo("net");
    assertThat(net).hasToString("Mlp 'net' [3, 5, 4, 2] RELU FLOAT");
  }

  @Test
  void isLayersWithActivationBetween() {
    Mlp tanh = net.activation(ActivationFunction.TANH).dtype(DType.DOUBLE);
    double[] x = {0.5, -1, 2};
    double[] h = x;
    for (Dense layer : tanh.layers()) {
      INDArray w = layer.weight().array();
      double[] y = layer.bias().array().toDoubleVector();
      for (int j = 0; j < y.length; j++) {
        for (int i = 0; i < h.length; i++) {
          y[j] += (layer == tanh.layers().get(0) ? h[i] : Math.tanh(h[i])) * w.getDouble(i, j);
        }
      }
      h = y;
    }
    assertThat(tanh.apply(Tensor.vector(x)).eval().toDoubleVector())
        .containsExactly(h, within(1e-14));
  }

  @Test
  void shapesFollowTheInput() {
    assertThat(net.apply(Tensor.ones(DType.FLOAT, 7, 3)).shape().toLongs()).containsExactly(7, 2);
    assertThat(net.apply(Tensor.ones(DType.FLOAT, 6, 7, 3)).shape().toLongs())
        .containsExactly(6, 7, 2);
    assertThat(Mlp.of("linear", 3, 1).apply(Tensor.ones(DType.FLOAT, 7, 3)).shape().toLongs())
        .containsExactly(7, 1);
  }

  @Test
  void sameKeySameBits() {
    Mlp again = Mlp.of("net", 3, 5, 4, 2);
    for (int i = 0; i < 6; i++) {
      assertThat(again.parameters().get(i)).isNotSameAs(net.parameters().get(i));
      assertThat(again.parameters().get(i).value()).isEqualTo(net.parameters().get(i).value());
    }
    RandomKey key = RandomKey.of(0).fold("net".hashCode());
    assertThat(net.parameters().get(2).value())
        .isEqualTo(Initializer.UNIFORM_FAN_IN.weight(key.fold(1).fold(0), DType.FLOAT, 5, 4));
    assertThat(Mlp.of("other", 3, 5, 4, 2).key(key).parameters().get(2).value())
        .isEqualTo(net.parameters().get(2).value());
  }

  @Test
  void differentLayersNamesAndKeysGiveDifferentWeights() {
    Mlp square = Mlp.of("square", 4, 4, 4);
    INDArray first = square.parameters().get(0).value();
    assertThat(square.parameters().get(2).value()).isNotEqualTo(first);
    assertThat(Mlp.of("other", 4, 4, 4).parameters().get(0).value()).isNotEqualTo(first);
    assertThat(square.key(RandomKey.of(1)).parameters().get(0).value()).isNotEqualTo(first);
  }

  @Test
  void activationKeepsParametersAndOtherOptionsMakeNewOnes() {
    Mlp other = net.activation(ActivationFunction.ELU);
    assertThat(other.parameters()).isEqualTo(net.parameters());
    assertThat(other.layers()).isSameAs(net.layers());
    assertThat(net).hasToString("Mlp 'net' [3, 5, 4, 2] RELU FLOAT");
    assertThat(other).hasToString("Mlp 'net' [3, 5, 4, 2] ELU FLOAT");
    Mlp zeros = other.initializer(Initializer.ZEROS);
    assertThat(zeros).hasToString("Mlp 'net' [3, 5, 4, 2] ELU FLOAT");
    assertThat(zeros.parameters()).doesNotContainAnyElementsOf(net.parameters());
    assertThat(zeros.apply(Tensor.ones(DType.FLOAT, 3)).eval().toFloatVector())
        .containsExactly(0, 0);
    assertThat(other.dtype(DType.DOUBLE).key(RandomKey.of(3)))
        .hasToString("Mlp 'net' [3, 5, 4, 2] ELU DOUBLE");
  }

  @Test
  void isUnchangedWhenTheArrayOfSizesIs() {
    int[] sizes = {3, 5, 2};
    Mlp own = Mlp.of("own", sizes);
    sizes[1] = 0;
    assertThat(own.dtype(DType.DOUBLE)).hasToString("Mlp 'own' [3, 5, 2] RELU DOUBLE");
  }

  @ParameterizedTest
  @EnumSource
  void gradientMatchesCentralDifference(ActivationFunction function) {
    Mlp small = Mlp.of("small", 2, 4, 3, 2).dtype(DType.DOUBLE).activation(function);
    Tensor x = Tensor.constant(new double[] {0.3, -0.7, 1.1, 0.4, -0.2, 0.9}, 3, 2);
    Tensor target = Tensor.constant(new double[] {1, -1, 0.5, 0.25, 0, 2}, 3, 2);
    Tensor loss = small.apply(x).sub(target).square().mean();
    GradientReport report = GradientCheck.of(loss).run();
    assertThat(report.compared()).hasSize(2 * 4 + 4 + 4 * 3 + 3 + 3 * 2 + 2);
    for (ComparedDerivative c : report.compared()) {
      assertThat(c.analytic()).as("%s", c).isCloseTo(c.numeric(), within(1e-9));
    }
  }

  @Test
  void rejectsSizes() {
    assertThatThrownBy(() -> Mlp.of("net", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Mlp 'net': there must be a size for the input and one for the output, got [3]");
    assertThatThrownBy(() -> Mlp.of("net", 3, 5, 0, 2))
        .hasMessage("Mlp 'net': sizes must be >= 1, got 0 at [2] of [3, 5, 0, 2]");
  }

  @Test
  void rejectsInputOfAnotherWidthByTheLayersName() {
    assertThatThrownBy(() -> net.apply(Tensor.ones(DType.FLOAT, 7, 4)))
        .hasMessage("Dense 'net/0': input must have shape [..., 3], got [7, 4]");
  }
}
