/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * Logarithms of the regularised incomplete gamma functions P and Q = 1 - P, and their logarithmic
 * derivatives by ln x, without underflow: f(x) = x^(a-1) e^-x / Gamma(a), the standard gamma
 * density of concentration a, is divided out before anything is exponentiated.
 *
 * <p>NaN in, NaN out, and NaN for a &lt;= 0 or x &lt; 0.
 */
public final class GammaTails {
  /** Below this, a tail is computed by its logarithm. */
  static final double TAIL_THRESHOLD = 1e-250;

  private static final int MAX_STEPS = 5000;

  private GammaTails() {}

  /**
   * ln P(a, x).
   *
   * <p>Value: minus infinity at 0, 0 at infinity. Derivative: {@link #reversedHazard} / x by x.
   */
  public static double logP(double a, double x) {
    if (!(a > 0 && x >= 0)) {
      return Double.NaN;
    }
    if (x == 0 || a > Double.MAX_VALUE) {
      return x > Double.MAX_VALUE ? 0 : Double.NEGATIVE_INFINITY;
    }
    if (TemmeExpansion.applies(a, x)) {
      return TemmeExpansion.logP(a, x);
    }
    if (a >= TemmeExpansion.THRESHOLD) {
      return x < a ? farTail(a, x, reversedHazard(a, x)) : 0;
    }
    if (x < a) { // else P is more than one half
      double p = RegularizedGamma.P.value(a, x);
      if (p < TAIL_THRESHOLD) {
        return farTail(a, x, reversedHazard(a, x));
      }
      if (p < 0.7) {
        return Math.log(p);
      }
    }
    return Math.log1p(-RegularizedGamma.Q.value(a, x));
  }

  /**
   * ln Q(a, x).
   *
   * <p>Value: 0 at 0, minus infinity at infinity. Derivative: minus {@link #hazard} / x by x.
   */
  public static double logQ(double a, double x) {
    if (!(a > 0 && x >= 0)) {
      return Double.NaN;
    }
    if (x > Double.MAX_VALUE || a > Double.MAX_VALUE) {
      return x > Double.MAX_VALUE ? Double.NEGATIVE_INFINITY : 0;
    }
    if (TemmeExpansion.applies(a, x)) {
      return TemmeExpansion.logQ(a, x);
    }
    if (a >= TemmeExpansion.THRESHOLD) {
      return x > a ? farTail(a, x, hazard(a, x)) : 0;
    }
    if (x < a) {
      double p = RegularizedGamma.P.value(a, x);
      if (p < 0.7) {
        return Math.log1p(-p);
      }
    }
    double q = RegularizedGamma.Q.value(a, x);
    return q < TAIL_THRESHOLD && isFraction(a, x) ? farTail(a, x, hazard(a, x)) : Math.log(q);
  }

  /**
   * x f(x) / P(a, x), the derivative of ln P by ln x.
   *
   * <p>Value: a at 0, 0 at infinity; about a - x / (1 + 1 / a) for small x. Derivatives: r (a - x -
   * r) by ln x, r (ln x - psi(a) + D r) by a with the D of {@link
   * IncompleteGammaFunctions#logVariateByConcentration}.
   *
   * <p>Source: the series NIST DLMF 8.11.4 up to a + 1; {@link TemmeExpansion} for large a.
   */
  public static double reversedHazard(double a, double x) {
    if (!(a > 0 && x >= 0)) {
      return Double.NaN;
    }
    if (x > Double.MAX_VALUE || a > Double.MAX_VALUE) {
      return x > Double.MAX_VALUE ? 0 : a;
    }
    if (TemmeExpansion.applies(a, x)) {
      return TemmeExpansion.reversedHazard(a, x);
    }
    if (x <= a + 1) {
      double term = 1;
      double sum = 1;
      for (int n = 1; n < MAX_STEPS && term > 1e-17 * sum; n++) {
        term *= x / (a + n);
        sum += term;
      }
      return a / sum;
    }
    return a >= TemmeExpansion.THRESHOLD
        ? 0
        : Math.exp(logDensity(a, x)) / RegularizedGamma.P.value(a, x);
  }

  /**
   * x f(x) / Q(a, x), minus the derivative of ln Q by ln x.
   *
   * <p>Value: 0 at 0, infinity at infinity; about x + 1 - a for large x. Derivatives: h (a - x + h)
   * by ln x, h (ln x - psi(a) - D h) by a with the D of {@link
   * IncompleteGammaFunctions#logVariateByConcentration}.
   *
   * <p>Source: the continued fraction NIST DLMF 8.9.2 by the algorithm of Lentz from a + 1 on;
   * {@link TemmeExpansion} for large a.
   */
  public static double hazard(double a, double x) {
    if (!(a > 0 && x >= 0)) {
      return Double.NaN;
    }
    if (x > Double.MAX_VALUE || a > Double.MAX_VALUE) {
      return x > Double.MAX_VALUE ? x : 0;
    }
    if (TemmeExpansion.applies(a, x)) {
      return TemmeExpansion.hazard(a, x);
    }
    return isFraction(a, x)
        ? fraction(a, x)
        : Math.exp(logDensity(a, x)) / RegularizedGamma.Q.value(a, x);
  }

  /** Whether the continued fraction converges fast enough. */
  private static boolean isFraction(double a, double x) {
    return x > a + 1 && x > 1.5;
  }

  /** x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...)), whose partial denominators are positive. */
  private static double fraction(double a, double x) {
    double b = x - a + 1;
    double value = b;
    double c = b;
    double d = 0;
    for (int n = 1; n < MAX_STEPS; n++) {
      double numerator = n * (a - n);
      b += 2;
      d = 1 / (b + numerator * d);
      c = b + numerator / c;
      double factor = c * d;
      value *= factor;
      if (Math.abs(factor - 1) <= 2e-16) {
        break;
      }
    }
    return value;
  }

  /** The logarithm of a tail from its hazard. */
  private static double farTail(double a, double x, double hazard) {
    return logDensity(a, x) - Math.log(hazard);
  }

  private static double logDensity(double a, double x) {
    return IncompleteGammaFunctions.logDensityOfLog(a, x, Math.log(x));
  }
}
