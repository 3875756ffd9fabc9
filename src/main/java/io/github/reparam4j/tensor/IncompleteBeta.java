/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.BetaQuantile;
import io.github.reparam4j.special.BetaTails;
import io.github.reparam4j.special.IncompleteBetaFunctions;
import io.github.reparam4j.special.StudentFunctions;
import java.util.List;

/**
 * The beta function, the regularised incomplete beta function, and the implicit derivatives of beta
 * and Student's t variates. x = 1 / (1 + e^-t), w = x^a (1-x)^b / B(a,b). NaN in, NaN out; NaN if a
 * parameter is not positive.
 *
 * <p>Derivatives of derivatives by a parameter are not offered: asking for one is an error.
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
   * likewise. Derivatives ln x - psi(a) + psi(a+b), ln(1-x) - psi(b) + psi(a+b), and (a-1)/x -
   * (b-1)/(1-x), of which a term is 0 where its numerator is.
   */
  BETA_LOG_DENSITY(
      calling(IncompleteBetaFunctions::betaLogDensity),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor x = in.get(2);
        Tensor rest = x.neg().add(1);
        return switch (input) {
          case 0 -> x.log().sub(logBetaByA(a, b));
          case 1 -> x.neg().log1p().sub(logBetaByA(b, a));
          default ->
              a.sub(1).multiplyNoNan(x.reciprocal()).sub(b.sub(1).multiplyNoNan(rest.reciprocal()));
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

  /** dI/da of (a, b, t). Derivative by t: w (ln x - psi(a) + psi(a+b)). */
  LOGIT_BETA_I_BY_A(
      2,
      calling(IncompleteBetaFunctions::logitBetaIByA),
      (input, in, y) -> {
        Tensor t = in.get(2);
        Tensor excess = t.logSigmoid().sub(logBetaByA(in.get(0), in.get(1)));
        return density(in.get(0), in.get(1), t).multiplyNoNan(excess);
      }),

  /**
   * dt/da along a constant I_x(a,b), of (a, b, t): D = -{@link #LOGIT_BETA_I_BY_A} / w, without
   * overflow. By b it is minus the same of (b, a, -t). Derivative by t: -(ln x - psi(a) + psi(a+b))
   * - (a - (a+b) x) D.
   */
  LOGIT_BETA_VARIATE_BY_A(
      2,
      Loops.calling(
          IncompleteBetaFunctions::logitBetaVariateByASingle,
          IncompleteBetaFunctions::logitBetaVariateByA),
      (input, in, y) -> {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Tensor t = in.get(2);
        return slope(a, b, t).mul(y).add(t.logSigmoid()).sub(logBetaByA(a, b)).neg();
      }),

  /**
   * dt/dnu along a constant distribution function of Student's t, of (nu, t). With f the density,
   * derivative by t: -(d ln f / d nu) - D d ln f / dt.
   */
  STUDENT_T_VARIATE_BY_DF(
      1,
      Loops.calling(StudentFunctions::variateByDf),
      (input, in, y) -> {
        Tensor byDf = studentByDf(in.get(0), in.get(1));
        return studentSlope(in.get(0), in.get(1)).mul(y).add(byDf).neg();
      }),

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

  /**
   * ln f(t) of Student's t, of (nu, t), without cancellation for large nu; minus infinity at the
   * infinities. Derivatives: {@link #STUDENT_T_LOG_DENSITY_BY_DF} by nu, -(nu+1) t / (nu + t^2) by
   * t.
   */
  STUDENT_T_LOG_DENSITY(
      Loops.calling(StudentFunctions::logDensity),
      (input, in, y) ->
          input == 0 ? studentByDf(in.get(0), in.get(1)) : studentSlope(in.get(0), in.get(1))),

  /**
   * d ln f(t) / d nu of (nu, t). With s = t^2 / (nu + t^2), derivatives (psi'((nu+1)/2) -
   * psi'(nu/2)) / 4 + 1 / (2 nu^2) + (s^2 / nu - s (2 - s) / nu^2) / 2 by nu, t (1 - t^2) / (nu +
   * t^2)^2 by t.
   */
  STUDENT_T_LOG_DENSITY_BY_DF(
      Loops.calling(StudentFunctions::logDensityByDf),
      (input, in, y) -> {
        Tensor nu = in.get(0);
        Tensor t = in.get(1);
        Tensor square = t.square();
        Tensor total = nu.add(square);
        if (input == 1) {
          return t.div(total).mul(square.neg().add(1).div(total));
        }
        Tensor share = square.div(total);
        Tensor r = nu.reciprocal();
        Tensor half = nu.mul(0.5);
        Tensor constant = half.add(0.5).trigamma().sub(half.trigamma()).mul(0.25);
        Tensor rest = share.sub(share.neg().add(2).mul(r)).mul(share).add(r).mul(0.5);
        return constant.add(rest.mul(r));
      }),

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
        Tensor h = studentReversedHazard(in.get(0), in.get(1));
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
                studentByDf(nu, t).add(h.mul(Tensor.apply(STUDENT_T_VARIATE_BY_DF, nu, t))))
            : h.multiplyNoNan(studentSlope(nu, t).sub(h));
      });

  private final ElementwiseDefinition definition;

  IncompleteBeta(Loops loops, Partials partials) {
    this(0, loops, partials);
  }

  IncompleteBeta(int firstDifferentiable, Loops loops, Partials partials) {
    this.definition =
        ElementwiseDefinition.of(inDouble(partials), loops).differentiableFrom(firstDifferentiable);
  }

  /** The partial derivatives, of DOUBLE inputs and their value. */
  @FunctionalInterface
  private interface Partials {
    Tensor by(int input, List<Tensor> in, Tensor y);
  }

  /** The gradient, computed in DOUBLE for FLOAT too: the terms of these derivatives cancel. */
  private static GradientRule inDouble(Partials partials) {
    return (input, y, g) -> {
      if (y.dtype() == DType.DOUBLE) {
        return g.multiplyNoNan(partials.by(input, y.inputs(), y));
      }
      List<Tensor> in = y.inputs().stream().map(t -> t.cast(DType.DOUBLE)).toList();
      Tensor value = Expressions.apply(y.op(), in);
      return g.multiplyNoNan(partials.by(input, in, value).cast(y.dtype()));
    };
  }

  private static Loops calling(Loops.DoubleTernary f) {
    return Loops.calling(f, f);
  }

  private static Tensor logBetaByA(Tensor a, Tensor b) {
    return Tensor.apply(LOG_BETA_BY_A, a, b);
  }

  private static Tensor density(Tensor a, Tensor b, Tensor t) {
    return Tensor.apply(LOGIT_BETA_LOG_DENSITY, a, b, t).exp();
  }

  /** a (1-x) - b x. */
  private static Tensor slope(Tensor a, Tensor b, Tensor t) {
    return a.mul(t.neg().sigmoid()).sub(b.mul(t.sigmoid()));
  }

  /** -(nu+1) t / (nu + t^2), without overflow. */
  private static Tensor studentSlope(Tensor nu, Tensor t) {
    Tensor rest = t.mul(t.div(nu)).add(1);
    return nu.reciprocal().add(1).mul(t.div(rest)).neg();
  }

  private static Tensor studentReversedHazard(Tensor nu, Tensor t) {
    return Tensor.apply(STUDENT_T_REVERSED_HAZARD, nu, t);
  }

  private static Tensor studentByDf(Tensor nu, Tensor t) {
    return Tensor.apply(STUDENT_T_LOG_DENSITY_BY_DF, nu, t);
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
