/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.special.CountQuantile.Tail;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/** The part of {@link NaiveFunctions} for counts. */
final class NaiveCounts {
  private NaiveCounts() {}

  /**
   * For means below 10: the least k with u &lt;= F(k), counting the rarer one of success and
   * failure.
   */
  static double sample(CountSampler op, double... x) {
    double u = (StrictMath.floor(x[x.length - 2] * (1 << 23)) + x[x.length - 1]) / (1 << 23);
    return switch (op) {
      case POISSON -> {
        int k = 0;
        for (double f = 0; ; k++) {
          f += StrictMath.exp(k * StrictMath.log(x[0]) - x[0] - LogGamma.value(k + 1));
          if (u <= f) {
            yield k;
          }
        }
      }
      case BINOMIAL -> {
        int n = (int) x[0];
        double p = Math.min(x[1], 1 - x[1]);
        double f = 0;
        int k = -1;
        while (k < n && u > f) {
          k++;
          f += BinomialCoefficientDouble.value(n, k) * Math.pow(p, k) * Math.pow(1 - p, n - k);
        }
        k = Math.max(k, 0);
        yield p == x[1] ? k : n - k;
      }
      case NEGATIVE_BINOMIAL -> {
        assertThat(x[1]).as("odds, of which only 0 leaves nothing to chance").isZero();
        yield 0;
      }
    };
  }

  /** By logarithms of factorials. */
  static double density(CountDensity op, double... x) {
    double k = x[0];
    double last = x[x.length - 1];
    boolean isLogit =
        op == CountDensity.BINOMIAL_LOGITS || op == CountDensity.NEGATIVE_BINOMIAL_LOGITS;
    double p = isLogit ? 1 / (1 + StrictMath.exp(-last)) : last;
    double logSuccess = StrictMath.log(p);
    double logFailure = StrictMath.log(isLogit ? 1 / (1 + StrictMath.exp(last)) : 1 - last);
    return switch (op) {
      case POISSON -> k * StrictMath.log(last) - last - LogGamma.value(k + 1);
      case POISSON_LOG_RATE -> k * last - StrictMath.exp(last) - LogGamma.value(k + 1);
      case BINOMIAL, BINOMIAL_LOGITS ->
          LogGamma.value(x[1] + 1)
              - LogGamma.value(k + 1)
              - LogGamma.value(x[1] - k + 1)
              + k * logSuccess
              + (x[1] - k) * logFailure;
      case NEGATIVE_BINOMIAL, NEGATIVE_BINOMIAL_LOGITS ->
          LogGamma.value(k + x[1])
              - LogGamma.value(k + 1)
              - LogGamma.value(x[1])
              + k * logSuccess
              + x[1] * logFailure;
    };
  }

  /** By logarithms of factorials and harmonic sums. */
  static double density(DispersedCount op, double... x) {
    if (op == DispersedCount.LOG_TAIL_BY_DISPERSION) {
      return logTailByDispersion(x[0], x[1], x[2]);
    }
    double k = x[0];
    double m = x[1];
    double d = x[2];
    double sum = 0;
    for (int j = 0; j < k; j++) {
      double share = j / (1 + d * j);
      sum +=
          switch (op) {
            case LOG_PROB -> StrictMath.log1p(d * j);
            case BY_DISPERSION -> share;
            case BY_DISPERSION_TWICE -> -share * share;
            case LOG_TAIL_BY_DISPERSION -> throw new AssertionError(op);
          };
    }
    double log = StrictMath.log1p(d * m);
    double share = m / (1 + d * m);
    return switch (op) {
      case LOG_PROB -> sum - LogGamma.value(k + 1) + k * StrictMath.log(m) - (k + 1 / d) * log;
      case BY_DISPERSION -> sum - (k + 1 / d) * share + log / d / d;
      case BY_DISPERSION_TWICE ->
          sum + (k + 1 / d) * share * share + 2 * share / d / d - 2 * log / d / d / d;
      case LOG_TAIL_BY_DISPERSION -> throw new AssertionError(op);
    };
  }

