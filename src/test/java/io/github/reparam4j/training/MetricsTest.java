/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MetricsTest {
  private final Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
  private final INDArray numbers = Nd4j.createFromArray(1.0, 2.0, 3.0, 4.0, 10.0);

  @Test
  void meansWeightBatchesByTheirSize() {
    long start = System.nanoTime();
    EpochReport report =
        Training.minimize(x -> x.mean().add(w.mul(0)))
            .with(Sgd.rate(0.1))
            .metric("max", x -> x.max())
            .fit(Batches.of(numbers).size(2).inOrder(), epochs(1))
            .last();
    assertThat(report.loss()).isCloseTo(4, within(1e-14));
    assertThat(report.metrics()).containsExactly(Map.entry("max", (2 * 2 + 2 * 4 + 10) / 5.0));
    assertThat(report.steps()).isEqualTo(3);
    assertThat(report.examples()).isEqualTo(5);
    assertThat(report.validationLoss()).isEmpty();
    assertThat(report.seconds()).isPositive().isLessThan((System.nanoTime() - start) * 1e-9);
    assertThat(report.examplesPerSecond()).isEqualTo(5 / report.seconds());
  }

  @Test
  void metricsAreComputedBeforeTheUpdate() {
    EpochReport report =
        Training.minimize(() -> w.square())
            .with(Sgd.rate(0.1))
            .metricOfAll("w", in -> w.add(0))
            .fit(BatchSource.steps(1), epochs(1))
            .last();
    assertThat(report.metrics()).containsExactly(Map.entry("w", 1.0));
    assertThat(w.value().getDouble(0)).isCloseTo(0.8, within(1e-15));
  }

  @Test
  void reportedPartsSeeTheNoiseOfTheLoss() {
    EpochReport report =
        Training.minimizeReporting(
                in -> {
                  Tensor z = Noise.standardNormal(DType.DOUBLE).mul(w);
                  Tensor penalty = w.square();
                  return Loss.of(z.add(penalty)).metric("z", z).metric("penalty", penalty);
                })
            .with(Sgd.rate(0.1))
            .fit(BatchSource.steps(5), epochs(1))
            .last();
    assertThat(report.metrics()).containsOnlyKeys("z", "penalty");
    assertThat(report.metrics().get("z") + report.metrics().get("penalty"))
        .isCloseTo(report.loss(), within(1e-14));
  }

  @Test
  void validationDoesNotUpdateAndSeesTheSameNoiseInEveryEpoch() {
    INDArray held = Nd4j.createFromArray(7.0, 8.0, 9.0);
    Tensor z = Noise.standardNormal(DType.DOUBLE);
    TrainingResult result =
        Training.minimize(x -> x.mean().add(z).add(w.mul(0)))
            .with(Sgd.rate(0.1))
            .metric("min", x -> x.min())
            .validate(Batches.of(held).size(3))
            .fit(Batches.of(numbers), epochs(2));
    OptionalDouble first = result.history().get(0).validationLoss();
    assertThat(first).isPresent().isEqualTo(result.history().get(1).validationLoss());
    assertThat(result.last().validationMetrics()).containsExactly(Map.entry("min", 7.0));
    assertThat(result.history().get(0).loss()).isNotEqualTo(result.history().get(1).loss());
    assertThat(w.value().getDouble(0)).isEqualTo(1);
  }

  @Test
  void validationIsOfTheParametersAtTheEndOfTheEpoch() {
    TrainingResult result =
        Training.minimize(() -> w.square())
            .with(Sgd.rate(0.25))
            .validate(BatchSource.steps(1))
            .fit(BatchSource.steps(1), epochs(2));
    assertThat(result.history()).extracting(EpochReport::loss).containsExactly(1.0, 0.25);
    assertThat(result.history())
        .extracting(e -> e.validationLoss().orElseThrow())
        .containsExactly(0.25, 0.0625);
  }

  @Test
  void validationMayHaveALossOfItsOwn() {
    Batches source = Batches.of(numbers);
    Training training = Training.minimize(x -> x.mean().mul(w)).with(Sgd.rate(0.1));
    EpochReport report =
        training.validate(source, x -> x.sum().mul(3)).fit(source, epochs(1)).last();
    assertThat(report.validationLoss()).hasValue(60);
    report =
        training
            .validate(Batches.of(numbers, numbers), (x, t) -> x.mul(t).sum())
            .fit(source, epochs(1))
            .last();
    assertThat(report.validationLoss()).hasValue(130);
    report = training.validateAll(source, in -> in.get(0).max()).fit(source, epochs(1)).last();
    assertThat(report.validationLoss()).hasValue(10);
  }

  @Test
  void reportIsOneLine() {
    EpochReport report =
        new EpochReport(
            3, 20, 10, 1000, 1.5, Map.of("kl", 2e-7), OptionalDouble.of(123456.78), Map.of(), 0.5);
    assertThat(report)
        .hasToString(
            "epoch 3/20: loss 1.50000, kl 2.00000e-07, validation loss 123457"
                + " (0.50 s, 2000 examples/s)");
    EpochReport validated =
        new EpochReport(1, 1, 1, 1, 1, Map.of(), OptionalDouble.of(2), Map.of("kl", Double.NaN), 1);
    assertThat(validated)
        .hasToString(
            "epoch 1/1: loss 1.00000, validation loss 2.00000, validation kl NaN"
                + " (1.00 s, 1 examples/s)");
  }

  @Test
  void metricsKeepTheirOrder() {
    Training training = Training.minimize(x -> x.mean().add(w.mul(0))).with(Sgd.rate(0.1));
    for (String name : List.of("d", "a", "c", "b")) {
      training = training.metric(name, x -> x.sum());
    }
    EpochReport report = training.fit(Batches.of(numbers), epochs(1)).last();
    assertThat(report.metrics().keySet()).containsExactly("d", "a", "c", "b");
  }

  @Test
  void evaluationIsThatOfValidation() {
    Toy toy = new Toy();
    Training training =
        Training.minimize(toy::noisyLoss)
            .with(Sgd.rate(0.01))
            .metric("exact", toy::loss)
            .validate(toy.batches());
    TrainingResult result = training.fit(toy.batches(), Training.epochs(1));
    double[] before = toy.weights();
    Evaluation evaluation = training.evaluate(toy.batches());
    assertThat(evaluation.loss()).isEqualTo(result.last().validationLoss().getAsDouble());
    assertThat(evaluation.metrics()).isEqualTo(result.last().validationMetrics());
    assertThat(evaluation.examples()).isEqualTo(Toy.ROWS);
    assertThat(toy.weights()).containsExactly(before);
    assertThat(training.validate(toy.batches(), toy::loss).evaluate(toy.batches()).loss())
        .isEqualTo(evaluation.metrics().get("exact"));
    assertThatThrownBy(() -> training.evaluate(BatchSource.steps(1)))
        .hasMessage(
            "Training.evaluate: every batch must have as many arrays as the loss has arguments, 2,"
                + " got 0");
  }

  /** Validation losses 5 4 4 4 3 3 3 with patience 2: the rate is halved after epochs 4 and 7. */
  @Test
  void plateauReducesTheRate() {
    double[] losses = {5, 4, 4, 4, 3, 3, 3};
    Variable loss = Variable.fill("loss", DType.DOUBLE, 0);
    ReduceOnPlateau plateau = ReduceOnPlateau.by(0.5, 2);
    Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
    List<Double> values = new ArrayList<>();
    TrainingListener sets =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            loss.assign(Nd4j.scalar(losses[step.epoch() - 1]));
            values.add(w.value().getDouble(0));
          }
        };
    Training.minimize(() -> w.mul(1))
        .with(Sgd.rate(1).schedule(plateau))
        .validateAll(BatchSource.steps(1), in -> loss.mul(1))
        .fit(BatchSource.steps(1), Training.epochs(losses.length), sets, plateau);
    assertThat(values).containsExactly(-1.0, -2.0, -3.0, -4.0, -4.5, -5.0, -5.5);
    assertThat(plateau.factor(Tensor.scalar(9.0)).evalScalar()).isEqualTo(0.25);
    assertThatThrownBy(() -> ReduceOnPlateau.by(1, 2))
        .hasMessage("ReduceOnPlateau.by: factor must be in (0, 1), got 1.0");
  }
}
