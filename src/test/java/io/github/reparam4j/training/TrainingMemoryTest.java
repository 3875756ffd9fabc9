/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Off-heap memory, which the garbage collector frees late or never. */
class TrainingMemoryTest {
  private static final int FITS = 20;

  /** More than arrays of a few elements that are left to the garbage collector. */
  private static final long SMALL = 100_000;

  private final Toy toy = new Toy();
  private final Batches batches = toy.batches();

  /** Each run must keep a product of 20 x 5000 doubles: 800 kB. */
  private Tensor wideLoss(Tensor x, Tensor t) {
    Tensor wide = x.mul(toy.w).matmul(Tensor.ones(DType.DOUBLE, 3, 5000));
    return wide.exp().matmul(wide.transpose()).mean().add(t.sum());
  }

  @Test
  @Tag("serial")
  void fitsFreeTheirPrograms() {
    Training training = Training.minimize(this::wideLoss).with(Sgd.rate(1e-9)).validate(batches);
    training.fit(batches, epochs(1));
    long before = Pointer.totalBytes();
    for (int i = 0; i < FITS; i++) {
      training.fit(batches, epochs(1));
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(SMALL);
  }

  @Test
  @Tag("serial")
  void failedFitsFreeTheirPrograms() {
    Training training =
        Training.minimize((x, t) -> wideLoss(x, t).abs().neg().log()).with(Sgd.rate(1e-9));
    long before = 0;
    for (int i = 0; i <= FITS; i++) {
      assertThatThrownBy(() -> training.fit(batches, epochs(1)))
          .isInstanceOf(ArithmeticException.class);
      before = i == 0 ? Pointer.totalBytes() : before;
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(SMALL);
  }

  // ND4J does not count its arrays; so these look whether they were closed.

  @Test
  void stateOfTheOptimizerIsFreedUnlessItIsTheUsers() {
    OptimizerState users = Adam.rate(0.1).on(List.of(toy.w, toy.b));
    assertThat(
            stateAfterClose(new TrainingSettings.Optimization(Optimizer.of(Adam.rate(0.1)), null))
                .variables())
        .hasSize(5)
        .allMatch(v -> v.array().wasClosed());
    assertThat(stateAfterClose(new TrainingSettings.Optimization(null, users)).variables())
        .hasSize(5)
        .noneMatch(v -> v.array().wasClosed());
    assertThat(toy.w.array().wasClosed()).isFalse();
  }

  private OptimizerState stateAfterClose(TrainingSettings.Optimization rule) {
    BatchFunction<Loss> loss =
        BatchFunction.of((BinaryOperator<Tensor>) toy::loss).toLoss(Loss::of);
    Batch batch = Batch.of(toy.x, toy.t);
    TracedSteps compilation = new TracedSteps(TrainingSettings.of(loss).withOptimization(rule));
    compilation.train(RandomKey.of(0), batch);
    compilation.close();
    for (ThrowingCallable run :
        List.<ThrowingCallable>of(
            () -> compilation.train(RandomKey.of(0), batch),
            () -> compilation.validate(RandomKey.of(0), batch))) {
      assertThatThrownBy(run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    return compilation.state();
  }

  @Test
  void copiesOfTheBestParametersAreFreed() {
    EarlyStoppingTracker best = new EarlyStoppingTracker(EarlyStopping.patience(1).restoringBest());
    best.add(epoch(1, 0.5), List.of(toy.w, toy.b));
    List<INDArray> first = List.copyOf(best.copies().values());
    best.add(epoch(2, 0.25), List.of(toy.w, toy.b));
    assertThat(first).hasSize(2).allMatch(INDArray::wasClosed);
    List<INDArray> second = List.copyOf(best.copies().values());
    assertThat(second).hasSize(2).noneMatch(INDArray::wasClosed);
    best.close();
    assertThat(second).allMatch(INDArray::wasClosed);
    assertThat(best.restore()).isEmpty();
    assertThat(toy.w.array().wasClosed()).isFalse();
  }

  private static EpochReport epoch(int epoch, double loss) {
    return new EpochReport(epoch, 2, 1, 1, loss, Map.of(), OptionalDouble.empty(), Map.of(), 1);
  }
}
