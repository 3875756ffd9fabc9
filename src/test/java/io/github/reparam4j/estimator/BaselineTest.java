/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.StepReport;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** State of baselines: what a step of training does with it, and what it leaves alone. */
class BaselineTest {
  private static final double DECAY = 0.75;

  private final Parameter logits = Parameter.of("logits", Nd4j.createFromArray(0.3, -0.2, 1.0));

  private static Tensor cost(Tensor z) {
    return z.mul(2).add(1);
  }

  /**
   * The average of the mean costs c of the steps, by the recurrence a = decay a + (1 - decay) c.
   */
  @Test
  void movingAverageOfTheCostsOfTheSteps() {
    Baseline average = Baseline.movingAverage(DECAY);
    Tensor loss =
        ScoreFunction.samples(2)
            .baseline(average)
            .expectation(Bernoulli.fromLogits(logits), BaselineTest::cost)
            .mean();
    List<Double> costs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            costs.add(step.loss());
          }
        };
    Training.minimize(() -> loss)
        .with(Sgd.rate(0.1))
        .validate(BatchSource.steps(2))
        .fit(BatchSource.steps(5), Training.epochs(2), listener);

    double sum = 0;
    double weight = 0;
    for (double c : costs) {
      sum = DECAY * sum + (1 - DECAY) * c;
      weight = DECAY * weight + 1 - DECAY;
    }
    assertThat(costs).hasSize(10);
    List<Variable> state = List.copyOf(loss.carriedUpdates().keySet());
    assertThat(state).hasSize(2);
    assertThat(state.get(0).value().getDouble(0)).isCloseTo(sum, within(1e-12));
    assertThat(state.get(1).value().getDouble(0)).isCloseTo(weight, within(1e-12));
    assertThat(average.of(Tensor.zeros(DType.DOUBLE, 2, 3)).evalScalar())
        .isCloseTo(sum / weight, within(1e-12));
  }

  /** After one step the baseline is the cost of that step: a constant cost has no gradient then. */
  @Test
  void movingAverageIsSubtracted() {
    Tensor loss =
        ScoreFunction.samples(1)
            .baseline(Baseline.movingAverage(DECAY))
            .expectation(Bernoulli.fromLogits(logits), z -> z.mul(0).add(5))
            .sum();
    Tensor gradient = Gradients.of(loss, logits).of(logits);
    try (Program step = Program.of(gradient).updating(gradient.carriedUpdates())) {
      // The score is z - p: at least 0.26 in size for these logits.
      assertThat(Arrays.stream(step.run(RandomKey.of(1)).get(gradient).toDoubleVector()))
          .allMatch(g -> Math.abs(g) > 1);
      assertThat(Arrays.stream(step.run(RandomKey.of(2)).get(gradient).toDoubleVector()))
          .allMatch(g -> Math.abs(g) < 1e-14);
    }
  }

  /** The gradient by a prediction is that of its squared error, 2 (prediction - mean cost). */
  @Test
  void learnedPredictionFitsTheMeanCost() {
    Parameter prediction = Parameter.of("prediction", Nd4j.createFromArray(0.5, 2.0, -1.0));
    AtomicReference<Tensor> costs = new AtomicReference<>();
    Tensor e =
        ScoreFunction.samples(4)
            .baseline(Baseline.learned(prediction))
            .expectation(Bernoulli.fromLogits(logits), z -> keep(costs, cost(z)));
    Gradients g = Gradients.of(e.sum(), prediction, logits);
    Tensor f = costs.get();
    Tensor error = prediction.sub(f.mean(0)).mul(2).sharingNoiseOf(e);
    Tensor advantage = f.sub(prediction);
    Tensor byLogit =
        advantage.mul(cost(logits.sigmoid()).neg().add(f).mul(0.5)).mean(0).sharingNoiseOf(e);
    Tensor value = f.mean(0).sharingNoiseOf(e);
    try (Program program = Program.of(g.of(prediction), error, g.of(logits), byLogit, e, value)) {
      RunResult run = program.run(RandomKey.of(3));
      for (int i = 0; i < 6; i += 2) {
        double[] expected = run.get(i + 1).toDoubleVector();
        assertThat(run.get(i).toDoubleVector()).containsExactly(expected, within(1e-14));
      }
    }
  }

  private static Tensor keep(AtomicReference<Tensor> costs, Tensor f) {
    costs.set(f);
    return f;
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> Baseline.movingAverage(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Baseline.movingAverage: decay must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> ScoreFunction.samples(1).baseline(Baseline.leaveOneOut()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ScoreFunction.baseline: leave-one-out needs at least 2 samples, got 1; pass more to"
                + " samples(...)");
    ScoreFunction wide =
        ScoreFunction.samples(2).baseline(Baseline.learned(Tensor.zeros(DType.DOUBLE, 3, 1)));
    assertThatThrownBy(() -> wide.expectation(Bernoulli.fromLogits(logits), BaselineTest::cost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Baseline.learned: prediction must broadcast to the shape of the expectation [3], got"
                + " shape [3, 1]; one number for each row: column(0) of a network's output");
    ScoreFunction single =
        ScoreFunction.samples(2).baseline(Baseline.learned(Tensor.zeros(DType.FLOAT)));
    assertThatThrownBy(() -> single.expectation(Normal.of(0, 1), BaselineTest::cost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Baseline.learned: prediction must have the dtype of the cost, DOUBLE, got FLOAT;"
                + " convert it with cast");
    Baseline one = Baseline.movingAverage(0.5);
    ScoreFunction shared = ScoreFunction.samples(1).baseline(one);
    Bernoulli q = Bernoulli.fromLogits(logits);
    Tensor both =
        shared.expectation(q, BaselineTest::cost).add(shared.expectation(q, BaselineTest::cost));
    assertThatThrownBy(both::carriedUpdates)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two for variable 'baseline/");
  }
}
