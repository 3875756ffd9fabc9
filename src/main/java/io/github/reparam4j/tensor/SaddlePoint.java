package io.github.reparam4j.tensor;

/**
 * Probabilities of counts without cancellation, also for means of 1e30, by the saddle-point
 * expansion of C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): ln k! is
 * Stirling's formula plus an error that is tabulated or a short series, and what remains is a
 * deviance that is small where the probability is not.
 */
final class SaddlePoint {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SMALL_RATIO = 0.01;
  private static final double[] TABLE = stirlingErrors(16);

  private SaddlePoint() {}

  private static double[] stirlingErrors(int count) {
    double[] errors = new double[count];
    double factorial = 1;
    for (int k = 1; k < count; k++) {
      factorial *= k;
      errors[k] = Math.log(factorial) - (k + 0.5) * Math.log(k) + k - HALF_LOG_TWO_PI;
    }
    return errors;
  }

  /** ln k! - ((k + 1/2) ln k - k + 1/2 ln 2 pi), for whole k &gt; 0 (NIST DLMF 5.11.1). */
  static double stirlingError(double k) {
    if (k < TABLE.length) {
      return TABLE[(int) k];
    }
    double u = 1 / k / k;
    double series = 1.0 / 1188;
    series = 1.0 / 1680 - u * series;
    series = 1.0 / 1260 - u * series;
    series = 1.0 / 360 - u * series;
    return (1.0 / 12 - u * series) / k;
  }

  /** k ln(k / mean) + mean - k for k, mean &gt; 0: never negative, 0 where they are equal. */
  static double deviance(double k, double mean) {
    double d = (k - mean) / mean;
    if (Math.abs(d) >= SMALL_RATIO) {
      return mean * ((1 + d) * Math.log1p(d) - d);
    }
    double series = 1.0 / 56;
    series = 1.0 / 42 - d * series;
    series = 1.0 / 30 - d * series;
    series = 1.0 / 20 - d * series;
    series = 1.0 / 12 - d * series;
    series = 1.0 / 6 - d * series;
    return mean * d * d * (0.5 - d * series);
  }

  /** ln of mean^k e^-mean / k!, for whole k &gt;= 0 and mean &gt; 0. */
  static double logPoisson(double k, double mean) {
    return k == 0
        ? -mean
        : -stirlingError(k) - deviance(k, mean) - HALF_LOG_TWO_PI - 0.5 * Math.log(k);
  }

  /** ln of C(n, k) p^k (1 - p)^(n - k), for whole k in [0, n] and p in (0, 1). */
  static double logBinomial(double k, double n, double p) {
    if (k == 0) {
      return n * Math.log1p(-p);
    }
    if (k == n) {
      return n * Math.log(p);
    }
    double rest = n - k;
    return stirlingError(n)
        - stirlingError(k)
        - stirlingError(rest)
        - deviance(k, n * p)
        - deviance(rest, n * (1 - p))
        - HALF_LOG_TWO_PI
        - 0.5 * (Math.log(k) + Math.log(rest / n));
  }
}
