/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

/**
 * The distribution of mean + map z for standard normal z, of any number of columns, by the textbook
 * formulas: explicit covariance, inverse and determinant.
 */
record NaiveGaussian(double[] mean, double[][] map) {
  double[] sample(double... z) {
    double[] y = new double[mean.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = mean[i];
      for (int k = 0; k < z.length; k++) {
        y[i] += map[i][k] * z[k];
      }
    }
    return y;
  }

  double[][] covariance() {
    int n = mean.length;
    double[][] s = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < map[0].length; k++) {
          s[i][j] += map[i][k] * map[j][k];
        }
      }
    }
    return s;
  }

  double logDensity(double... y) {
    double logDet = Math.log(determinant(covariance()));
    return -0.5 * (quadratic(covariance(), y, mean) + logDet + y.length * Math.log(2 * Math.PI));
  }

  double entropy() {
    int n = mean.length;
    return 0.5 * (n * (1 + Math.log(2 * Math.PI)) + Math.log(determinant(covariance())));
  }

  /** 1/2 [tr(P^-1 Q) + d' P^-1 d - n + ln |P| - ln |Q|]. */
  double kl(NaiveGaussian p) {
    double[][] inverse = inverse(p.covariance());
    double[][] q = covariance();
    int n = mean.length;
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        trace += inverse[i][j] * q[j][i];
      }
    }
    double logDets = Math.log(determinant(p.covariance())) - Math.log(determinant(q));
    return 0.5 * (trace + quadratic(p.covariance(), mean, p.mean) - n + logDets);
  }

  private static double quadratic(double[][] covariance, double[] y, double[] center) {
    double[][] inverse = inverse(covariance);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y.length; j++) {
        sum += (y[i] - center[i]) * inverse[i][j] * (y[j] - center[j]);
      }
    }
    return sum;
  }

  /** By expansion along the first row. */
  static double determinant(double[][] a) {
    if (a.length == 1) {
      return a[0][0];
    }
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (j % 2 == 0 ? 1 : -1) * a[0][j] * determinant(minor(a, 0, j));
    }
    return sum;
  }

  /** By Cramer's rule. */
  static double[][] inverse(double[][] a) {
    int n = a.length;
    if (n == 1) {
      return new double[][] {{1 / a[0][0]}};
    }
    double determinant = determinant(a);
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int sign = (i + j) % 2 == 0 ? 1 : -1;
        inverse[i][j] = sign * determinant(minor(a, j, i)) / determinant;
      }
    }
    return inverse;
  }

  private static double[][] minor(double[][] a, int row, int column) {
    int n = a.length - 1;
    double[][] minor = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        minor[i][j] = a[i < row ? i : i + 1][j < column ? j : j + 1];
      }
    }
    return minor;
  }
}
