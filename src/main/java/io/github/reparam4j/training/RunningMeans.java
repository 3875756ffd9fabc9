/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.program.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over the batches of an epoch, weighted by batch size: of the loss and of its metrics. */
final class RunningMeans {
  /**
   * The sums so far.
   *
   * @param sums of the loss and of each metric, times the batch size
   * @param examples number of rows
   * @param batches number of batches
   */
  record State(double[] sums, long examples, long batches) {}

  private double[] sums = {};
  private long examples;
  private long batches;

  State state() {
    return new State(sums.clone(), examples, batches);
  }

  /** The means that continue from a state. */
  static RunningMeans from(State state) {
    RunningMeans means = new RunningMeans();
    means.sums = state.sums().clone();
    means.examples = state.examples();
    means.batches = state.batches();
    return means;
  }

  /** Adds a run's outputs: the loss, then the metrics. */
  void add(RunResult run, int outputs, int size) {
    if (batches == 0) {
      sums = new double[outputs];
    }
    for (int i = 0; i < outputs; i++) {
      sums[i] += run.scalar(i) * size;
    }
    examples += size;
    batches++;
  }

  long examples() {
    return examples;
  }

  long batches() {
    return batches;
  }

  double loss() {
    return sums[0] / examples;
  }

  Map<String, Double> metrics(List<String> names) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      means.put(names.get(i), sums[i + 1] / examples);
    }
    return means;
  }
}
