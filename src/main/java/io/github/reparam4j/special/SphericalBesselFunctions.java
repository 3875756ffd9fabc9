/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Functions of the modified Bessel function I_v that the von Mises-Fisher distribution on the
 * sphere of R^d needs, where v = d/2 - 1. With G(x) = ln(Gamma(v + 1) (2 / x)^v I_v(x)), the
 * logarithm of the mean of e^(x t) for a coordinate t of a uniform point on the sphere, they are G
 * and its derivatives.
 *
 * <p>All are defined for v &gt;= 0 and x &gt;= 0 and are NaN elsewhere. NaN in, NaN out. Nothing
 * overflows for any x. The stated errors are the largest found against values of 40 digits for v
 * from 0 to 5000 and x from 1e-300 to 1e300.
 *
 * <p>Source: the expansions of I_v and its derivative that are uniform in x, NIST DLMF 10.41.3 and
 * 10.41.5, for orders from 30 on; below, recurrence from there downwards, 10.29.1, whose ratios
 * have one sign.
 */
public final class SphericalBesselFunctions {
  /** From this order on the expansions have full precision. */
  private static final double UNIFORM_ORDER_THRESHOLD = 30;

  /** Below this x the power series of I_v neither overflows nor needs many terms. */
  private static final double POWER_SERIES_THRESHOLD = 20;

  /** From this x / v on, sqrt(1 + (x / v)^2) is x / v. */
  private static final double FAR = 1e8;

  /** From this x on, for low orders, the ratio is computed by its series in 1 / x. */
  private static final double LARGE_THRESHOLD = 500;

  private static final int LARGE_TERMS = 16;

  private static final double TOLERANCE = 1e-17;

  /** I_(v+1) / I_v divided by x, 1 - I_(v+1) / I_v, and the derivative of I_(v+1) / I_v. */
  private record Ratio(double overX, double gap, double slope) {}

  private SphericalBesselFunctions() {}

