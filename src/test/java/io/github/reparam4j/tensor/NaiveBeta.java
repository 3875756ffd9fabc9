/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * {@link IncompleteBeta} and {@link StudentFunction} by plain power series in x, for moderate
 * parameters and x below 0.7.
 */
final class NaiveBeta {
  private static final int TERMS = 400;
  private static final int DIGAMMA_TERMS = 100;

  private NaiveBeta() {}

  static double apply(IncompleteBeta op, double... x) {
    return switch (op) {
      case LOG_BETA -> logBeta(x[0], x[1]);
      case LOG_BETA_BY_A -> -digammaRise(x[0], x[1]);
      case BETA_I -> value(x[0], x[1], x[2]);
      case LOGIT_BETA_I -> value(x[0], x[1], sigmoid(x[2]));
      case BETA_LOG_DENSITY -> logDensity(x[0], x[1], x[2], 1);
      case BETA_LOG_DENSITY_BY_A -> StrictMath.log(x[2]) + digammaRise(x[0], x[1]);
      case BETA_LOG_DENSITY_BY_B -> StrictMath.log1p(-x[2]) + digammaRise(x[1], x[0]);
      case BETA_LOG_DENSITY_BY_X -> (x[0] - 1) / x[2] - (x[1] - 1) / (1 - x[2]);
      case LOGIT_BETA_LOG_DENSITY -> logDensity(x[0], x[1], sigmoid(x[2]), 0);
      case LOGIT_BETA_I_BY_A -> byA(x[0], x[1], sigmoid(x[2]));
      case LOGIT_BETA_VARIATE_BY_A -> variate(x[0], x[1], sigmoid(x[2]));
      case LOGIT_BETA_I_INVERSE -> logitQuantile(x[0], x[1], x[2]);
      case BETA_COMPLEMENT -> 1 - value(x[0], x[1], x[2]);
      case LOG_BETA_I -> StrictMath.log(value(x[0], x[1], x[2]));
      case LOG_BETA_COMPLEMENT -> StrictMath.log1p(-value(x[0], x[1], x[2]));
      case LOGIT_BETA_LOG_I -> StrictMath.log(value(x[0], x[1], sigmoid(x[2])));
      case LOGIT_BETA_REVERSED_HAZARD ->
          StrictMath.exp(logDensity(x[0], x[1], sigmoid(x[2]), 0))
              / value(x[0], x[1], sigmoid(x[2]));
    };
  }

  static double apply(StudentFunction op, double... x) {
    return switch (op) {
      case STUDENT_T_VARIATE_BY_DF -> studentT(x[0], x[1]);
      case STUDENT_T_LOG_DENSITY -> studentLogDensity(x[0], x[1]);
      case STUDENT_T_LOG_DENSITY_BY_DF -> studentByDf(x[0], x[1]);
      case STUDENT_T_QUANTILE ->
          -Math.sqrt(x[0] * StrictMath.exp(-logitQuantile(x[0] / 2, 0.5, 2 * x[1])));
      case STUDENT_T_CDF -> studentCdf(x[0], x[1]);
      case STUDENT_T_LOG_CDF -> StrictMath.log(studentCdf(x[0], x[1]));
      case STUDENT_T_REVERSED_HAZARD ->
          StrictMath.exp(studentLogDensity(x[0], x[1])) / studentCdf(x[0], x[1]);
    };
  }

  /** From the middle, where the series converges fast. */
  private static double studentCdf(double nu, double t) {
    return 0.5 - 0.5 * value(0.5, nu / 2, t * t / (nu + t * t));
  }

  private static double logBeta(double a, double b) {
    return LogGamma.value(a) + LogGamma.value(b) - LogGamma.value(a + b);
  }

  private static double sigmoid(double t) {
    return 1 / (1 + StrictMath.exp(-t));
  }

  /** The sum of b / ((a+k)(a+b+k)), its remainder by the Euler-Maclaurin formula. */
  private static double digammaRise(double a, double b) {
    double p = a + DIGAMMA_TERMS;
    double q = p + b;
    double sum =
        StrictMath.log(q / p)
            + 0.5 * (1 / p - 1 / q)
            + (1 / (p * p) - 1 / (q * q)) / 12
            - (1 / (p * p * p * p) - 1 / (q * q * q * q)) / 120;
    for (int k = DIGAMMA_TERMS - 1; k >= 0; k--) {
      sum += b / ((a + k) * (a + b + k));
    }
    return sum;
  }

  private static double logDensity(double a, double b, double x, int less) {
    return (a - less) * StrictMath.log(x) + (b - less) * StrictMath.log1p(-x) - logBeta(a, b);
  }

  /** x^a / B times the sum of (1-b)_n x^n / (n! (a+n)^power). */
  private static double series(double a, double b, double x, int power) {
    double term = 1;
    double sum = 0;
    for (int n = 0; n < TERMS && Math.abs(term) > 1e-20; n++) {
      sum += term / Math.pow(a + n, power);
      term *= (n + 1 - b) * x / (n + 1);
    }
    return sum * StrictMath.exp(a * StrictMath.log(x) - logBeta(a, b));
  }

  private static double value(double a, double b, double x) {
    return series(a, b, x, 1);
  }

  private static double byA(double a, double b, double x) {
    return (StrictMath.log(x) + digammaRise(a, b)) * value(a, b, x) - series(a, b, x, 2);
  }

  private static double variate(double a, double b, double x) {
    return -byA(a, b, x) / StrictMath.exp(logDensity(a, b, x, 0));
  }

  private static double studentT(double nu, double t) {
    return t * (0.5 / nu - 0.25 * variate(nu / 2, 0.5, nu / (nu + t * t)));
  }

  private static double studentLogDensity(double nu, double t) {
    return -logBeta(nu / 2, 0.5)
        - 0.5 * StrictMath.log(nu)
        - (nu + 1) / 2 * StrictMath.log1p(t * t / nu);
  }

  private static double studentByDf(double nu, double t) {
    return 0.5 * digammaRise(nu / 2, 0.5)
        - 0.5 / nu
        - 0.5 * StrictMath.log1p(t * t / nu)
        + (nu + 1) / 2 * t * t / (nu * (nu + t * t));
  }

  /** By Newton's method on ln I, a concave function of the logit, from below. */
  private static double logitQuantile(double a, double b, double p) {
    double t = (StrictMath.log(p * a) + logBeta(a, b)) / a;
    double step = 1;
    for (int i = 0; i < 50 && Math.abs(step) > 1e-13; i++) {
      double x = sigmoid(t);
      double mass = value(a, b, x);
      step = StrictMath.log(p / mass) * mass / StrictMath.exp(logDensity(a, b, x, 0));
      t += step;
    }
    return t;
  }
}
