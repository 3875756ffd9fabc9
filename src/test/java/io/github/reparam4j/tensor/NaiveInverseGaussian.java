/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * The part of {@link NaiveFunctions} for the inverse Gaussian distribution: its distribution
 * function by that of the normal distribution, and bisection for its inverse.
 */
final class NaiveInverseGaussian {
  private NaiveInverseGaussian() {}

  static double apply(InverseGaussianFunction op, double shape, double x) {
    return switch (op) {
      case INVERSE_GAUSSIAN_LOG_CDF -> StrictMath.log(cdf(shape, x));
      case INVERSE_GAUSSIAN_LOG_SURVIVAL -> StrictMath.log1p(-cdf(shape, x));
      case INVERSE_GAUSSIAN_QUANTILE -> quantile(shape, x);
      case INVERSE_GAUSSIAN_UPPER_QUANTILE -> quantile(shape, 1 - x);
    };
  }

  private static double cdf(double shape, double x) {
    double root = StrictMath.sqrt(shape / x);
    return ndtr(root * (x - 1)) + StrictMath.exp(2 * shape) * ndtr(-root * (x + 1));
  }

  /**
   * By the power series of erf for |t| &lt;= 3, else by the continued fraction of its complement.
   */
  private static double ndtr(double t) {
    double z = StrictMath.abs(t);
    double density = StrictMath.exp(-0.5 * z * z) / StrictMath.sqrt(2 * Math.PI);
    if (z > 3) {
      double denominator = z;
      for (int k = 200; k > 0; k--) {
        denominator = z + k / denominator;
      }
      return t < 0 ? density / denominator : 1 - density / denominator;
    }
    double term = z;
    double sum = z;
    for (int k = 1; term > 1e-18 * sum; k++) {
      term *= z * z / (2 * k + 1);
      sum += term;
    }
    return 0.5 + StrictMath.copySign(density * sum, t);
  }

  private static double quantile(double shape, double p) {
    double low = 1e-3;
    double high = 1e3;
    for (int i = 0; i < 60; i++) {
      double middle = StrictMath.sqrt(low * high);
      if (cdf(shape, middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
