/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The quantiles of the Beta(a, b) distribution, as logits: the t with I_x(a,b) = p at x = 1 / (1 +
 * e^-t). Where the quantile or its distance from 1 underflows, its logit does not.
 *
 * <p>Source: the density w of t is log-concave, so ln I is too, as a function of t (A. Prekopa
 * 1973): Newton's method on it, once below the quantile, rises to it and never passes it, and one
 * step from above leads below. As x &lt; e^t, I is at most e^(a t) / (a B(a,b)), which bounds t
 * from below; likewise 1 - I bounds it from above.
 */
public final class BetaQuantile {
  private static final int MAX_STEPS = 200;

  /** Smaller parameters are raised to this, so that I keeps its digits close to x = 1. */
  private static final double MIN_PARAMETER = 1e-12;

  /** For smaller b, t is far out in the right tail, where the upper bound is close. */
  private static final double HEAVY_TAIL_THRESHOLD = 0.1;

  private BetaQuantile() {}

  /**
   * The logit t of the quantile of p.
   *
   * <p>Error: that of I, 1e-12 I / w, for parameters from 1e-3 on. For smaller b it grows to 1e-16
   * / b of t where p is about b, and parameters below 1e-12 are raised to 1e-12.
   *
   * <p>Value: minus infinity at 0, plus infinity at 1, NaN outside. Derivatives: {@link
   * IncompleteBetaFunctions#logitBetaVariateByA} of (a, b, t) by a, minus that of (b, a, -t) by b,
   * 1 / w by p.
   */
  public static double logit(double a, double b, double p) {
    if (!(a > 0 && b > 0 && p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    if (p == 0 || p == 1) {
      return p == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double first = Math.max(IncompleteBetaFunctions.clampParameter(a), MIN_PARAMETER);
    double second = Math.max(IncompleteBetaFunctions.clampParameter(b), MIN_PARAMETER);
    return p > 0.5 ? -lower(second, first, 1 - p) : lower(first, second, p);
  }

  private static double lower(double a, double b, double p) {
    double deviation = Math.sqrt(1 / a + 1 / b);
    double normal = Math.log(a) - Math.log(b) + deviation * ErrorFunctions.ndtri(p);
    if (Math.min(a, b) > IncompleteBetaFunctions.NORMAL_THRESHOLD) {
      return normal;
    }
    // a B(a,b) = B(a+1,b) (a+b), without the pole of B for small a
    double target = Math.log(p);
    double logTotal = Math.log(a + b);
    double least = (target + IncompleteBetaFunctions.logBeta(a + 1, b) + logTotal) / a;
    double most = -(Math.log1p(-p) + IncompleteBetaFunctions.logBeta(a, b + 1) + logTotal) / b;
    double t = b < HEAVY_TAIL_THRESHOLD ? most : Math.min(Math.max(normal, least), most);
    for (int i = 0; i < MAX_STEPS; i++) {
      double step = step(a, b, t, target);
      if (i > 0 && !(step > 1e-16 * (1 + Math.abs(t)))) {
        return step == step ? t + step : t;
      }
      t = step == step ? Math.max(t + step, least) : least;
    }
    return t;
  }

  /** (target - ln I) I / w. */
  private static double step(double a, double b, double t, double target) {
    double e = Math.exp(-Math.abs(t));
    double small = e / (1 + e);
    double large = 1 / (1 + e);
    double x = t < 0 ? small : large;
    double y = t < 0 ? large : small;
    double log = BetaExpansions.log1p(e);
    double logX = Math.min(t, 0) - log;
    double logY = -Math.max(t, 0) - log;
    double logW = IncompleteBetaFunctions.logDensity(a, b, x, y, logX, logY, 0);
    if (a * y >= b * x) {
      double mass = IncompleteBetaFunctions.mass(a, b, x, y);
      return (target - logW - Math.log(mass)) * mass;
    }
    double w = Math.exp(logW);
    double upper = w * IncompleteBetaFunctions.mass(b, a, y, x);
    return (target - Math.log1p(-upper)) * ((1 - upper) / w);
  }
}
