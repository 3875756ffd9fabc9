/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.data.Batches;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The code of src/site/markdown/adding-a-layer.md, as it stands there. */
class AddingALayerPageTest {
  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(
        AddingALayerPageTest.class, Path.of("src/site/markdown/adding-a-layer.md"));
  }

  /**
   * y = gain (x - mean) / sqrt(variance + 1e-5) + shift, over the last axis (J. Ba, J. Kiros and G.
   * Hinton, "Layer Normalization", 2016, equation 4). x has the shape [..., features].
   */
  record LayerNorm(Parameter gain, Parameter shift) implements Layer {
    static LayerNorm of(String name, DType dtype, int features) {
      return new LayerNorm(
          Parameter.of(name + "/gain", Tensor.ones(dtype, features).eval()),
          Parameter.of(name + "/shift", Tensor.zeros(dtype, features).eval()));
    }

    @Override
    public Tensor apply(Tensor x) {
      Tensor centered = x.sub(x.meanKeepDims(-1));
      Tensor variance = centered.square().meanKeepDims(-1);
      return centered.div(variance.add(1e-5).sqrt()).mul(gain).add(shift);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(gain, shift);
    }
  }

  /** x + f(x) for a layer f that keeps the shape. */
  record Residual(Layer inner) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x.add(inner.apply(x));
    }

    @Override
    public List<Parameter> parameters() {
      return inner.parameters();
    }

    @Override
    public Layer inference() {
      return new Residual(inner.inference());
    }
  }

  @Test
  void used() {
    INDArray features =
        Tensor.range(DType.FLOAT, 256).reshape(64, 4).mul(0.7).sin().eval(); // 64 examples
    INDArray targets = Tensor.range(DType.FLOAT, 64).reshape(64, 1).mul(0.1).eval();

    Layer swish = Layer.of("swish", x -> x.mul(x.sigmoid()));
    Layer net =
        Dense.of("hidden", 4, 16)
            .then(LayerNorm.of("norm", DType.FLOAT, 16))
            .then(swish)
            .then(new Residual(Mlp.of("inner", 16, 16, 16).activation(swish)))
            .then(Dense.of("out", 16, 1));

    TrainingResult result =
        Training.minimize((x, t) -> net.apply(x).sub(t).square().mean())
            .with(Adam.rate(1e-2))
            .fit(Batches.of(features, targets).size(32), Training.epochs(20));

    assertThat(net.parameters()).hasSize(10).extracting(Parameter::name).contains("norm/gain");
    assertThat(net.name()).isEqualTo("hidden, LayerNorm, swish, Residual, out");
    double first = result.history().get(0).loss();
    assertThat(result.history().get(19).loss()).isLessThan(0.5 * first);
  }

  @Test
  void tested() {
    LayerNorm norm = LayerNorm.of("norm", DType.DOUBLE, 3);
    INDArray x = Tensor.constant(new double[] {1, 2, 4, -1, 0.5, 0}, 2, 3).eval();
    norm.gain().assign(Tensor.vector(0.5, -2, 1.5).eval());

    // 1. the value, worked by hand
    Tensor y = norm.apply(Tensor.constant(new double[] {-1, 0, 1}, 1, 3));

    // 2. gradients, by the input and by the parameters
    GradientCheck.of(norm::apply, x).secondOrder().assertPasses();
    GradientCheck.of(norm.apply(Tensor.constant(x))).secondOrder().assertPasses();

    double unit = 1 / Math.sqrt(2.0 / 3 + 1e-5);
    assertThat(y.eval().toDoubleVector())
        .containsExactly(new double[] {-0.5 * unit, 0, 1.5 * unit}, within(1e-15));
    assertThat(new Residual(norm).parameters()).isEqualTo(norm.parameters());
  }
}
