/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The derivatives of D(a, y), the derivative of the logarithm y of a gamma variate by its
 * concentration a ({@link IncompleteGammaFunctions#logVariateByConcentration}). The second
 * derivative of a variate along a constant distribution function is dD/da + D dD/dy.
 *
 * <p>For a &gt;= 10 and |ln(x / a)| &lt;= 1, x = e^y, they are those of {@link
 * GammaVariateExpansion}. Elsewhere D is the integral over v &gt; 0 of (q + v) e^(a v - x (e^v -
 * 1)) for q = y - psi(a) &gt; 0, else of (v - q) e^(-a v + x (1 - e^-v)), and they are those of its
 * integrand; see {@link TailQuadrature}.
 *
 * <p>NaN in, NaN out, and NaN for a &lt;= 0. Error: 1e-11 of the greatest term.
 */
public final class GammaVariateDerivatives {
  private static final double EXPANSION_THRESHOLD = 10;
  private static final double MAX_EXPANSION_LOG_RATIO = 1;
  private static final double FIRST_TERM_THRESHOLD = 1e12;

  /** Concentrations are clamped to this, so that their squares do not underflow. */
  private static final double MIN_CONCENTRATION = 1e-140;

  /** For greater y, only the first term of the tail's series counts. */
  private static final double TAIL_THRESHOLD = 60;

  /** For lesser y, x counts as 0. */
  private static final double POWER_THRESHOLD = -60;

  private GammaVariateDerivatives() {}

  /** dD/da; minus infinity for y = minus infinity, 0 for y = infinity. */
  public static double byConcentration(double concentration, double y) {
    if (!(concentration > 0) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double a = Math.max(concentration, MIN_CONCENTRATION);
    double mu = y - Math.log(a);
    if (a >= EXPANSION_THRESHOLD && Math.abs(mu) <= MAX_EXPANSION_LOG_RATIO) {
      return GammaVariateExpansion.byConcentration(a, mu);
    }
    if (y == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (a > FIRST_TERM_THRESHOLD) {
      return -(head(mu) + headSlope(mu)) / a / a;
    }
    if (y < POWER_THRESHOLD) {
      return (GammaFunctions.trigamma(a + 1) - (GammaFunctions.digamma(a + 1) - y) / a) / a;
    }
    double spread = GammaFunctions.trigamma(a);
    double q = y - GammaFunctions.digamma(a);
    if (y > TAIL_THRESHOLD) {
      return (q * Math.exp(-y) - spread) * Math.exp(-y);
    }
    return integral(a, y, q, v -> (q + v) * v - spread);
  }

  /** d2P(a, x)/da2 = -x f(x) ((ln x - psi(a)) D + dD/da); 0 at x = 0 and at infinity. */
  public static double pByConcentrationTwice(double a, double x) {
    if (!(a > 0 && x >= 0)) {
      return Double.NaN;
    }
    double y = Math.log(x);
    double density = Math.exp(IncompleteGammaFunctions.logDensityOfLog(a, x, y));
    if (x == 0 || density == 0) {
      return 0;
    }
    double d = IncompleteGammaFunctions.logVariateByConcentration(a, y);
    return -density * ((y - GammaFunctions.digamma(a)) * d + byConcentration(a, y));
  }

  /** dD/dy = -(y - psi(a)) - D (a - e^y); -1 / a for y = minus infinity, 0 for y = infinity. */
  public static double byLog(double concentration, double y) {
    if (!(concentration > 0) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double a = Math.max(concentration, MIN_CONCENTRATION);
    double mu = y - Math.log(a);
    if (a >= EXPANSION_THRESHOLD && Math.abs(mu) <= MAX_EXPANSION_LOG_RATIO) {
      return GammaVariateExpansion.byLog(a, mu);
    }
    if (y == Double.POSITIVE_INFINITY) {
      return 0;
    }
    if (a > FIRST_TERM_THRESHOLD) {
      return headSlope(mu) / a;
    }
    if (y < POWER_THRESHOLD) {
      return -1 / a;
    }
    double q = y - GammaFunctions.digamma(a);
    if (y > TAIL_THRESHOLD) {
      return (1 - q) * Math.exp(-y);
    }
    double x = Math.exp(y);
    return integral(a, y, q, v -> 1 - (q + v) * x * Math.expm1(v));
  }

  /**
   * The integral over the tail of a weight, a function of the signed distance; minus that if it is
   * the lower tail.
   */
  private static double integral(double a, double y, double q, TailQuadrature.Of weight) {
    double x = Math.exp(y);
    if (q > 0) {
      double scale = 1 / (Math.max(x - a, 0) + Math.sqrt(x));
      return TailQuadrature.integral(v -> a * v - x * Math.expm1(v), weight, scale, -y);
    }
    double scale = 1 / (Math.max(a - x, 0) + Math.sqrt(x));
    return -TailQuadrature.integral(v -> -a * v - x * Math.expm1(-v), v -> weight.at(-v), scale, y);
  }

  /** mu / (e^mu - 1). */
  private static double head(double mu) {
    return mu > 700 ? 0 : mu / Math.expm1(mu);
  }

  private static double headSlope(double mu) {
    return mu > 700 ? 0 : (1 - head(mu) * Math.exp(mu)) / Math.expm1(mu);
  }
}
