package io.github.reparam4j.tensor;

/**
 * Variates of the beta family made from gamma variates, with the gradient that holds the
 * distribution function constant: for a variate t with distribution function F and density f, dt/da
 * = -(dF/da) / f (M. Figurnov, S. Mohamed and A. Mnih, "Implicit Reparameterization Gradients",
 * NeurIPS 2018). A variate of one dimension has no other pathwise gradient.
 *
 * <p>The value is a function of the gamma variates alone, and nothing flows back into them. The
 * gradient by a parameter may be differentiated by the variate, not by the parameters again: that
 * is an error when the gradient is built.
 */
public final class BetaVariates {
  private BetaVariates() {}

  /**
   * The logit of a Beta(a, b) variate: the difference of the logarithms of two gamma variates. It
   * keeps what the variate itself, rounded, would lose close to 0 and 1.
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param logGammaA the logarithm of a standard gamma variate of concentration a
   * @param logGammaB that of an independent one of concentration b
   * @return ln x - ln(1 - x); shapes broadcast; relative error of its gradient 1e-13 in DOUBLE and
   *     4e-7 in FLOAT
   */
  public static Tensor logit(Tensor a, Tensor b, Tensor logGammaA, Tensor logGammaB) {
    Tensor value = logGammaA.sub(logGammaB).stopGradient();
    return Tensor.withGradient(
        value,
        (input, t, g) ->
            input == 0
                ? g.multiplyNoNan(byFirst(a, b, t))
                : g.multiplyNoNan(byFirst(b, a, t.neg())).neg(),
        a,
        b);
  }

  /**
   * A Student's t variate, z / sqrt(2 G / df).
   *
   * @param df degrees of freedom, positive
   * @param z a standard normal variate
   * @param logGamma the logarithm of an independent standard gamma variate G of concentration df/2
   * @return the variate; shapes broadcast; infinite where it overflows, which for df below 0.1 may
   *     happen; relative error of its gradient 1e-11 in DOUBLE
   */
  public static Tensor studentT(Tensor df, Tensor z, Tensor logGamma) {
    Tensor value = z.mul(df.mul(0.5).log().sub(logGamma).mul(0.5).exp()).stopGradient();
    return Tensor.withGradient(
        value, (input, t, g) -> g.multiplyNoNan(studentTByDf(df, t)), df);
  }

  /**
   * The derivative by df of a Student's t variate along a constant distribution function.
   *
   * @param df degrees of freedom, positive
   * @param t the variate
   * @return dt/d(df); it can be differentiated by t, not by df
   */
  public static Tensor studentTByDf(Tensor df, Tensor t) {
    return Tensor.apply(IncompleteBeta.STUDENT_T_VARIATE_BY_DF, df, t);
  }

  private static Tensor byFirst(Tensor a, Tensor b, Tensor t) {
    return Tensor.apply(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, a, b, t);
  }
}
