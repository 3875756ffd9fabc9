/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

/** Small matrices in plain loops. */
final class NaiveMatrix {
  private NaiveMatrix() {}

  /** From row-major order. */
  static double[][] square(double... x) {
    int n = (int) Math.round(Math.sqrt(x.length));
    double[][] rows = new double[n][n];
    for (int i = 0; i < n * n; i++) {
      rows[i / n][i % n] = x[i];
    }
    return rows;
  }

  static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  static double[][] transpose(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  /** L L' of the lower triangle of a matrix in row-major order. */
  static double[][] covariance(double... tril) {
    double[][] l = square(tril);
    for (int i = 0; i < l.length; i++) {
      for (int j = i + 1; j < l.length; j++) {
        l[i][j] = 0;
      }
    }
    return times(l, transpose(l));
  }

  static double trace(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i][i];
    }
    return sum;
  }

  static double logDet(double[][] a) {
    return Math.log(NaiveGaussian.determinant(a));
  }

  static double[][] inverse(double[][] a) {
    return NaiveGaussian.inverse(a);
  }

  /** ln Gamma_n(a), by Commons Numbers. */
  static double logMultivariateGamma(double a, int n) {
    double sum = n * (n - 1) / 4.0 * Math.log(Math.PI);
    for (int j = 0; j < n; j++) {
      sum += org.apache.commons.numbers.gamma.LogGamma.value(a - j / 2.0);
    }
    return sum;
  }
}
