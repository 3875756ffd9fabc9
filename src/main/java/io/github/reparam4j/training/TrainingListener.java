/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.util.OptionalLong;

/**
 * Receives the events of a fit, in the fit's own thread. The methods do nothing unless overridden.
 *
 * <p>The order: {@link #onStart}; for each epoch {@link #onStep} for each step and then {@link
 * #onEpoch}; finally either {@link #onEnd} or {@link #onFailure}, exactly one of them if {@link
 * #onStart} was called. Several listeners are called in the order in which they were given. An
 * exception that a listener throws ends the fit.
 *
 * <p>A listener may read parameters at any time, and set them in {@link #onStep} and {@link
 * #onEpoch}. Ready-made ones: {@link ProgressBar}, {@link EpochLog}.
 */
public interface TrainingListener {
  /**
   * Training is about to start.
   *
   * @param epochs the number of epochs planned
   * @param stepsPerEpoch number of steps of an epoch, if it is known
   */
  default void onStart(Epochs epochs, OptionalLong stepsPerEpoch) {}

  /**
   * A step was done.
   *
   * @param step the step
   */
  default void onStep(StepReport step) {}

  /**
   * An epoch was finished, its validation included.
   *
   * @param epoch the epoch
   */
  default void onEpoch(EpochReport epoch) {}

  /**
   * Whether training is to end; asked after each step and each epoch. An epoch that it ends is not
   * in the history.
   *
   * @return by default false
   */
  default boolean stopsTraining() {
    return false;
  }

  /**
   * Training has ended; the best parameters are restored, if requested.
   *
   * @param result what {@link Training#fit} returns
   */
  default void onEnd(TrainingResult result) {}

  /**
   * Training ends with an exception.
   *
   * @param cause what {@link Training#fit} throws
   */
  default void onFailure(Throwable cause) {}
}
