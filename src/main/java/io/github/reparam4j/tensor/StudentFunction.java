/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.BetaTails;
import io.github.reparam4j.special.StudentFunctions;

/**
 * Functions of Student's t distribution with nu degrees of freedom, location 0 and scale 1: density
 * f, distribution function F, quantiles, and the implicit derivative of variates. NaN in, NaN out;
 * NaN if nu is not positive.
 *
 * <p>Derivatives of third order by nu are not offered: asking for one is an error.
 */
public enum StudentFunction implements Elementwise {
  /**
   * dt/dnu along a constant distribution function of Student's t, of (nu, t). Derivatives: {@link
   * VariateDerivative#STUDENT_T_BY_DF_TWICE} and {@link VariateDerivative#STUDENT_T_BY_DF_AND_T}.
   */
  STUDENT_T_VARIATE_BY_DF(
      ElementwiseDefinition.of(
          Derivative.binary(
              (nu, t, y) -> Tensor.apply(VariateDerivative.STUDENT_T_BY_DF_TWICE, nu, t),
              (nu, t, y) -> Tensor.apply(VariateDerivative.STUDENT_T_BY_DF_AND_T, nu, t)),
          Loops.calling(StudentFunctions::variateByDf))),

  /**
   * ln f(t) of Student's t, of (nu, t), without cancellation for large nu; minus infinity at the
   * infinities. Derivatives: {@link #STUDENT_T_LOG_DENSITY_BY_DF} by nu, -(nu+1) t / (nu + t^2) by
   * t.
   */
  STUDENT_T_LOG_DENSITY(
      ElementwiseDefinition.of(
          Derivative.binary(
              (nu, t, y) -> logDensityByDf(nu, t), (nu, t, y) -> logDensityByT(nu, t)),
          Loops.calling(StudentFunctions::logDensity))),

  /**
   * d ln f(t) / d nu of (nu, t). With s = t^2 / (nu + t^2), derivatives (psi'((nu+1)/2) -
   * psi'(nu/2)) / 4 + 1 / (2 nu^2) + (s^2 / nu - s (2 - s) / nu^2) / 2 by nu, t (1 - t^2) / (nu +
   * t^2)^2 by t.
   */
  STUDENT_T_LOG_DENSITY_BY_DF(
      Loops.calling(StudentFunctions::logDensityByDf),
      (input, in, y) ->
          input == 0
              ? logDensityByDfTwice(in.get(0), in.get(1))
              : logDensityByDfAndT(in.get(0), in.get(1))),

  /**
   * The t below which Student's t is with probability p, of (nu, p); the infinities at 0 and 1, NaN
   * outside. Derivatives: {@link #STUDENT_T_VARIATE_BY_DF} by nu, 1 / f(t) by p.
   */
  STUDENT_T_QUANTILE(
      Loops.calling(StudentFunctions::quantile),
      (input, in, t) -> {
        Tensor nu = in.get(0);
        return input == 0
            ? Tensor.apply(STUDENT_T_VARIATE_BY_DF, nu, t)
            : Tensor.apply(STUDENT_T_LOG_DENSITY, nu, t).neg().exp();
      }),

  /**
   * The distribution function F of Student's t, of (nu, t). Derivatives -f D by nu with D of {@link
   * #STUDENT_T_VARIATE_BY_DF}, the density f by t.
   */
  STUDENT_T_CDF(
      Loops.calling(BetaTails::studentCdf),
      (input, in, y) -> {
        Tensor nu = in.get(0);
        Tensor t = in.get(1);
        Tensor density = Tensor.apply(STUDENT_T_LOG_DENSITY, nu, t).exp();
        return input == 0
            ? density.multiplyNoNan(Tensor.apply(STUDENT_T_VARIATE_BY_DF, nu, t)).neg()
            : density;
      }),

  /** ln F of (nu, t). Derivatives -h D by nu, h of {@link #STUDENT_T_REVERSED_HAZARD} by t. */
  STUDENT_T_LOG_CDF(
      Loops.calling(BetaTails::studentLogCdf),
      (input, in, y) -> {
        Tensor h = reversedHazard(in.get(0), in.get(1));
        Tensor byDf = Tensor.apply(STUDENT_T_VARIATE_BY_DF, in.get(0), in.get(1));
        return input == 0 ? h.multiplyNoNan(byDf).neg() : h;
      }),

  /** h = f / F of (nu, t). Derivatives h (d ln f / d nu + h D) by nu, h (d ln f / dt - h) by t. */
  STUDENT_T_REVERSED_HAZARD(
      Loops.calling(BetaTails::studentReversedHazard),
      (input, in, h) -> {
        Tensor nu = in.get(0);
        Tensor t = in.get(1);
        return input == 0
            ? h.multiplyNoNan(
                logDensityByDf(nu, t).add(h.mul(Tensor.apply(STUDENT_T_VARIATE_BY_DF, nu, t))))
            : h.multiplyNoNan(logDensityByT(nu, t).sub(h));
      });

  private final ElementwiseDefinition definition;

  StudentFunction(Loops loops, Derivative.Partials partials) {
    this(ElementwiseDefinition.of(Derivative.inDouble(partials), loops));
  }

  StudentFunction(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  /** -(nu+1) t / (nu + t^2), without overflow. */
  static Tensor logDensityByT(Tensor nu, Tensor t) {
    Tensor rest = t.mul(t.div(nu)).add(1);
    return nu.reciprocal().add(1).mul(t.div(rest)).neg();
  }

  private static Tensor reversedHazard(Tensor nu, Tensor t) {
    return Tensor.apply(STUDENT_T_REVERSED_HAZARD, nu, t);
  }

  private static Tensor logDensityByDf(Tensor nu, Tensor t) {
    return Tensor.apply(STUDENT_T_LOG_DENSITY_BY_DF, nu, t);
  }

  /** d2 ln f / dnu2. */
  static Tensor logDensityByDfTwice(Tensor nu, Tensor t) {
    Tensor square = t.square();
    Tensor share = square.div(nu.add(square));
    Tensor r = nu.reciprocal();
    Tensor rest = share.sub(share.neg().add(2).mul(r)).mul(share).mul(0.5);
    return constantByDf(nu).add(rest.mul(r));
  }

  /** (psi'((nu+1)/2) - psi'(nu/2)) / 4 + 1 / (2 nu^2), from 300 on by its series. */
  private static Tensor constantByDf(Tensor nu) {
    Tensor half = nu.mul(0.5);
    Tensor rise = Tensor.apply(new GammaDifference(1), half, Tensor.fill(nu.dtype(), 0.5));
    Tensor direct = rise.mul(0.25).add(nu.square().mul(2).reciprocal());
    Tensor r = nu.maximum(300).reciprocal();
    Tensor q = r.square();
    Tensor series = q.mul(1.5).neg().add(0.5).mul(q).neg().add(0.5).mul(q).mul(r).neg();
    return Tensor.where(nu.stopGradient().lt(300), direct, series);
  }

  /** d2 ln f / (dnu dt). */
  static Tensor logDensityByDfAndT(Tensor nu, Tensor t) {
    Tensor square = t.square();
    Tensor total = nu.add(square);
    return t.div(total).mul(square.neg().add(1).div(total));
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
