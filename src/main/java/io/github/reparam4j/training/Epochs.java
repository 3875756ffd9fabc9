/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;

/**
 * The number of epochs to train; made by {@link Training#epochs}.
 *
 * @param count number of the last epoch, counted from 1
 * @param done how many of them an earlier fit has done
 */
public record Epochs(int count, int done) {
  /** Checks the numbers. */
  public Epochs {
    if (!(count >= 1)) {
      throw Errors.argument("Training.epochs", "count must be >= 1", count, null);
    }
    if (!(done >= 0 && done < count)) {
      throw Errors.argument("Epochs.after", "done must be in [0, " + count + ")", done, null);
    }
  }

  /**
   * The same epochs, of which the first ones have been done. Order and noise of an epoch depend
   * only on the seed and the epoch's number. Ten epochs followed by {@code epochs(20).after(10)}
   * with the same {@link Training#with(io.github.reparam4j.optim.OptimizerState) optimiser state}
   * therefore give the same bits as twenty epochs.
   *
   * @param epochs how many have been done
   * @return the epochs that remain
   * @throws IllegalArgumentException if none would remain
   */
  public Epochs after(int epochs) {
    return new Epochs(count, epochs);
  }
}
