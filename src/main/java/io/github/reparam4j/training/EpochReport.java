/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The results of one epoch. Losses and metrics are means over its batches, weighted by batch size.
 * Training losses are computed while the parameters change, validation losses at the end of the
 * epoch.
 *
 * @param epoch its number, from 1
 * @param epochs number of the last epoch
 * @param steps number of training steps
 * @param examples number of rows of its training batches
 * @param loss training loss
 * @param metrics training metrics by name
 * @param validationLoss validation loss, if there is validation
 * @param validationMetrics validation metrics by name
 * @param seconds time that its training steps took, with all listeners, without validation
 */
public record EpochReport(
    int epoch,
    int epochs,
    long steps,
    long examples,
    double loss,
    Map<String, Double> metrics,
    OptionalDouble validationLoss,
    Map<String, Double> validationMetrics,
    double seconds) {
  /** Copies the maps. */
  public EpochReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    validationMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(validationMetrics));
  }

  /** {@return training examples per second} */
  public double examplesPerSecond() {
    return examples / seconds;
  }

  /**
   * {@return one line, such as {@code epoch 3/20: loss 0.512300, validation loss 0.540000 (1.25 s,
   * 48000 examples/s)}}
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder("epoch " + epoch + "/" + epochs + ":");
    append(line, " loss ", loss);
    metrics.forEach((name, value) -> append(line, ", " + name + " ", value));
    validationLoss.ifPresent(value -> append(line, ", validation loss ", value));
    validationMetrics.forEach((name, v) -> append(line, ", validation " + name + " ", v));
    return line.append(
            String.format(Locale.ROOT, " (%.2f s, %.0f examples/s)", seconds, examplesPerSecond()))
        .toString();
  }

  private static void append(StringBuilder line, String name, double value) {
    line.append(name).append(sixDigits(value));
  }

  /** A loss to six significant digits. */
  static String sixDigits(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
