/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** The listeners of one fit. Each listener that was started is notified of the end once. */
final class Listeners {
  private final List<TrainingListener> all;
  private final Deque<TrainingListener> started = new ArrayDeque<>();

  Listeners(List<TrainingListener> all) {
    this.all = List.copyOf(all);
  }

  void start(Epochs epochs, OptionalLong stepsPerEpoch) {
    for (TrainingListener listener : all) {
      started.add(listener);
      listener.onStart(epochs, stepsPerEpoch);
    }
  }

  void step(StepReport step) {
    for (TrainingListener listener : all) {
      listener.onStep(step);
    }
  }

  void epoch(EpochReport epoch) {
    for (TrainingListener listener : all) {
      listener.onEpoch(epoch);
    }
  }

  boolean stop() {
    return all.stream().anyMatch(TrainingListener::stopsTraining);
  }

  void end(TrainingResult result) {
    while (!started.isEmpty()) {
      started.remove().onEnd(result);
    }
  }

  void fail(Throwable cause) {
    while (!started.isEmpty()) {
      try {
        started.remove().onFailure(cause);
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
