/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

/**
 * A Gaussian at each of several x: the mean and standard deviation of y at x, in the data's own
 * units.
 */
record Band(double[] x, double[] mean, double[] standardDeviation) {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /**
   * The average over x of -E ln N(y; mean, standardDeviation^2), where y has the other band's mean
   * and standard deviation there; a standard deviation of 0 stands for an observed value.
   */
  double averageNll(Band other) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double sd = standardDeviation[i];
      double miss = (other.mean[i] - mean[i]) / sd;
      double spread = other.standardDeviation[i] / sd;
      sum += Math.log(sd) + HALF_LOG_TWO_PI + 0.5 * (miss * miss + spread * spread);
    }
    return sum / x.length;
  }

  /** Evenly spaced numbers, both ends included. */
  static double[] spaced(double from, double to, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = from + (to - from) * i / (count - 1);
    }
    return numbers;
  }
}
