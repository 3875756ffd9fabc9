/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import org.apache.commons.numbers.gamma.Erfcx;

/**
 * Both tails of the inverse Gaussian distribution of mean 1, in logarithms, and their inverses. The
 * distribution function is F(x) = Phi(a) + e^(2 shape) Phi(-b) with a, b = sqrt(shape / x) (x -/+
 * 1); with Mills' ratio M(t) = Phi(-t) / phi(t) both tails are phi(a) times a sum or a difference:
 * F(x) = phi(a) (M(-a) + M(b)), 1 - F(x) = phi(a) (M(a) - M(b)).
 *
 * <p>NaN in, NaN out; NaN for shapes that are not positive and finite.
 */
public final class InverseGaussianFunctions {
  private static final double SQRT_HALF = 0.7071067811865476;
  private static final double SQRT_HALF_PI = 1.2533141373155003;
  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
  private static final double LN_TWO = 0.6931471805599453;

  /** From this t on 1 - t M(t) is computed by its continued fraction. */
  private static final double FRACTION_THRESHOLD = 2.5;

  /** Nodes in (0, 1) and weights of the Gauss-Legendre rule of eight nodes. */
  private static final double[] NODES = {
    0.019855071751231856, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
    0.5917173212478249, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681
  };

  private static final double[] WEIGHTS = {
    0.05061426814518813, 0.11119051722668724, 0.15685332293894363, 0.18134189168918100,
    0.18134189168918100, 0.15685332293894363, 0.11119051722668724, 0.05061426814518813
  };

  /** exp(MIN_LOG) is 0. */
  private static final double MIN_LOG = -746;

  private static final double MAX_LOG = 709.5;
  private static final int MAX_STEPS = 200;

  private InverseGaussianFunctions() {}

  /**
   * ln F(shape, x).
   *
   * <p>Value: minus infinity for x &lt;= 0, 0 at plus infinity. Derivative by x: f / F.
   *
   * <p>Error: 2e-15 relative, but for the conditioning. Source: as the class says; where F &gt; 1/2
   * as ln(1 - S).
   */
  public static double logCdf(double shape, double x) {
    if (!(shape > 0 && shape < Double.POSITIVE_INFINITY) || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x <= 0 || x == Double.POSITIVE_INFINITY) {
      return x <= 0 ? Double.NEGATIVE_INFINITY : 0;
    }
    double lower = lower(shape, x);
    return lower < -LN_TWO ? lower : Math.log1p(-Math.exp(upper(shape, x)));
  }

  /**
   * ln S(shape, x) with S = 1 - F.
   *
   * <p>Value: 0 for x &lt;= 0, minus infinity at plus infinity. Derivative by x: -f / S.
   *
   * <p>Error: 4e-15 relative, but for the conditioning. Source: M(a) - M(b) as the integral of 1 -
   * t M(t) where both are nearly equal; where S &gt; 1/2 as ln(1 - F).
   */
  public static double logSurvival(double shape, double x) {
    if (!(shape > 0 && shape < Double.POSITIVE_INFINITY) || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x <= 0 || x == Double.POSITIVE_INFINITY) {
      return x <= 0 ? 0 : Double.NEGATIVE_INFINITY;
    }
    double lower = lower(shape, x);
    return lower < -LN_TWO ? Math.log1p(-Math.exp(lower)) : upper(shape, x);
  }

  /**
   * The x with F(shape, x) = p.
   *
   * <p>Value: 0 at 0, plus infinity at 1, NaN outside [0, 1]. Derivative by p: 1 / f.
   *
   * <p>Error: a few ulps beyond the conditioning of F. Source: Newton's method for the logarithm of
   * the smaller tail as a function of ln x, safeguarded by halving.
   */
  public static double quantile(double shape, double p) {
    return p < 0.5 ? solve(shape, p, true) : solve(shape, 1 - p, false);
  }

