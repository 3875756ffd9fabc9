/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;

/**
 * A rule that stops training before the last epoch if the loss has not improved for some epochs. It
 * monitors the validation loss, or the training loss if there is no validation.
 *
 * <pre>{@code
 * training.validate(held).stopEarly(EarlyStopping.patience(5).restoringBest())
 * }</pre>
 *
 * @param patience number of epochs in a row without improvement after which training stops
 * @param minImprovement by how much the loss must fall to count as improved
 * @param restoresBest whether the parameters of the best epoch are restored at the end
 * @param watchesTraining whether the training loss is monitored although there is validation
 */
public record EarlyStopping(
    int patience, double minImprovement, boolean restoresBest, boolean watchesTraining) {
  /** Checks the numbers. */
  public EarlyStopping {
    if (!(patience >= 1)) {
      throw Errors.argument("EarlyStopping.patience", "patience must be >= 1", patience, null);
    }
    if (!(minImprovement >= 0 && minImprovement <= Double.MAX_VALUE)) {
      throw Errors.argument(
          "EarlyStopping.minImprovement",
          "improvement must be >= 0 and finite",
          minImprovement,
          null);
    }
  }

  /**
   * Stops after some epochs in a row without improvement.
   *
   * @param epochs how many, at least 1
   * @return the rule; any fall of the loss counts, and parameters stay as they are at the end
   */
  public static EarlyStopping patience(int epochs) {
    return new EarlyStopping(epochs, 0, false, false);
  }

  /**
   * Sets what counts as improvement: a loss below that of the last improvement minus this amount.
   *
   * @param amount at least 0, in units of the loss
   * @return a new rule
   */
  public EarlyStopping minImprovement(double amount) {
    return new EarlyStopping(patience, amount, restoresBest, watchesTraining);
  }

  /**
   * Restores the parameters of the epoch with the least loss when training ends, unless it ends
   * with an exception, and the variables that the loss updates. They are copied in memory. The
   * optimiser's state is not restored.
   *
   * @return a new rule
   */
  public EarlyStopping restoringBest() {
    return new EarlyStopping(patience, minImprovement, true, watchesTraining);
  }

  /**
   * Monitors the training loss even if there is validation.
   *
   * @return a new rule
   */
  public EarlyStopping onTrainingLoss() {
    return new EarlyStopping(patience, minImprovement, restoresBest, true);
  }

  /** The loss that this rule monitors. */
  double watched(EpochReport epoch) {
    return watchesTraining ? epoch.loss() : epoch.validationLoss().orElse(epoch.loss());
  }
}
