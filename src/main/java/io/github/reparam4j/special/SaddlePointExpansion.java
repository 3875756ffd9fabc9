/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Probabilities of counts without cancellation, also for means of 1e30, by the saddle-point
 * expansion of C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): ln k!
 * is Stirling's formula plus an error that is tabulated or a short series; the rest is a deviance,
 * which is small where the probability is not.
 */
public final class SaddlePointExpansion {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SERIES_THRESHOLD = 0.01;
  private static final double[] TABLE = stirlingErrors(16);

  private SaddlePointExpansion() {}

  private static double[] stirlingErrors(int count) {
    double[] errors = new double[count];
    double factorial = 1;
    for (int k = 1; k < count; k++) {
      factorial *= k;
      errors[k] = stirlingError(k, Math.log(factorial));
    }
    return errors;
  }

  private static double stirlingError(double x, double logFactorial) {
    return logFactorial - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
  }

  /** ln Gamma(x + 1) - ((x + 1/2) ln x - x + 1/2 ln 2 pi), for x &gt; 0 (NIST DLMF 5.11.1). */
  static double stirlingError(double x) {
    if (x < TABLE.length) {
      return x == Math.rint(x) && x > 0
          ? TABLE[(int) x]
          : stirlingError(x, GammaFunctions.lgamma(x + 1));
    }
    double u = 1 / x / x;
    double series = 1.0 / 1188;
    series = 1.0 / 1680 - u * series;
    series = 1.0 / 1260 - u * series;
    series = 1.0 / 360 - u * series;
    return (1.0 / 12 - u * series) / x;
  }

  /**
   * k ln(k / mean) + mean - k for k &gt; 0: never negative, 0 where they are equal.
   *
   * @param logMean ln mean, for means that are too small for a double
   */
  static double deviance(double k, double mean, double logMean) {
    if (mean == Double.POSITIVE_INFINITY) {
      return mean;
    }
    double d = (k - mean) / mean;
    if (Math.abs(d) >= SERIES_THRESHOLD) {
      return Math.abs(d) < 0.5
          ? mean * ((1 + d) * Math.log1p(d) - d)
          : k * (Math.log(k) - logMean) + mean - k;
    }
    double series = 1.0 / 56;
    series = 1.0 / 42 - d * series;
    series = 1.0 / 30 - d * series;
    series = 1.0 / 20 - d * series;
    series = 1.0 / 12 - d * series;
    series = 1.0 / 6 - d * series;
    return mean * d * d * (0.5 - d * series);
  }

  /** ln of mean^k e^-mean / k!, for k &gt;= 0; NaN else. */
  public static double logPoisson(double k, double mean, double logMean) {
    if (!(k >= 0 && mean >= 0)) {
      return Double.NaN;
    }
    return k == 0
        ? 0 - mean
        : -stirlingError(k) - deviance(k, mean, logMean) - HALF_LOG_TWO_PI - 0.5 * Math.log(k);
  }

  /** ln of C(n, k) p^k (1 - p)^(n - k), for k in [0, n]; NaN else. */
  public static double logBinomial(double k, double n, Chance chance) {
    if (!(k >= 0 && k <= n) || Double.isNaN(chance.p())) {
      return Double.NaN;
    }
    double rest = n - k;
    if (n == 0) {
      return 0;
    }
    if (k == 0 || rest == 0) {
      return 0 + n * (k == 0 ? chance.logQ() : chance.logP());
    }
    double logN = Math.log(n);
    return stirlingError(n)
        - stirlingError(k)
        - stirlingError(rest)
        - deviance(k, n * chance.p(), logN + chance.logP())
        - deviance(rest, n * chance.q(), logN + chance.logQ())
        - HALF_LOG_TWO_PI
        - 0.5 * (Math.log(k) + Math.log(rest / n));
  }

  /** ln of C(k + r - 1, k) (1 - p)^r p^k, for k &gt;= 0 and r &gt; 0; NaN else. */
  public static double logNegativeBinomial(double k, double r, Chance chance) {
    if (!(k >= 0 && r > 0) || Double.isNaN(chance.p())) {
      return Double.NaN;
    }
    if (k == 0) {
      return 0 + r * chance.logQ();
    }
    double n = k + r;
    double logN = Math.log(n);
    return stirlingError(n)
        - stirlingError(r)
        - stirlingError(k)
        - deviance(r, n * chance.q(), logN + chance.logQ())
        - deviance(k, n * chance.p(), logN + chance.logP())
        - HALF_LOG_TWO_PI
        + 0.5 * (Math.log(r) - logN - Math.log(k));
  }

  /** A probability p, q = 1 - p, and their logarithms. */
  public record Chance(double p, double q, double logP, double logQ) {
    public static Chance of(double p) {
      return new Chance(p, 1 - p, Math.log(p), Math.log1p(-p));
    }

    public static Chance ofLogit(double x) {
      double small = Math.exp(-Math.abs(x));
      double logLarge = -Math.log1p(small);
      double logSmall = logLarge - Math.abs(x);
      double large = 1 / (1 + small);
      return x > 0
          ? new Chance(large, small * large, logLarge, logSmall)
          : new Chance(small * large, large, logSmall, logLarge);
    }
  }
}
