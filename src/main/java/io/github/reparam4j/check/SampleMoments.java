/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

/**
 * Mean and variance of each element of a sequence of vectors, in one pass and in double precision
 * (B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4, 1962).
 */
final class SampleMoments {
  private final double[] mean;
  private final double[] squares;
  private long count;

  SampleMoments(int size) {
    this.mean = new double[size];
    this.squares = new double[size];
  }

  void add(double[] x) {
    count++;
    for (int i = 0; i < mean.length; i++) {
      double change = x[i] - mean[i];
      mean[i] += change / count;
      squares[i] += change * (x[i] - mean[i]);
    }
  }

  double[] mean() {
    return mean.clone();
  }

  /** With the divisor count - 1. */
  double[] variance() {
    double[] variance = squares.clone();
    for (int i = 0; i < variance.length; i++) {
      variance[i] /= count - 1;
    }
    return variance;
  }
}
