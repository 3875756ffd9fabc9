/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Density, quantiles and the implicit derivative of Student's t with nu degrees of freedom, without
 * cancellation for large nu and without overflow. NaN in, NaN out, and NaN for nu &lt;= 0.
 *
 * <p>With v = t^2 / nu, 1 / (1 + v) is a Beta(nu/2, 1/2) variate.
 */
public final class StudentFunctions {
  /** From these degrees of freedom on, series in 1 / nu are used, and in v up to the ratio. */
  private static final double SERIES_THRESHOLD = 300;

  private static final double MAX_SERIES_RATIO = 0.25;
  private static final int SERIES_TERMS = 32;
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;

  /** For greater v, 1 + v rounds to v. */
  private static final double OVERFLOW_THRESHOLD = 1e300;

  private StudentFunctions() {}

  /**
   * ln f(t) = -ln B(nu/2, 1/2) - ln(nu) / 2 - (nu+1)/2 ln(1 + t^2/nu).
   *
   * <p>Value: minus infinity at the infinities. Derivatives: {@link #logDensityByDf} by nu, -(nu+1)
   * t / (nu + t^2) by t.
   */
  public static double logDensity(double df, double t) {
    if (!(df > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double constant = -HALF_LOG_TWO_PI;
    if (nu < SERIES_THRESHOLD) {
      constant = -IncompleteBetaFunctions.logBeta(0.5 * nu, 0.5) - 0.5 * Math.log(nu);
    } else {
      double r = 1 / nu;
      constant -= r * (0.25 - r * r * (1.0 / 24 - r * r / 20));
    }
    return constant - (0.5 * nu + 0.5) * logOnePlus(t * (t / nu), nu, t);
  }

  /**
   * The derivative of ln f(t) by nu, about -(t^4 - 2 t^2 - 1) / (4 nu^2) for large nu.
   *
   * <p>Value: minus infinity at the infinities. With s = t^2 / (nu + t^2) it is K + (s + s / nu -
   * ln(1 + v)) / 2, K = (psi((nu+1)/2) - psi(nu/2) - 1/nu) / 2.
   */
  public static double logDensityByDf(double df, double t) {
    if (!(df > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double v = t * (t / nu);
    double share = v < OVERFLOW_THRESHOLD ? v / (1 + v) : 1;
    double excess =
        v < 0.5 ? IncompleteBetaFunctions.logExcess(-share) : logOnePlus(v, nu, t) - share;
    return constant(nu) + 0.5 * (share / nu - excess);
  }

  /** (psi((nu+1)/2) - psi(nu/2)) / 2 - 1 / (2 nu). */
  private static double constant(double nu) {
    if (nu < SERIES_THRESHOLD) {
      return -0.5 * IncompleteBetaFunctions.logBetaByA(0.5 * nu, 0.5) - 0.5 / nu;
    }
    double r = 1 / nu / nu;
    return r * (0.25 - r * (0.125 - r * 0.25));
  }

  /** ln(1 + v). */
  private static double logOnePlus(double v, double nu, double t) {
    return v < OVERFLOW_THRESHOLD ? Math.log1p(v) : 2 * Math.log(Math.abs(t)) - Math.log(nu);
  }

  /**
   * The t below which a variate is with probability p.
   *
   * <p>Value: the infinities at 0 and 1, NaN outside. Derivatives: {@link #variateByDf} by nu, 1 /
   * f(t) by p.
   */
  public static double quantile(double df, double p) {
    if (!(df > 0 && p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double middle = Math.abs(p - 0.5);
    double logit =
        middle < 0.25
            ? -BetaQuantile.logit(0.5, 0.5 * nu, 2 * middle)
            : BetaQuantile.logit(0.5 * nu, 0.5, 2 * Math.min(p, 1 - p));
    return Math.copySign(Math.exp(0.5 * (Math.log(nu) - logit)), p - 0.5);
  }

  /**
   * The derivative by nu of a Student's t variate t along a constant distribution function; odd in
   * t, for t &gt; 0 negative, and about -(t^3 + t) / (4 nu^2) for large nu.
   *
   * <p>Derivative by t: -(d ln f / d nu) - D d ln f / dt, f the density.
   *
   * <p>Source: the derivative of the Beta variate; for large nu, where that cancels, the power
   * series in t^2 / nu of the solution of the differential equation just given, from the highest
   * coefficient down.
   */
  public static double variateByDf(double df, double t) {
    if (!(df > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double v = t * (t / nu);
    if (nu >= SERIES_THRESHOLD && v <= MAX_SERIES_RATIO) {
      return t * series(nu, v);
    }
    double d;
    if (v < OVERFLOW_THRESHOLD) {
      double logX = -BetaExpansions.log1p(v);
      d = IncompleteBetaFunctions.variateByA(0.5 * nu, 0.5, 1 / (1 + v), v / (1 + v), logX);
    } else {
      double logit = Math.log(nu) - 2 * Math.log(Math.abs(t));
      d = IncompleteBetaFunctions.logitBetaVariateByA(0.5 * nu, 0.5, logit);
    }
    return t * (0.5 / nu - 0.25 * d);
  }

  private static double series(double nu, double v) {
    double sum = 0;
    double c = 0;
    for (int n = SERIES_TERMS; n >= 1; n--) {
      double own = n == 1 ? 0.5 / nu + constant(nu) : (n % 2 == 0 ? -0.5 : 0.5) / (n * (n - 1.0));
      c = (own + (2 * n + 1) * c) / (nu + 2 - 2 * n);
      sum = sum * v + c;
    }
    return sum;
  }

  /**
   * The derivative by nu of {@link #variateByDf}.
   *
   * <p>Error: 1e-8 relative, mostly 1e-11. Source: as there; with the logit l = ln(nu / t^2) of the
   * Beta variate it is -t (1 / (2 nu^2) + (dD/da) / 8 + (dD/dl) / (4 nu)).
   */
  public static double variateByDfTwice(double df, double t) {
    if (!(df > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double v = t * (t / nu);
    if (nu >= SERIES_THRESHOLD && v <= MAX_SERIES_RATIO) {
      return t * seriesByDf(nu, v);
    }
    double logit = Math.log(nu) - 2 * Math.log(Math.abs(t));
    double byA = BetaVariateDerivatives.byA(0.5 * nu, 0.5, logit);
    double byLogit = BetaVariateDerivatives.byLogit(0.5 * nu, 0.5, logit);
    return t == 0 ? t : -t * (0.5 / nu / nu + 0.125 * byA + 0.25 * byLogit / nu);
  }

  /** The derivative by t of {@link #variateByDf}. */
  public static double variateByDfAndT(double df, double t) {
    if (!(df > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double nu = IncompleteBetaFunctions.clampParameter(df);
    double v = t * (t / nu);
    if (nu >= SERIES_THRESHOLD && v <= MAX_SERIES_RATIO) {
      return seriesByT(nu, v);
    }
    if (t == 0) {
      return -constant(nu);
    }
    double logit = Math.log(nu) - 2 * Math.log(Math.abs(t));
    double d = IncompleteBetaFunctions.logitBetaVariateByA(0.5 * nu, 0.5, logit);
    return 0.5 / nu - 0.25 * d + 0.5 * BetaVariateDerivatives.byLogit(0.5 * nu, 0.5, logit);
  }

  /** The derivative by nu of {@link #series} at v = t^2 / nu. */
  private static double seriesByDf(double nu, double v) {
    double sum = 0;
    double byV = 0;
    double byNu = 0;
    double c = 0;
    double dc = 0;
    double r = 1 / nu / nu;
    // Of 1 / (2 nu) + the constant.
    double dFirst = -0.5 * r - r / nu * (0.5 - r * (0.5 - 1.5 * r));
    for (int n = SERIES_TERMS; n >= 1; n--) {
      double own = n == 1 ? 0.5 / nu + constant(nu) : (n % 2 == 0 ? -0.5 : 0.5) / (n * (n - 1.0));
      double below = nu + 2 - 2 * n;
      c = (own + (2 * n + 1) * c) / below;
      dc = ((n == 1 ? dFirst : 0) + (2 * n + 1) * dc - c) / below;
      byV = byV * v + sum;
      byNu = byNu * v + dc;
      sum = sum * v + c;
    }
    return byNu - v * byV / nu;
  }

  /** The derivative by t of t times {@link #series}. */
  private static double seriesByT(double nu, double v) {
    double sum = 0;
    double byV = 0;
    double c = 0;
    for (int n = SERIES_TERMS; n >= 1; n--) {
      double own = n == 1 ? 0.5 / nu + constant(nu) : (n % 2 == 0 ? -0.5 : 0.5) / (n * (n - 1.0));
      c = (own + (2 * n + 1) * c) / (nu + 2 - 2 * n);
      byV = byV * v + sum;
      sum = sum * v + c;
    }
    return sum + 2 * v * byV;
  }
}
