/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss and metrics of a data set, see {@link Training#evaluate}: means over its batches, weighted
 * by batch size.
 *
 * @param loss the loss
 * @param metrics the metrics by name
 * @param examples number of rows
 */
public record Evaluation(double loss, Map<String, Double> metrics, long examples) {
  /** Copies the map. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
