/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.training.StepReport;
import io.github.reparam4j.training.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The time of a training step, over pieces of 50 steps, of which the first is left out. */
final class StepTimes implements TrainingListener {
  private static final int PIECE = 50;

  private final List<Double> milliseconds = new ArrayList<>();
  private long steps;
  private long start;

  @Override
  public void onStep(StepReport step) {
    if (++steps % PIECE == 0) {
      long now = System.nanoTime();
      if (steps > PIECE) {
        milliseconds.add((now - start) * 1e-6 / PIECE);
      }
      start = now;
    }
  }

  /** Least and median in ms, as {@code 1.23 / 1.31}, or {@code -} after too few steps. */
  @Override
  public String toString() {
    double[] sorted = milliseconds.stream().mapToDouble(v -> v).sorted().toArray();
    return sorted.length == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f / %.2f", sorted[0], sorted[sorted.length / 2]);
  }
}
