/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * The estimates of one gradient by one estimator over runs with different keys: a row of a {@link
 * VarianceReport}. Of a parameter of n elements {@link #mean()}, {@link #standardError()} and
 * {@link #variance()} are those of the vector: the norm of the mean, and the sum of the variances
 * of the elements or the root of their sum. The same with an index are those of one element.
 */
public final class GradientStatistics {
  private final String estimator;
  private final String variable;
  private final Shape shape;
  private final int runs;
  private final double[] mean;
  private final double[] variance;
  private final double seconds;

  GradientStatistics(
      String estimator,
      String variable,
      Shape shape,
      int runs,
      double[] mean,
      double[] variance,
      double seconds) {
    this.estimator = estimator;
    this.variable = variable;
    this.shape = shape;
    this.runs = runs;
    this.mean = mean;
    this.variance = variance;
    this.seconds = seconds;
  }

  /** {@return the name of the estimator} */
  public String estimator() {
    return estimator;
  }

  /** {@return the name of the parameter, or {@code value} for the loss itself} */
  public String variable() {
    return variable;
  }

  /** {@return the shape of the parameter} */
  public Shape shape() {
    return shape;
  }

  /** {@return how many runs there were} */
  public int runs() {
    return runs;
  }

  /**
   * {@return the mean of a parameter of one element, the Euclidean norm of the mean of a larger}
   */
  public double mean() {
    return mean.length == 1 ? mean[0] : norm();
  }

  /**
   * The mean of one element.
   *
   * @param element its position in row-major order
   * @return the mean of its estimates
   * @throws IllegalArgumentException if there is no such element
   */
  public double mean(int element) {
    return mean[checked("mean", element)];
  }

  /** {@return the variance of one run, summed over the elements} */
  public double variance() {
    return Arrays.stream(variance).sum();
  }

  /**
   * The variance of one element in one run, with the divisor runs - 1.
   *
   * @param element its position in row-major order
   * @return the variance, not the standard deviation
   * @throws IllegalArgumentException if there is no such element
   */
  public double variance(int element) {
    return variance[checked("variance", element)];
  }

  /** {@return the standard error of the mean, sqrt(variance / runs)} */
  public double standardError() {
    return Math.sqrt(variance() / runs);
  }

  /**
   * The standard error of the mean of one element.
   *
   * @param element its position in row-major order
   * @return sqrt(variance / runs)
   * @throws IllegalArgumentException if there is no such element
   */
  public double standardError(int element) {
    return Math.sqrt(variance[checked("standardError", element)] / runs);
  }

  /**
   * The norm of the mean divided by the standard deviation of one run, sqrt(variance); infinite for
   * an estimator without variance, NaN if its mean is 0 too.
   *
   * @return the signal-to-noise ratio
   */
  public double signalToNoise() {
    return norm() / Math.sqrt(variance());
  }

  /** {@return the median time of one run, of value and all gradients, in seconds} */
  public double seconds() {
    return seconds;
  }

  /**
   * Variance times time: what an estimate of given accuracy costs, because n runs take n times the
   * time and have a variance of 1 / n.
   *
   * @return the product, in seconds
   */
  public double varianceSeconds() {
    return variance() * seconds;
  }

  int size() {
    return mean.length;
  }

  private double norm() {
    return Math.sqrt(Arrays.stream(mean).map(m -> m * m).sum());
  }

  private int checked(String method, int element) {
    if (!(element >= 0 && element < mean.length)) {
      throw Errors.argument(
          "GradientStatistics." + method,
          "element must be in [0, " + mean.length + ")",
          element,
          null);
    }
    return element;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s by '%s' %s: mean %.4g +- %.2g, variance %.4g",
        estimator,
        variable,
        shape,
        mean(),
        standardError(),
        variance());
  }
}
