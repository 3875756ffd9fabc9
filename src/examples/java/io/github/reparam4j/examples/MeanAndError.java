/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import java.util.Arrays;
import java.util.Locale;

/**
 * The mean of independent values and its standard error.
 *
 * @param mean the mean
 * @param error its standard error, NaN of one value
 */
record MeanAndError(double mean, double error) {
  static MeanAndError of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new MeanAndError(mean, Math.sqrt(squares / (values.length - 1.0) / values.length));
  }

  /** Both with so many digits after the point, as {@code 1.234 (0.005)}. */
  String toString(int digits) {
    String number = "%." + digits + "f";
    String text = String.format(Locale.ROOT, number, mean);
    return Double.isNaN(error)
        ? text
        : text + String.format(Locale.ROOT, " (" + number + ")", error);
  }
}
