/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The result of one training step.
 *
 * @param epoch number of the epoch, from 1
 * @param epochs number of the last epoch
 * @param step number of the step in the epoch, from 1
 * @param stepsPerEpoch number of steps of an epoch, if it is known
 * @param size number of rows of the batch
 * @param loss loss of the batch, before the update
 * @param meanLoss mean of the losses of the epoch so far, weighted by batch size
 * @param metrics metrics of the batch by name, before the update
 */
public record StepReport(
    int epoch,
    int epochs,
    long step,
    OptionalLong stepsPerEpoch,
    int size,
    double loss,
    double meanLoss,
    Map<String, Double> metrics) {
  /** Copies the map. */
  public StepReport {
    metrics =
        metrics.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
