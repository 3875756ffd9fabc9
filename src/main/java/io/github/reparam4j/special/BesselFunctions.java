/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.Gamma;

/**
 * Modified Bessel functions of the first kind, scaled by e^-|x| so that they do not overflow, and
 * the ratio I1 / I0 with functions of it.
 *
 * <p>NaN in, NaN out. The stated errors are the largest found against values of 30 digits. Sources
 * by number: NIST DLMF, chapter 10.
 */
public final class BesselFunctions {
  /** From this x on, the terms of {@link #large} fall below the last digit before they grow. */
  private static final double LARGE_THRESHOLD = 20;

  /** From this order on the sum of {@link #uniform} has full precision. */
  private static final double UNIFORM_ORDER_THRESHOLD = 30;

  /** Up to this order, Gamma(order + 1) and (x / 2)^order are far from overflow. */
  private static final double MAX_POWER_SERIES_ORDER = 140;

  /** Terms below this part of the sum are dropped. */
  private static final double TOLERANCE = 1e-17;

  /** From this |x| on, {@link #RATIO_SERIES} is used. */
  private static final double SERIES_THRESHOLD = 30;

  /** U_k(p) of {@link #uniform}: the coefficient of p^(k + 2 j) is at [k][j]. */
  static final double[][] UNIFORM = uniformPolynomials(13);

  /** The c_k of I1(x) / I0(x) = 1 + c_1 / x + c_2 / x^2 + ... for large x. */
  private static final double[] RATIO_SERIES = ratioSeries(15);

  private BesselFunctions() {}

  /**
   * e^-|x| I0(x).
   *
   * <p>Value: 1 at 0, 0 at the infinities; even. Derivative: i1e(x) - sign(x) i0e(x).
   *
   * <p>Error: 1.3e-15 relative. Source: the power series, 10.25.2; from 20 on Hankel's expansion,
   * 10.40.1.
   */
  public static double i0e(double x) {
    return ive(0, Math.abs(x));
  }

  /**
   * e^-|x| I1(x).
   *
   * <p>Value: 0 at 0 and at the infinities; odd. Derivative: i0e(x) - i1e(x) (sign(x) + 1 / x), and
   * 1/2 at 0.
   *
   * <p>Error: 1.1e-15 relative. Source: as {@link #i0e}.
   */
  public static double i1e(double x) {
    return Math.copySign(ive(1, Math.abs(x)), x);
  }

  /**
   * e^-x I_order(x) for order &gt;= 0 and x &gt;= 0, NaN elsewhere.
   *
   * <p>Value: at 0 it is 1 for order 0, else 0; 0 at plus infinity. Derivative by x: ive(order + 1,
   * x) + (order / x - 1) ive(order, x).
   *
   * <p>Error: 8e-14 relative; for orders above 140 it grows to 3e-13 where the value is below
   * 1e-100. Source: power series, 10.25.2; Hankel's expansion for large x, 10.40.1; for orders from
   * 30 on the expansion that is uniform in x, 10.41.3; below, recurrence from there downwards,
   * 10.29.1, whose terms are all positive.
   */
  public static double ive(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (x < LARGE_THRESHOLD && order <= MAX_POWER_SERIES_ORDER) {
      double power = Math.pow(0.5 * x, order) / Gamma.value(order + 1) * Math.exp(-x);
      return power * (1 + powerSeries(order, x));
    }
    if (order >= UNIFORM_ORDER_THRESHOLD) {
      return uniform(order, x);
    }
    return 2 * x >= order * order ? large(order, x) : downwards(order, x);
  }

  /**
   * ln(e^-|x| I0(x)).
   *
   * <p>Value: 0 at 0, minus infinity at the infinities; even. Derivative: -sign(x) {@link
   * #ratioGap}(x).
   *
   * <p>Error: 6e-16 relative.
   */
  public static double logI0e(double x) {
    double size = Math.abs(x);
    return size < 1 ? Math.log1p(powerSeries(0, size)) - size : Math.log(i0e(x));
  }

  /**
   * ln I0(x), about x^2 / 4 near 0 and |x| - ln(2 pi |x|) / 2 far from it.
   *
   * <p>Value: 0 at 0, plus infinity at the infinities; even. Derivative: {@link #ratio}.
   *
   * <p>Error: 1e-15 relative. Source: the power series of I0 - 1, 10.25.2; from 20 on {@link
   * #logI0e}.
   */
  public static double logI0(double x) {
    double size = Math.abs(x);
    if (size < LARGE_THRESHOLD) {
      return Math.log1p(powerSeries(0, size));
    }
    return size == Double.POSITIVE_INFINITY ? size : size + logI0e(size);
  }

  /**
   * I1(x) / I0(x), the mean of cos t under the von Mises distribution.
   *
   * <p>Value: 0 at 0, about x / 2 near it, 1 at plus infinity; odd. Derivative: 1 - y / x - y^2.
   *
   * <p>Error: 1.4e-15 relative.
   */
  public static double ratio(double x) {
    return Math.abs(x) < SERIES_THRESHOLD ? i1e(x) / i0e(x) : Math.copySign(1 - ratioGap(x), x);
  }

