/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** State that lives longer than one trace of a loss, or one epoch. */
class StateOverTracesTest {
  /** Batches of 20, 20 and 10 rows are two traces; moments and step count are those of one fit. */
  @Test
  void namedParametersHaveOneOptimizerStateForAllBatchSizes() {
    Toy named = new Toy();
    Training.minimize(named::loss)
        .with(Adam.rate(0.05))
        .parameters(List.of(named.w, named.b))
        .seed(7)
        .fit(named.batches(), Training.epochs(3));
    Toy found = new Toy();
    Training.minimize(found::loss)
        .with(Adam.rate(0.05))
        .seed(7)
        .fit(found.batches(), Training.epochs(3));
    assertThat(named.weights()).containsExactly(found.weights());
    Toy own = new Toy();
    var state = Adam.rate(0.05).on(List.of(own.w, own.b));
    Training.minimize(own::loss).with(state).seed(7).fit(own.batches(), Training.epochs(3));
    assertThat(own.weights()).containsExactly(found.weights());
    assertThat(state.step().value().getDouble(0)).isEqualTo(9);
  }

  /** The first of equally good epochs is the best one. */
  @Test
  void firstOfEqualEpochsIsRestored() {
    Parameter w = Parameter.of("w", Nd4j.scalar(8.0));
    List<Double> values = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            values.add(w.value().getDouble(0));
          }
        };
    TrainingResult result =
        Training.minimize(() -> w.square())
            .with(Sgd.rate(0.25))
            .validateAll(BatchSource.steps(1), in -> w.stopGradient().mul(0).add(1))
            .stopEarly(EarlyStopping.patience(3).restoringBest())
            .fit(BatchSource.steps(1), Training.epochs(10), listener);
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.STOPPED_EARLY);
    assertThat(values).containsExactly(4.0, 2.0, 1.0, 0.5);
    assertThat(result.restoredEpoch()).hasValue(1);
    assertThat(w.value().getDouble(0)).isEqualTo(4);
  }

  /** Each batch of validation has noise of its own, and the same in every epoch. */
  @Test
  void batchesOfValidationHaveDifferentNoise() {
    Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
    List<List<Double>> losses = new ArrayList<>();
    for (int copies = 1; copies <= 2; copies++) {
      INDArray rows = Nd4j.zeros(DataType.DOUBLE, 5L * copies, 1);
      TrainingResult result =
          Training.minimize(() -> w.square())
              .with(Sgd.rate(0.1))
              .validateAll(
                  Batches.of(rows).size(5).inOrder(),
                  in -> Noise.standardNormal(DType.DOUBLE).add(in.get(0).sum()))
              .fit(BatchSource.steps(1), Training.epochs(2));
      losses.add(result.history().stream().map(e -> e.validationLoss().getAsDouble()).toList());
    }
    assertThat(losses.get(0).get(1)).isEqualTo(losses.get(0).get(0));
    assertThat(losses.get(1).get(1)).isEqualTo(losses.get(1).get(0));
    assertThat(losses.get(1).get(0)).isNotEqualTo(losses.get(0).get(0));
  }

  /** The step under way is the one that is reported, also if it is the last of all. */
  @Test
  void lastStepIsCheckedToo() {
    Parameter w = Parameter.of("w", Nd4j.createFromArray(1.0, 0.0));
    List<Throwable> failures = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onFailure(Throwable failure) {
            failures.add(failure);
          }
        };
    Tensor loss = w.square().sqrt().sum();
    try {
      Training.minimize(() -> loss)
          .with(Sgd.rate(0.1))
          .fit(BatchSource.steps(1), Training.epochs(1), listener);
    } catch (ArithmeticException e) {
      assertThat(e)
          .hasMessageStartingWith("Program.run: gradient by parameter 'w' [2] DOUBLE")
          .hasMessageEndingWith("(Training.fit, epoch 1, step 1)");
    }
    assertThat(failures).hasSize(1);
    assertThat(w.value()).isEqualTo(Nd4j.createFromArray(1.0, 0.0));
  }
}
