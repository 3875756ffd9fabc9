/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/** Logarithms of the tails of the Poisson distribution, for counts k = 0, 1, ... */
public final class PoissonTails {
  /** Below this probability, tails are sums of their terms relative to the first. */
  private static final double MIN_TAIL = 1e-280;

  private static final double NEGLIGIBLE = 1e-17;

  private PoissonTails() {}

  /** ln P(K &lt;= k); NaN unless k &gt;= 0 and rate &gt;= 0. */
  public static double logLower(double k, double rate) {
    if (!(k >= 0 && rate >= 0)) {
      return Double.NaN;
    }
    if (rate <= k) {
      return Math.log1p(-IncompleteGammaFunctions.p(k + 1, rate));
    }
    double tail = rate > Double.MAX_VALUE ? 0 : IncompleteGammaFunctions.q(k + 1, rate);
    if (tail > 0.5) {
      return Math.log1p(-IncompleteGammaFunctions.p(k + 1, rate));
    }
    if (tail > MIN_TAIL) {
      return Math.log(tail);
    }
    double sum = 1;
    double term = 1;
    for (double i = k; i > 0 && term > NEGLIGIBLE * sum; i--) {
      term *= i / rate;
      sum += term;
    }
    return SaddlePointExpansion.logPoisson(k, rate, Math.log(rate)) + Math.log(sum);
  }

  /** ln P(K &gt; k); NaN unless k &gt;= 0 and rate &gt;= 0. */
  public static double logUpper(double k, double rate) {
    if (!(k >= 0 && rate >= 0)) {
      return Double.NaN;
    }
    if (rate > k + 1) {
      return rate > Double.MAX_VALUE ? 0 : Math.log1p(-IncompleteGammaFunctions.q(k + 1, rate));
    }
    double tail = IncompleteGammaFunctions.p(k + 1, rate);
    if (tail > 0.5) {
      return Math.log1p(-IncompleteGammaFunctions.q(k + 1, rate));
    }
    if (tail > MIN_TAIL) {
      return Math.log(tail);
    }
    double sum = 1;
    double term = 1;
    for (double i = k + 2; term > NEGLIGIBLE * sum; i++) {
      term *= rate / i;
      sum += term;
    }
    return SaddlePointExpansion.logPoisson(k + 1, rate, Math.log(rate)) + Math.log(sum);
  }
}
