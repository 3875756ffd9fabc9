/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/** The exponential integral, scaled so that it does not underflow. */
public final class ExponentialIntegral {
  private static final double EULER = 0.5772156649015329;

  /** From this x on, the continued fraction converges in fewer than {@link #MAX_STEPS} steps. */
  private static final double FRACTION_THRESHOLD = 1;

  private static final int MAX_STEPS = 200;

  private ExponentialIntegral() {}

  /**
   * e^x E1(x), where E1(x) is the integral of e^-t / t from x to infinity; about -ln x near 0 and 1
   * / x for large x.
   *
   * <p>Value: plus infinity at 0, 0 at plus infinity, NaN for x &lt; 0. Derivative: value - 1 / x.
   *
   * <p>Error: 2e-15 relative. Source: up to 1 the power series, NIST DLMF 6.6.2; beyond, the
   * continued fraction 6.9.1 in its contracted form, by Steed's method.
   */
  public static double expE1(double x) {
    if (!(x >= 0)) {
      return Double.NaN;
    }
    return x < FRACTION_THRESHOLD ? Math.exp(x) * nearZero(x) : fraction(x);
  }

  private static double nearZero(double x) {
    double power = 1;
    double sum = 0;
    for (int k = 1; Math.abs(power) > 1e-18 * x; k++) {
      power *= -x / k;
      sum -= power / k;
    }
    return sum - (EULER + Math.log(x));
  }

  /** 1 / (x + 1 - 1 / (x + 3 - 4 / (x + 5 - 9 / ...))). */
  private static double fraction(double x) {
    double b = x + 1;
    double d = 1 / b;
    double change = d;
    double sum = d;
    for (int k = 1; k < MAX_STEPS && Math.abs(change) > 1e-17 * sum; k++) {
      b += 2;
      d = 1 / (b - (double) k * k * d);
      change *= b * d - 1;
      sum += change;
    }
    return sum;
  }
}
