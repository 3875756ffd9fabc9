/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.program.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over the batches of an epoch, weighted by batch size: of the loss and of its metrics. */
final class RunningMeans {
  private double[] sums = {};
  private long examples;
  private long batches;

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
