package io.github.reparam4j.tensor;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The beta function, the regularised incomplete beta function, and the implicit derivatives of beta
 * and Student's t variates. x = 1 / (1 + e^-t), w = x^a (1-x)^b / B(a,b). NaN in, NaN out; NaN if a
 * parameter is not positive.
 *
 * <p>Derivatives of derivatives by a parameter are not offered: asking for one is an error.
 */
public enum IncompleteBeta implements Elementwise {
  /** ln B(a,b). Derivatives {@link #LOG_BETA_BY_A} of (a,b) and of (b,a). */
  LOG_BETA(2, Loops.calling(IncompleteBetaFunctions::logBeta)) {
    @Override
    Tensor derivative(int input, List<Tensor> x, Tensor y) {
      return input == 0 ? logBetaByA(x.get(0), x.get(1)) : logBetaByA(x.get(1), x.get(0));
    }
  },

  /** psi(a) - psi(a+b). Derivatives psi'(a) - psi'(a+b) and -psi'(a+b). */
  LOG_BETA_BY_A(2, Loops.calling(IncompleteBetaFunctions::logBetaByA)) {
    @Override
    Tensor derivative(int input, List<Tensor> x, Tensor y) {
      Tensor both = x.get(0).add(x.get(1)).trigamma();
      return input == 0 ? x.get(0).trigamma().sub(both) : both.neg();
    }
  },