  /**
   * The x with 1 - F(shape, x) = p.
   *
   * <p>Value: plus infinity at 0, 0 at 1, NaN outside [0, 1]. Derivative by p: -1 / f.
   *
   * <p>Error and source: as {@link #quantile}.
   */
  public static double upperQuantile(double shape, double p) {
    return p < 0.5 ? solve(shape, p, false) : solve(shape, 1 - p, true);
  }

  /** ln F without loss for F &lt; 1/2; at most about 0. */
  private static double lower(double shape, double x) {
    double scale = Math.sqrt(shape) / Math.sqrt(x);
    double a = scale * (x - 1);
    double b = scale * (x + 1);
    if (a > 0) {
      return 0;
    }
    return logDensity(a) + Math.log(mills(-a) + mills(b));
  }

  /** ln S without loss for S &lt; 1/2. */
  private static double upper(double shape, double x) {
    double scale = Math.sqrt(shape) / Math.sqrt(x);
    double a = scale * (x - 1);
    double b = scale * (x + 1);
    if (a == Double.POSITIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    double direct = mills(a) - mills(b);
    double ratio = direct < 0.2 * mills(a) ? fall(a, 2 * scale) : direct;
    return Math.min(logDensity(a) + Math.log(ratio), 0);
  }

  private static double logDensity(double t) {
    return -0.5 * t * t - HALF_LOG_TWO_PI;
  }

  private static double mills(double t) {
    return SQRT_HALF_PI * Erfcx.value(t * SQRT_HALF);
  }

  /** M(a) - M(a + length) as an integral. */
  private static double fall(double a, double length) {
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      sum += WEIGHTS[i] * deficit(a + length * NODES[i]);
    }
    return length * sum;
  }

  /**
   * 1 - t M(t). With K = 1 / (t + 2 / (t + 3 / (t + ...))), M is 1 / (t + K), so that it is K / (t
   * + K).
   */
  private static double deficit(double t) {
    if (t < FRACTION_THRESHOLD) {
      return 1 - t * mills(t);
    }
    if (t > 1e8) {
      return 1 / t / t;
    }
    double denominator = t;
    for (int k = (int) (8 + 400 / (t * t)); k > 1; k--) {
      denominator = t + k / denominator;
    }
    double fraction = 1 / denominator;
    return fraction / (t + fraction);
  }

  private static double solve(double shape, double p, boolean isLower) {
    if (!(shape > 0 && shape < Double.POSITIVE_INFINITY && p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    if (p == 0) {
      return isLower ? 0 : Double.POSITIVE_INFINITY;
    }
    double target = Math.log(p);
    double low = MIN_LOG;
    double high = MAX_LOG;
    double u = start(shape, p, isLower);
    for (int i = 0; i < MAX_STEPS; i++) {
      double x = Math.exp(u);
      double tail = isLower ? logCdf(shape, x) : logSurvival(shape, x);
      if (tail < target == isLower) {
        low = u;
      } else {
        high = u;
      }
      double slope = Math.exp(logDensity(shape, x) + u - tail);
      double step = (isLower ? target - tail : tail - target) / slope;
      if (Math.abs(step) <= 1e-9) {
        return x * (1 + step); // the next error is about the square of the step
      }
      double next = u + step;
      if (!(next > low && next < high) || i % 8 == 7) {
        next = 0.5 * (low + high);
      }
      u = next;
    }
    return Math.exp(u);
  }

  /** The logarithm of the density. */
  private static double logDensity(double shape, double x) {
    double a = Math.sqrt(shape) / Math.sqrt(x) * (x - 1);
    return 0.5 * Math.log(shape) - 1.5 * Math.log(x) + logDensity(a);
  }

  /** The quantile of a log-normal distribution of the same mean and variance. */
  private static double start(double shape, double p, boolean isLower) {
    double variance = Math.log1p(1 / shape);
    double z = ErrorFunctions.ndtri(p);
    double u = Math.sqrt(variance) * (isLower ? z : -z) - 0.5 * variance;
    return Math.max(-100, Math.min(u, 100));
  }
}
