/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/** {@link VariateDerivative} by central differences of eighth order of the naive functions. */
final class NaiveVariateDerivative {
  private static final double STEP = 0.01;
  private static final double[] WEIGHTS = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};

  private NaiveVariateDerivative() {}

  static double apply(VariateDerivative op, double... x) {
    return switch (op) {
      case LOG_GAMMA_BY_CONCENTRATION_TWICE ->
          slope(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, 0, x);
      case LOG_GAMMA_BY_CONCENTRATION_AND_LOG ->
          slope(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, 1, x);
      case GAMMA_P_BY_CONCENTRATION_TWICE -> slope(IncompleteGamma.GAMMA_P_BY_CONCENTRATION, 0, x);
      case LOGIT_BETA_BY_A_TWICE -> slope(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, 0, x);
      case LOGIT_BETA_BY_A_AND_B -> slope(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, 1, x);
      case LOGIT_BETA_BY_A_AND_LOGIT -> slope(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, 2, x);
      case STUDENT_T_BY_DF_TWICE -> slope(StudentFunction.STUDENT_T_VARIATE_BY_DF, 0, x);
      case STUDENT_T_BY_DF_AND_T -> slope(StudentFunction.STUDENT_T_VARIATE_BY_DF, 1, x);
      case VON_MISES_BY_CONCENTRATION_TWICE ->
          slope(VonMisesFunction.VON_MISES_VARIATE_BY_CONCENTRATION, 0, x);
    };
  }

  private static double slope(Elementwise f, int input, double[] x) {
    double sum = 0;
    for (int k = 1; k <= WEIGHTS.length; k++) {
      double rise = at(f, input, x, k * STEP) - at(f, input, x, -k * STEP);
      sum += WEIGHTS[k - 1] * rise;
    }
    return sum / STEP;
  }

  private static double at(Elementwise f, int input, double[] x, double step) {
    double[] moved = x.clone();
    moved[input] += step;
    return NaiveFunctions.apply(f, moved);
  }
}
