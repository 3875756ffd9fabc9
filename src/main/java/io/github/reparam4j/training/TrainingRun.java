/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.RequirementException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit. Used once. */
final class TrainingRun {
  private static final String WHERE = "Training.fit";
  private static final long DOMAIN = "Training".hashCode();

  private final TrainingSettings settings;
  private final BatchSource source;
  private final Epochs epochs;
  private final Listeners listeners;
  private final RandomKey root;
  private final List<EpochReport> history = new ArrayList<>();
  private final CheckpointWriter checkpoints;
  private RunningMeans means = new RunningMeans();
  private int finished;
  private long stepsMade;
  private boolean interrupted;
  private boolean stopped;

  TrainingRun(
      TrainingSettings settings,
      BatchSource source,
      Epochs epochs,
      List<TrainingListener> listeners) {
    this.settings = settings;
    this.source = source;
    this.epochs = epochs;
    this.listeners = new Listeners(listeners);
    this.root = RandomKey.of(settings.seed()).fold(DOMAIN);
    this.checkpoints = new CheckpointWriter(settings.checkpoints());
    this.finished = epochs.done();
  }

  /** Checks what the user has given, and trains. */
  static TrainingResult run(
      TrainingSettings settings,
      String where,
      BatchSource source,
      Epochs epochs,
      TrainingListener... listeners) {
    Errors.given(where, "source", source);
    Errors.given(where, "epochs", epochs);
    Errors.allGiven(where, "listeners", listeners);
    settings.requireComplete(where);
    settings.requireArity(where, settings.loss(), source.arity());
    Optional<Path> newest = Optional.empty();
    if (settings.checkpoints() == null && !where.equals(WHERE)) {
      throw Errors.state(
          where, "checkpoints must be given", "none", "call checkpoints(Checkpoints.in(folder))");
    }
    if (settings.checkpoints() != null) {
      CheckpointFolder.prepare(where, settings.checkpoints().folder());
      newest = settings.checkpoints().newest();
      if (newest.isPresent() && where.equals(WHERE)) {
        throw Errors.state(
            where,
            "folder of the checkpoints must have none yet",
            newest.get(),
            "resume(...) continues from it");
      }
    }
    return new TrainingRun(settings, source, epochs, List.of(listeners)).run(newest);
  }

