package io.github.reparam4j.training;

import java.util.OptionalLong;

/**
 * Is told what happens in a fit, in the fit's own thread. The methods do nothing unless overridden.
 *
 * <p>The order: {@link #onStart}; for each epoch {@link #onStep} for each step and then {@link
 * #onEpoch}; at last either {@link #onEnd} or {@link #onFailure}, exactly one of them once {@link
 * #onStart} was called. Several listeners are told in the order in which they were given. An
 * exception that a listener throws ends the fit.
 *
 * <p>A listener may read parameters at any time, and set them in {@link #onStep} and {@link
 * #onEpoch}. Ready-made ones: {@link ProgressBar}, {@link EpochLog}.
 */
public interface TrainingListener {
  /**
   * Training is about to start.
   *
   * @param epochs how long it is to last
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
   * Training has ended; the best parameters are restored, if that was asked for.
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
