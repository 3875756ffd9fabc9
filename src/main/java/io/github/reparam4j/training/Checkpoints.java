/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and when a {@link Training} saves itself, to be continued by {@link Training#resume} after
 * the process has ended, however that happened.
 *
 * <pre>{@code
 * Training training = Training.minimize(loss).with(Adam.rate(1e-3)).seed(42)
 *     .checkpoints(Checkpoints.in(Path.of("run-1")).everySteps(1000).keepingLast(2));
 * training.resume(source, Training.epochs(20));     // from the start if the folder is empty
 * }</pre>
 *
 * <p>A checkpoint is one file, {@code step-000000001000.npz}, see {@link Checkpoint}. It has all
 * variables that a step reads or sets, under their names: parameters, those of an optimiser's
 * state, running statistics, hyper-parameters; and the step, the epoch and its sums, the seed, the
 * reports of all epochs and the state of early stopping in {@code manifest.json}. If {@link
 * EarlyStopping#restoringBest} asks for them, it has the best parameters, too, under {@code
 * best/...}. The state of listeners and of a source is not in it: a source must give the same
 * batches for the same key.
 *
 * <p>By default a file is written after each epoch, and at the end or an interrupt; the last three
 * and the one of the best epoch are kept. A file has its name only when all of it is on disk, so
 * that the newest one is complete whenever the process is killed.
 *
 * @param folder where the files are; made if it does not exist
 * @param epochs number of epochs between two files, 0 for none
 * @param steps number of steps between two files, 0 for none
 * @param last how many of the newest files are kept
 * @param keepsBest whether the file {@code best.npz} is kept
 * @param stopsOnFailure whether training ends if a file can't be written
 */
public record Checkpoints(
    Path folder, int epochs, long steps, int last, boolean keepsBest, boolean stopsOnFailure) {
  private static final int DEFAULT_LAST = 3;

  /** Checks the numbers. */
  public Checkpoints {
    Errors.given("Checkpoints.in", "folder", folder);
    if (!(epochs >= 0)) {
      throw Errors.argument("Checkpoints.everyEpochs", "epochs must be >= 1", epochs, null);
    }
    if (!(steps >= 0)) {
      throw Errors.argument("Checkpoints.everySteps", "steps must be >= 1", steps, null);
    }
    if (!(last >= 1)) {
      throw Errors.argument("Checkpoints.keepingLast", "count must be >= 1", last, null);
    }
  }

  /**
   * Checkpoints in a folder, after each epoch.
   *
   * @param folder the folder, of this training alone
   * @return the settings
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 1, 0, DEFAULT_LAST, true, true);
  }

  /**
   * Writes a file after every so many epochs.
   *
   * @param count how many, at least 1
   * @return new settings
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Checkpoints everyEpochs(int count) {
    int checked = count >= 1 ? count : -1;
    return new Checkpoints(folder, checked, steps, last, keepsBest, stopsOnFailure);
  }

  /**
   * Writes a file after every so many steps, in addition to those after epochs.
   *
   * @param count how many, at least 1
   * @return new settings
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Checkpoints everySteps(long count) {
    long checked = count >= 1 ? count : -1;
    return new Checkpoints(folder, epochs, checked, last, keepsBest, stopsOnFailure);
  }

  /**
   * Sets how many of the newest files are kept; older ones are deleted.
   *
   * @param count how many, at least 1
   * @return new settings
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Checkpoints keepingLast(int count) {
    return new Checkpoints(folder, epochs, steps, count, keepsBest, stopsOnFailure);
  }

  /**
   * Keeps no file of the best epoch, which is that of the least validation loss, or training loss
   * if there is no validation.
   *
   * @return new settings
   */
  public Checkpoints withoutBest() {
    return new Checkpoints(folder, epochs, steps, last, false, stopsOnFailure);
  }

  /**
   * Lets training go on if a file can't be written, for instance because the disk is full: a
   * warning is logged, and the former files are kept. Otherwise training ends with the exception.
   *
   * @return new settings
   */
  public Checkpoints continuingOnFailure() {
    return new Checkpoints(folder, epochs, steps, last, keepsBest, false);
  }

  /**
   * The file that {@link Training#resume} would continue from.
   *
   * @return the newest file, if there is one
   * @throws java.io.UncheckedIOException if the folder can't be read
   */
  public Optional<Path> newest() {
    return CheckpointFolder.newest(folder);
  }

  /**
   * The file of the best epoch.
   *
   * @return the file, if there is one
   */
  public Optional<Path> best() {
    return CheckpointFolder.best(folder);
  }
}