  private TrainingResult run(Optional<Path> from) {
    try (TracedSteps traced = new TracedSteps(settings);
        EarlyStoppingTracker tracker = new EarlyStoppingTracker(settings.stopping())) {
      from.ifPresent(file -> continueFrom(file, traced, tracker));
      boolean remain = finished < epochs.count();
      listeners.start(remain ? epochs.after(finished) : epochs, source.batchesPerEpoch());
      TrainingResult.Reason reason = train(traced, tracker);
      OptionalInt restored = tracker.restore();
      TrainingResult result = new TrainingResult(history, reason, restored);
      listeners.end(result);
      return result;
    } catch (RuntimeException | Error e) {
      listeners.fail(e);
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void continueFrom(Path file, TracedSteps traced, EarlyStoppingTracker tracker) {
    Iterator<Batch> batches = source.epoch(root.fold(finished + 1).split().get(0));
    if (!batches.hasNext()) {
      requireBatches(WHERE, means, finished + 1);
    }
    Batch first = batches.next();
    requireFit(WHERE, settings.loss(), first);
    traced.trace(first);
    Progress progress = Resumption.from(file, settings.seed(), traced, tracker);
    history.addAll(progress.history());
    means = RunningMeans.from(progress.means());
    finished = progress.epoch();
    stepsMade = progress.step();
    checkpoints.continueFrom(progress);
  }

  private TrainingResult.Reason train(TracedSteps traced, EarlyStoppingTracker tracker) {
    while (finished < epochs.count()) {
      if (tracker.isExhausted()) {
        return TrainingResult.Reason.STOPPED_EARLY;
      }
      int epoch = finished + 1;
      long start = System.nanoTime();
      steps(traced, tracker, epoch);
      double seconds = (System.nanoTime() - start) * 1e-9;
      RunningMeans validation =
          isEnded()
              ? null
              : validation(traced, "Training.validate", "validation of epoch " + epoch);
      if (isEnded()) {
        saveAtEnd(tracker);
        return endReason();
      }
      EpochReport report = report(traced, epoch, means, validation, seconds);
      history.add(report);
      listeners.epoch(report);
      tracker.add(report, traced.changed());
      finished = epoch;
      means = new RunningMeans();
      if (checkpoints.isBest(report)) {
        checkpoints.writeBest(progress(tracker), tracker.copies());
      }
      if (checkpoints.isDueAfterEpoch(epoch)) {
        checkpoints.writeStep(progress(tracker), tracker.copies());
      }
      stopped = listeners.stop();
      if (stopped && finished < epochs.count()) {
        saveAtEnd(tracker);
        return endReason();
      }
    }
    saveAtEnd(tracker);
    return TrainingResult.Reason.EPOCHS_DONE;
  }

  private boolean isEnded() {
    return interrupted || stopped;
  }

  private TrainingResult.Reason endReason() {
    return interrupted
        ? TrainingResult.Reason.INTERRUPTED
        : TrainingResult.Reason.STOPPED_BY_LISTENER;
  }

  private Progress progress(EarlyStoppingTracker tracker) {
    return Progress.of(
        settings.seed(), finished, stepsMade, means, tracker, checkpoints.best(), history);
  }

  private void saveAtEnd(EarlyStoppingTracker tracker) {
    if (checkpoints.isDueAtEnd(stepsMade)) {
      checkpoints.writeStep(progress(tracker), tracker.copies());
    }
  }

  private void steps(TracedSteps traced, EarlyStoppingTracker tracker, int epoch) {
    List<RandomKey> keys = root.fold(epoch).split();
    OptionalLong total = source.batchesPerEpoch();
    Iterator<Batch> batches = source.epoch(keys.get(0));
    for (long done = 0; done < means.batches(); done++) {
      if (!batches.hasNext()) {
        throw Errors.argument(
            "Training.resume",
            "the source must yield at least " + means.batches() + " batches in epoch " + epoch,
            done,
            "it must be the source of the checkpoint");
      }
      batches.next();
    }
    while (!isInterrupted() && !stopped && batches.hasNext()) {
      Batch batch = batches.next();
      requireFit(WHERE, settings.loss(), batch);
      long step = means.batches() + 1;
      RunResult run;
      try {
        run = traced.train(keys.get(1).step(step), batch);
      } catch (ArithmeticException e) {
        String position = "epoch " + epoch + ", step " + step;
        ArithmeticException located = located(e, position, traced.trained());
        throw isOfLoss(e)
            ? traced.diagnose(keys.get(1).step(step), batch, position).orElse(located)
            : located;
      }
      means.add(run, traced.trainingMetrics().size() + 1, batch.size());
      stepsMade++;
      checkpoints.accept(traced.used());
      Map<String, Double> metrics = metrics(run, traced.trainingMetrics());
      listeners.step(
          new StepReport(
              epoch,
              epochs.count(),
              step,
              total,
              batch.size(),
              run.scalar(0),
              means.loss(),
              metrics));
      stopped = listeners.stop();
      if (checkpoints.isDueAfterStep(stepsMade)) {
        checkpoints.writeStep(progress(tracker), tracker.copies());
      }
    }
    if (!isEnded()) {
      requireBatches(WHERE, means, epoch);
    }
  }

  private static Map<String, Double> metrics(RunResult run, List<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      metrics.put(names.get(i), run.scalar(i + 1));
    }
    return metrics;
  }

  /** Evaluates a data set as validation does, once. */
  static Evaluation evaluate(TrainingSettings settings, BatchSource source) {
    String where = "Training.evaluate";
    boolean own = settings.validation() != null && settings.validation().loss() != null;
    TrainingSettings on =
        settings.withValidation(
            new TrainingSettings.Validation(source, own ? settings.validation().loss() : null));
    on.requireArity(where, on.validationLoss(), source.arity());
    TrainingRun run = new TrainingRun(on, source, new Epochs(1, 0), List.of());
    try (TracedSteps traced = new TracedSteps(on)) {
      RunningMeans means = run.validation(traced, where, "the evaluation");
      if (run.interrupted) {
        Thread.currentThread().interrupt();
        throw Errors.state(where, "the thread must not be interrupted", "an interrupt", null);
      }
      return new Evaluation(
          means.loss(), means.metrics(traced.validationMetrics()), means.examples());
    }
  }

  /** The means of validation: the same noise and order in every epoch; null if there is none. */
  private RunningMeans validation(TracedSteps traced, String where, String position) {
    if (settings.validation() == null) {
      return null;
    }
    List<RandomKey> keys = root.fold(0).split();
    RunningMeans sums = new RunningMeans();
    Iterator<Batch> batches = settings.validation().source().epoch(keys.get(0));
    while (!isInterrupted() && batches.hasNext()) {
      Batch batch = batches.next();
      requireFit(where, settings.validationLoss(), batch);
      RunResult run;
      try {
        run = traced.validate(keys.get(1).step(sums.batches() + 1), batch);
      } catch (ArithmeticException e) {
        throw located(e, position, List.of());
      }
      sums.add(run, traced.validationMetrics().size() + 1, batch.size());
    }
    if (!interrupted) {
      requireBatches(where, sums, finished + 1);
    }
    return sums;
  }

  /**
   * Clears the thread's flag, so that it does not interrupt listeners; {@link #run} sets it again.
   */
  private boolean isInterrupted() {
    interrupted |= Thread.interrupted();
    return interrupted;
  }

  private EpochReport report(
      TracedSteps traced, int epoch, RunningMeans means, RunningMeans validation, double seconds) {
    boolean validated = validation != null;
    return new EpochReport(
        epoch,
        epochs.count(),
        means.batches(),
        means.examples(),
        means.loss(),
        means.metrics(traced.trainingMetrics()),
        validated ? OptionalDouble.of(validation.loss()) : OptionalDouble.empty(),
        validated ? validation.metrics(traced.validationMetrics()) : Map.of(),
        seconds);
  }

  // ---- errors

  private void requireFit(String where, BatchFunction<Loss> loss, Batch batch) {
    settings.requireArity(where, loss, batch.arity());
    if (batch.size() == 0) {
      throw Errors.argument(where, "every batch must have at least one row", batch, null);
    }
  }

  private static void requireBatches(String where, RunningMeans means, int epoch) {
    if (means.batches() == 0) {
      throw Errors.argument(
          where,
          "the source must yield at least one batch in each epoch",
          "none in epoch " + epoch,
          "its iterator may be exhausted: epoch(key) must start anew");
    }
  }

  private static boolean isOfLoss(ArithmeticException e) {
    return e instanceof RequirementException r && r.where().equals(TracedSteps.LOSS_CHECK);
  }

  /** The exception of a failed run with the epoch and step in which it happened. */
  private static ArithmeticException located(
      ArithmeticException e, String position, List<Parameter> parameters) {
    ArithmeticException located;
    if (isOfLoss(e)) {
      located =
          Errors.arithmetic(
              WHERE,
              "loss must be finite",
              ((RequirementException) e).value() + " at " + position,
              damage(parameters) + "; training.detectingAnomalies() finds the cause");
    } else {
      located = new ArithmeticException(e.getMessage() + " (" + WHERE + ", " + position + ")");
    }
    located.initCause(e);
    return located;
  }

  /** Says whether a parameter is not finite, for the message of a loss that is not. */
  private static String damage(List<Parameter> parameters) {
    for (Parameter p : parameters) {
      INDArray array = p.value();
      try {
        for (long i = 0; i < p.shape().size(); i++) {
          double value = array.data().getDouble(i);
          if (!Double.isFinite(value)) {
            return p + " holds " + value + " since before this step";
          }
        }
      } finally {
        if (!array.isEmpty() && array.closeable()) {
          array.close();
        }
      }
    }
    return "parameters are as before this step";
  }
}
