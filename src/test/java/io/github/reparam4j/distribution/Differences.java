/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Numerical derivatives of plain functions. */
final class Differences {
  private Differences() {}

  /** The seven-point central difference. */
  static double central(DoubleUnaryOperator f, double x, double h) {
    double one = f.applyAsDouble(x + h) - f.applyAsDouble(x - h);
    double two = f.applyAsDouble(x + 2 * h) - f.applyAsDouble(x - 2 * h);
    double three = f.applyAsDouble(x + 3 * h) - f.applyAsDouble(x - 3 * h);
    return (45 * one - 9 * two + three) / (60 * h);
  }

  /** The same at many points, each with a step of its own; f maps all by one call. */
  static double[] centralAtAll(UnaryOperator<double[]> f, double[] x, double... h) {
    int n = x.length;
    double[] near = new double[7 * n];
    Arrays.setAll(near, i -> x[i % n] + (i / n - 3) * h[i % n]);
    double[] values = f.apply(near);
    double[] result = new double[n];
    Arrays.setAll(result, i -> central(k -> values[((int) k + 3) * n + i], 0, 1) / h[i]);
    return result;
  }
}