  /** By adding probabilities up. */
  static double inverse(CountInverse op, double... x) {
    double failure = x[x.length - 1];
    boolean isUpper = op.tail() == Tail.UPPER || op.tail() == Tail.UPPER_FLOAT;
    double below = 0;
    for (int k = 0; ; k++) {
      below +=
          StrictMath.exp(
              switch (op.family()) {
                case POISSON -> density(CountDensity.POISSON, k, x[1]);
                case BINOMIAL -> density(CountDensity.BINOMIAL_LOGITS, k, x[1], -failure);
                case NEGATIVE_BINOMIAL ->
                    density(CountDensity.NEGATIVE_BINOMIAL_LOGITS, k, x[1], -failure);
              });
      if (isUpper ? 1 - below <= x[0] : below >= x[0]) {
        return k;
      }
    }
  }

  /** By adding both tails up; of the greater one from the smaller one. */
  static double logTail(PoissonTail op, double count, double rate) {
    double lower = 0;
    double upper = 0;
    for (int k = 150; k >= 0; k--) {
      double p = StrictMath.exp(density(CountDensity.POISSON, k, rate));
      lower += k <= count ? p : 0;
      upper += k > count ? p : 0;
    }
    double tail = op == PoissonTail.LOG_LOWER ? lower : upper;
    double other = op == PoissonTail.LOG_LOWER ? upper : lower;
    return tail < other ? StrictMath.log(tail) : StrictMath.log1p(-other);
  }

  /** By adding probabilities and their derivatives up, with running sums over the factors. */
  private static double logTailByDispersion(double count, double m, double d) {
    double mass = 0;
    double sum = 0;
    double log = StrictMath.log1p(d * m);
    double share = m / (1 + d * m);
    double logProduct = 0;
    double shares = 0;
    for (int k = 0; k <= 3000; k++) {
      if (k <= count == count < m) {
        double logP = logProduct - LogGamma.value(k + 1.0) + k * StrictMath.log(m);
        double p = StrictMath.exp(logP - (k + 1 / d) * log);
        mass += p;
        sum += p * (shares - (k + 1 / d) * share + log / d / d);
      }
      logProduct += StrictMath.log1p(d * k);
      shares += k / (1 + d * k);
    }
    return sum / mass;
  }

  /** The sum over n of P(N = n) times gamma densities, or the means of its derivatives. */
  static double tweedie(TweedieDensity op, double rate, double a, double x) {
    double sum = 0;
    double weighted = 0;
    for (int n = 1; n < 90; n++) {
      double log =
          n * Math.log(rate)
              - rate
              - LogGamma.value(n + 1)
              + (n * a - 1) * Math.log(x)
              - x
              - LogGamma.value(n * a);
      sum += Math.exp(log);
      weighted +=
          Math.exp(log)
              * switch (op) {
                case TWEEDIE_LOG_DENSITY -> 0;
                case TWEEDIE_BY_RATE -> n / rate - 1;
                case TWEEDIE_BY_CONCENTRATION -> n * (Math.log(x) - Digamma.value(n * a));
                case TWEEDIE_BY_VALUE -> (n * a - 1) / x - 1;
              };
    }
    return op == TweedieDensity.TWEEDIE_LOG_DENSITY ? Math.log(sum) : weighted / sum;
  }

  /** The sums over n of P(N = n) times gamma probabilities, or their derivatives over the sums. */
  static double tweedie(TweedieTail op, double rate, double a, double x) {
    double lower = Math.exp(-rate);
    double byRate = -lower;
    double byConcentration = 0;
    for (int n = 1; n < 90; n++) {
      double weight = Math.exp(n * Math.log(rate) - rate - LogGamma.value(n + 1));
      double p = NaiveFunctions.apply(IncompleteGamma.GAMMA_P, n * a, x);
      lower += weight * p;
      byRate += weight * (n / rate - 1) * p;
      byConcentration +=
          weight * n * NaiveFunctions.apply(IncompleteGamma.GAMMA_P_BY_CONCENTRATION, n * a, x);
    }
    return switch (op) {
      case TWEEDIE_LOG_LOWER -> Math.log(lower);
      case TWEEDIE_LOG_UPPER -> Math.log(1 - lower);
      case TWEEDIE_LOG_LOWER_BY_RATE -> byRate / lower;
      case TWEEDIE_LOG_UPPER_BY_RATE -> -byRate / (1 - lower);
      case TWEEDIE_LOG_LOWER_BY_CONCENTRATION -> byConcentration / lower;
      case TWEEDIE_LOG_UPPER_BY_CONCENTRATION -> -byConcentration / (1 - lower);
    };
  }
}
