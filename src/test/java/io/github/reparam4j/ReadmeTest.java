/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.data.StrokeDigits;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Binomial;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.estimator.DisArm;
import io.github.reparam4j.estimator.Pathwise;
import io.github.reparam4j.model.ConditionalGaussian;
import io.github.reparam4j.model.FitOptions;
import io.github.reparam4j.model.FittedDensity;
import io.github.reparam4j.model.Prediction;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Checkpoint;
import io.github.reparam4j.training.Checkpoints;
import io.github.reparam4j.training.ProgressBar;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import io.github.reparam4j.variational.ImportanceWeightedBound;
import io.github.reparam4j.variational.LatentVariableModel;
import io.github.reparam4j.variational.Likelihoods;
import io.github.reparam4j.variational.LogLikelihood;
import io.github.reparam4j.variational.Posteriors;
import io.github.reparam4j.variational.Priors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void estimators() {
    Parameter loc = Parameter.of("loc", Nd4j.scalar(0.5));
    Parameter logScale = Parameter.of("logScale", Nd4j.scalar(0.0));
    Parameter logits = Parameter.of("logits", Nd4j.scalar(0.0));

    Normal q = Normal.of(loc, logScale.exp());
    Tensor smooth = Pathwise.samples(16).antithetic().expectation(q, z -> z.sub(1).square());
    Bernoulli bits = Bernoulli.fromLogits(logits);
    Tensor discrete = DisArm.pairs(8).expectation(bits, b -> b.sub(0.45).square());

    RandomKey key = RandomKey.of(42);
    // Antithetic samples of a quadratic: 2 (loc - 1), without variance.
    assertThat(Gradients.of(smooth, loc).of(loc).evalScalar(key)).isCloseTo(-1, within(1e-12));
    assertThat(Gradients.of(discrete, logits).of(logits).evalScalar(key))
        .isCloseTo(0.25 * (0.55 * 0.55 - 0.45 * 0.45), within(1e-12));
  }

  @Test
  void latentVariableModel() {
    INDArray images = StrokeDigits.generate(200, RandomKey.of(1)).images();

    var model =
        LatentVariableModel.of(
            Mlp.of("encoder", 784, 50, 2 * 5),
            Posteriors.diagonalGaussian(5),
            Priors.standardNormal(DType.FLOAT, 5),
            Mlp.of("decoder", 5, 50, 784),
            Likelihoods.continuousBernoulli());
    var bound = ImportanceWeightedBound.samples(5).doublyReparameterized();
    Training.minimize(x -> model.bound(x, bound).loss())
        .with(Adam.rate(1e-3))
        .fit(Batches.of(images).size(100), Training.epochs(5));
    LogLikelihood.Estimate test = LogLikelihood.samples(200).of(model, images);

    assertThat(test.rows()).hasSize(200);
    assertThat(test.mean()).isFinite();
  }

  @Test
  void densityModel() {
    HeteroscedasticCurve.Sample curve = HeteroscedasticCurve.sample(256, RandomKey.of(1));
    INDArray x = curve.x();
    INDArray y = curve.y();
    INDArray xNew = x;

    FittedDensity fitted =
        ConditionalGaussian.of(32).fit(x, y, FitOptions.epochs(20).seed(42)); // close it after use
    Prediction p = fitted.predict(xNew);
    INDArray mean = p.mean();
    Prediction.Interval ninety = p.interval(0.9);

    assertThat(mean.sub(ninety.lower()).minNumber().doubleValue()).isPositive();
    fitted.close();
  }

  @Test
  void saveAndResume(@TempDir Path run) {
    HeteroscedasticCurve.Sample curve = HeteroscedasticCurve.sample(256, RandomKey.of(1));
    INDArray x = curve.x();
    INDArray y = curve.y();
    Path file = run.resolve("net.npz");
    Path folder = run.resolve("checkpoints");
    Mlp net = Mlp.of("net", 1, 16, 1).activation(ActivationFunction.TANH);
    BinaryOperator<Tensor> loss = (in, t) -> net.apply(in).column(0).sub(t).square().mean();

    Checkpoint.of(net.parameters()).write(file); // run/net.npz
    Checkpoint.read(file).restore(net.parameters()); // lists all that does not fit

    Training.minimize(loss)
        .with(Adam.rate(1e-3))
        .seed(42)
        .checkpoints(Checkpoints.in(folder).everySteps(1000).keepingLast(2))
        .resume(Batches.of(x, y).size(64), Training.epochs(20));
    Checkpoint best = Checkpoint.read(Checkpoints.in(folder).best().orElseThrow());

    assertThat(best.restoreMatching(net.parameters())).isEmpty();
    assertThat(best.epoch().getAsInt()).isGreaterThan(10);
  }
}
