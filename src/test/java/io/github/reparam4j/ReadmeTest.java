package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Gamma;
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

  @Test
  void distributions() {
    Tensor features = Tensor.zeros(DType.DOUBLE, 16, 4);
    Tensor heads = Tensor.ones(DType.DOUBLE, 16);

    Mlp net = Mlp.of(DType.DOUBLE, "net", 4, 32, 2);
    Tensor out = net.apply(features).softplus();
    Beta posterior = Beta.of(out.column(0), out.column(1));
    SampleWithLogProb p = posterior.rsampleAndLogProb(100);
    Tensor likelihood = Bernoulli.of(p.sample()).logProb(heads);
    Tensor prior = Beta.of(1, 1).logProb(p.sample());
    Tensor loss = p.logProb().sub(likelihood).sub(prior).mean();

    assertThat(loss.eval(RandomKey.of(1)).getDouble(0)).isFinite();
  }
}
