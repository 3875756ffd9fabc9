/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The log-probability of a negative binomial count k of mean m and dispersion d, that is, with
 * variance m + d m^2: r = 1/d failures and odds d m. Its derivatives by d are computed from the
 * distance k - m, so that they are exact for d = 0, the Poisson distribution, and near it, where
 * the derivatives by r and by the odds cancel each other.
 *
 * <p>With e = d (m - k) / (1 + d k), so that 1 + e = (1 + d m) / (1 + d k), and the error E(z) of
 * Stirling's formula, the logarithm is that of {@link SaddlePointExpansion}; its parts are
 *
 * <ul>
 *   <li>E(k + r) - E(r) - E(k),
 *   <li>the deviance of r, (ln(1 + e) - e / (1 + e)) / d, and that of k from m (1 + d k) / (1 + d
 *       m),
 *   <li>-ln(2 pi k (1 + d k)) / 2.
 * </ul>
 *
 * <p>NaN unless k &gt;= 0, m &gt;= 0 and d &gt;= 0.
 */
public final class NegativeBinomialDensity {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** Terms of a tail that are smaller than this share of it are left out. */
  private static final double NEGLIGIBLE = 1e-18;

  /** Up to this dispersion Stirling's series of r is exact. */
  private static final double STIRLING_THRESHOLD = 0.1;

  /** Up to this |e| functions of e are computed by series in e / (2 + e). */
  private static final double SERIES_THRESHOLD = 0.5;

