/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of one fit. */
final class CheckpointWriter {
  private static final String WHERE = "Training.checkpoints";
  private static final Logger LOGGER = LoggerFactory.getLogger(Training.class);

  /** Prefix of the names of the variables' values at the best epoch of early stopping. */
  static final String BEST = "best/";

  private final Checkpoints settings;
  private Map<String, Variable> named = Map.of();
  private Progress.Best best = Progress.Best.NONE;
  private long written = -1;

  /**
   * @param settings the settings, or null to write nothing
   */
  CheckpointWriter(Checkpoints settings) {
    this.settings = settings;
  }

  Progress.Best best() {
    return best;
  }

  /** Continues after a checkpoint that was read. */
  void continueFrom(Progress progress) {
    best = progress.best();
    written = progress.step();
  }

  /** Learns which variables the steps use; refuses two of one name. */
  void accept(Set<Variable> variables) {
    if (settings != null && named.size() != variables.size()) {
      named = Checkpoint.byName(WHERE, variables);
    }
  }

  boolean isDueAfterStep(long step) {
    return settings != null && settings.steps() > 0 && step % settings.steps() == 0;
  }

  boolean isDueAfterEpoch(int epoch) {
    return settings != null && settings.epochs() > 0 && epoch % settings.epochs() == 0;
  }

  /** Whether steps have been made since the latest file. */
  boolean isDueAtEnd(long step) {
    return settings != null && step > written;
  }

  /** Notes an epoch; true if it is the best so far. */
  boolean isBest(EpochReport epoch) {
    double loss = epoch.validationLoss().orElse(epoch.loss());
    if (settings == null || !settings.keepsBest() || !(loss < best.loss())) {
      return false;
    }
    best = new Progress.Best(epoch.epoch(), loss);
    return true;
  }

  void writeBest(Progress progress, Map<Variable, INDArray> copies) {
    guarded(() -> write(CheckpointFolder.ofBest(settings.folder()), progress, copies));
  }

  void writeStep(Progress progress, Map<Variable, INDArray> copies) {
    guarded(
        () -> {
          write(CheckpointFolder.ofStep(settings.folder(), progress.step()), progress, copies);
          written = progress.step();
          CheckpointFolder.keepLast(settings.folder(), settings.last());
        });
  }

  /** Writes files. */
  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private void guarded(Writing writing) {
    try {
      writing.run();
    } catch (UncheckedIOException e) {
      if (settings.stopsOnFailure()) {
        throw e;
      }
      LOGGER.warn("{}", e.getMessage());
    } catch (IOException e) {
      LOGGER.warn("{}: an old file can't be deleted: {}", WHERE, e.toString());
    }
  }

  private void write(Path file, Progress progress, Map<Variable, INDArray> copies) {
    Map<String, Variable> variables = new LinkedHashMap<>(named);
    Checkpoint.writing(
        WHERE,
        file,
        out -> {
          Npz.Writer npz = new Npz.Writer(out);
          npz.manifest(progress.toJson());
          for (Map.Entry<String, Variable> e : variables.entrySet()) {
            INDArray value = e.getValue().value();
            npz.array(e.getKey(), value);
            Checkpoint.free(value);
          }
          for (Map.Entry<Variable, INDArray> e : copies.entrySet()) {
            npz.array(BEST + e.getKey().name(), e.getValue());
          }
          npz.finish();
        });
  }
}
