/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.BetaQuantile;
import io.github.reparam4j.special.BetaTails;
import io.github.reparam4j.special.IncompleteBetaFunctions;
import java.util.List;

/**
 * The beta function, the regularised incomplete beta function, and the implicit derivative of beta
 * variates. x = 1 / (1 + e^-t), w = x^a (1-x)^b / B(a,b). NaN in, NaN out; NaN if a parameter is
 * not positive.
 *
 * <p>Derivatives of third order by the parameters are not offered: asking for one is an error.
 */
public enum IncompleteBeta implements Elementwise {
  /** ln B(a,b). Derivatives {@link #LOG_BETA_BY_A} of (a,b) and of (b,a). */
  LOG_BETA(
      Loops.calling(IncompleteBetaFunctions::logBeta),
      (input, x, y) ->
          input == 0 ? logBetaByA(x.get(0), x.get(1)) : logBetaByA(x.get(1), x.get(0))),

  /**
   * psi(a) - psi(a+b). Derivatives psi'(a) - psi'(a+b) by {@link GammaDifference}, and -psi'(a+b).
   */
  LOG_BETA_BY_A(
      Loops.calling(IncompleteBetaFunctions::logBetaByA),
      (input, x, y) ->
          input == 0
              ? Tensor.apply(new GammaDifference(1), x.get(0), x.get(1)).neg()
              : x.get(0).add(x.get(1)).trigamma().neg()),

  /**
   * ln(w / (x (1-x))), the log-density of a Beta(a,b) variate, of (a, b, x), without cancellation
   * for large parameters; NaN for x outside [0, 1]. At 0 it is infinite, but ln b for a = 1; at 1
   * likewise. Derivatives {@link #BETA_LOG_DENSITY_BY_A}, {@link #BETA_LOG_DENSITY_BY_B}, {@link
   * #BETA_LOG_DENSITY_BY_X}.
   */
  BETA_LOG_DENSITY(
      ElementwiseDefinition.of(
          (input, y, g) -> g.multiplyNoNan(Expressions.apply(betaSlope(input), y.inputs())),
          calling(IncompleteBetaFunctions::betaLogDensity))),

  /** ln x - psi(a) + psi(a+b) of (a, b, x). Derivatives psi'(a+b) - psi'(a), psi'(a+b), 1/x. */
  BETA_LOG_DENSITY_BY_A(
      calling(IncompleteBetaFunctions::betaLogDensityByA),
      (input, in, y) -> {
        Tensor both = in.get(0).add(in.get(1)).trigamma();
        return switch (input) {
          case 0 -> both.sub(in.get(0).trigamma());
          case 1 -> both;
          default -> in.get(2).reciprocal();
        };
      }),

  /**
   * ln(1-x) - psi(b) + psi(a+b) of (a, b, x). Derivatives psi'(a+b), psi'(a+b) - psi'(b), -1/(1-x).
   */
  BETA_LOG_DENSITY_BY_B(
      calling(IncompleteBetaFunctions::betaLogDensityByB),
      (input, in, y) -> {
        Tensor both = in.get(0).add(in.get(1)).trigamma();
        return switch (input) {
          case 0 -> both;
          case 1 -> both.sub(in.get(1).trigamma());
          default -> in.get(2).sub(1).reciprocal();
        };
      }),

  /**
   * (a-1)/x - (b-1)/(1-x) of (a, b, x), of which a term is 0 where its numerator is. Derivatives
   * 1/x, -1/(1-x), -(a-1)/x^2 - (b-1)/(1-x)^2.
   */
  BETA_LOG_DENSITY_BY_X(
      calling(IncompleteBetaFunctions::betaLogDensityByX),
      (input, in, y) -> {
        Tensor r = in.get(2).reciprocal();
        Tensor s = in.get(2).neg().add(1).reciprocal();
        return switch (input) {
          case 0 -> r;
          case 1 -> s.neg();
          default ->
              in.get(0)
                  .sub(1)
                  .multiplyNoNan(r.square())
                  .add(in.get(1).sub(1).multiplyNoNan(s.square()))
                  .neg();
        };
      }),