  /**
   * ln(w / (x (1-x))), the log-density of a Beta(a,b) variate, of (a, b, x), without cancellation
   * for large parameters; NaN for x outside [0, 1]. At 0 it is infinite, but ln b for a = 1; at 1
   * likewise. Derivatives ln x - psi(a) + psi(a+b), ln(1-x) - psi(b) + psi(a+b), and (a-1)/x -
   * (b-1)/(1-x), of which a term is 0 where its numerator is.
   */
  BETA_LOG_DENSITY(3, calling(IncompleteBetaFunctions::betaLogDensity)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
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
    }
  },

  /**
   * ln w, the log-density of t, of (a, b, t). Derivatives ln x - psi(a) + psi(a+b), ln(1-x) -
   * psi(b) + psi(a+b), and a - (a+b) x.
   */
  LOGIT_BETA_LOG_DENSITY(3, calling(IncompleteBetaFunctions::logitBetaLogDensity)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor a = in.get(0);
      Tensor b = in.get(1);
      Tensor t = in.get(2);
      return switch (input) {
        case 0 -> t.logSigmoid().sub(logBetaByA(a, b));
        case 1 -> t.neg().logSigmoid().sub(logBetaByA(b, a));
        default -> slope(a, b, t);
      };
    }
  },

  /**
   * I_x(a,b) of (a, b, x); NaN for x outside [0, 1]. Derivative by x: x^(a-1) (1-x)^(b-1) / B(a,b);
   * by the parameters as of {@link #LOGIT_BETA_I} at ln x - ln(1-x).
   */
  BETA_I(3, calling(IncompleteBetaFunctions::betaI)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor a = in.get(0);
      Tensor b = in.get(1);
      Tensor x = in.get(2);
      if (input < 2) {
        return parameterDerivative(input, a, b, x.log().sub(x.neg().log1p()));
      }
      return Tensor.apply(BETA_LOG_DENSITY, a, b, x).exp();
    }
  },

  /**
   * I_x(a,b) of (a, b, t). Derivative by t: w; by a: {@link #LOGIT_BETA_I_BY_A}; by b: minus that
   * of (b, a, -t).
   */
  LOGIT_BETA_I(3, calling(IncompleteBetaFunctions::logitBetaI)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor t = in.get(2);
      return input < 2
          ? parameterDerivative(input, in.get(0), in.get(1), t)
          : density(in.get(0), in.get(1), t);
    }
  },

  /** dI/da of (a, b, t). Derivative by t: w (ln x - psi(a) + psi(a+b)). */
  LOGIT_BETA_I_BY_A(3, calling(IncompleteBetaFunctions::logitBetaIByA)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor t = in.get(2);
      Tensor excess = t.logSigmoid().sub(logBetaByA(in.get(0), in.get(1)));
      return density(in.get(0), in.get(1), t).multiplyNoNan(excess);
    }
  },

  /**
   * dt/da along a constant I_x(a,b), of (a, b, t): D = -{@link #LOGIT_BETA_I_BY_A} / w, without
   * overflow. By b it is minus the same of (b, a, -t). Derivative by t: -(ln x - psi(a) + psi(a+b))
   * - (a - (a+b) x) D.
   */
  LOGIT_BETA_VARIATE_BY_A(
      3,
      Loops.calling(
          IncompleteBetaFunctions::logitBetaVariateByASingle,
          IncompleteBetaFunctions::logitBetaVariateByA)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor a = in.get(0);
      Tensor b = in.get(1);
      Tensor t = in.get(2);
      return slope(a, b, t).mul(y).add(t.logSigmoid()).sub(logBetaByA(a, b)).neg();
    }
  },

  /**
   * dt/dnu along a constant distribution function of Student's t, of (nu, t). With f the density,
   * derivative by t: -(d ln f / d nu) - D d ln f / dt.
   */
  STUDENT_T_VARIATE_BY_DF(2, Loops.calling(StudentFunctions::variateByDf)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      Tensor byDf = Tensor.apply(STUDENT_T_LOG_DENSITY_BY_DF, in.get(0), in.get(1));
      return studentSlope(in.get(0), in.get(1)).mul(y).add(byDf).neg();
    }
  },

  /**
   * The t with I = p of (a, b, p); minus infinity at 0, infinity at 1, NaN outside. Derivatives:
   * {@link #LOGIT_BETA_VARIATE_BY_A} by a and, as there, by b; 1 / w by p.
   */
  LOGIT_BETA_I_INVERSE(3, calling(BetaQuantile::logit)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor t) {
      Tensor a = in.get(0);
      Tensor b = in.get(1);
      return switch (input) {
        case 0 -> Tensor.apply(LOGIT_BETA_VARIATE_BY_A, a, b, t);
        case 1 -> Tensor.apply(LOGIT_BETA_VARIATE_BY_A, b, a, t.neg()).neg();
        default -> Tensor.apply(LOGIT_BETA_LOG_DENSITY, a, b, t).neg().exp();
      };
    }
  },

  /**
   * ln f(t) of Student's t, of (nu, t), without cancellation for large nu; minus infinity at the
   * infinities. Derivatives: {@link #STUDENT_T_LOG_DENSITY_BY_DF} by nu, -(nu+1) t / (nu + t^2) by
   * t.
   */
  STUDENT_T_LOG_DENSITY(2, Loops.calling(StudentFunctions::logDensity)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
      return input == 0
          ? Tensor.apply(STUDENT_T_LOG_DENSITY_BY_DF, in.get(0), in.get(1))
          : studentSlope(in.get(0), in.get(1));
    }
  },

  /**
   * d ln f(t) / d nu of (nu, t). With s = t^2 / (nu + t^2), derivatives (psi'((nu+1)/2) -
   * psi'(nu/2)) / 4 + 1 / (2 nu^2) + (s^2 / nu - s (2 - s) / nu^2) / 2 by nu, t (1 - t^2) / (nu +
   * t^2)^2 by t.
   */
  STUDENT_T_LOG_DENSITY_BY_DF(2, Loops.calling(StudentFunctions::logDensityByDf)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor y) {
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
    }
  },

  /**
   * The t below which Student's t is with probability p, of (nu, p); the infinities at 0 and 1, NaN
   * outside. Derivatives: {@link #STUDENT_T_VARIATE_BY_DF} by nu, 1 / f(t) by p.
   */
  STUDENT_T_QUANTILE(2, Loops.calling(StudentFunctions::quantile)) {
    @Override
    Tensor derivative(int input, List<Tensor> in, Tensor t) {
      Tensor nu = in.get(0);
      return input == 0
          ? Tensor.apply(STUDENT_T_VARIATE_BY_DF, nu, t)
          : Tensor.apply(STUDENT_T_LOG_DENSITY, nu, t).neg().exp();
    }
  };

  private final int arity;
  private final Loops loops;

  IncompleteBeta(int arity, Loops loops) {
    this.arity = arity;
    this.loops = loops;
  }

  /** The derivative by an input whose path flows, in DOUBLE. */
  abstract Tensor derivative(int input, List<Tensor> in, Tensor y);

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

  private static Tensor parameterDerivative(int input, Tensor a, Tensor b, Tensor t) {
    return input == 0
        ? Tensor.apply(LOGIT_BETA_I_BY_A, a, b, t)
        : Tensor.apply(LOGIT_BETA_I_BY_A, b, a, t.neg()).neg();
  }

  @Override
  public int arity() {
    return arity;
  }

  @Override
  public Domain domain() {
    return Domain.POSITIVE;
  }

  @Override
  public Loops loops() {
    return loops;
  }

  @Override
  public Path path(int input) {
    boolean isDerivative =
        this == LOGIT_BETA_I_BY_A
            || this == LOGIT_BETA_VARIATE_BY_A
            || this == STUDENT_T_VARIATE_BY_DF;
    return isDerivative && input < arity - 1 ? Path.FORBIDDEN : Path.FLOWS;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Computed in DOUBLE for FLOAT too: the terms of these derivatives cancel.
   */
  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    if (y.dtype() == DType.DOUBLE) {
      return g.multiplyNoNan(derivative(input, y.inputs(), y));
    }
    UnaryOperator<Tensor> wide = t -> t.cast(DType.DOUBLE);
    List<Tensor> in = y.inputs().stream().map(wide).toList();
    Tensor value = Tensor.apply(this, in.toArray(Tensor[]::new));
    return g.multiplyNoNan(derivative(input, in, value).cast(y.dtype()));
  }
}
