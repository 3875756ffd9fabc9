/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.variational.Vae;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that a user adds from outside the library: a class with parameters, and a function. */
final class OwnLayerTest {
  /** a x + b with scalars a and b, starting from 1 and 0. */
  static final class Affine implements Layer {
    private final Parameter a = Parameter.of("a", Nd4j.scalar(1.0));
    private final Parameter b = Parameter.of("b", Nd4j.scalar(0.0));

    @Override
    public Tensor apply(Tensor x) {
      return x.mul(a).add(b);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(a, b);
    }
  }

  private static final Layer SWISH = Layer.of("swish", x -> x.mul(x.sigmoid()));
  private static final double[] X = {-1, 0, 2, 3};
  private static final double[] T = {1, -1, 0.5, 2};

  private final Affine affine = new Affine();

  private static double swish(double x) {
    return x / (1 + Math.exp(-x));
  }

  /** Full batches in random order of rows: sums differ by rounding only. */
  @Test
  void trainsAsWorkedByHand() {
    double a = 1;
    double b = 0;
    for (int step = 0; step < 10; step++) {
      double da = 0;
      double db = 0;
      for (int i = 0; i < X.length; i++) {
        double u = a * X[i] + b;
        double s = 1 / (1 + Math.exp(-u));
        double slope = 0.5 * (swish(u) - T[i]) * (s + u * s * (1 - s));
        da += slope * X[i];
        db += slope;
      }
      a -= 0.2 * da;
      b -= 0.2 * db;
    }
    Layer net = affine.then(SWISH);
    INDArray x = Nd4j.create(X);
    INDArray t = Nd4j.create(T);
    Training.minimize((in, target) -> net.apply(in).sub(target).square().mean())
        .with(Sgd.rate(0.2))
        .fit(Batches.of(x, t).size(4), epochs(10));
    assertThat(affine.a.array().getDouble(0)).isCloseTo(a, within(1e-13)).isNotEqualTo(1);
    assertThat(affine.b.array().getDouble(0)).isCloseTo(b, within(1e-13)).isNotEqualTo(0);
  }

  @Test
  void composesInOrderAndNamesParametersOnce() {
    Layer net = affine.then(SWISH).then(affine).then(ActivationFunction.TANH);
    affine.a.assign(Nd4j.scalar(2.0));
    affine.b.assign(Nd4j.scalar(0.5));
    double y = Math.tanh(2 * swish(2 * 0.3 + 0.5) + 0.5);
    assertThat(net.apply(Tensor.scalar(0.3)).evalScalar()).isCloseTo(y, within(1e-15));
    assertThat(net.parameters()).containsExactly(affine.a, affine.b);
    assertThat(net.name()).isEqualTo("Affine, swish, Affine, TANH");
    assertThat(SWISH.then(Dense.of("out", 2, 1))).hasToString("swish, Dense 'out' 2 -> 1 FLOAT");
  }

  @Test
  void perceptronsTakeAnyActivation() {
    Mlp net = Mlp.of("net", 1, 1, 1).dtype(DType.DOUBLE);
    net.parameters().forEach(p -> p.assign(p.value().assign(2)));
    Tensor x = Tensor.vector(0.25);
    assertThat(net.activation(v -> v.mul(v.sigmoid())).apply(x).eval().getDouble(0))
        .isCloseTo(2 * swish(2.5) + 2, within(1e-14));
    Mlp own = net.activation(affine);
    affine.a.assign(Nd4j.scalar(-1.0));
    assertThat(own.apply(x).eval().getDouble(0)).isEqualTo(2 * -2.5 + 2);
    assertThat(own.parameters()).hasSize(6).endsWith(affine.a, affine.b);
    assertThat(net.activation(SWISH)).hasToString("Mlp 'net' [1, 1, 1] swish DOUBLE");
  }

  // ---- in an autoencoder

  private static Dense dense(String name, int in, int out) {
    return Dense.of(name, in, out).dtype(DType.DOUBLE);
  }

  /** The same layers as an Mlp has, put together by hand, give the same bits. */
  @Test
  void autoencodersTakeAnyLayers() {
    Mlp encoder = Mlp.of("encoder", 4, 5, 6).dtype(DType.DOUBLE);
    Mlp decoder = Mlp.of("decoder", 3, 5, 4).dtype(DType.DOUBLE);
    Vae expected = Vae.of(encoder, decoder);
    Vae vae = Vae.of(4, 3, byHand(encoder), byHand(decoder));
    Tensor x = Tensor.constant(new double[] {0, 1, 0.25, 0.5, 1, 1, 0, 0}, 2, 4);
    RandomKey key = RandomKey.of(8);
    assertThat(vae.elbo(x).eval(key)).isEqualTo(expected.elbo(x).eval(key));
    assertThat(vae.sample(3).eval(key)).isEqualTo(expected.sample(3).eval(key));
    assertThat(vae.parameters()).isEqualTo(expected.parameters());
    assertThat(vae).hasToString("Vae(features=4, latent=3, DOUBLE)");
  }

  private static Layer byHand(Mlp net) {
    return net.layers().get(0).then(ActivationFunction.RELU).then(net.layers().get(1));
  }

  @Test
  void autoencodersRejectLayersThatDoNotFit() {
    Layer encoder = dense("encoder", 4, 6);
    Layer decoder = dense("decoder", 3, 4);
    assertThatThrownBy(() -> Vae.of(4, 2, encoder, decoder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Vae.of: encoder must map [1, 4] to [1, 4] DOUBLE, got [1, 6] DOUBLE");
    assertThatThrownBy(() -> Vae.of(4, 3, encoder, decoder.then(Layer.of("sum", x -> x.sum(-1)))))
        .hasMessage("Vae.of: decoder must map [1, 3] to [1, 4] DOUBLE, got [1] DOUBLE");
    assertThatThrownBy(() -> Vae.of(4, 3, encoder, SWISH))
        .hasMessage("Vae.of: decoder must have parameters, got none");
    assertThatThrownBy(() -> Vae.of(4, 3, encoder, Dense.of("decoder", 3, 4)))
        .hasMessage("Vae.of: networks must have one dtype, got DOUBLE and FLOAT");
    assertThatThrownBy(() -> Vae.of(4, 0, encoder, decoder))
        .hasMessage("Vae.of: features and latent must be >= 1, got features 4, latent 0");
  }
}
