/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static io.github.reparam4j.nn.ActivationFunction.TANH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Containers, normalisation, dropout and tables, against loops over Java arrays. */
final class LayersTest {
  private static final INDArray X = Noise.standardNormal(DType.DOUBLE, 4, 3).eval(RandomKey.of(1));

  private static Dense dense(String name, int in, int out) {
    return Dense.of(name, in, out).dtype(DType.DOUBLE);
  }

  private static double[] values(Tensor x) {
    return x.eval().ravel().toDoubleVector();
  }

  // ---- containers

  @Test
  void containersComposeAndPassInferenceOn() {
    Dense a = dense("a", 3, 5);
    Dense b = dense("b", 5, 3);
    Tensor x = Tensor.constant(X);
    Tensor inner = b.apply(a.apply(x).tanh());
    Layer block = Sequential.of(a, TANH, Dropout.of(0.5), b);
    Layer net = Residual.of(block).then(SkipConnection.of(block));
    Tensor once = x.add(inner);
    Tensor twice = b.apply(a.apply(once).tanh());
    assertThat(net.inference().apply(x).eval()).isEqualTo(Tensor.concat(-1, once, twice).eval());
    assertThat(net.inference().parameters()).isEqualTo(net.parameters()).hasSize(4);
    assertThat(net.apply(x).eval(RandomKey.of(1))).isNotEqualTo(net.inference().apply(x).eval());
    assertThat(net)
        .hasToString(
            "Residual(Dense 'a' 3 -> 5 DOUBLE, TANH, Dropout(0.5), Dense 'b' 5 -> 3 DOUBLE),"
                + " SkipConnection(Dense 'a' 3 -> 5 DOUBLE, TANH, Dropout(0.5), Dense 'b' 5 -> 3"
                + " DOUBLE)");
    assertThat(block.name()).isEqualTo("a, TANH, Dropout, b");
    Mlp mlp = Mlp.of("mlp", 3, 5, 3).activation(TANH.then(Dropout.of(0.5)));
    assertThat(mlp.inference().parameters()).isEqualTo(mlp.parameters());
    assertThat(mlp.inference().apply(x.cast(DType.FLOAT)).eval())
        .isEqualTo(mlp.activation(TANH).apply(x.cast(DType.FLOAT)).eval());
  }

