package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

/** Error functions, the normal distribution function and lgamma; digamma is {@link Polygamma}. */
public enum SpecialFunction implements Elementwise {
  /** Error function. Derivative 2/sqrt(pi) e^(-x^2). */
  ERF(unary((x, y) -> gaussian(x)), Domain.REALS, Loops.calling(ErrorFunctions::erf)),

  /** 1 - erf(x) without cancellation. Derivative -2/sqrt(pi) e^(-x^2). */
  ERFC(unary((x, y) -> gaussian(x).neg()), Domain.REALS, Loops.calling(ErrorFunctions::erfc)),

  /** Phi(x), the distribution function of N(0,1). Derivative e^(-x^2/2) / sqrt(2 pi). */
  NDTR(
      unary((x, y) -> x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI))),
      Domain.REALS,
      Loops.calling(ErrorFunctions::ndtr)),

  /** ln Phi(x), accurate in the far left tail. Derivative {@link #NORMAL_HAZARD}. */
  LOG_NDTR(unary((x, y) -> x.normalHazard()), Domain.REALS, Loops.calling(ErrorFunctions::logNdtr)),

  /** phi(x) / Phi(x), about -x for very negative x. Derivative -y (x + y). */
  NORMAL_HAZARD(
      unary((x, y) -> y.mul(hazardExcess(x, y)).neg()),
      Domain.REALS,
      Loops.calling(ErrorFunctions::normalHazard)),

  /** ln |Gamma(x)|; plus infinity at 0, -1, -2, ... Derivative digamma(x). */
  LGAMMA(unary((x, y) -> x.digamma()), Domain.POSITIVE, Loops.calling(GammaFunctions::lgamma));

  private final GradientRule rule;
  private final Domain domain;
  private final Loops loops;

  SpecialFunction(GradientRule rule, Domain domain, Loops loops) {
    this.rule = rule;
    this.domain = domain;
    this.loops = loops;
  }

  /** x + h(x), for x &lt; -100 by its asymptotic series -1/x + 2/x^3 - 10/x^5 + 74/x^7. */
  private static Tensor hazardExcess(Tensor x, Tensor y) {
    Tensor r = x.minimum(-100).reciprocal();
    Tensor r2 = r.square();
    Tensor series = r2.mul(74).sub(10).mul(r2).add(2).mul(r2).sub(1).mul(r);
    return Tensor.where(x.stopGradient().lt(-100), series, x.add(y));
  }

  private static Tensor gaussian(Tensor x) {
    return x.square().neg().exp().mul(2 / Math.sqrt(Math.PI));
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Domain domain() {
    return domain;
  }

  @Override
  public Loops loops() {
    return loops;
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    return rule.gradient(input, y, g);
  }
}
