/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The quantiles of the standard gamma distribution of concentration a, as logarithms: the y with
 * P(a, e^y) = p or Q(a, e^y) = q. Where the quantile underflows, its logarithm does not.
 *
 * <p>Source: as functions of y, ln P and ln Q are concave (the density of y is log-concave, A.
 * Prekopa 1973), so that Newton's method on the lesser of the two, started from a bound in its
 * tail, converges without passing the quantile. The bounds: P &lt;= x^a / Gamma(a + 1), and those
 * of sub-gamma distributions, S. Boucheron, G. Lugosi, P. Massart, "Concentration Inequalities",
 * 2013, section 2.4: with L = -ln p a quantile is at least a - sqrt(2 a L), with L = -ln q at most
 * a + sqrt(2 a L) + L.
 */
public final class GammaQuantile {
  /** For smaller ln x, P is x^a / Gamma(a + 1) to full precision. */
  private static final double POWER_LAW_THRESHOLD = -40;

  /** From this concentration on, y is normal to full precision. */
  private static final double NORMAL_THRESHOLD = 1e20;

  private static final int MAX_STEPS = 200;

  private GammaQuantile() {}

  /**
   * The y with P(a, e^y) = p.
   *
   * <p>Value: minus infinity at p = 0, plus infinity at p = 1, NaN outside [0, 1] and for a &lt;=
   * 0. Derivatives: {@link IncompleteGammaFunctions#logVariateByConcentration} by a, 1 / (x f(x))
   * by p.
   */
  public static double ofP(double a, double p) {
    return of(a, p, 1 - p);
  }

  /** The y with Q(a, e^y) = q: as {@link #ofP} for p = 1 - q, without rounding 1 - q. */
  public static double ofQ(double a, double q) {
    return of(a, 1 - q, q);
  }

  private static double of(double a, double p, double q) {
    if (!(a > 0 && p >= 0 && q >= 0)) {
      return Double.NaN;
    }
    if (p == 0 || q == 0 || a > Double.MAX_VALUE) {
      return p == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    boolean left = p < q;
    if (a > NORMAL_THRESHOLD) {
      double z = left ? ErrorFunctions.ndtri(p) : -ErrorFunctions.ndtri(q);
      return Math.log(a) + z / Math.sqrt(a);
    }
    double logP = left ? Math.log(p) : Math.log1p(-q);
    double power = (logP + GammaDifferences.logGamma(1, a)) / a;
    double y = left ? lowerBound(a, logP, power) : upperBound(a, q);
    double target = left ? logP : Math.log(q);
    if (left && y < POWER_LAW_THRESHOLD) {
      return y;
    }
    for (int i = 0; i < MAX_STEPS; i++) {
      double x = Math.exp(y);
      double log = left ? GammaTails.logP(a, x) : GammaTails.logQ(a, x);
      double slope = Math.exp(IncompleteGammaFunctions.logDensityOfLog(a, x, y) - log);
      double step = (target - log) / slope;
      // Stop when rounding reverses the step or makes it negligible.
      if (!(step > 0) || step <= 1e-16 * Math.abs(y)) {
        return step == step && left ? y + step : step == step ? y - step : y;
      }
      double next = left ? y + step : Math.max(y - step, POWER_LAW_THRESHOLD);
      if (!left && next == POWER_LAW_THRESHOLD) {
        return power;
      }
      y = next;
    }
    return y;
  }

  private static double lowerBound(double a, double logP, double power) {
    double normal = a - Math.sqrt(-2 * a * logP);
    return normal > 0 ? Math.max(power, Math.log(normal)) : power;
  }

  private static double upperBound(double a, double q) {
    double l = -Math.log(q);
    return Math.log(a + Math.sqrt(2 * a * l) + l);
  }
}