  /**
   * G(x) = ln(Gamma(order + 1) (2 / x)^order I_order(x)).
   *
   * <p>Value: 0 at 0, about x^2 / (4 (order + 1)) near it; plus infinity at infinity. Derivative:
   * {@link #ratio}.
   *
   * <p>Error: 1e-14 relative.
   */
  public static double logNormalizer(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    if (x < POWER_SERIES_THRESHOLD) {
      return Math.log1p(powerSeries(order, x));
    }
    if (x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (order < UNIFORM_ORDER_THRESHOLD) {
      return x + lowOrder(order, x);
    }
    double z = x / order;
    double root = root(z);
    double w = z < FAR ? z * (z / (1 + root)) : z;
    return order * (w - Math.log1p(0.5 * w)) + correction(order, root);
  }

  /**
   * G(x) - x, the logarithm of the mean of e^(x (t - 1)).
   *
   * <p>Value: 0 at 0, minus infinity at infinity. Derivative: minus {@link #ratioGap}.
   *
   * <p>Error: 2e-14 relative.
   */
  public static double logNormalizerGap(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    if (x < POWER_SERIES_THRESHOLD) {
      return Math.log1p(powerSeries(order, x)) - x;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return -x;
    }
    if (order < UNIFORM_ORDER_THRESHOLD) {
      return lowOrder(order, x);
    }
    double z = x / order;
    double root = root(z);
    double w = z < FAR ? z * (z / (1 + root)) : z;
    double share = z < FAR ? (w + z) / (root + z) : 1;
    return -order * (share + Math.log1p(0.5 * w)) + correction(order, root);
  }

  /**
   * I_(order+1)(x) / I_order(x), the mean of a coordinate t under the density e^(x t) on the
   * sphere.
   *
   * <p>Value: 0 at 0, about x / (2 (order + 1)) near it, 1 at infinity. Derivative: {@link
   * #ratioSlope}.
   *
   * <p>Error: 2e-15 relative.
   */
  public static double ratio(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    return x == Double.POSITIVE_INFINITY ? 1 : Math.min(1, x * ratios(order, x).overX);
  }

  /**
   * 1 - I_(order+1)(x) / I_order(x), without cancellation for large x.
   *
   * <p>Value: 1 at 0, 0 at infinity. Derivative: minus {@link #ratioSlope}.
   *
   * <p>Error: 1e-13 relative.
   */
  public static double ratioGap(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    return x == Double.POSITIVE_INFINITY ? 0 : ratios(order, x).gap;
  }

  /**
   * The derivative of {@link #ratio}, the variance of a coordinate t under the density e^(x t).
   *
   * <p>Value: 1 / (2 (order + 1)) at 0, about (2 order + 1) / (2 x^2) for large x.
   *
   * <p>Error: 2e-13 relative.
   */
  public static double ratioSlope(double order, double x) {
    if (!(x >= 0 && order >= 0)) {
      return Double.NaN;
    }
    return x == Double.POSITIVE_INFINITY ? 0 : ratios(order, x).slope;
  }

  private static double root(double z) {
    return z < FAR ? Math.sqrt(1 + z * z) : z;
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

  private static double lowOrder(double order, double x) {
    return Math.log(BesselFunctions.ive(order, x))
        + GammaFunctions.lgamma(order + 1)
        - order * Math.log(0.5 * x);
  }

  /** -ln(root) / 2 + ln(sum of U_k / order^k) + lgamma(order + 1) less Stirling's formula. */
  private static double correction(double order, double root) {
    double p = 1 / root;
    double sum = 0;
    for (int k = BesselFunctions.UNIFORM.length - 1; k > 0; k--) {
      sum = (sum + polynomial(BesselFunctions.UNIFORM[k], p * p)) * (p / order);
    }
    double r = 1 / (order * order);
    double stirling = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680)))) / order;
    return Math.log1p(sum) + stirling - 0.5 * Math.log(root);
  }

  private static double polynomial(double[] coefficients, double x) {
    double sum = 0;
    for (int j = coefficients.length - 1; j >= 0; j--) {
      sum = sum * x + coefficients[j];
    }
    return sum;
  }

  /** Downwards from an order of the uniform expansion: A(v) = 1 / (2 (v + 1) / x + A(v + 1)). */
  private static Ratio ratios(double order, double x) {
    if (x > LARGE_THRESHOLD && order < UNIFORM_ORDER_THRESHOLD) {
      return large(order, x);
    }
    int steps = (int) Math.max(0, Math.ceil(UNIFORM_ORDER_THRESHOLD - order));
    Ratio above = uniform(order + steps, x);
    double overX = above.overX;
    double gap = above.gap;
    double slope = above.slope;
    for (int k = steps; k > 0; k--) {
      double twice = 2 * (order + k);
      double ratio = x * overX;
      double scale = 1 / (twice + x * ratio);
      double next = x * scale;
      gap = next < 0.5 ? 1 - next : (twice / x - gap) / (twice / x + ratio);
      slope = twice * scale * scale - next * next * slope;
      overX = scale;
    }
    return new Ratio(overX, gap, slope);
  }

  /** By the series A = 1 + c_1 / x + c_2 / x^2 + ... that solves A' = 1 - (2 v + 1) A / x - A^2. */
  private static Ratio large(double order, double x) {
    double[] term = new double[LARGE_TERMS]; // c_k / x^k
    term[0] = 1;
    double gap = 0;
    double slope = 0;
    for (int k = 1; k < LARGE_TERMS; k++) {
      double sum = (k - 2 - 2 * order) * term[k - 1] / x;
      for (int i = 1; i < k; i++) {
        sum -= term[i] * term[k - i];
      }
      term[k] = sum / 2;
      gap -= term[k];
      slope -= k * term[k] / x;
    }
    return new Ratio((1 - gap) / x, gap, slope);
  }

  /**
   * With z = x / v, root = sqrt(1 + z^2) and p = 1 / root, the ratio is z / (1 + root) - z p S / U
   * for the sum U of U_k / v^k and S = (p / v) (1/2 + the sum of (U_k / 2 + p U_k') / v^k over k
   * &gt; 0), by 10.41.5 and 10.41.11.
   */
  private static Ratio uniform(double order, double x) {
    double z = x / order;
    double root = root(z);
    double p = 1 / root;
    double u = 0;
    double s = 0;
    for (int k = BesselFunctions.UNIFORM.length - 1; k > 0; k--) {
      double[] coefficients = BesselFunctions.UNIFORM[k];
      double polynomial = 0;
      double weighted = 0;
      for (int j = k; j >= 0; j--) {
        polynomial = polynomial * (p * p) + coefficients[j];
        weighted = weighted * (p * p) + coefficients[j] * (k + 2 * j + 0.5);
      }
      u = (u + polynomial) * (p / order);
      s = (s + weighted) * (p / order);
    }
    double quotient = p / order * (0.5 + s) / (1 + u);
    double excess = p / order * (s - 0.5 * u) / (1 + u);
    double main = 1 / (1 + root);
    double overX = (main - p * quotient) / order;
    double gap = (1 + 1 / (root + z)) * main + z * p * quotient;
    double delta = z * p * quotient;
    double slope = p * main / order + 2 * excess - delta * delta + p * quotient / order;
    return new Ratio(overX, gap, slope);
  }
}