  /** (2j - 1) B(2j) / (2j (2j - 1)) = B(2j) / (2j), j = 1, 2, ... */
  private static final double[] SLOPES = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160
  };

  private NegativeBinomialDensity() {}

  private static boolean isValid(double k, double m, double d) {
    return k >= 0 && m >= 0 && d >= 0;
  }

  /** ln P(k). */
  public static double logProb(double k, double m, double d) {
    if (!isValid(k, m, d)) {
      return Double.NaN;
    }
    if (k == 0) {
      return d == 0 ? 0 - m : 0 - Math.log1p(d * m) / d;
    }
    if (m == 0 || m == Double.POSITIVE_INFINITY || k == Double.POSITIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    double logK = Math.log1p(d * k);
    double r = 1 / d;
    double stirling =
        r > Double.MAX_VALUE
            ? 0
            : SaddlePointExpansion.stirlingError(k + r) - SaddlePointExpansion.stirlingError(r);
    return stirling
        - SaddlePointExpansion.stirlingError(k)
        - devianceOfFailures(k, m, d)
        - devianceOfCount(k, m, d, logK)
        - HALF_LOG_TWO_PI
        - 0.5 * (Math.log(k) + logK);
  }

  private static double devianceOfFailures(double k, double m, double d) {
    double c = (m - k) / (1 + d * k);
    double e = d * c;
    return Math.abs(e) <= SERIES_THRESHOLD ? d * c * c * bend(e) : direct(k, m, d) / d;
  }

  private static double devianceOfCount(double k, double m, double d, double logK) {
    double rest = (1 + d * k) / (1 + d * m);
    double e = (k - m) / (m * (1 + d * k));
    if (Math.abs(e) <= SERIES_THRESHOLD) {
      double s = e / (2 + e);
      return m * rest * e * e * 0.5 * (1 - s) * (1 + s * (1 + s) * oddSeries(s));
    }
    double mean = m * rest;
    return k * (Math.log(k) - Math.log(m) - logK + Math.log1p(d * m)) + mean - k;
  }

  /**
   * The derivative of ln P(k) by d: c^2 bend(e) + d/dd (E(k + r) - E(r)) - k / (2 (1 + d k)), c =
   * e/d.
   */
  public static double byDispersion(double k, double m, double d) {
    if (!isValid(k, m, d)) {
      return Double.NaN;
    }
    double c = (m - k) / (1 + d * k);
    double e = d * c;
    double deviance = Math.abs(e) <= SERIES_THRESHOLD ? c * c * bend(e) : direct(k, m, d) / d / d;
    return k == 0 ? deviance : deviance + stirlingByDispersion(k, d) - 0.5 * k / (1 + d * k);
  }

  private static double stirlingByDispersion(double k, double d) {
    double log = Math.log1p(d * k);
    if (d <= STIRLING_THRESHOLD) {
      double u = d * d;
      double sum = 0;
      for (int j = SLOPES.length; j >= 1; j--) {
        sum = sum * u + SLOPES[j - 1] * Math.expm1(-2 * j * log);
      }
      return sum;
    }
    double r = 1 / d;
    double rise = GammaDifferences.digamma(r, k);
    return -r * r * (rise - 0.5 * d * (d * k) / (1 + d * k) - log);
  }

  /** The second derivative of ln P(k) by d. */
  public static double byDispersionTwice(double k, double m, double d) {
    if (!isValid(k, m, d)) {
      return Double.NaN;
    }
    double one = 1 + d * k;
    double c = (m - k) / one;
    double e = d * c;
    double deviance;
    if (Math.abs(e) <= SERIES_THRESHOLD) {
      double s = e / (2 + e);
      double slope = -0.5 * Math.pow(1 - s, 3) * (1 / ((1 + s) * (1 + s)) + oddSeries(s));
      double ratio = c / (1 + e);
      deviance = c * c * c * slope - k * ratio * ratio / one;
    } else {
      double share = 1 - one / (1 + d * m);
      deviance = (-2 * direct(k, m, d) + share * share / one) / (d * d * d);
    }
    return k == 0 ? deviance : deviance + stirlingByDispersionTwice(k, d) + 0.5 * k * k / one / one;
  }

  private static double stirlingByDispersionTwice(double k, double d) {
    double one = 1 + d * k;
    double log = Math.log1p(d * k);
    if (d <= STIRLING_THRESHOLD) {
      double sum = 0;
      for (int j = SLOPES.length; j >= 1; j--) {
        double inner = j == 1 ? 0 : (2 * j - 2) * Math.pow(d, 2 * j - 3) * Math.expm1(-2 * j * log);
        double outer = 2 * j * k * Math.pow(d, 2 * j - 2) * Math.exp(-(2 * j + 1) * log);
        sum += SLOPES[j - 1] * (inner - outer);
      }
      return sum;
    }
    double r = 1 / d;
    double n = k + r;
    double first = GammaDifferences.digamma(r, k) - 0.5 * d * (d * k) / one - log;
    double second = GammaDifferences.of(1, r, k) + 0.5 * (d * d - 1 / n / n) + d * (d * k) / one;
    return r * r * r * (2 * first + r * second);
  }

  /**
   * The derivative by d of the logarithm of a tail: of P(K &lt;= k) for k &lt; m, else of P(K &gt;
   * k). A sum of derivatives of probabilities from the end of the tail, relative to the first one,
   * so that nothing underflows; integers k only.
   */
  public static double logTailByDispersion(double k, double m, double d) {
    if (!isValid(k, m, d)) {
      return Double.NaN;
    }
    if (m == 0 || m == Double.POSITIVE_INFINITY) {
      return 0;
    }
    boolean isLower = k < m;
    double j = isLower ? k : k + 1;
    double step = m / (1 + d * m);
    double score = byDispersion(j, m, d);
    double term = 1;
    double mass = 1;
    double sum = score;
    while (isLower ? j > 0 : term > NEGLIGIBLE * mass) {
      if (isLower) {
        j--;
        term *= (j + 1) / (1 + d * j) / step;
        score -= j / (1 + d * j) - step;
      } else {
        term *= (1 + d * j) / (j + 1) * step;
        score += j / (1 + d * j) - step;
        j++;
      }
      mass += term;
      sum += term * score;
      if (term <= NEGLIGIBLE * mass) {
        break;
      }
    }
    return sum / mass;
  }

  /** (ln(1 + e) - e / (1 + e)) / e^2, 1/2 at 0. */
  private static double bend(double e) {
    double s = e / (2 + e);
    return 0.5 * (1 - s) * (1 - s) * (1 / (1 + s) + s * oddSeries(s));
  }

  /** ln(1 + e) - e / (1 + e), from 1 + e. */
  private static double direct(double k, double m, double d) {
    double ratio = (1 + d * m) / (1 + d * k);
    return Math.log(ratio) - (1 - 1 / ratio);
  }

  /** The sum of s^(2j) / (2j + 3): (artanh s - s) / s^3. */
  private static double oddSeries(double s) {
    double u = s * s;
    double sum = 0;
    for (int k = 37; k >= 3; k -= 2) {
      sum = sum * u + 1.0 / k;
    }
    return sum;
  }
}
