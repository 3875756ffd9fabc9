/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * The part of {@link NaiveFunctions} for the von Mises distribution: Fourier series, whose
 * coefficients are ratios of Bessel functions by backward recurrence (G. W. Hill, "Algorithm 518",
 * 1977), good for small concentrations.
 */
final class NaiveVonMises {
  private static final int TERMS = 60;

  private NaiveVonMises() {}

  static double apply(VonMisesFunction op, double... x) {
    return switch (op) {
      case VON_MISES_CDF -> cdf(x[0], x[1]);
      case VON_MISES_VARIATE_BY_CONCENTRATION -> {
        double exponent = x[0] * StrictMath.cos(x[1]);
        double density =
            StrictMath.exp(exponent) / (2 * Math.PI * NaiveFunctions.besselSeries(0, x[0]));
        yield -cdfByConcentration(x[0], x[1]) / density;
      }
      case VON_MISES_VARIATE -> firstProposal(x[0], x[1], x[2]);
      case VON_MISES_LOG_MASS -> StrictMath.log(cdf(x[0], x[2]) - cdf(x[0], x[1]));
      case VON_MISES_MEAN_EXCESS ->
          (cdfByConcentration(x[0], x[2]) - cdfByConcentration(x[0], x[1]))
              / (cdf(x[0], x[2]) - cdf(x[0], x[1]));
      case VON_MISES_VARIANCE_EXCESS ->
          variance(x[0], x[1], x[2]) - variance(x[0], -Math.PI, Math.PI);
      case VON_MISES_QUANTILE -> quantile(x[0], x[1], x[2]);
    };
  }

  /** By bisection; the series of the distribution function grows by 1 with each turn. */
  private static double quantile(double concentration, double from, double p) {
    double before = cdf(concentration, from);
    double low = from;
    double high = from + 2 * Math.PI;
    for (int i = 0; i < 60; i++) {
      double middle = 0.5 * (low + high);
      if (cdf(concentration, middle) - before < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double cdf(double concentration, double z) {
    double[] ratio = ratios(concentration);
    double sum = 0.5 * (z + Math.PI);
    for (int j = 1; j < TERMS && ratio[j] > 1e-18; j++) {
      sum += ratio[j] * StrictMath.sin(j * z) / j;
    }
    return sum / Math.PI;
  }

  private static double cdfByConcentration(double concentration, double z) {
    double[] ratio = ratios(concentration);
    double sum = 0;
    for (int j = 1; j < TERMS; j++) {
      double slope = 0.5 * (ratio[j - 1] + ratio[j + 1]) - ratio[j] * ratio[1];
      sum += slope * StrictMath.sin(j * z) / j;
    }
    return sum / Math.PI;
  }

  /** I_j / I_0 for j = 0 .. TERMS. */
  private static double[] ratios(double concentration) {
    double[] bessel = new double[TERMS + 2];
    bessel[TERMS] = 1e-150;
    for (int j = TERMS; j > 0; j--) {
      bessel[j - 1] = bessel[j + 1] + 2 * j / concentration * bessel[j];
    }
    double first = bessel[0];
    for (int j = 0; j < bessel.length; j++) {
      bessel[j] /= first;
    }
    return bessel;
  }

  /** The variance of cos t on an arc, by Simpson's rule. */
  private static double variance(double concentration, double from, double to) {
    int n = 2000;
    double mass = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i <= n; i++) {
      double cos = StrictMath.cos(from + (to - from) * i / n);
      double weight = StrictMath.exp(concentration * cos) * (i % n == 0 ? 1 : i % 2 == 0 ? 2 : 4);
      mass += weight;
      first += weight * cos;
      second += weight * cos * cos;
    }
    return second / mass - first / mass * (first / mass);
  }

  /** The first proposal of the algorithm of Best and Fisher. */
  private static double firstProposal(double concentration, double u, double v) {
    double tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
    double rho = 2 * concentration / (tau + Math.sqrt(2 * tau));
    double r = (1 + rho * rho) / (2 * rho);
    double angle = 2 * Math.atan((1 - rho) / (1 + rho) * Math.tan(Math.PI * (u - 0.5)));
    double c = concentration * (r - Math.cos(angle));
    if (Math.log(c / v) + 1 - c < 0) {
      throw new AssertionError("rejected: " + concentration + ", " + u + ", " + v);
    }
    return angle;
  }
}
