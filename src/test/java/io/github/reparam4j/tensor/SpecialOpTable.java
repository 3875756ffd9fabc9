/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.OpCase.Arg.integer;
import static io.github.reparam4j.tensor.OpCase.Arg.real;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.special.CountQuantile.Tail;
import io.github.reparam4j.tensor.OpCase.Arg;
import java.util.List;

/** The part of {@link OpTable} with special functions and the variates that are based on them. */
final class SpecialOpTable {
  private static final long[] S34 = {3, 4};

  private final OpTable table;

  SpecialOpTable(OpTable table) {
    this.table = table;
  }

  void fill() {
    functions();
    incompleteGamma();
    betaFamily();
    countSamplers();
    quasiRandom();
    countDensities();
  }

  private void functions() {
    table.function(SpecialFunction.ERF, 1e-14, real(-3, 3));
    table.function(SpecialFunction.ERFC, 1e-14, real(-3, 3));
    table.function(SpecialFunction.NDTR, 1e-14, real(-5, 5));
    table.function(SpecialFunction.LOG_NDTR, 1e-13, real(-5, 5));
    table.function(SpecialFunction.NORMAL_HAZARD, 1e-13, real(-5, 5));
    table.function(NormalTailFunction.HAZARD_EXCESS, 1e-12, real(-4, 4));
    table.function(NormalTailFunction.DISTANCE, 1e-12, real(0.2, 3), real(0.3, 4));
    table.function(SpecialFunction.LGAMMA, 1e-14, real(2.3, 9));
    table.function(SpecialFunction.LGAMMA, 1e-14, real(0.3, 0.9));
    table.function(SpecialFunction.NDTRI, 1e-13, real(0.04, 0.94));
    table.function(SpecialFunction.ERFINV, 1e-13, real(-0.92, 0.92));
    table.function(SpecialFunction.ERFCX, 1e-13, real(-3, 6));
    table.function(SpecialFunction.LOG_EXPM1, 1e-13, real(0.8, 9));
    table.function(SpecialFunction.LOG_EXPM1, 1e-13, real(0.08, 0.6));
    table.function(SpecialFunction.LOG_COSH, 1e-13, real(-6, 6));
    table.function(SpecialFunction.LOG_SOFTPLUS, 1e-13, real(0.8, 9));
    table.function(SpecialFunction.LOG_SOFTPLUS, 1e-13, real(-9, 0.2));
    table.function(SpecialFunction.EXP_E1, 1e-13, real(0.3, 6));
    for (Bessel op : Bessel.values()) {
      table.function(op, 1e-13, real(-9, -0.04));
      table.function(op, 1e-13, real(0.04, 9));
    }
    for (double order : new double[] {0, 0.5, 1, 3.7}) {
      BesselIve op = new BesselIve(order);
      table.function(BesselIve.class, op.label(), op, 1e-13, real(0.2, 9));
    }
    for (SphericalBessel.Kind kind : SphericalBessel.Kind.values()) {
      for (double order : new double[] {0, 0.5, 3, 34}) {
        SphericalBessel op = new SphericalBessel(kind, order);
        table.function(SphericalBessel.class, op.label(), op, 1e-11, real(0.2, 9));
      }
    }
    for (Arg skewness : new Arg[] {real(-3, -0.5), real(0.2, 3)}) {
      table.function(SkewNormalFunction.SKEW_NORMAL_LOG_SURVIVAL, 1e-10, skewness, real(-0.8, 0.6));
      table.function(SkewNormalFunction.SKEW_NORMAL_HAZARD, 1e-10, skewness, real(-0.8, 0.6));
      table.function(
          SkewNormalFunction.SKEW_NORMAL_SURVIVAL_INVERSE, 1e-10, skewness, real(0.05, 0.9));
    }
    Arg fixed = real(0.2, 4).withoutGradient();
    for (int d : new int[] {2, 3, 8}) {
      SphericalVariate op = new SphericalVariate(SphericalVariate.Kind.BY_CONCENTRATION, d);
      table.function(SphericalVariate.class, op.label(), op, 1e-10, fixed, real(-2, 3));
    }
    SphericalVariate draw = new SphericalVariate(SphericalVariate.Kind.DRAW, 3);
    Arg likely = real(0.02, 0.3).withoutGradient();
    Arg logit = real(-1, 1).withoutGradient();
    table.function(SphericalVariate.class, draw.label(), draw, 1e-12, fixed, logit, likely);
    table.function(VonMisesFunction.VON_MISES_CDF, 1e-12, real(0.2, 4), real(-3, 3));
    table.function(VonMisesFunction.VON_MISES_VARIATE_BY_CONCENTRATION, 1e-11, fixed, real(-3, 3));
    for (Arg to : new Arg[] {real(-1.5, -0.5), real(0.5, 2.5)}) {
      Arg from = real(-3, -1.6);
      table.function(VonMisesFunction.VON_MISES_LOG_MASS, 1e-11, fixed, from, to);
      table.function(VonMisesFunction.VON_MISES_MEAN_EXCESS, 1e-11, fixed, from, to);
      // A difference of two variances, with 1e-13 of the greater, that crosses 0.
      table.function(VonMisesFunction.VON_MISES_VARIANCE_EXCESS, 1e-9, fixed, from, to);
    }
    table.function(
        VonMisesFunction.VON_MISES_QUANTILE, 1e-10, fixed, real(-3.4, -2.8), real(0.1, 0.9));
    table.function(
        InverseGaussianFunction.INVERSE_GAUSSIAN_LOG_CDF, 1e-11, real(0.3, 4), real(0.2, 3));
    table.function(
        InverseGaussianFunction.INVERSE_GAUSSIAN_LOG_SURVIVAL, 1e-11, real(0.3, 4), real(0.2, 3));
    for (InverseGaussianFunction inverse :
        new InverseGaussianFunction[] {
          InverseGaussianFunction.INVERSE_GAUSSIAN_QUANTILE,
          InverseGaussianFunction.INVERSE_GAUSSIAN_UPPER_QUANTILE
        }) {
      table.function(inverse, 1e-10, real(0.3, 4), real(0.1, 0.9));
    }
    table.function(
        VariateDerivative.VON_MISES_BY_CONCENTRATION_TWICE, 1e-6, fixed, real(-2.9, 2.9));
    Arg uniform = real(0.02, 0.5).withoutGradient();
    table.function(VonMisesFunction.VON_MISES_VARIATE, 1e-12, uniform, uniform, uniform);
    for (int n = 0; n <= 3; n++) {
      Polygamma op = new Polygamma(n);
      table.function(Polygamma.class, op.label(), op, 1e-13, real(2, 9));
      table.function(Polygamma.class, op.label(), op, 1e-13, real(0.4, 1.2));
    }
  }