  /**
   * 1 - I1(|x|) / I0(|x|) without cancellation, about 1 / (2 |x|) for large x: the circular
   * variance of the von Mises distribution.
   *
   * <p>Value: 1 at 0, 0 at the infinities; even.
   *
   * <p>Error: 6e-14 relative, 2e-15 from 30 on. Source: from 30 on the series in 1 / x that solves
   * y' = 1 - y / x - y^2.
   */
  public static double ratioGap(double x) {
    double size = Math.abs(x);
    if (!(size >= SERIES_THRESHOLD)) {
      double i0e = i0e(size);
      return (i0e - i1e(size)) / i0e;
    }
    double sum = 0;
    for (int k = RATIO_SERIES.length - 1; k > 0; k--) {
      sum = (sum + RATIO_SERIES[k]) / size;
    }
    return -sum;
  }

  /**
   * The derivative of I1 / I0, 1 - A / x - A^2 with A = I1 / I0, for x &gt;= 0; 1/2 at 0. From 30
   * on by the series in 1 / x, where the terms cancel.
   */
  static double ratioSlope(double x) {
    if (x < SERIES_THRESHOLD) {
      double gap = ratioGap(x);
      double ratio = ratio(x);
      return x == 0 ? 0.5 : gap * (1 + ratio) - ratio / x;
    }
    double sum = 0;
    for (int k = RATIO_SERIES.length - 1; k > 0; k--) {
      sum = (sum - k * RATIO_SERIES[k]) / x;
    }
    return sum / x;
  }

  /** {@return c_k of the series of I1 / I0 in 1 / x} */
  public static double ratioCoefficient(int k) {
    return RATIO_SERIES[k];
  }

  /** I_order(x) Gamma(order + 1) / (x / 2)^order - 1. */
  private static double powerSeries(double order, double x) {
    double square = 0.25 * x * x;
    double term = 1;
    double sum = 0;
    for (int k = 1; term > TOLERANCE * sum; k++) {
      term *= square / (k * (k + order));
      sum += term;
    }
    return sum;
  }

  private static double large(double order, double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; Math.abs(term) > TOLERANCE * sum && k <= x; k++) {
      double odd = 2 * k - 1;
      term *= -(2 * order - odd) * (2 * order + odd) / (8 * k) / x;
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI) / Math.sqrt(x);
  }

  private static double uniform(double order, double x) {
    double z = x / order;
    double root = z > 1e8 ? z : Math.sqrt(1 + z * z);
    double exponent = order * (1 / (root + z) - Math.log((1 + root) / z));
    if (z > 1) {
      double small = (1 + 1 / (root + z)) / z;
      exponent = order * (1 / (root + z) - Math.log1p(small));
    }
    double p = 1 / root;
    double p2 = p * p;
    double sum = 0;
    for (int k = UNIFORM.length - 1; k >= 0; k--) {
      double polynomial = 0;
      for (int j = k; j >= 0; j--) {
        polynomial = polynomial * p2 + UNIFORM[k][j];
      }
      sum = sum * (p / order) + polynomial;
    }
    return Math.exp(exponent) * sum / Math.sqrt(2 * Math.PI * order * root);
  }

  private static double downwards(double order, double x) {
    int steps = (int) Math.ceil(UNIFORM_ORDER_THRESHOLD - order);
    double above = uniform(order + steps + 1, x);
    double here = uniform(order + steps, x);
    for (int k = steps; k > 0; k--) {
      double below = above + 2 * (order + k) / x * here;
      above = here;
      here = below;
    }
    return here;
  }

  /** By 10.41.9: U_(k+1) = p^2 (1 - p^2) U_k' / 2 + (integral of (1 - 5 t^2) U_k to p) / 8. */
  private static double[][] uniformPolynomials(int count) {
    double[][] u = new double[count][];
    u[0] = new double[] {1};
    for (int k = 0; k + 1 < count; k++) {
      u[k + 1] = new double[k + 2];
      for (int j = 0; j <= k; j++) {
        int power = k + 2 * j;
        u[k + 1][j] += u[k][j] * (power / 2.0 + 1 / (8.0 * (power + 1)));
        u[k + 1][j + 1] -= u[k][j] * (power / 2.0 + 5 / (8.0 * (power + 3)));
      }
    }
    return u;
  }

  /** From y' = 1 - y / x - y^2, power by power. */
  private static double[] ratioSeries(int count) {
    double[] c = new double[count];
    c[0] = 1;
    for (int k = 1; k < count; k++) {
      double sum = (k - 2) * c[k - 1];
      for (int i = 1; i < k; i++) {
        sum -= c[i] * c[k - i];
      }
      c[k] = sum / 2;
    }
    return c;
  }
}
