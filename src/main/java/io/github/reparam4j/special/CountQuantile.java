/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.util.function.DoubleUnaryOperator;

/**
 * Quantiles of counts: the least k with P(K &lt;= k) &gt;= p, or with P(K &gt; k) &lt;= p for the
 * upper tail, by a search on the distribution function from a normal approximation with its
 * correction for skewness (E. A. Cornish and R. A. Fisher 1938). An evaluation costs one incomplete
 * gamma or beta function; ordinary quantiles of a count of mean 1e9 take about ten, those far out
 * up to a hundred.
 *
 * <p>For p = 0 it is 0, for p = 1 the greatest count or infinity; in the upper tail exchanged. NaN
 * for p outside [0, 1] and for invalid parameters.
 */
public final class CountQuantile {
  /** Beyond this count there is no search. */
  private static final double GREATEST = 1e300;

  /**
   * The tail that a probability is one of, and the type that the probability has: tails are rounded
   * to it, so that the quantile of a value of the distribution function is its argument.
   */
  public enum Tail {
    /** P(K &lt;= k), in double precision. */
    LOWER,
    /** P(K &gt; k), in double precision. */
    UPPER,
    /** P(K &lt;= k), rounded to a float. */
    LOWER_FLOAT,
    /** P(K &gt; k), rounded to a float. */
    UPPER_FLOAT;

    private boolean isUpper() {
      return this == UPPER || this == UPPER_FLOAT;
    }

    private double rounded(double probability) {
      return this == LOWER || this == UPPER ? probability : (float) probability;
    }
  }

  /** A distribution of counts: both tails and the first moments. */
  private record Count(
      DoubleUnaryOperator lower,
      DoubleUnaryOperator upper,
      double mean,
      double deviation,
      double skewness,
      double greatest) {
    double quantile(double p, Tail tail) {
      boolean isNone = tail.isUpper() ? p == 1 : p == 0;
      boolean isAll = tail.isUpper() ? p == 0 : p == 1;
      if (mean == 0 || isNone) {
        return 0;
      }
      if (isAll || mean == Double.POSITIVE_INFINITY) {
        return greatest;
      }
      double below = -1;
      double reached = greatest;
      double k = guess(p, tail);
      double step = Math.max(1, Math.floor(deviation / 256));
      while (true) {
        if (reaches(k, p, tail)) {
          reached = k;
          k = Math.max(below + 1, k - step);
        } else {
          below = k;
          k = Math.min(reached, k + step);
        }
        step *= 2;
        if (reached <= GREATEST && reached - below <= Math.max(1, Math.ulp(reached))) {
          return reached;
        }
        if (below >= GREATEST) {
          return greatest;
        }
        if (k <= below || k >= reached) {
          k = Math.floor(0.5 * (below + reached));
          step = Math.max(1, Math.floor(0.25 * (reached - below)));
          if (k <= below || k >= reached) {
            return reached;
          }
        }
      }
    }

    private boolean reaches(double k, double p, Tail tail) {
      return tail.isUpper()
          ? tail.rounded(upper.applyAsDouble(k)) <= p
          : tail.rounded(lower.applyAsDouble(k)) >= p;
    }

    private double guess(double p, Tail tail) {
      double z = ErrorFunctions.ndtri(p) * (tail.isUpper() ? -1 : 1);
      double k = mean + deviation * (z + skewness / 6 * (z * z - 1));
      return Math.floor(Math.min(Math.max(k, 0), Math.min(greatest, GREATEST)));
    }
  }

  private CountQuantile() {}

  /** Quantile of the Poisson distribution of a mean. */
  public static double poisson(double p, double rate, Tail tail) {
    if (!(p >= 0 && p <= 1 && rate >= 0)) {
      return Double.NaN;
    }
    double deviation = Math.sqrt(rate);
    return new Count(
            k -> IncompleteGammaFunctions.q(k + 1, rate),
            k -> IncompleteGammaFunctions.p(k + 1, rate),
            rate,
            deviation,
            1 / deviation,
            Double.POSITIVE_INFINITY)
        .quantile(p, tail);
  }

  /**
   * Quantile of the binomial distribution.
   *
   * @param n number of trials
   * @param failure logit of the probability of failure
   */
  public static double binomial(double p, double n, double failure, Tail tail) {
    if (!(p >= 0 && p <= 1 && n >= 0) || Double.isNaN(failure)) {
      return Double.NaN;
    }
    double success = 1 / (1 + Math.exp(failure));
    double rest = 1 / (1 + Math.exp(-failure));
    double deviation = Math.sqrt(n * success * rest);
    if (rest == 0) {
      return n;
    }
    return new Count(
            k -> k >= n ? 1 : IncompleteBetaFunctions.logitBetaI(n - k, k + 1, failure),
            k -> k >= n ? 0 : IncompleteBetaFunctions.logitBetaI(k + 1, n - k, -failure),
            n * success,
            deviation,
            (rest - success) / deviation,
            n)
        .quantile(p, tail);
  }

  /**
   * Quantile of the negative binomial distribution of the successes before failure number r.
   *
   * @param r number of failures
   * @param failure logit of the probability of failure
   */
  public static double negativeBinomial(double p, double r, double failure, Tail tail) {
    if (!(p >= 0 && p <= 1 && r > 0) || Double.isNaN(failure)) {
      return Double.NaN;
    }
    double success = 1 / (1 + Math.exp(failure));
    double rest = 1 / (1 + Math.exp(-failure));
    double mean = r * Math.exp(-failure);
    double deviation = Math.sqrt(mean / rest);
    return new Count(
            k -> IncompleteBetaFunctions.logitBetaI(r, k + 1, failure),
            k -> IncompleteBetaFunctions.logitBetaI(k + 1, r, -failure),
            mean,
            deviation,
            (1 + success) / Math.sqrt(success * r),
            Double.POSITIVE_INFINITY)
        .quantile(p, tail);
  }
}