  /**
   * ln w, the log-density of t, of (a, b, t). Derivatives ln x - psi(a) + psi(a+b), ln(1-x) -
   * psi(b) + psi(a+b), and a - (a+b) x.
   */
  LOGIT_BETA_LOG_DENSITY(
      calling(IncompleteBetaFunctions::logitBetaLogDensity),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        return switch (input) {
          case 0 -> t.logSigmoid().sub(logBetaByA(a, b));
          case 1 -> t.neg().logSigmoid().sub(logBetaByA(b, a));
          default -> slope(a, b, t);
        };
      }),

  /**
   * I_x(a,b) of (a, b, x); NaN for x outside [0, 1]. Derivative by x: x^(a-1) (1-x)^(b-1) / B(a,b);
   * by the parameters as of {@link #LOGIT_BETA_I} at ln x - ln(1-x).
   */
  BETA_I(
      calling(IncompleteBetaFunctions::betaI),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor x = in.get(2);
        return input < 2
            ? parameterDerivative(input, a, b, logit(x))
            : Tensor.apply(BETA_LOG_DENSITY, a, b, x).exp();
      }),

  /**
   * I_x(a,b) of (a, b, t). Derivative by t: w; by a: {@link #LOGIT_BETA_I_BY_A}; by b: minus that
   * of (b, a, -t).
   */
  LOGIT_BETA_I(
      calling(IncompleteBetaFunctions::logitBetaI),
      (input, in, y) -> {
        Tensor t = in.get(2);
        return input < 2
            ? parameterDerivative(input, in.get(0), in.get(1), t)
            : density(in.get(0), in.get(1), t);
      }),

  /**
   * dI/da of (a, b, t). Derivative by t: w (ln x - psi(a) + psi(a+b)). With D of {@link
   * #LOGIT_BETA_VARIATE_BY_A}, derivatives -w ((ln x - psi(a) + psi(a+b)) D + dD/da) by a and -w
   * ((ln(1-x) - psi(b) + psi(a+b)) D + dD/db) by b.
   */
  LOGIT_BETA_I_BY_A(
      calling(IncompleteBetaFunctions::logitBetaIByA),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        Tensor w = density(a, b, t);
        Tensor byA = t.logSigmoid().sub(logBetaByA(a, b));
        if (input == 2) {
          return w.multiplyNoNan(byA);
        }
        Tensor slope = input == 0 ? byA : t.neg().logSigmoid().sub(logBetaByA(b, a));
        Tensor d = variate(in);
        Tensor rest =
            Expressions.apply(
                input == 0
                    ? VariateDerivative.LOGIT_BETA_BY_A_TWICE
                    : VariateDerivative.LOGIT_BETA_BY_A_AND_B,
                in);
        return w.multiplyNoNan(slope.mul(d).add(rest)).neg();
      }),

  /**
   * dt/da along a constant I_x(a,b), of (a, b, t): D = -{@link #LOGIT_BETA_I_BY_A} / w, without
   * overflow. By b it is minus the same of (b, a, -t). Derivatives: {@link
   * VariateDerivative#LOGIT_BETA_BY_A_TWICE} and the two after it.
   */
  LOGIT_BETA_VARIATE_BY_A(
      ElementwiseDefinition.of(
          (input, y, g) -> g.multiplyNoNan(Expressions.apply(variateSlope(input), y.inputs())),
          Loops.calling(
              IncompleteBetaFunctions::logitBetaVariateByASingle,
              IncompleteBetaFunctions::logitBetaVariateByA))),

  /**
   * The t with I = p of (a, b, p); minus infinity at 0, infinity at 1, NaN outside. Derivatives:
   * {@link #LOGIT_BETA_VARIATE_BY_A} by a and, as there, by b; 1 / w by p.
   */
  LOGIT_BETA_I_INVERSE(
      calling(BetaQuantile::logit),
      (input, in, t) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        return switch (input) {
          case 0 -> Tensor.apply(LOGIT_BETA_VARIATE_BY_A, a, b, t);
          case 1 -> Tensor.apply(LOGIT_BETA_VARIATE_BY_A, b, a, t.neg()).neg();
          default -> Tensor.apply(LOGIT_BETA_LOG_DENSITY, a, b, t).neg().exp();
        };
      }),

  /** 1 - I_x(a,b) of (a, b, x). Derivatives minus those of {@link #BETA_I}. */
  BETA_COMPLEMENT(
      calling(BetaTails::complement),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor x = in.get(2);
        return input < 2
            ? parameterDerivative(input, a, b, logit(x)).neg()
            : Tensor.apply(BETA_LOG_DENSITY, a, b, x).exp().neg();
      }),

  /**
   * ln I_x(a,b) of (a, b, x). Derivatives by the parameters as of {@link #LOGIT_BETA_LOG_I}, by x
   * the density divided by I.
   */
  LOG_BETA_I(
      calling(BetaTails::logI),
      (input, in, y) -> {
        Tensor x = in.get(2);
        return input < 2
            ? logDerivative(input, in.get(0), in.get(1), logit(x))
            : bySlope(in, y, reversedHazard(in.get(0), in.get(1), logit(x)));
      }),

  /** ln(1 - I_x(a,b)) of (a, b, x). Derivatives as of {@link #LOG_BETA_I} of (b, a, 1 - x). */
  LOG_BETA_COMPLEMENT(
      calling(BetaTails::logComplement),
      (input, in, y) -> {
        Tensor t = logit(in.get(2)).neg();
        return input < 2
            ? logDerivative(1 - input, in.get(1), in.get(0), t)
            : bySlope(in, y, reversedHazard(in.get(1), in.get(0), t)).neg();
      }),

  /**
   * ln I of (a, b, t). Derivatives r of {@link #LOGIT_BETA_REVERSED_HAZARD} by t, -D r by a with D
   * of {@link #LOGIT_BETA_VARIATE_BY_A}, E r by b with E = D of (b, a, -t).
   */
  LOGIT_BETA_LOG_I(
      calling(BetaTails::logitLogI),
      (input, in, y) ->
          input < 2
              ? logDerivative(input, in.get(0), in.get(1), in.get(2))
              : reversedHazard(in.get(0), in.get(1), in.get(2))),

  /**
   * r = w / I of (a, b, t). Derivatives r (ln x - psi(a) + psi(a+b) + D r) by a, r (ln(1-x) -
   * psi(b) + psi(a+b) - E r) by b, r (a (1-x) - b x - r) by t.
   */
  LOGIT_BETA_REVERSED_HAZARD(
      calling(BetaTails::logitReversedHazard),
      (input, in, r) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        return switch (input) {
          case 0 -> {
            Tensor rise = Tensor.apply(LOGIT_BETA_VARIATE_BY_A, a, b, t).mul(r);
            yield r.multiplyNoNan(t.logSigmoid().sub(logBetaByA(a, b)).add(rise));
          }
          case 1 -> {
            Tensor fall = Tensor.apply(LOGIT_BETA_VARIATE_BY_A, b, a, t.neg()).mul(r);
            yield r.multiplyNoNan(t.neg().logSigmoid().sub(logBetaByA(b, a)).sub(fall));
          }
          default -> r.mul(slope(a, b, t).sub(r));
        };
      });

  private final ElementwiseDefinition definition;

  IncompleteBeta(Loops loops, Derivative.Partials partials) {
    this(ElementwiseDefinition.of(Derivative.inDouble(partials), loops));
  }

  IncompleteBeta(ElementwiseDefinition definition) {
    this.definition = definition;
  }

  private static Loops calling(Loops.DoubleTernary f) {
    return Loops.calling(f, f);
  }

  private static IncompleteBeta betaSlope(int input) {
    return switch (input) {
      case 0 -> BETA_LOG_DENSITY_BY_A;
      case 1 -> BETA_LOG_DENSITY_BY_B;
      default -> BETA_LOG_DENSITY_BY_X;
    };
  }

  private static Tensor logBetaByA(Tensor a, Tensor b) {
    return Tensor.apply(LOG_BETA_BY_A, a, b);
  }

  private static Tensor density(Tensor a, Tensor b, Tensor t) {
    return Tensor.apply(LOGIT_BETA_LOG_DENSITY, a, b, t).exp();
  }

  /** a (1-x) - b x. */
  static Tensor slope(Tensor a, Tensor b, Tensor t) {
    return a.mul(t.neg().sigmoid()).sub(b.mul(t.sigmoid()));
  }

  private static Tensor logit(Tensor x) {
    return x.log().sub(x.neg().log1p());
  }

  private static Tensor reversedHazard(Tensor a, Tensor b, Tensor t) {
    return Tensor.apply(LOGIT_BETA_REVERSED_HAZARD, a, b, t);
  }

  /** The derivative of ln I by a parameter. */
  private static Tensor logDerivative(int input, Tensor a, Tensor b, Tensor t) {
    Tensor r = reversedHazard(a, b, t);
    return input == 0
        ? r.multiplyNoNan(Tensor.apply(LOGIT_BETA_VARIATE_BY_A, a, b, t)).neg()
        : r.multiplyNoNan(Tensor.apply(LOGIT_BETA_VARIATE_BY_A, b, a, t.neg()));
  }

  /** The derivative by x from that by the logit; at the ends density divided by probability. */
  private static Tensor bySlope(List<Tensor> in, Tensor log, Tensor byLogit) {
    Tensor x = in.get(2);
    Tensor at = x.stopGradient();
    Tensor isInner = at.gt(0).mul(at.lt(1));
    Tensor slope = byLogit.div(x).div(x.neg().add(1));
    Tensor end = Expressions.apply(BETA_LOG_DENSITY, in).exp().div(log.exp());
    return Tensor.where(isInner, slope, end);
  }

  private static VariateDerivative variateSlope(int input) {
    return switch (input) {
      case 0 -> VariateDerivative.LOGIT_BETA_BY_A_TWICE;
      case 1 -> VariateDerivative.LOGIT_BETA_BY_A_AND_B;
      default -> VariateDerivative.LOGIT_BETA_BY_A_AND_LOGIT;
    };
  }

  static Tensor variate(List<Tensor> in) {
    return Expressions.apply(LOGIT_BETA_VARIATE_BY_A, in);
  }

  private static Tensor parameterDerivative(int input, Tensor a, Tensor b, Tensor t) {
    return input == 0
        ? Tensor.apply(LOGIT_BETA_I_BY_A, a, b, t)
        : Tensor.apply(LOGIT_BETA_I_BY_A, b, a, t.neg()).neg();
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
