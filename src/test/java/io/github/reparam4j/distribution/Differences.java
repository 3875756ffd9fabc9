/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.Arrays;
import java.util.function.DoubleFunction;
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

  /** The same of many functions of one variable. */
  static double[] centralOfAll(DoubleFunction<double[]> f, double x, double h) {
    double[][] at = new double[7][];
    for (int k = 0; k < 7; k++) {
      at[k] = k == 3 ? null : f.apply(x + (k - 3) * h);
    }
    double[] result = new double[at[0].length];
    for (int i = 0; i < result.length; i++) {
      int j = i;
      result[i] = central(k -> at[(int) k + 3][j], 0, 1) / h;
    }
    return result;
  }

  /** The same at many points, each with a step of its own; f maps element by element. */
  static double[] centralAtAll(UnaryOperator<double[]> f, double[] x, double... h) {
    double[] perStep =
        centralOfAll(
            k -> {
              double[] at = x.clone();
              Arrays.setAll(at, i -> x[i] + k * h[i]);
              return f.apply(at);
            },
            0,
            1);
    Arrays.setAll(perStep, i -> perStep[i] / h[i]);
    return perStep;
  }
}