  private void incompleteGamma() {
    Arg a = real(1.3, 6);
    Arg fixed = a.withoutGradient();
    for (Arg x : new Arg[] {real(0.3, 3), real(3, 8)}) {
      table.function(IncompleteGamma.GAMMA_P, 1e-13, a, x);
      table.function(IncompleteGamma.GAMMA_Q, 1e-10, a, x);
      table.function(IncompleteGamma.GAMMA_P_BY_CONCENTRATION, 1e-10, fixed, x);
      table.function(VariateDerivative.GAMMA_P_BY_CONCENTRATION_TWICE, 1e-8, fixed, x);
      table.function(IncompleteGamma.GAMMA_LOG_DENSITY, 1e-13, a, x);
    }
    table.function(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, 1e-10, fixed, real(-2, 2));
    table.function(
        IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION,
        1e-10,
        real(0.2, 0.9).withoutGradient(),
        real(-9, 1));
    for (Elementwise op :
        new Elementwise[] {
          IncompleteGamma.LOG_GAMMA_P,
          IncompleteGamma.LOG_GAMMA_Q,
          IncompleteGamma.GAMMA_REVERSED_HAZARD,
          IncompleteGamma.GAMMA_HAZARD
        }) {
      table.function(op, op.label(), op, 1e-10, fixed, real(0.4, 2));
    }
    for (Elementwise op :
        List.of(
            VariateDerivative.LOG_GAMMA_BY_CONCENTRATION_TWICE,
            VariateDerivative.LOG_GAMMA_BY_CONCENTRATION_AND_LOG)) {
      table.function(op, op.label(), op, 1e-8, fixed, real(-2, 2));
    }
    table.function(IncompleteGamma.LOG_GAMMA_P_INVERSE, 1e-10, a, real(0.1, 0.9));
    table.function(IncompleteGamma.LOG_GAMMA_Q_INVERSE, 1e-10, a, real(0.1, 0.9));
    table.function(
        IncompleteGamma.LOG_GAMMA_VARIATE,
        1e-12,
        fixed,
        real(-1.5, 1.5).withoutGradient(),
        real(0.1, 0.7).withoutGradient());
  }

