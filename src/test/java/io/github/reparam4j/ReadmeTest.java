/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Binomial;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.ProgressBar;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The code of README.md, as it stands there. */
class ReadmeTest {
  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(ReadmeTest.class, Path.of("README.md"));
  }

  @Test
  void gradientOfASample() {
    Tensor target = Tensor.vector(1.0, 2.0, 3.0);

    Parameter loc = Parameter.of("loc", Nd4j.zeros(DataType.DOUBLE, 3));
    Parameter logScale = Parameter.of("logScale", Nd4j.zeros(DataType.DOUBLE, 3));

    Tensor y = ReparamGaussian.of(loc, logScale.exp()).rsample();
    Tensor loss = y.sub(target).square().sum();
    Gradients g = Gradients.of(loss, loc, logScale);
    INDArray dLoc = g.of(loc).eval(RandomKey.of(42));

    INDArray sample = y.eval(RandomKey.of(42));
    for (int i = 0; i < 3; i++) {
      assertThat(dLoc.getDouble(i)).isEqualTo(2 * (sample.getDouble(i) - (i + 1)));
    }
  }

  @Test
  void trainingRun() {
    HeteroscedasticCurve.Sample curve = HeteroscedasticCurve.sample(512, RandomKey.of(1));
    INDArray features = curve.x();
    INDArray targets = curve.y();

    Mlp net = Mlp.of("net", 1, 64, 64, 2).activation(ActivationFunction.TANH);
    TrainingResult result =
        Training.minimize(
                (x, t) -> {
                  Tensor out = net.apply(x);
                  Tensor y = ReparamGaussian.of(out.column(0), out.column(1).softplus()).rsample();
                  return y.sub(t).square().sum();
                })
            .with(Adam.rate(1e-3))
            .seed(42)
            .fit(
                Batches.of(features, targets).size(128),
                Training.epochs(20),
                ProgressBar.toTerminal());

    assertThat(result.history()).hasSize(20);
    assertThat(result.history().get(19).loss()).isLessThan(result.history().get(0).loss());
  }

  /**
   * At the true posterior Beta(8, 4) the bound is tight: every sample's is ln P(7 of 10) = ln 1/11.
   */
  @Test
  void distributions() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 2));
    Tensor ab = raw.softplus();
    Beta posterior = Beta.of(ab.column(0), ab.column(1));

    SampleWithLogProb p = posterior.rsampleAndLogProb(64);
    Tensor likelihood = Binomial.of(10, p.sample()).logProb(Tensor.scalar(7));
    Tensor prior = Beta.of(1, 1).logProb(p.sample());
    Tensor bound = likelihood.add(prior).sub(p.logProb()).mean();
    INDArray uphill = Gradients.of(bound, raw).of(raw).eval(RandomKey.of(42));

    assertThat(uphill.getDouble(0)).isGreaterThan(uphill.getDouble(1));
    raw.assign(Tensor.vector(8.0, 4).logExpm1().eval());
    assertThat(bound.eval(RandomKey.of(42)).getDouble(0)).isCloseTo(-Math.log(11), within(1e-13));
  }
}
