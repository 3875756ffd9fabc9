/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.ComparedDerivative;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientReport;
import io.github.reparam4j.nn.Initializer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VaeTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final Tensor DATA =
      Tensor.constant(new double[] {0, 1, 0.25, 0.5, 1, 1, 0, 0, 0.75, 0.1, 0.2, 0.3}, 3, 4);

  private static Vae small() {
    return Vae.of(
        Mlp.of("encoder", 4, 5, 6).dtype(DType.DOUBLE),
        Mlp.of("decoder", 3, 5, 4).dtype(DType.DOUBLE));
  }

  /** With all weights 0 the code is N(0, I) and every logit is the decoder's last bias. */
  @Test
  void elboOfZeroNetworksIsTheLikelihoodOfTheBias() {
    Mlp encoder = Mlp.of("encoder", 4, 6).dtype(DType.DOUBLE).initializer(Initializer.ZEROS);
    Mlp decoder = Mlp.of("decoder", 3, 4).dtype(DType.DOUBLE).initializer(Initializer.ZEROS);
    double[] logits = {-1, 0.5, 2, 0};
    decoder.layers().get(0).bias().assign(Nd4j.createFromArray(logits));

    double expected = 0;
    INDArray x = DATA.eval();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double p = 1 / (1 + Math.exp(-logits[j]));
        double value = x.getDouble(i, j);
        expected += (value * Math.log(p) + (1 - value) * Math.log(1 - p)) / 3;
      }
    }
    assertThat(Vae.of(encoder, decoder).elbo(DATA).evalScalar(KEY))
        .isCloseTo(expected, within(1e-12));
  }

  /** A decoder that ignores z leaves the KL term: here N(m, s^2) in each of three dimensions. */
  @Test
  void elboSubtractsTheDivergenceFromThePrior() {
    Mlp encoder = Mlp.of("encoder", 4, 6).dtype(DType.DOUBLE).initializer(Initializer.ZEROS);
    Mlp decoder = Mlp.of("decoder", 3, 4).dtype(DType.DOUBLE).initializer(Initializer.ZEROS);
    double[] moments = {0.5, -1, 2, 0.3, -0.7, 1.1};
    encoder.layers().get(0).bias().assign(Nd4j.createFromArray(moments));

    double divergence = 0;
    for (int k = 0; k < 3; k++) {
      double logVariance = moments[3 + k];
      divergence += 0.5 * (Math.exp(logVariance) + moments[k] * moments[k] - 1 - logVariance);
    }
    assertThat(Vae.of(encoder, decoder).elbo(DATA).evalScalar(KEY))
        .isCloseTo(-4 * Math.log(2) - divergence, within(1e-12));
  }

  /**
   * One latent dimension, a decoder l = 2 z - 0.5, q = N(0.4, 1.5^2): the mean of 200,000 samples
   * against an integral. Within 6 standard errors: fails by chance with probability 2e-9. Without
   * noise the mean would be off by 0.69, with 1.5 as the variance by 0.36.
   */
  @Test
  void elboSamplesTheCode() {
    Mlp encoder = Mlp.of("encoder", 1, 2).dtype(DType.DOUBLE).initializer(Initializer.ZEROS);
    Mlp decoder = Mlp.of("decoder", 1, 1).dtype(DType.DOUBLE);
    encoder.layers().get(0).bias().assign(Nd4j.createFromArray(0.4, 2 * Math.log(1.5)));
    decoder.layers().get(0).weight().assign(Nd4j.createFromArray(2.0).reshape(1, 1));
    decoder.layers().get(0).bias().assign(Nd4j.createFromArray(-0.5));
    int rows = 200_000;
    double x = 0.3;

    double mean = 0;
    double square = 0;
    double step = 1e-3;
    for (double e = -10; e < 10; e += step) {
      double logit = 2 * (0.4 + 1.5 * e) - 0.5;
      double value = x * logit - Math.log1p(Math.exp(logit));
      double mass = step * Math.exp(-0.5 * e * e) / Math.sqrt(2 * Math.PI);
      mean += mass * value;
      square += mass * value * value;
    }
    double divergence = 0.5 * (1.5 * 1.5 + 0.4 * 0.4 - 1) - Math.log(1.5);
    double bound = 6 * Math.sqrt((square - mean * mean) / rows);
    assertThat(bound).isLessThan(0.03);
    assertThat(Vae.of(encoder, decoder).elbo(Tensor.fill(DType.DOUBLE, x, rows, 1)).evalScalar(KEY))
        .isCloseTo(mean - divergence, within(bound));
  }

  @Test
  void gradientMatchesCentralDifference() {
    Vae vae = small();
    Tensor elbo = vae.elbo(DATA);
    GradientReport report = GradientCheck.of(elbo).key(KEY).elements(Integer.MAX_VALUE).run();
    long elements = vae.parameters().stream().mapToLong(p -> p.shape().size()).sum();
    assertThat(report.compared()).hasSize((int) elements);
    for (ComparedDerivative c : report.compared()) {
      assertThat(c.analytic()).as("%s", c).isCloseTo(c.numeric(), within(1e-8));
    }
  }

  @Test
  void reconstructionIsTheDecodedMeanOfTheCode() {
    Vae vae = small();
    INDArray expected = vae.decode(vae.encode(DATA).mean()).sigmoid().eval();

    assertThat(vae.reconstruct(DATA).eval()).isEqualTo(expected);
  }

  @Test
  void samplesAreProbabilitiesDecidedByTheKey() {
    Tensor samples = Vae.of(6, 5, 2, KEY).sample(50);
    INDArray values = samples.eval(KEY);

    assertThat(samples.shape()).isEqualTo(Shape.of(50, 6));
    assertThat(samples.dtype()).isEqualTo(DType.FLOAT);
    assertThat(values.minNumber().doubleValue()).isGreaterThan(0);
    assertThat(values.maxNumber().doubleValue()).isLessThan(1);
    assertThat(values.getRow(0)).isNotEqualTo(values.getRow(1));
    assertThat(samples.eval(KEY)).isEqualTo(values);
    assertThat(samples.eval(KEY.step(1))).isNotEqualTo(values);
  }

  @Test
  void startsFromWeightsThatTheKeyDecides() {
    Vae vae = Vae.of(784, 400, 20, KEY);

    assertThat(vae.parameters().stream().map(Parameter::toString))
        .containsExactly(
            "parameter 'encoder/0/weight' [784, 400] FLOAT",
            "parameter 'encoder/0/bias' [400] FLOAT",
            "parameter 'encoder/1/weight' [400, 40] FLOAT",
            "parameter 'encoder/1/bias' [40] FLOAT",
            "parameter 'decoder/0/weight' [20, 400] FLOAT",
            "parameter 'decoder/0/bias' [400] FLOAT",
            "parameter 'decoder/1/weight' [400, 784] FLOAT",
            "parameter 'decoder/1/bias' [784] FLOAT");
    assertThat(first(vae)).isEqualTo(first(Vae.of(784, 400, 20, KEY)));
    assertThat(first(vae)).isNotEqualTo(first(Vae.of(784, 400, 20, KEY.step(1))));
    assertThat(vae).hasToString("Vae(features=784, latent=20, FLOAT)");
  }

  private static INDArray first(Vae vae) {
    return vae.parameters().get(0).value();
  }

  @Test
  void rejectsNetworksThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vae.of(Mlp.of("encoder", 4, 5), Mlp.of("decoder", 3, 4)))
        .withMessage(
            "Vae.of: networks must map d to 2 q and q to d, got 4 to 5 and 3 to 4; the encoder"
                + " gives q means and q log-variances");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vae.of(Mlp.of("encoder", 4, 6), Mlp.of("decoder", 3, 5)))
        .withMessageStartingWith(
            "Vae.of: networks must map d to 2 q and q to d, got 4 to 6 and 3 to 5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Vae.of(Mlp.of("encoder", 4, 6).dtype(DType.DOUBLE), Mlp.of("decoder", 3, 4)))
        .withMessage("Vae.of: networks must have one dtype, got DOUBLE and FLOAT");
  }

  @Test
  void rejectsWrongNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vae.of(4, 5, 0, KEY))
        .withMessage("Vae.of: latent must be >= 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().sample(0))
        .withMessage("Vae.sample: count must be >= 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().elbo(Tensor.zeros(DType.DOUBLE, 2, 5)))
        .withMessage("Dense 'encoder/0': input must have shape [..., 4], got [2, 5]");
  }
}
