/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The parameter counts the epochs: it grows by 1 with each, from 0. */
class EarlyStoppingTest {
  private final Parameter w = Parameter.of("w", Nd4j.createFromArray(0.0, 100.0));

  private Training counting(UnaryOperator<Tensor> validation) {
    Tensor loss = w.sum().neg();
    return Training.minimize(() -> loss)
        .with(Sgd.rate(1))
        .validateAll(BatchSource.steps(1), in -> validation.apply(w.select(0, 0)));
  }

  private double count() {
    return w.value().getDouble(0);
  }

  @Test
  void stopsAfterEpochsWithoutImprovement() {
    TrainingResult result =
        counting(n -> n.sub(4).square())
            .stopEarly(EarlyStopping.patience(3))
            .fit(BatchSource.steps(1), epochs(100));
    assertThat(result.epochs()).isEqualTo(7);
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.STOPPED_EARLY);
    assertThat(result.restoredEpoch()).isEmpty();
    assertThat(count()).isEqualTo(7);
    assertThat(result).hasToString("7 epochs, stopped early");
  }

  @Test
  void restoresTheBestParameters() {
    TrainingResult result =
        counting(n -> n.sub(4).square())
            .stopEarly(EarlyStopping.patience(3).restoringBest())
            .fit(BatchSource.steps(1), epochs(100));
    assertThat(result.epochs()).isEqualTo(7);
    assertThat(result.restoredEpoch()).hasValue(4);
    assertThat(w.value().toDoubleVector()).containsExactly(4, 104);
    assertThat(result).hasToString("7 epochs, stopped early, parameters of epoch 4");
  }

  @Test
  void restoresTheBestParametersWhenAllEpochsAreDone() {
    TrainingResult result =
        counting(n -> n.sub(4).square())
            .stopEarly(EarlyStopping.patience(3).restoringBest())
            .fit(BatchSource.steps(1), epochs(5));
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.EPOCHS_DONE);
    assertThat(result.restoredEpoch()).hasValue(4);
    assertThat(count()).isEqualTo(4);
  }

  @Test
  void reasonIsAllDoneIfPatienceEndsWithTheLastEpoch() {
    TrainingResult result =
        counting(n -> n).stopEarly(EarlyStopping.patience(2)).fit(BatchSource.steps(1), epochs(3));
    assertThat(result).hasToString("3 epochs, all done");
  }

  /** The loss falls by 1/2 in each epoch: every third one is more than 1 below the reference. */
  @Test
  void smallImprovementsAddUp() {
    Training slow = counting(n -> n.mul(-0.5));
    EarlyStopping rule = EarlyStopping.patience(3).minImprovement(1);
    assertThat(slow.stopEarly(rule).fit(BatchSource.steps(1), epochs(20)).epochs()).isEqualTo(20);
    TrainingResult impatient =
        slow.stopEarly(EarlyStopping.patience(2).minImprovement(1).restoringBest())
            .fit(BatchSource.steps(1), epochs(20));
    assertThat(impatient.epochs()).isEqualTo(3);
    assertThat(impatient.restoredEpoch()).hasValue(3);
  }

  @Test
  void watchesTheTrainingLossWithoutValidationOrIfAsked() {
    EarlyStopping rule = EarlyStopping.patience(2).onTrainingLoss();
    TrainingResult asked = counting(n -> n).stopEarly(rule).fit(BatchSource.steps(1), epochs(10));
    assertThat(asked.epochs()).isEqualTo(10);
    Tensor away = w.square().sum().neg();
    TrainingResult without =
        Training.minimize(() -> away.neg().mul(0).add(w.mul(0).sum()))
            .with(Sgd.rate(1))
            .stopEarly(EarlyStopping.patience(2))
            .fit(BatchSource.steps(1), epochs(10));
    assertThat(without.epochs()).isEqualTo(3);
  }

  @Test
  void aLossOfNaNIsNoImprovement() {
    TrainingResult result =
        counting(n -> n.sub(2.5).neg().log())
            .stopEarly(EarlyStopping.patience(2).restoringBest())
            .fit(BatchSource.steps(1), epochs(10));
    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.restoredEpoch()).hasValue(2);
    TrainingResult never =
        counting(n -> n.mul(Double.NaN))
            .stopEarly(EarlyStopping.patience(2).restoringBest())
            .fit(BatchSource.steps(1), epochs(10));
    assertThat(never).hasToString("2 epochs, stopped early");
  }

  @Test
  void rejectsWrongNumbers() {
    assertThatThrownBy(() -> EarlyStopping.patience(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("EarlyStopping.patience: patience must be >= 1, got 0");
    assertThatThrownBy(() -> EarlyStopping.patience(1).minImprovement(-0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("EarlyStopping.minImprovement: improvement must be >= 0 and finite, got -0.5");
    for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> EarlyStopping.patience(1).minImprovement(amount))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "EarlyStopping.minImprovement: improvement must be >= 0 and finite, got " + amount);
    }
    EarlyStopping most = EarlyStopping.patience(1).minImprovement(Double.MAX_VALUE);
    assertThat(most.minImprovement()).isEqualTo(Double.MAX_VALUE);
  }
}
