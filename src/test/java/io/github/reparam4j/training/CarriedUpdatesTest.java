/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A step adds 1 to the parameter, and the former value of the parameter to the sum: after n steps
 * they are n and n (n - 1) / 2.
 */
class CarriedUpdatesTest {
  private final Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
  private final Variable sum = Variable.of("sum", Nd4j.scalar(0.0));
  private final Tensor loss = w.neg().updating(sum, sum.add(w));

  private double sum() {
    return sum.value().getDouble(0);
  }

  private Training training() {
    return Training.minimize(() -> loss).with(Sgd.rate(1));
  }

  @Test
  void trainingSetsTheVariableOnceAStepAndValidationDoesNot() {
    training().validate(BatchSource.steps(3)).fit(BatchSource.steps(2), epochs(2));
    assertThat(w.value().getDouble(0)).isEqualTo(4);
    assertThat(sum()).isEqualTo(6);
  }

  @Test
  void theVariableIsRestoredWithTheBestParameters() {
    Tensor distance = w.sub(4).square();
    training()
        .validateAll(BatchSource.steps(1), in -> distance)
        .stopEarly(EarlyStopping.patience(3).restoringBest())
        .fit(BatchSource.steps(1), epochs(100));
    assertThat(w.value().getDouble(0)).isEqualTo(4);
    assertThat(sum()).isEqualTo(6);
  }

  @Test
  void aGradientCarriesTheUpdatesOfItsLoss() {
    Tensor twice = loss.mul(2);
    Tensor gradient = Gradients.of(twice, w).of(w);
    assertThat(gradient.eval().getDouble(0)).isEqualTo(-2);
    assertThat(sum()).isZero();
    Map<Variable, Tensor> updates = Sgd.rate(1).on(List.of(w)).updates(List.of(gradient));
    try (Program step = Program.of(twice).updating(updates)) {
      for (int i = 0; i < 3; i++) {
        assertThat(step.run().scalar(0)).isEqualTo(-4.0 * i);
      }
    }
    assertThat(sum()).isEqualTo(0 + 2 + 4);
  }

  @Test
  void aProgramOfItsOwnTakesThemBySayingSo() {
    try (Program plain = Program.of(loss);
        Program step = Program.of(loss).updating(loss.carriedUpdates())) {
      w.assign(Nd4j.scalar(5.0));
      plain.run();
      assertThat(sum()).isZero();
      step.run();
      assertThat(sum()).isEqualTo(5);
    }
    assertThat(w.carriedUpdates()).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> w.updating(sum, Tensor.zeros(DType.DOUBLE, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "updating: a new value must have the shape and dtype of its variable, variable 'sum' []"
                + " DOUBLE, got fill(0.0) [2] DOUBLE");
    Tensor both = loss.add(w.updating(sum, sum.add(1)));
    assertThatThrownBy(both::carriedUpdates)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "updating: every variable must have one new value in a step, got two for variable"
                + " 'sum' [] DOUBLE, made at ");
    Tensor trained = w.square().updating(w, w);
    assertThatThrownBy(() -> Sgd.rate(1).updates(trained, w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Sgd.updates: a variable that the loss updates must not be trained, got parameter 'w'");
  }
}