  private void betaFamily() {
    Arg a = real(0.5, 3);
    Arg parameter = a.withoutGradient();
    table.function(IncompleteBeta.LOG_BETA, 1e-13, real(1.2, 3), real(1.2, 3));
    table.function(IncompleteBeta.LOG_BETA_BY_A, 1e-13, a, a);
    table.function(IncompleteBeta.BETA_I, 1e-12, a, a, real(0.1, 0.6));
    table.function(IncompleteBeta.LOGIT_BETA_I, 1e-11, a, a, real(-2, 0.4));
    for (Elementwise op :
        List.of(IncompleteBeta.LOGIT_BETA_I_BY_A, IncompleteBeta.LOGIT_BETA_VARIATE_BY_A)) {
      table.function(op, op.label(), op, 1e-11, parameter, parameter, real(-2, 0.4));
    }
    for (Elementwise op :
        List.of(
            VariateDerivative.LOGIT_BETA_BY_A_TWICE,
            VariateDerivative.LOGIT_BETA_BY_A_AND_B,
            VariateDerivative.LOGIT_BETA_BY_A_AND_LOGIT)) {
      table.function(op, op.label(), op, 1e-8, parameter, parameter, real(-2, 0.3));
    }
    table.function(StudentFunction.STUDENT_T_VARIATE_BY_DF, 1e-10, parameter, real(-3, -0.7));
    table.function(VariateDerivative.STUDENT_T_BY_DF_TWICE, 1e-8, parameter, real(-3, -0.7));
    table.function(VariateDerivative.STUDENT_T_BY_DF_AND_T, 1e-8, parameter, real(-3, -0.7));
    table.function(
        IncompleteBeta.BETA_LOG_DENSITY, 1e-12, real(3.2, 4), real(0.5, 1.4), real(0.1, 0.2));
    for (Elementwise op :
        List.of(
            IncompleteBeta.BETA_LOG_DENSITY_BY_A,
            IncompleteBeta.BETA_LOG_DENSITY_BY_B,
            IncompleteBeta.BETA_LOG_DENSITY_BY_X)) {
      table.function(op, op.label(), op, 1e-12, real(3.2, 4), real(0.5, 0.9), real(0.1, 0.2));
    }
    table.function(IncompleteBeta.LOGIT_BETA_LOG_DENSITY, 1e-12, a, a, real(-3, -2));
    for (Elementwise op :
        List.of(
            IncompleteBeta.BETA_COMPLEMENT,
            IncompleteBeta.LOG_BETA_I,
            IncompleteBeta.LOG_BETA_COMPLEMENT)) {
      table.function(op, op.label(), op, 1e-11, parameter, parameter, real(0.1, 0.6));
    }
    for (Elementwise op :
        List.of(IncompleteBeta.LOGIT_BETA_LOG_I, IncompleteBeta.LOGIT_BETA_REVERSED_HAZARD)) {
      table.function(op, op.label(), op, 1e-11, parameter, parameter, real(-2, 0.4));
    }
    for (Elementwise op :
        List.of(
            StudentFunction.STUDENT_T_CDF,
            StudentFunction.STUDENT_T_LOG_CDF,
            StudentFunction.STUDENT_T_REVERSED_HAZARD)) {
      table.function(op, op.label(), op, 1e-10, parameter, real(-3, -0.7));
    }
    Arg probability = real(0.1, 0.25);
    table.function(
        IncompleteBeta.LOGIT_BETA_I_INVERSE, 1e-10, real(1.5, 3), real(1.5, 3), probability);
    table.function(StudentFunction.STUDENT_T_QUANTILE, 1e-10, a, probability);
    table.function(StudentFunction.STUDENT_T_LOG_DENSITY, 1e-12, a, real(-3, 3));
    table.function(StudentFunction.STUDENT_T_LOG_DENSITY_BY_DF, 1e-10, a, real(-3, -1.5));
  }

