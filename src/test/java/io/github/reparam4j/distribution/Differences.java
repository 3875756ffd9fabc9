/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.function.DoubleUnaryOperator;

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
}
