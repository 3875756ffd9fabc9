/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The derivatives of D(a, b, t), the derivative of the logit t of a beta variate by a along a
 * constant distribution function ({@link IncompleteBetaFunctions#logitBetaVariateByA}); the
 * derivative of t by b is -D(b, a, -t).
 *
 * <p>With x = 1 / (1 + e^-t), u the same of t + v and m = psi(a) - psi(a+b), D is the integral over
 * v &gt; 0 of (ln u - m) (u/x)^a ((1-u)/(1-x))^b if ln x &gt; m, else that over v &lt; 0 of m - ln
 * u. Its derivatives are those of the integrand; see {@link TailQuadrature}. For large a and b and
 * x near the mean they are those of {@link BetaExpansions#centralSeries}.
 *
 * <p>NaN in, NaN out, and NaN for parameters that are not positive. Error: 1e-11 of the greatest
 * term.
 */
public final class BetaVariateDerivatives {
  private static final double CENTRAL_THRESHOLD = 150;
  private static final double CENTRAL_WIDTH = 0.3;
  private static final int CENTRAL_TERMS = 34;

  private BetaVariateDerivatives() {}

  /** dD/da. */
  public static double byA(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (t == Double.NEGATIVE_INFINITY) {
      return t;
    }
    Point p = new Point(a, b, t);
    if (p.isCentral()) {
      return p.central(1, 0);
    }
    double spread = BetaExpansions.trigammaFall(p.a, p.b);
    return p.integral(v -> (p.excess + p.logX(v)) * p.logX(v) - spread);
  }

  /** dD/db. */
  public static double byB(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    double both = -GammaFunctions.trigamma(a + b);
    if (t == Double.NEGATIVE_INFINITY) {
      return both / a;
    }
    Point p = new Point(a, b, t);
    return p.isCentral()
        ? p.central(0, 1)
        : p.integral(v -> (p.excess + p.logX(v)) * p.logY(v) - both);
  }

  /** dD/dt = -(ln x - m) - (a (1-x) - b x) D. */
  public static double byLogit(double a, double b, double t) {
    if (!(a > 0 && b > 0) || Double.isNaN(t)) {
      return Double.NaN;
    }
    if (t == Double.NEGATIVE_INFINITY) {
      return -1 / a;
    }
    Point p = new Point(a, b, t);
    if (p.isCentral()) {
      return p.centralByLogit();
    }
    return p.integral(
        v -> {
          double log = p.logX(v);
          double rest = p.y * Math.exp(p.logY(v));
          return rest - (p.a + p.b) * p.rise(log) * (p.excess + log);
        });
  }

  /** The parameters, t, and what follows from them. */
  private static final class Point {
    final double a;
    final double b;
    final double t;
    final double x;
    final double y;
    final double logX;
    final double logY;

    /** ln x - m. */
    final double excess;

    Point(double a, double b, double t) {
      this.a = IncompleteBetaFunctions.clampParameter(a);
      this.b = IncompleteBetaFunctions.clampParameter(b);
      this.t = t;
      double e = Math.exp(-Math.abs(t));
      x = t < 0 ? e / (1 + e) : 1 / (1 + e);
      y = t < 0 ? 1 / (1 + e) : e / (1 + e);
      logX = Math.min(t, 0) - BetaExpansions.log1p(e);
      logY = -Math.max(t, 0) - BetaExpansions.log1p(e);
      excess = logX - IncompleteBetaFunctions.logBetaByA(this.a, this.b);
    }

    /** ln(u / x) at the distance v. */
    double logX(double v) {
      if (Math.abs(v) <= 1) {
        return x < 0.5 ? v - Math.log1p(x * Math.expm1(v)) : -Math.log1p(y * Math.expm1(-v));
      }
      double distance = t + v;
      return distance < 0
          ? v - Math.log1p(Math.exp(distance)) - logY
          : -logX - Math.log1p(Math.exp(-distance));
    }

    /** ln((1-u) / (1-x)). */
    double logY(double v) {
      if (Math.abs(v) <= 1) {
        return x < 0.5 ? -Math.log1p(x * Math.expm1(v)) : -v - Math.log1p(y * Math.expm1(-v));
      }
      double distance = t + v;
      return distance < 0
          ? -Math.log1p(Math.exp(distance)) - logY
          : -v - logX - Math.log1p(Math.exp(-distance));
    }

    /** a ln(u / x) + b ln((1-u) / (1-x)); near x as one multiple of v and one of a logarithm. */
    private double exponent(double v) {
      if (Math.abs(v) > 1) {
        return a * logX(v) + b * logY(v);
      }
      return x < 0.5
          ? a * v - (a + b) * Math.log1p(x * Math.expm1(v))
          : -b * v - (a + b) * Math.log1p(y * Math.expm1(-v));
    }

    /** u - x, given ln(u / x). */
    double rise(double log) {
      return log < 1 ? x * Math.expm1(log) : Math.exp(logX + log) - x;
    }

    /** The integral over the tail of a weight times the relative density; minus the lower one. */
    double integral(TailQuadrature.Of weight) {
      double slope = a * y - b * x;
      double bend = Math.sqrt((a + b) * x * y);
      double sign = excess > 0 ? 1 : -1;
      double scale = 1 / (Math.max(-sign * slope, 0) + bend + Double.MIN_NORMAL);
      return sign
          * TailQuadrature.integral(
              v -> exponent(sign * v), v -> weight.at(sign * v), scale, -sign * t);
    }

    boolean isCentral() {
      double least = Math.min(a, b);
      return least >= CENTRAL_THRESHOLD && Math.abs(a * y - b * x) <= CENTRAL_WIDTH * least;
    }

    /** The derivative of the central series along (da, db), by forward differentiation. */
    double central(double da, double db) {
      double m = a / (a + b);
      double rest = b / (a + b);
      double dm = (rest * da - m * db) / (a + b);
      double s = rest - m;
      double u = (b * x - a * y) / a;
      double du = (db * x - da * b * x / a) / a;
      double sum = 0;
      double dSum = 0;
      double next = 0;
      double dNext = 0;
      double afterNext = 0;
      double dAfterNext = 0;
      for (int n = CENTRAL_TERMS; n >= 1; n--) {
        double own = (n % 2 == 1 ? 1.0 : -1.0) / n;
        double below = a + m * (n - 1);
        double dBelow = da + dm * (n - 1);
        double c = (own + s * n * next + rest * (n + 1) * afterNext) / below;
        double dTop =
            n * (s * dNext - 2 * dm * next) + (n + 1) * (rest * dAfterNext - dm * afterNext);
        double dc = (dTop - c * dBelow) / below;
        dSum = dSum * u + sum * du + dc;
        sum = sum * u + c;
        afterNext = next;
        dAfterNext = dNext;
        next = c;
        dNext = dc;
      }
      return dSum;
    }

    /** x (1-x) times the derivative of the central series by x. */
    double centralByLogit() {
      double m = a / (a + b);
      double rest = b / (a + b);
      double s = rest - m;
      double u = (b * x - a * y) / a;
      double sum = 0;
      double slope = 0;
      double next = 0;
      double afterNext = 0;
      for (int n = CENTRAL_TERMS; n >= 1; n--) {
        double own = (n % 2 == 1 ? 1.0 : -1.0) / n;
        double c = (own + s * n * next + rest * (n + 1) * afterNext) / (a + m * (n - 1));
        slope = slope * u + sum;
        sum = sum * u + c;
        afterNext = next;
        next = c;
      }
      return x * y * slope / m;
    }
  }
}
