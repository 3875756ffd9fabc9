/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.IncompleteBeta.slope;
import static io.github.reparam4j.tensor.StudentFunction.logDensityByDfAndT;
import static io.github.reparam4j.tensor.StudentFunction.logDensityByDfTwice;
import static io.github.reparam4j.tensor.StudentFunction.logDensityByT;

import io.github.reparam4j.special.BetaVariateDerivatives;
import io.github.reparam4j.special.GammaVariateDerivatives;
import io.github.reparam4j.special.StudentFunctions;
import io.github.reparam4j.special.VonMisesIntegrals;
import java.util.List;

/**
 * The derivatives of the implicit derivatives of variates, by parameters and by the variate: what
 * second derivatives of samples are made from. D is the implicit derivative, y the operation
 * itself. In FLOAT too they are computed in double precision.
 *
 * <p>Each is differentiable by the variate, its last input. Further derivatives by a parameter are
 * not offered: asking for one is an error.
 */
public enum VariateDerivative implements Elementwise {
  /**
   * dD(a, y)/da, D of {@link IncompleteGamma#LOG_GAMMA_VARIATE_BY_CONCENTRATION}. Derivative
   * psi'(a) - D - (a - e^y) dD/da by y.
   */
  LOG_GAMMA_BY_CONCENTRATION_TWICE(
      Loops.calling(GammaVariateDerivatives::byConcentration),
      (input, in, y) -> {
        Tensor a = in.get(0);
        return a.trigamma().sub(gamma(in)).sub(a.sub(in.get(1).exp()).mul(y));
      }),

  /**
   * dD(a, y)/dy = -(y - psi(a)) - D (a - e^y), without cancellation. Derivative -1 + D e^y - (a -
   * e^y) dD/dy by y.
   */
  LOG_GAMMA_BY_CONCENTRATION_AND_LOG(
      Loops.calling(GammaVariateDerivatives::byLog),
      (input, in, y) -> {
        Tensor x = in.get(1).exp();
        return gamma(in).mul(x).sub(1).sub(in.get(0).sub(x).mul(y));
      }),

  /**
   * d2P(a, x)/da2; 0 at x = 0 and infinity. Derivative f(x) ((ln x - psi(a))^2 - psi'(a)) by x, f
   * the density.
   */
  GAMMA_P_BY_CONCENTRATION_TWICE(
      Loops.calling(GammaVariateDerivatives::pByConcentrationTwice),
      (input, in, y) -> {
        Tensor score = in.get(1).log().sub(in.get(0).digamma());
        Tensor density = in.get(0).gammaLogDensity(in.get(1)).exp();
        return density.multiplyNoNan(score.square().sub(in.get(0).trigamma()));
      }),

  /**
   * dD/da of (a, b, t), D of {@link IncompleteBeta#LOGIT_BETA_VARIATE_BY_A}. Derivative by t:
   * psi'(a) - psi'(a+b) - (1-x) D - (a - (a+b) x) y.
   */
  LOGIT_BETA_BY_A_TWICE(
      Loops.calling(BetaVariateDerivatives::byA, BetaVariateDerivatives::byA),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor t = in.get(2);
        Tensor fall = a.trigamma().sub(a.add(in.get(1)).trigamma());
        Tensor moved = t.neg().sigmoid().mul(beta(in)).add(slope(a, in.get(1), t).mul(y));
        return fall.sub(moved);
      }),

  /** dD/db of (a, b, t). Derivative by t: -psi'(a+b) + x D - (a - (a+b) x) y. */
  LOGIT_BETA_BY_A_AND_B(
      Loops.calling(BetaVariateDerivatives::byB, BetaVariateDerivatives::byB),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        return t.sigmoid().mul(beta(in)).sub(slope(a, b, t).mul(y)).sub(a.add(b).trigamma());
      }),

  /**
   * dD/dt = -(ln x - psi(a) + psi(a+b)) - (a - (a+b) x) D of (a, b, t), without cancellation.
   * Derivative by t: -(1-x) + (a+b) x (1-x) D - (a - (a+b) x) y.
   */
  LOGIT_BETA_BY_A_AND_LOGIT(
      Loops.calling(BetaVariateDerivatives::byLogit, BetaVariateDerivatives::byLogit),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        Tensor bend = a.add(b).mul(t.sigmoid()).mul(beta(in)).sub(1);
        return t.neg().sigmoid().mul(bend).sub(slope(a, b, t).mul(y));
      }),

  /**
   * dD/dnu of (nu, t), D of {@link StudentFunction#STUDENT_T_VARIATE_BY_DF}. With l = ln f,
   * derivative by t: -d2l/dnu2 - y dl/dt - D d2l/(dnu dt).
   */
  STUDENT_T_BY_DF_TWICE(
      Loops.calling(StudentFunctions::variateByDfTwice),
      (input, in, y) -> {
        Tensor nu = in.get(0);
        Tensor t = in.get(1);
        Tensor moved = logDensityByT(nu, t).mul(y).add(student(in).mul(logDensityByDfAndT(nu, t)));
        return logDensityByDfTwice(nu, t).add(moved).neg();
      }),

  /**
   * dD/dt = -dl/dnu - D dl/dt of (nu, t), l = ln f, without cancellation. Derivative by t:
   * -d2l/(dnu dt) - y dl/dt - D d2l/dt2.
   */
  STUDENT_T_BY_DF_AND_T(
      Loops.calling(StudentFunctions::variateByDfAndT),
      (input, in, y) -> {
        Tensor nu = in.get(0);
        Tensor t = in.get(1);
        Tensor total = nu.add(t.square());
        Tensor bend = nu.add(1).div(total).mul(t.square().sub(nu).div(total));
        Tensor moved = logDensityByT(nu, t).mul(y).add(student(in).mul(bend));
        return logDensityByDfAndT(nu, t).add(moved).neg();
      }),

  /**
   * dD/dconcentration of (concentration, z), D of {@link
   * VonMisesFunction#VON_MISES_VARIATE_BY_CONCENTRATION}. Derivative by z: (y concentration + D)
   * sin z + A', A = I1/I0.
   */
  VON_MISES_BY_CONCENTRATION_TWICE(
      Loops.calling(VonMisesIntegrals::byConcentrationTwice),
      (input, in, y) -> {
        Tensor k = in.get(0);
        Tensor d = VonMisesFunction.variateByConcentration(k, in.get(1));
        Tensor moved = y.mul(k).add(d).mul(in.get(1).sin());
        return moved.add(VonMisesFunction.ratioSlope(k));
      });

  private final ElementwiseDefinition definition;

  VariateDerivative(Loops loops, Derivative.Partials partials) {
    this.definition =
        ElementwiseDefinition.of(Derivative.inDouble(partials), loops)
            .differentiableFrom(loops.arity() - 1);
  }

  private static Tensor gamma(List<Tensor> in) {
    return Expressions.apply(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, in);
  }

  private static Tensor beta(List<Tensor> in) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, in);
  }

  private static Tensor student(List<Tensor> in) {
    return Expressions.apply(StudentFunction.STUDENT_T_VARIATE_BY_DF, in);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
