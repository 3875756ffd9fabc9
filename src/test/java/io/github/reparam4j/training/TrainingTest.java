/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainingTest {
  @Test
  void linearRegressionFindsTheWeights() {
    Toy toy = new Toy();
    TrainingResult result =
        Training.minimize(toy::loss).with(Sgd.rate(0.1)).fit(toy.batches(), epochs(100));
    assertThat(toy.weights()).containsExactly(Toy.WEIGHTS, within(1e-9));
    assertThat(toy.b.value().getDouble(0)).isCloseTo(Toy.BIAS, within(1e-9));
    assertThat(result.epochs()).isEqualTo(100);
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.EPOCHS_DONE);
    assertThat(result.last().loss()).isLessThan(1e-18);
    assertThat(result.restoredEpoch()).isEmpty();
  }

  /** The optimum of the likelihood is that of least squares, with the mean squared residual. */
  @Test
  void conditionalGaussianFindsLeastSquaresAndTheResidualVariance() {
    INDArray x = Toy.normal(2, 40);
    INDArray t = x.mul(2).add(1).add(Toy.normal(3, 40).mul(0.5));
    Parameter slope = Parameter.of("slope", Nd4j.scalar(0.0));
    Parameter intercept = Parameter.of("intercept", Nd4j.scalar(0.0));
    Parameter logScale = Parameter.of("logScale", Nd4j.scalar(0.0));
    Training.minimize(
            (in, target) -> {
              Tensor error = target.sub(in.mul(slope)).sub(intercept);
              return error.div(logScale.exp()).square().mul(0.5).add(logScale).mean();
            })
        .with(Sgd.rate(0.1))
        .fit(Batches.of(x, t), epochs(1000));
    double[] xs = x.toDoubleVector();
    double[] ts = t.toDoubleVector();
    double meanX = mean(xs);
    double meanT = mean(ts);
    double sxx = 0;
    double sxt = 0;
    for (int i = 0; i < xs.length; i++) {
      sxx += (xs[i] - meanX) * (xs[i] - meanX);
      sxt += (xs[i] - meanX) * (ts[i] - meanT);
    }
    double a = sxt / sxx;
    double c = meanT - a * meanX;
    double[] squares = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      squares[i] = Math.pow(ts[i] - a * xs[i] - c, 2);
    }
    assertThat(slope.value().getDouble(0)).isCloseTo(a, within(1e-9));
    assertThat(intercept.value().getDouble(0)).isCloseTo(c, within(1e-9));
    assertThat(Math.exp(2 * logScale.value().getDouble(0))).isCloseTo(mean(squares), within(1e-9));
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  /** The expected loss is (t - mu)^2 + sigma^2, whose minimum has sigma = 0. */
  @Test
  void squaredLossOfSamplesDrivesTheScaleToZero() {
    Toy toy = new Toy();
    Parameter scale = Parameter.of("scale", Nd4j.scalar(1.0));
    Training.minimize(
            (x, t) -> {
              Tensor z = Noise.standardNormal(DType.DOUBLE, t.shape().toLongs());
              return toy.predict(x).add(z.mul(scale)).sub(t).square().mean();
            })
        .with(Sgd.rate(0.05))
        .seed(5)
        .fit(toy.batches(), epochs(200));
    assertThat(scale.value().getDouble(0)).isCloseTo(0, within(1e-6));
    assertThat(toy.weights()).containsExactly(Toy.WEIGHTS, within(1e-6));
  }

  @Test
  void sameSeedGivesTheSameBitsWithASmallerLastBatch() {
    assertThat(noisyFit(42).history()).hasSize(5);
    assertThat(losses(noisyFit(42))).isEqualTo(losses(noisyFit(42)));
    assertThat(losses(noisyFit(42))).isNotEqualTo(losses(noisyFit(43)));
    Toy first = new Toy();
    Toy second = new Toy();
    noisy(first).seed(7).fit(first.batches(), epochs(5));
    noisy(second).seed(7).fit(second.batches(), epochs(5));
    assertThat(first.weights()).isEqualTo(second.weights());
  }

  private static TrainingResult noisyFit(long seed) {
    Toy toy = new Toy();
    return noisy(toy).seed(seed).fit(toy.batches(), epochs(5));
  }

  private static Training noisy(Toy toy) {
    return Training.minimize(toy::noisyLoss).with(Adam.rate(0.01));
  }

  private static List<Double> losses(TrainingResult result) {
    return result.history().stream().map(EpochReport::loss).toList();
  }

  @Test
  void everyStepDrawsOtherNoise() {
    Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
    List<Double> losses = new ArrayList<>();
    Training.minimize(() -> w.mul(0).add(Noise.standardNormal(DType.DOUBLE)))
        .with(Sgd.rate(0.1))
        .fit(BatchSource.steps(10), epochs(10), onStep(step -> losses.add(step.loss())));
    assertThat(losses).hasSize(100).doesNotHaveDuplicates();
  }

  private static TrainingListener onStep(Consumer<StepReport> action) {
    return new TrainingListener() {
      @Override
      public void onStep(StepReport step) {
        action.accept(step);
      }
    };
  }

  @Test
  void everyEpochHasAnotherOrder() {
    Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
    List<Double> firsts = new ArrayList<>();
    Training.minimize(x -> x.mean().add(w.mul(0)))
        .with(Sgd.rate(0.1))
        .fit(
            Batches.of(Nd4j.arange(100).castTo(DataType.DOUBLE)).size(1),
            epochs(3),
            onStep(
                step -> {
                  if (step.step() == 1) {
                    firsts.add(step.loss());
                  }
                }));
    assertThat(firsts).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void goingOnWithTheStateGivesTheSameBitsAsOneFit() {
    Toy whole = new Toy();
    noisy(whole).fit(whole.batches(), epochs(6));
    Toy parts = new Toy();
    OptimizerState state = Adam.rate(0.01).on(List.of(parts.w, parts.b));
    Training training = Training.minimize(parts::noisyLoss).with(state);
    training.fit(parts.batches(), epochs(4));
    assertThat(state.step().value().getDouble(0)).isEqualTo(12);
    TrainingResult rest = training.fit(parts.batches(), epochs(6).after(4));
    assertThat(rest.history()).extracting(EpochReport::epoch).containsExactly(5, 6);
    assertThat(parts.weights()).isEqualTo(whole.weights());
  }

  @Test
  void lossFunctionIsCalledOncePerBatchShapes() {
    Toy toy = new Toy();
    List<String> calls = new ArrayList<>();
    Training.minimize(
            (x, t) -> {
              calls.add(x.shape().toString());
              return toy.loss(x, t);
            })
        .with(Sgd.rate(0.1))
        .fit(toy.batches(), epochs(4));
    assertThat(calls).containsExactly("[20, 3]", "[10, 3]");
  }

  @Test
  void allTracesShareOneOptimizerState() {
    Toy toy = new Toy();
    OptimizerState state = Adam.rate(0.01).on(List.of(toy.w, toy.b));
    Training.minimize(toy::loss).with(state).fit(toy.batches(), epochs(2));
    assertThat(state.step().value().getDouble(0)).isEqualTo(6);
  }

  @Test
  void trainsOnlyTheParametersNamed() {
    Toy toy = new Toy();
    Training.minimize(toy::loss)
        .with(Sgd.rate(0.1))
        .parameters(List.of(toy.w))
        .fit(toy.batches(), epochs(2));
    assertThat(toy.b.value().getDouble(0)).isZero();
    assertThat(toy.weights()).doesNotContain(0);
  }

  @Test
  void leavesAloneWhatIsBehindStopGradient() {
    Toy toy = new Toy();
    Training.minimize((x, t) -> x.matmul(toy.w).add(toy.b.stopGradient()).sub(t).square().mean())
        .with(Sgd.rate(0.1))
        .fit(toy.batches(), epochs(2));
    assertThat(toy.b.value().getDouble(0)).isZero();
    assertThat(toy.weights()).doesNotContain(0);
  }

  @Test
  void takesAnyNumberOfArrays() {
    Toy toy = new Toy();
    INDArray weights = Nd4j.ones(DataType.DOUBLE, Toy.ROWS);
    Training.minimizeAll(in -> toy.predict(in.get(0)).sub(in.get(1)).square().mul(in.get(2)).mean())
        .with(Sgd.rate(0.1))
        .fit(Batches.of(toy.x, toy.t, weights).size(20), epochs(100));
    assertThat(toy.weights()).containsExactly(Toy.WEIGHTS, within(1e-9));
  }

  @Test
  void fitsWithoutData() {
    Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
    TrainingResult result =
        Training.minimize(() -> w.sub(2).square())
            .with(Sgd.rate(0.25))
            .fit(BatchSource.steps(20), epochs(3));
    assertThat(w.value().getDouble(0)).isCloseTo(2, within(1e-12));
    assertThat(result.last().steps()).isEqualTo(20);
    assertThat(result.last().examples()).isEqualTo(20);
  }

  @Test
  void doesNotChangeWhatItWasMadeFrom() {
    Toy toy = new Toy();
    Training base = Training.minimize(toy::loss).with(Sgd.rate(0.1));
    base.seed(3)
        .metric("one", (x, t) -> Tensor.scalar(1))
        .validate(toy.batches())
        .stopEarly(EarlyStopping.patience(1))
        .detectingAnomalies()
        .parameters(List.of(toy.w));
    TrainingResult result = base.fit(toy.batches(), epochs(2));
    assertThat(result.last().metrics()).isEmpty();
    assertThat(result.last().validationLoss()).isEmpty();
    assertThat(toy.b.value().getDouble(0)).isNotZero();
  }
}
