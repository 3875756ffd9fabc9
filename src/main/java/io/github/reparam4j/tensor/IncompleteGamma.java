/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.GammaQuantile;
import io.github.reparam4j.special.GammaTails;
import io.github.reparam4j.special.IncompleteGammaFunctions;
import io.github.reparam4j.special.MarsagliaTsangGammaSampler;
import java.util.List;

/**
 * The regularised incomplete gamma functions and the functions of gamma variates. In the
 * derivatives f is the density of the standard gamma distribution of concentration a, f(x) =
 * x^(a-1) e^-x / Gamma(a), and psi is digamma. NaN in, NaN out, and NaN for a &lt;= 0.
 */
public enum IncompleteGamma implements Elementwise {
  /**
   * P(a, x), the integral of f from 0 to x; 0 at 0, 1 at infinity. Derivatives: {@link
   * #GAMMA_P_BY_CONCENTRATION} by a, f(x) by x.
   */
  GAMMA_P(
      binary((a, x, y) -> byConcentration(a, x), (a, x, y) -> a.gammaLogDensity(x).exp()),
      Loops.calling(IncompleteGammaFunctions::p)),

  /**
   * Q(a, x) = 1 - P(a, x) without cancellation for large x; 1 at 0, 0 at infinity. Derivatives: -
   * {@link #GAMMA_P_BY_CONCENTRATION} by a, -f(x) by x.
   */
  GAMMA_Q(
      binary(
          (a, x, y) -> byConcentration(a, x).neg(), (a, x, y) -> a.gammaLogDensity(x).exp().neg()),
      Loops.calling(IncompleteGammaFunctions::q)),

  /**
   * dP(a, x) / da, not positive; 0 at x = 0 and infinity. Derivatives {@link
   * VariateDerivative#GAMMA_P_BY_CONCENTRATION_TWICE} by a, f(x) (ln x - psi(a)) by x.
   */
  GAMMA_P_BY_CONCENTRATION(
      ElementwiseDefinition.of(
          Derivative.inDouble(
              (input, in, y) ->
                  input == 0
                      ? Expressions.apply(VariateDerivative.GAMMA_P_BY_CONCENTRATION_TWICE, in)
                      : density(in).multiplyNoNan(score(in))),
          Loops.calling(IncompleteGammaFunctions::pByConcentration))),

  /**
   * ln f(x) = (a - 1) ln x - x - lgamma(a) without cancellation for large a. Derivatives: ln x -
   * psi(a) by a, (a - 1) / x - 1 by x.
   */
  GAMMA_LOG_DENSITY(
      binary((a, x, y) -> x.log().sub(a.digamma()), (a, x, y) -> a.sub(1).div(x).sub(1)),
      Loops.calling(IncompleteGammaFunctions::logDensity)),

  /**
   * The y with P(a, e^y) = p; minus infinity at 0, plus infinity at 1, NaN outside. Derivatives:
   * {@link #LOG_GAMMA_VARIATE_BY_CONCENTRATION} by a, 1 / (x f(x)) with x = e^y by p.
   */
  LOG_GAMMA_P_INVERSE(
      binary((a, p, y) -> variateByConcentration(a, y), (a, p, y) -> reciprocalDensity(a, y)),
      Loops.calling(GammaQuantile::ofP)),

  /**
   * The y with Q(a, e^y) = q; plus infinity at 0, minus infinity at 1, NaN outside. Derivatives:
   * {@link #LOG_GAMMA_VARIATE_BY_CONCENTRATION} by a, -1 / (x f(x)) with x = e^y by q.
   */
  LOG_GAMMA_Q_INVERSE(
      binary((a, q, y) -> variateByConcentration(a, y), (a, q, y) -> reciprocalDensity(a, y).neg()),
      Loops.calling(GammaQuantile::ofQ)),

  /**
   * y = ln X of a gamma variate X, from standard normal and uniform noise, of concentration a, or a
   * + 1 for a &lt; 1. No gradient: the value jumps where a proposal is rejected. See {@code
   * GammaVariates}.
   */
  LOG_GAMMA_VARIATE(
      ElementwiseDefinition.withoutGradient(
          Loops.ternary(
              (a, z, u, y, n) -> {
                for (int i = 0; i < n; i++) {
                  y[i] = (float) MarsagliaTsangGammaSampler.fastLogVariate(a[i], z[i], u[i]);
                }
              },
              (a, z, u, y, n) -> {
                for (int i = 0; i < n; i++) {
                  y[i] = MarsagliaTsangGammaSampler.logVariate(a[i], z[i], u[i]);
                }
              }))),

