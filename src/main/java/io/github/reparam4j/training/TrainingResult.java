/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import java.util.List;
import java.util.OptionalInt;

/**
 * The result of a fit.
 *
 * @param history the epochs that were finished, in order
 * @param reason why it ended
 * @param restoredEpoch the epoch whose parameters were restored at the end, if requested
 */
public record TrainingResult(List<EpochReport> history, Reason reason, OptionalInt restoredEpoch) {
  /** Why a fit ended. */
  public enum Reason {
    /** All epochs were done. */
    EPOCHS_DONE,
    /** The loss had stopped improving, see {@link EarlyStopping}. */
    STOPPED_EARLY,
    /** A listener ended it, see {@link TrainingListener#stopsTraining}. */
    STOPPED_BY_LISTENER,
    /**
     * The thread was interrupted. The step under way was finished; the epoch under way, if any, is
     * not in the history.
     */
    INTERRUPTED
  }

  /** Copies the list. */
  public TrainingResult {
    history = List.copyOf(history);
  }

  /** {@return the number of epochs that were finished} */
  public int epochs() {
    return history.size();
  }

  /**
   * The last epoch that was finished.
   *
   * @return its report
   * @throws IllegalStateException if there is none
   */
  public EpochReport last() {
    if (history.isEmpty()) {
      throw Errors.state(
          "TrainingResult.last", "an epoch must have been finished", "none", "see reason()");
    }
    return history.get(history.size() - 1);
  }

  /** {@return one line, such as {@code 12 epochs, stopped early, parameters of epoch 7}} */
  @Override
  public String toString() {
    String why =
        switch (reason) {
          case EPOCHS_DONE -> "all done";
          case STOPPED_EARLY -> "stopped early";
          case STOPPED_BY_LISTENER -> "stopped by a listener";
          case INTERRUPTED -> "interrupted";
        };
    String restored =
        restoredEpoch.isPresent() ? ", parameters of epoch " + restoredEpoch.getAsInt() : "";
    return epochs() + (epochs() == 1 ? " epoch, " : " epochs, ") + why + restored;
  }
}
