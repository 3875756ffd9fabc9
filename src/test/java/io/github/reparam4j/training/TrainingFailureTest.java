/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.RequirementException;
import io.github.reparam4j.tensor.Tensor;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class TrainingFailureTest {
  private static final String BATCH =
      " (the batch has array 0 [20, 3] DOUBLE, array 1 [20] DOUBLE)";

  private final Toy toy = new Toy();
  private final Training training = Training.minimize(toy::loss).with(Sgd.rate(0.1));

  // ---- losses that are not finite

  /** The loss ln(3 - w) makes w grow, until it is above 3. */
  private final Parameter w = Parameter.of("w", Nd4j.scalar(0.0));

  private Training diverging() {
    return Training.minimize(() -> w.sub(3).neg().log()).with(Sgd.rate(1));
  }

  @Test
  void nonFiniteLossNamesEpochAndStepAndLeavesParameters() {
    OptimizerState state = Adam.rate(1).on(List.of(w));
    double[] before = new double[1];
    assertThatThrownBy(
            () ->
                Training.minimize(() -> w.sub(3).neg().log())
                    .with(state)
                    .fit(
                        BatchSource.steps(2),
                        epochs(9),
                        new TrainingListener() {
                          @Override
                          public void onStep(StepReport step) {
                            before[0] = w.value().getDouble(0);
                          }
                        }))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "Training.fit: loss must be finite, got NaN at epoch 3, step 1; parameters are as"
                + " before this step; training.detectingAnomalies() finds the cause")
        .hasCauseInstanceOf(RequirementException.class);
    assertThat(before[0]).isGreaterThan(3);
    assertThat(w.value().getDouble(0)).isEqualTo(before[0]);
    assertThat(state.step().value().getDouble(0)).isEqualTo(4);
  }

  @Test
  void infiniteLossIsRejectedToo() {
    fails(
        ArithmeticException.class,
        () ->
            Training.minimize(() -> w.log()).with(Sgd.rate(1)).fit(BatchSource.steps(1), epochs(1)),
        "Training.fit: loss must be finite, got -Infinity at epoch 1, step 1; parameters are as"
            + " before this step; training.detectingAnomalies() finds the cause");
    assertThat(w.value().getDouble(0)).isZero();
  }

  @Test
  void namesAParameterThatWasNotFiniteBefore() {
    Parameter fine = Parameter.of("fine", Nd4j.createFromArray(1.0, 2.0));
    Parameter broken = Parameter.of("broken", Nd4j.createFromArray(1.0, Double.NaN));
    fails(
        ArithmeticException.class,
        () ->
            Training.minimize(() -> fine.mul(broken).sum())
                .with(Sgd.rate(0.1))
                .fit(BatchSource.steps(1), epochs(1)),
        "Training.fit: loss must be finite, got NaN at epoch 1, step 1; parameter 'broken' [2]"
            + " DOUBLE holds NaN since before this step; training.detectingAnomalies() finds the"
            + " cause");
    assertThat(fine.value()).isEqualTo(Nd4j.createFromArray(1.0, 2.0));
  }

  /** The square root is finite at 0, and its derivative is not. */
  @Test
  void namesAParameterWhoseGradientIsNotFiniteAndLeavesItAsItWas() {
    Parameter v = Parameter.of("v", Nd4j.createFromArray(1.0, 0.0));
    fails(
        ArithmeticException.class,
        () ->
            Training.minimize(() -> v.sqrt().sum())
                .with(Sgd.rate(0.1))
                .fit(BatchSource.steps(1), epochs(1)),
        "Program.run: gradient by parameter 'v' [2] DOUBLE must be finite, got Infinity at [1]; no"
            + " variable was set; detectingAnomalies() finds the operation (Training.fit, epoch 1,"
            + " step 1)");
    assertThat(v.value()).isEqualTo(Nd4j.createFromArray(1.0, 0.0));
  }

  @Test
  void nonFiniteChecksNameTheOperation() {
    assertThatThrownBy(() -> diverging().detectingAnomalies().fit(BatchSource.steps(10), epochs(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageMatching(
            "anomaly: every operation must give finite values, got NaN at \\[\\] of log \\[\\];"
                + " made at .*TrainingFailureTest.*diverging.*\\(TrainingFailureTest.java:\\d+\\)"
                + " \\(Training.fit, epoch 1, step \\d\\)");
  }

  @Test
  void otherChecksAreLocatedToo() {
    Tensor scale = w.add(-1).require(Marker.Condition.POSITIVE, "Normal.of", "scale", "use exp");
    fails(
        ArithmeticException.class,
        () ->
            Training.minimize(() -> scale.mul(w))
                .with(Sgd.rate(1))
                .fit(BatchSource.steps(1), epochs(1)),
        "Normal.of: scale must be > 0 everywhere, got -1.0 at [] of shape []; use exp"
            + " (Training.fit, epoch 1, step 1)");
    fails(
        ArithmeticException.class,
        () ->
            Training.minimize(() -> w.square())
                .with(Sgd.rate(1))
                .validateAll(BatchSource.steps(1), in -> scale)
                .fit(BatchSource.steps(1), epochs(1)),
        "Normal.of: scale must be > 0 everywhere, got -1.0 at [] of shape []; use exp"
            + " (Training.fit, validation of epoch 1)");
  }

  // ---- wrong calls

  @Test
  void rejectsWrongEpochs() {
    fails(
        IllegalArgumentException.class,
        () -> epochs(0),
        "Training.epochs: count must be >= 1, got 0");
    fails(
        IllegalArgumentException.class,
        () -> epochs(5).after(5),
        "Epochs.after: done must be in [0, 5), got 5");
    fails(
        IllegalArgumentException.class,
        () -> epochs(5).after(-1),
        "Epochs.after: done must be in [0, 5), got -1");
    assertThat(epochs(5).after(0)).isEqualTo(epochs(5));
    fails(
        IllegalArgumentException.class,
        () -> BatchSource.steps(0),
        "BatchSource.steps: perEpoch must be >= 1, got 0");
  }

  @Test
  void rejectsAMissingOptimizer() {
    fails(
        IllegalStateException.class,
        () -> Training.minimize(toy::loss).fit(toy.batches(), epochs(1)),
        "Training.fit: an optimiser must be given, got none; call with(Adam.rate(1e-3))");
  }

  @Test
  void rejectsParametersNamedTwice() {
    fails(
        IllegalStateException.class,
        () ->
            training
                .with(Adam.rate(1).on(List.of(toy.w)))
                .parameters(List.of(toy.w))
                .fit(toy.batches(), epochs(1)),
        "Training.fit: what is trained must be named once, got parameters(...) and an optimiser"
            + " state; make the state for these parameters");
    fails(
        IllegalArgumentException.class,
        () -> training.parameters(List.of()),
        "Training.parameters: there must be at least one, got none");
  }

  @Test
  void rejectsBatchesThatDoNotFitTheLoss() {
    fails(
        IllegalArgumentException.class,
        () -> training.fit(Batches.of(toy.x), epochs(1)),
        "Training.fit: every batch must have as many arrays as the loss has arguments, 2, got 1");
    fails(
        IllegalArgumentException.class,
        () -> training.validate(Batches.of(toy.x)).fit(toy.batches(), epochs(1)),
        "Training.validate: every batch must have as many arrays as the loss has arguments, 2,"
            + " got 1");
    fails(
        IllegalArgumentException.class,
        () -> training.metric("norm", x -> x.square().sum()).fit(toy.batches(), epochs(1)),
        "Training.fit: every batch must have as many arrays as metric 'norm' has arguments, 1,"
            + " got 2");
    fails(
        IllegalArgumentException.class,
        () -> training.fit(source(Batch.of(toy.x)), epochs(1)),
        "Training.fit: every batch must have as many arrays as the loss has arguments, 2, got 1");
  }

  @Test
  void rejectsBatchesOfValidationThatDoNotFitTheLoss() {
    fails(
        IllegalArgumentException.class,
        () -> training.validate(source(Batch.of(toy.x))).fit(toy.batches(), epochs(1)),
        "Training.validate: every batch must have as many arrays as the loss has arguments, 2,"
            + " got 1");
    Batch empty = Batch.of(Nd4j.create(DataType.DOUBLE, 0, 3), Nd4j.create(DataType.DOUBLE, 0));
    fails(
        IllegalArgumentException.class,
        () -> training.validate(source(empty)).fit(toy.batches(), epochs(1)),
        "Training.validate: every batch must have at least one row, got Batch[[0, 3], [0]]");
    fails(
        IllegalArgumentException.class,
        () -> training.fit(source(empty), epochs(1)),
        "Training.fit: every batch must have at least one row, got Batch[[0, 3], [0]]");
  }

  /** A source that claims two arrays and yields the given batches, once. */
  private static BatchSource source(Batch... batches) {
    Iterator<Batch> once = List.of(batches).iterator();
    return new BatchSource() {
      @Override
      public int arity() {
        return 2;
      }

      @Override
      public OptionalLong batchesPerEpoch() {
        return OptionalLong.empty();
      }

      @Override
      public Iterator<Batch> epoch(RandomKey key) {
        return once.hasNext() ? once : Collections.emptyIterator();
      }
    };
  }

  @Test
  void rejectsEpochsWithoutBatches() {
    fails(
        IllegalArgumentException.class,
        () -> training.fit(source(), epochs(1)),
        "Training.fit: the source must yield at least one batch in each epoch, got none in epoch"
            + " 1; its iterator may be exhausted: epoch(key) must start anew");
    fails(
        IllegalArgumentException.class,
        () -> training.fit(source(Batch.of(toy.x, toy.t)), epochs(3)),
        "Training.fit: the source must yield at least one batch in each epoch, got none in epoch"
            + " 2; its iterator may be exhausted: epoch(key) must start anew");
    fails(
        IllegalArgumentException.class,
        () -> training.validate(source()).fit(toy.batches(), epochs(1)),
        "Training.validate: the source must yield at least one batch in each epoch, got none in"
            + " epoch 1; its iterator may be exhausted: epoch(key) must start anew");
  }

  @Test
  void rejectsLossesThatAreNoScalars() {
    fails(
        IllegalArgumentException.class,
        () ->
            Training.minimize((x, t) -> toy.predict(x).sub(t).square())
                .with(Sgd.rate(0.1))
                .fit(toy.batches(), epochs(1)),
        "Training.minimize: loss must be a scalar, got shape [20]; call sum() or mean()" + BATCH);
    fails(
        IllegalArgumentException.class,
        () -> training.metric("error", (x, t) -> t).fit(toy.batches(), epochs(1)),
        "Loss.metric: metric 'error' must be a scalar, got shape [20]; call sum() or mean()"
            + BATCH);
    fails(
        IllegalArgumentException.class,
        () -> Training.minimize((x, t) -> null).with(Sgd.rate(0.1)).fit(toy.batches(), epochs(1)),
        "Training.minimize: loss must be an expression, got null" + BATCH);
    fails(
        IllegalArgumentException.class,
        () ->
            Training.minimizeReporting(in -> null)
                .with(Sgd.rate(0.1))
                .fit(toy.batches(), epochs(1)),
        "Training.minimizeReporting: the function must return a loss, got null" + BATCH);
  }

  @Test
  void rejectsALossWithoutParameters() {
    fails(
        IllegalArgumentException.class,
        () ->
            Training.minimize(x -> x.mul(w.stopGradient()).sum())
                .with(Sgd.rate(0.1))
                .fit(Batches.of(toy.x), epochs(1)),
        "Training.fit: loss must depend on at least one Parameter, got none; parameters behind"
            + " stopGradient() do not count");
  }

  @Test
  void rejectsOtherParametersForAnotherBatchShape() {
    Parameter other = Parameter.of("other", Nd4j.zeros(3).castTo(toy.x.dataType()));
    fails(
        IllegalArgumentException.class,
        () ->
            Training.minimize(
                    (x, t) -> {
                      Parameter p = x.shape().dim(0) == 20 ? toy.w : other;
                      return x.matmul(p).sub(t).square().mean();
                    })
                .with(Sgd.rate(0.1))
                .fit(toy.batches(), epochs(1)),
        "Training.fit: loss must depend on the same parameters for all batch shapes, got new"
            + " parameter 'other' [3] DOUBLE; make parameters outside the loss function, or name"
            + " them with parameters(...)");
  }

  @Test
  void rejectsMetricsThatChangeOrRepeat() {
    fails(
        IllegalArgumentException.class,
        () ->
            Training.minimizeReporting(
                    in ->
                        Loss.of(toy.loss(in.get(0), in.get(1)))
                            .metric("rows " + in.get(0).shape().dim(0), Tensor.scalar(1)))
                .with(Sgd.rate(0.1))
                .fit(toy.batches(), epochs(1)),
        "Training.fit: metrics must be the same for all batch shapes, [rows 20], got [rows 10]");
    fails(
        IllegalArgumentException.class,
        () -> training.metric("m", (x, t) -> t.sum()).metric("m", x -> x.sum()),
        "Training.metric: names must be distinct, got 'm' twice");
    fails(
        IllegalArgumentException.class,
        () -> Loss.of(w).metric("m", w).metric("m", w),
        "Loss.metric: names must be distinct, got 'm' twice");
  }

  @Test
  void thereIsNoLastEpochBeforeTheFirstIsDone() {
    TrainingResult result =
        new TrainingResult(List.of(), TrainingResult.Reason.INTERRUPTED, OptionalInt.empty());
    fails(
        IllegalStateException.class,
        result::last,
        "TrainingResult.last: an epoch must have been finished, got none; see reason()");
  }

  private static void fails(Class<?> type, ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessage(message);
  }
}