  /**
   * D(a, y) = dy/da at fixed P(a, e^y): the derivative of the logarithm y of a gamma variate with
   * respect to its concentration. Derivatives {@link
   * VariateDerivative#LOG_GAMMA_BY_CONCENTRATION_TWICE} by a, {@link
   * VariateDerivative#LOG_GAMMA_BY_CONCENTRATION_AND_LOG} by y.
   */
  LOG_GAMMA_VARIATE_BY_CONCENTRATION(
      binary(
          (a, y, d) -> Tensor.apply(VariateDerivative.LOG_GAMMA_BY_CONCENTRATION_TWICE, a, y),
          (a, y, d) -> Tensor.apply(VariateDerivative.LOG_GAMMA_BY_CONCENTRATION_AND_LOG, a, y)),
      Loops.binary(
          (a, y, d, n) -> {
            for (int i = 0; i < n; i++) {
              d[i] = (float) IncompleteGammaFunctions.fastLogVariateByConcentration(a[i], y[i]);
            }
          },
          (a, y, d, n) -> {
            for (int i = 0; i < n; i++) {
              d[i] = IncompleteGammaFunctions.logVariateByConcentration(a[i], y[i]);
            }
          })),

  /**
   * ln P(a, x); minus infinity at 0, 0 at infinity. Derivatives: r / x by x and -D r by a, with r
   * of {@link #GAMMA_REVERSED_HAZARD} and D of {@link #LOG_GAMMA_VARIATE_BY_CONCENTRATION} at ln x.
   */
  LOG_GAMMA_P(
      binary(
          (a, x, y) -> reversedHazard(a, x).mul(variateByConcentration(a, x.log())).neg(),
          (a, x, y) -> reversedHazard(a, x).div(x)),
      Loops.calling(GammaTails::logP)),

  /**
   * ln Q(a, x); 0 at 0, minus infinity at infinity. Derivatives: -f(x) / Q by x, for a = 1 -1; D h
   * by a, with h of {@link #GAMMA_HAZARD} and D of {@link #LOG_GAMMA_VARIATE_BY_CONCENTRATION} at
   * ln x.
   */
  LOG_GAMMA_Q(
      binary(
          (a, x, y) -> hazard(a, x).multiplyNoNan(variateByConcentration(a, x.log())),
          (a, x, y) -> upperSlope(a, x)),
      Loops.calling(GammaTails::logQ)),

  /**
   * r = x f(x) / P(a, x), the derivative of ln P by ln x. Derivatives: r (a - x - r) / x by x, r
   * (ln x - psi(a) + D r) by a.
   */
  GAMMA_REVERSED_HAZARD(
      binary(
          (a, x, r) ->
              r.mul(x.log().sub(a.digamma()).add(variateByConcentration(a, x.log()).mul(r))),
          (a, x, r) -> r.mul(a.sub(x).sub(r)).div(x)),
      Loops.calling(GammaTails::reversedHazard)),

  /**
   * h = x f(x) / Q(a, x), minus the derivative of ln Q by ln x. Derivatives: h (a - x + h) / x by
   * x, h (ln x - psi(a) - D h) by a.
   */
  GAMMA_HAZARD(
      binary(
          (a, x, h) ->
              h.multiplyNoNan(
                  x.log().sub(a.digamma()).sub(variateByConcentration(a, x.log()).mul(h))),
          (a, x, h) -> h.mul(a.sub(x).add(h)).div(x)),
      Loops.calling(GammaTails::hazard));

  private final ElementwiseDefinition definition;

  IncompleteGamma(GradientRule rule, Loops loops) {
    this(ElementwiseDefinition.of(rule, loops));
  }

  IncompleteGamma(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  private static Tensor density(List<Tensor> in) {
    return in.get(0).gammaLogDensity(in.get(1)).exp();
  }

  /** d ln f / da. */
  private static Tensor score(List<Tensor> in) {
    return in.get(1).log().sub(in.get(0).digamma());
  }

  private static Tensor byConcentration(Tensor a, Tensor x) {
    return Tensor.apply(GAMMA_P_BY_CONCENTRATION, a, x);
  }

  private static Tensor reversedHazard(Tensor a, Tensor x) {
    return Tensor.apply(GAMMA_REVERSED_HAZARD, a, x);
  }

  private static Tensor hazard(Tensor a, Tensor x) {
    return Tensor.apply(GAMMA_HAZARD, a, x);
  }

  /** -h / x, at x = 0 its limit -f(0). */
  private static Tensor upperSlope(Tensor a, Tensor x) {
    Tensor slope = hazard(a, x).div(x);
    return Tensor.where(x.stopGradient().eq(0), a.gammaLogDensity(x).exp(), slope).neg();
  }

  private static Tensor variateByConcentration(Tensor a, Tensor y) {
    return Tensor.apply(LOG_GAMMA_VARIATE_BY_CONCENTRATION, a, y);
  }

  /** 1 / (x f(x)) with x = e^y, the reciprocal density of y. */
  private static Tensor reciprocalDensity(Tensor a, Tensor y) {
    return a.mul(y).sub(y.exp()).sub(a.lgamma()).neg().exp();
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
