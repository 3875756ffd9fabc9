/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import io.github.reparam4j.special.SaddlePointExpansion.Chance;

/**
 * Exact samplers of counts from two uniform numbers, in double precision: inversion by sequential
 * search where the mean is below 10, else the transformed rejection of W. H&ouml;rmann, "The
 * transformed rejection method for generating Poisson random variables", Insurance: Mathematics and
 * Economics 12 (1993) (PTRS), and "The generation of binomial random variates", Journal of
 * Statistical Computation and Simulation 46 (1993) (BTRS).
 */
public final class DiscreteSamplers {
  /** Both rejection methods are valid from this mean on. */
  static final double MIN_REJECTION_MEAN = 10;

  /** Sequential search stops at probabilities that no longer change the sum. */
  private static final double NEGLIGIBLE = 1e-17;

  /** The squeeze test is not valid closer to the ends of (0, 1) than this. */
  private static final double SQUEEZE_MARGIN = 0.07;

  private DiscreteSamplers() {}

  /** A Poisson count; NaN for a negative rate, infinity for an infinite one. */
  public static double poisson(double rate, double u, double v) {
    if (!(rate >= 0)) {
      return Double.NaN;
    }
    if (rate == Double.POSITIVE_INFINITY) {
      return rate;
    }
    return rate < MIN_REJECTION_MEAN
        ? smallPoisson(rate, HashedUniforms.joined(u, v))
        : largePoisson(rate, HashedUniforms.seed(u, v));
  }

  /**
   * A negative binomial count: Poisson with a rate that follows the gamma distribution of shape r
   * and scale odds. NaN unless r &gt; 0 and odds &gt;= 0.
   */
  public static double negativeBinomial(double r, double odds, double u, double v) {
    if (!(r > 0 && odds >= 0)) {
      return Double.NaN;
    }
    if (odds == 0) {
      return 0;
    }
    long seed = HashedUniforms.seed(u, v);
    double rate = Math.exp(logGamma(r, seed) + Math.log(odds));
    return poisson(rate, HashedUniforms.at(seed, -1), HashedUniforms.at(seed, -2));
  }

  /**
   * The logarithm of a gamma variate of a shape, by G. Marsaglia and W. W. Tsang, "A simple method
   * for generating gamma variables", ACM Transactions on Mathematical Software 26 (2000); for
   * shapes below 1 that of shape + 1 plus ln(uniform) / shape.
   */
  private static double logGamma(double shape, long seed) {
    double boost = shape < 1 ? Math.log(HashedUniforms.at(seed, 0)) / shape : 0;
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    for (int i = 1; ; i += 3) {
      double radius = Math.sqrt(-2 * Math.log(HashedUniforms.at(seed, i)));
      double z = radius * Math.cos(2 * Math.PI * HashedUniforms.at(seed, i + 1));
      double t = 1 + c * z;
      if (t > 0) {
        double logCube = 3 * Math.log(t);
        double bound = 0.5 * z * z + d * (1 - t * t * t + logCube);
        if (Math.log(HashedUniforms.at(seed, i + 2)) < bound) {
          return boost + Math.log(d) + logCube;
        }
      }
    }
  }

  private static double smallPoisson(double rate, double u) {
    double term = Math.exp(-rate);
    double sum = term;
    int k = 0;
    while (u > sum && term > NEGLIGIBLE) {
      k++;
      term *= rate / k;
      sum += term;
    }
    return k;
  }

  private static double largePoisson(double rate, long seed) {
    double logRate = Math.log(rate);
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double alphaInverse = 1.1239 + 1.1328 / (b - 3.4);
    double squeeze = 0.9277 - 3.6224 / (b - 2);
    for (int i = 0; ; i += 2) {
      double u = HashedUniforms.at(seed, i) - 0.5;
      double v = HashedUniforms.at(seed, i + 1);
      double margin = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / margin + b) * u + rate + 0.43);
      if (margin >= SQUEEZE_MARGIN && v <= squeeze) {
        return k;
      }
      if (k >= 0
          && Math.log(v * alphaInverse / (a / (margin * margin) + b))
              <= SaddlePointExpansion.logPoisson(k, rate, logRate)) {
        return k;
      }
    }
  }

  /**
   * A binomial count; NaN unless n is an integer &gt;= 0 (or infinite) and p in [0, 1]. For
   * infinite n: 0 if p is 0, else infinity.
   */
  public static double binomial(double n, double p, double u, double v) {
    if (!(n >= 0 && p >= 0 && p <= 1) || n != Math.rint(n)) {
      return Double.NaN;
    }
    if (n == 0 || p == 0) {
      return 0;
    }
    if (p == 1 || n == Double.POSITIVE_INFINITY) {
      return n;
    }
    return p <= 0.5 ? lowBinomial(n, p, u, v) : n - lowBinomial(n, 1 - p, u, v);
  }

  private static double lowBinomial(double n, double p, double u, double v) {
    return n * p < MIN_REJECTION_MEAN
        ? smallBinomial(n, p, HashedUniforms.joined(u, v))
        : largeBinomial(n, p, HashedUniforms.seed(u, v));
  }

  private static double smallBinomial(double n, double p, double u) {
    double odds = p / (1 - p);
    double term = Math.exp(n * Math.log1p(-p));
    double sum = term;
    int k = 0;
    while (u > sum && k < n && term > NEGLIGIBLE) {
      term *= odds * ((n - k) / (k + 1));
      sum += term;
      k++;
    }
    return k;
  }

  private static double largeBinomial(double n, double p, long seed) {
    double deviation = Math.sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double centre = n * p + 0.5;
    double alpha = (2.83 + 5.1 / b) * deviation;
    double squeeze = 0.92 - 4.2 / b;
    Chance chance = Chance.of(p);
    double atMode = SaddlePointExpansion.logBinomial(Math.floor((n + 1) * p), n, chance);
    for (int i = 0; ; i += 2) {
      double u = HashedUniforms.at(seed, i) - 0.5;
      double v = HashedUniforms.at(seed, i + 1);
      double margin = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / margin + b) * u + centre);
      if (margin >= SQUEEZE_MARGIN && v <= squeeze) {
        return k;
      }
      if (k >= 0
          && k <= n
          && Math.log(v * alpha / (a / (margin * margin) + b))
              <= SaddlePointExpansion.logBinomial(k, n, chance) - atMode) {
        return k;
      }
    }
  }
}