  @Test
  void residualsTakeAShortcutOfTheSameShape() {
    Layer wide = Residual.of(dense("a", 3, 5), dense("s", 3, 5));
    assertThat(wide.parameters()).hasSize(4);
    assertThat(wide)
        .hasToString("Residual(Dense 'a' 3 -> 5 DOUBLE, shortcut Dense 's' 3 -> 5 DOUBLE)");
    GradientCheck.of(wide::apply, X).assertPasses();
    assertThatThrownBy(() -> Residual.of(dense("a", 3, 5)).apply(Tensor.constant(X)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Residual: inner layer and shortcut must give one shape, got [4, 5] and [4, 3] from a;"
                + " pass a Dense layer as the shortcut");
    assertThatThrownBy(Sequential::of)
        .hasMessage("Sequential.of: there must be at least one layer, got none");
  }

  // ---- dropout

  /**
   * The number of zeros of 40,000 at p = 0.3 is within 6 standard deviations (92) of 12,000 with
   * probability 1 - 2e-9; a rate off by 0.014 would be seen.
   */
  @Test
  void dropoutZeroesAtItsRateAndKeepsTheMean() {
    double[] y = values(Tensor.constant(drop(0.3, 40_000)));
    long zeros = Arrays.stream(y).filter(v -> v == 0).count();
    assertThat((double) zeros).isCloseTo(12_000, within(6 * Math.sqrt(40_000 * 0.3 * 0.7)));
    assertThat(Arrays.stream(y).filter(v -> v != 0)).allMatch(v -> Math.abs(v - 2 / 0.7) < 1e-14);
    assertThat(drop(0, 100)).isEqualTo(Tensor.fill(DType.DOUBLE, 2, 100).eval());
    assertThat(Dropout.of(0.3).inference().apply(Tensor.scalar(2)).evalScalar()).isEqualTo(2);
  }

  private static INDArray drop(double rate, int n) {
    return Dropout.of(rate).apply(Tensor.fill(DType.DOUBLE, 2, n)).eval(RandomKey.of(5));
  }

  @Test
  void dropoutHasTheGradientOfItsSample() {
    GradientCheck.of(Dropout.of(0.5)::apply, X).assertPasses();
    assertThatThrownBy(() -> Dropout.of(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dropout.of: rate must be in [0, 1), got 1.0");
  }

  // ---- normalisation

  @Test
  void layerNormalisationIsThatOfEachRow() {
    LayerNorm norm = LayerNorm.of("norm", 3).dtype(DType.DOUBLE);
    double[] gain = {0.5, -2, 1.5};
    double[] shift = {1, 0, -1};
    norm.parameters().get(0).assign(Tensor.vector(gain).eval());
    norm.parameters().get(1).assign(Tensor.vector(shift).eval());
    double[] expected = new double[12];
    for (int row = 0; row < 4; row++) {
      double mean = 0;
      double variance = 0;
      for (int i = 0; i < 3; i++) {
        mean += X.getDouble(row, i) / 3;
      }
      for (int i = 0; i < 3; i++) {
        variance += Math.pow(X.getDouble(row, i) - mean, 2) / 3;
      }
      for (int i = 0; i < 3; i++) {
        double unit = (X.getDouble(row, i) - mean) / Math.sqrt(variance + 1e-5);
        expected[row * 3 + i] = gain[i] * unit + shift[i];
      }
    }
    assertThat(values(norm.apply(Tensor.constant(X)))).containsExactly(expected, within(1e-14));
    GradientCheck.of(norm::apply, X).secondOrder().assertPasses();
    GradientCheck.of(norm.apply(Tensor.constant(X))).secondOrder().assertPasses();
    assertThat(norm.inference()).isSameAs(norm);
    assertThatThrownBy(() -> norm.apply(Tensor.ones(DType.DOUBLE, 4, 2)))
        .hasMessage("LayerNorm 'norm': input must have shape [..., 3], got [4, 2]");
    assertThatThrownBy(() -> LayerNorm.of("norm", 0))
        .hasMessage("LayerNorm 'norm': features must be >= 1, got 0");
  }

  @Test
  void batchNormalisationIsThatOfEachFeature() {
    BatchNorm norm = BatchNorm.of("norm", 3).dtype(DType.DOUBLE);
    norm.parameters().get(0).assign(Tensor.vector(0.5, -2, 1.5).eval());
    norm.parameters().get(1).assign(Tensor.vector(1.0, 0, -1).eval());
    double[] gain = {0.5, -2, 1.5};
    double[] expected = new double[12];
    for (int i = 0; i < 3; i++) {
      double mean = mean(i);
      double deviation = Math.sqrt(variance(i) + 1e-5);
      for (int row = 0; row < 4; row++) {
        expected[row * 3 + i] = gain[i] * (X.getDouble(row, i) - mean) / deviation + 1 - i;
      }
    }
    Tensor x = Tensor.constant(X);
    assertThat(values(norm.apply(x))).containsExactly(expected, within(1e-14));
    assertThat(values(norm.apply(x.reshape(2, 2, 3)))).containsExactly(expected, within(1e-14));
    GradientCheck.of(norm::apply, X).secondOrder().assertPasses();
    GradientCheck.of(norm.apply(x)).secondOrder().assertPasses();
    GradientCheck.of(norm.inference()::apply, X).secondOrder().assertPasses();
    assertThat(norm.inference().parameters()).isEqualTo(norm.parameters());
    assertThatThrownBy(() -> norm.apply(Tensor.ones(DType.DOUBLE, 1, 3)))
        .hasMessage(
            "BatchNorm 'norm': a batch must have 2 rows or more in training, got [1, 3];"
                + " inference() takes single rows; Batches.dropRemainder() avoids short batches");
    assertThatThrownBy(() -> norm.rate(0))
        .hasMessage("BatchNorm 'norm': rate must be in (0, 1], got 0.0");
  }

  private static double mean(int feature) {
    return X.getColumn(feature).meanNumber().doubleValue();
  }

  /** Divisor n. */
  private static double variance(int feature) {
    return Math.pow(X.getColumn(feature).stdNumber(false).doubleValue(), 2);
  }

  /** Two epochs of one batch move the statistics twice, and validation after each does not. */
  @Test
  void runningStatisticsMoveWithEachStep() {
    BatchNorm norm = BatchNorm.of("norm", 3).dtype(DType.DOUBLE).rate(0.3);
    Layer net = Residual.of(norm.then(dense("out", 3, 3)));
    Training.minimize(x -> net.apply(x).square().mean())
        .validate(Batches.of(X), x -> net.apply(x).square().mean())
        .with(Sgd.rate(0.1))
        .fit(Batches.of(X), Training.epochs(2));
    double[] means = norm.mean().value().toDoubleVector();
    double[] variances = norm.variance().value().toDoubleVector();
    for (int i = 0; i < 3; i++) {
      assertThat(means[i]).isCloseTo(0.51 * mean(i), within(1e-14));
      double unbiased = variance(i) * 4 / 3;
      assertThat(variances[i]).isCloseTo(0.49 + 0.51 * unbiased, within(1e-14));
    }
    Tensor used = norm.inference().apply(Tensor.vector(2.0, 3, 4));
    double[] y = values(used);
    double[] gain = norm.parameters().get(0).value().toDoubleVector();
    double[] shift = norm.parameters().get(1).value().toDoubleVector();
    for (int i = 0; i < 3; i++) {
      double unit = (2 + i - means[i]) / Math.sqrt(variances[i] + 1e-5);
      assertThat(y[i]).isCloseTo(gain[i] * unit + shift[i], within(1e-14));
    }
    assertThat(used.parameters()).isEqualTo(norm.parameters());
  }

  // ---- tables and initial values

  @Test
  void embeddingsAreRowsOfTheTable() {
    Embedding embedding = Embedding.of("word", 5, 2).dtype(DType.DOUBLE);
    INDArray table = embedding.table().value();
    Tensor y = embedding.apply(Tensor.constant(new float[] {4, 0, 4, 1, 2, 2}, 2, 3));
    assertThat(y.shape().toLongs()).containsExactly(2, 3, 2);
    INDArray rows = y.eval();
    int[] indices = {4, 0, 4, 1, 2, 2};
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(rows.getDouble(i / 3, i % 3, j)).isEqualTo(table.getDouble(indices[i], j));
      }
    }
    GradientCheck.of(y).assertPasses();
    RandomKey key = RandomKey.of(0).fold("word".hashCode());
    assertThat(table).isEqualTo(Initializer.STANDARD_NORMAL.weight(key, DType.DOUBLE, 5, 2));
    assertThat(embedding).hasToString("Embedding 'word' 5 x 2 DOUBLE");
    assertThatThrownBy(() -> embedding.apply(Tensor.vector(1, 5)).eval())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Embedding.apply: indices must be integers in [0, 5), got 5.0 at [1]");
    assertThatThrownBy(() -> Embedding.of("word", 1 << 25, 1))
        .hasMessage(
            "Embedding 'word': categories must be at most 16777216, the integers of FLOAT, got"
                + " 33554432; use dtype(DType.DOUBLE)");
    assertThatThrownBy(() -> Embedding.of("word", 0, 1))
        .hasMessage(
            "Embedding 'word': numbers must be >= 1 and their product below 2^31, got categories 0,"
                + " features 1");
  }

  @Test
  void initialValuesMayBeAnyFunction() {
    WeightInitializer tenth =
        (key, dtype, in, out) -> Noise.standardNormal(dtype, in, out).mul(0.1).eval(key);
    RandomKey key = RandomKey.of(9);
    Dense layer = Dense.of("a", 3, 2).key(key).initializer(tenth);
    Parameter w = layer.weight();
    assertThat(w.value())
        .isEqualTo(Noise.standardNormal(DType.FLOAT, 3, 2).mul(0.1).eval(key.fold(0)));
    assertThat(layer.bias().value().toFloatVector()).containsExactly(0, 0);
    assertThat(Mlp.of("net", 3, 2).key(key).initializer(tenth).layers().get(0).weight().value())
        .isEqualTo(tenth.weight(key.fold(0).fold(0), DType.FLOAT, 3, 2));
    WeightInitializer transposed = (k, dtype, in, out) -> tenth.weight(k, dtype, out, in);
    assertThatThrownBy(() -> layer.initializer(transposed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "WeightInitializer: values of 'a/weight' must be [3, 2] FLOAT, got [2, 3] FLOAT");
  }
}