  /**
   * Samplers by inversion of the distribution function; {@code CountVariatesTest} tests the others.
   */
  private void countSamplers() {
    Arg uniform = real(0.01, 0.99).withoutGradient();
    table.function(CountSampler.POISSON, 0, real(0.1, 9).withoutGradient(), uniform, uniform);
    Arg rare = real(0.05, 0.3).withoutGradient();
    Arg common = real(0.7, 0.9).withoutGradient();
    table.function(CountSampler.BINOMIAL, 0, integer(0, 30), rare, uniform, uniform);
    table.function(CountSampler.BINOMIAL, 0, integer(0, 30), common, uniform, uniform);
    table.add(
        CountSampler.NEGATIVE_BINOMIAL,
        OpCase.of(
            "negativeBinomial",
            0,
            in -> {
              Tensor odds = in.get(0).mul(0);
              return Tensor.apply(
                  CountSampler.NEGATIVE_BINOMIAL, in.get(0), odds, in.get(0), in.get(0));
            },
            real(0.1, 9, S34).withoutGradient()));
  }

  private void quasiRandom() {
    Arg uniform = real(0.01, 0.99).withoutGradient();
    for (NoiseDistribution distribution : NoiseDistribution.values()) {
      int m = 4 + 3 * distribution.ordinal();
      QuasiRandom op = new QuasiRandom(distribution, m, DType.DOUBLE);
      Arg point = integer(0, 15);
      Arg coordinate = integer(0, 3);
      table.function(QuasiRandom.class, op.label(), op, 1e-12, point, coordinate, uniform, uniform);
    }
  }

  private void countDensities() {
    Arg rate = real(0.3, 2).withoutGradient();
    Arg concentration = real(0.3, 1).withoutGradient();
    for (TweedieDensity op : TweedieDensity.values()) {
      table.function(op, 1e-11, rate, concentration, real(8, 12).withoutGradient());
    }
    for (TweedieTail op : TweedieTail.values()) {
      table.function(op, 1e-10, rate, concentration, real(0.5, 3).withoutGradient());
    }
    table.function(CountDensity.POISSON, 1e-13, integer(0, 9), real(0.3, 9));
    table.function(CountDensity.POISSON_LOG_RATE, 1e-13, integer(0, 9), real(-2, 2));
    table.function(CountDensity.BINOMIAL, 1e-13, integer(0, 9), integer(9, 30), real(0.1, 0.9));
    table.function(CountDensity.BINOMIAL_LOGITS, 1e-13, integer(0, 9), integer(9, 30), real(-3, 3));
    table.function(
        CountDensity.NEGATIVE_BINOMIAL, 1e-13, integer(0, 9), real(0.3, 9), real(0.1, 0.9));
    table.function(
        CountDensity.NEGATIVE_BINOMIAL_LOGITS, 1e-13, integer(0, 9), real(0.3, 9), real(-3, 3));
    Arg mean = real(0.3, 9);
    Arg dispersion = real(0.2, 2);
    Arg fixed = dispersion.withoutGradient();
    table.function(DispersedCount.LOG_PROB, 1e-13, integer(0, 9), mean, dispersion);
    table.function(DispersedCount.BY_DISPERSION, 1e-10, integer(0, 9), mean, fixed);
    table.function(DispersedCount.BY_DISPERSION_TWICE, 1e-10, integer(0, 9), mean, fixed);
    table.function(PoissonTail.LOG_LOWER, 1e-12, integer(0, 9), real(0.3, 9));
    table.function(PoissonTail.LOG_UPPER, 1e-11, integer(0, 4), real(0.9, 9));
    Arg probability = real(0.02, 0.98).withoutGradient();
    Arg still = real(0.3, 9).withoutGradient();
    for (Tail tail : Tail.values()) {
      for (CountInverse.Family family : CountInverse.Family.values()) {
        CountInverse op = new CountInverse(family, tail);
        Arg[] parameters =
            switch (family) {
              case POISSON -> new Arg[] {probability, still};
              case BINOMIAL ->
                  new Arg[] {probability, integer(0, 30), real(-3, 3).withoutGradient()};
              case NEGATIVE_BINOMIAL ->
                  new Arg[] {probability, still, real(-3, 3).withoutGradient()};
            };
        table.function(CountInverse.class, op.label(), op, 0, parameters);
      }
    }
    table.function(
        DispersedCount.LOG_TAIL_BY_DISPERSION,
        1e-8,
        integer(2, 5),
        real(2, 4).withoutGradient(),
        real(0.4, 0.9).withoutGradient());
    for (int order : new int[] {-1, 0, 1, 3}) {
      GammaDifference op = new GammaDifference(order);
      table.function(GammaDifference.class, op.label(), op, 1e-12, real(0.6, 3), real(0.2, 2));
    }
  }
}
