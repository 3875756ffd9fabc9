/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.StudentFunction;
import io.github.reparam4j.tensor.Tensor;

/**
 * Beta, F and Student's t variates made from gamma variates, with the gradient that holds the
 * distribution function constant: for a variate t with distribution function F and density f, dt/da
 * = -(dF/da) / f (M. Figurnov, S. Mohamed and A. Mnih, "Implicit Reparameterization Gradients",
 * NeurIPS 2018). A variate of one dimension has no other pathwise gradient. The class also has the
 * densities, distribution functions and quantiles of these distributions.
 *
 * <p>The value of a variate is a function of the gamma variates alone, and no gradient flows back
 * into them. Second derivatives by the parameters are exact too, to 1e-8 in DOUBLE, and cost some
 * hundred times as much as first ones; a third is an error when it is built.
 *
 * <p>Shapes broadcast. FLOAT or DOUBLE; all arguments must have one type, else an {@link
 * IllegalArgumentException} says so, at the latest when a gradient is built. Where a parameter is
 * not positive, derivatives, densities and probabilities are NaN. {@code Beta}, {@code StudentT}
 * and {@code FisherSnedecor} of the package {@code distribution} are made from these.
 */
public final class BetaVariates {
  private BetaVariates() {}

  /**
   * The logit of a Beta(a, b) variate: the difference of the logarithms of two gamma variates. It
   * keeps the precision that the rounded variate itself loses close to 0 and 1.
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param logGammaA the logarithm of a standard gamma variate of concentration a
   * @param logGammaB the logarithm of an independent gamma variate of concentration b
   * @return ln x - ln(1 - x); shapes broadcast; relative error of its gradient 1e-13 in DOUBLE and
   *     4e-7 in FLOAT
   */
  public static Tensor logit(Tensor a, Tensor b, Tensor logGammaA, Tensor logGammaB) {
    Tensor value = logGammaA.sub(logGammaB).stopGradient();
    GradientRule implicit =
        (input, t, g) ->
            input == 0
                ? g.multiplyNoNan(byFirst(a, b, t))
                : g.multiplyNoNan(byFirst(b, a, t.neg())).neg();
    return Tensor.withGradient(value, implicit, a, b);
  }

  /**
   * The logarithm of an F variate (G1 / df1) / (G2 / df2): ln G1 - ln G2 - ln(df1 / df2).
   *
   * @param df1 degrees of freedom of the numerator, positive
   * @param df2 degrees of freedom of the denominator, positive
   * @param logGamma1 the logarithm of a standard gamma variate of concentration df1/2
   * @param logGamma2 the logarithm of an independent gamma variate of concentration df2/2
   * @return the logarithm; shapes broadcast
   */
  public static Tensor logFisherSnedecor(
      Tensor df1, Tensor df2, Tensor logGamma1, Tensor logGamma2) {
    Tensor value = logGamma1.sub(logGamma2).sub(df1.log().sub(df2.log())).stopGradient();
    GradientRule implicit =
        (input, u, g) ->
            input == 0
                ? g.multiplyNoNan(logRatioByFirst(df1, df2, u))
                : g.multiplyNoNan(logRatioByFirst(df2, df1, u.neg())).neg();
    return Tensor.withGradient(value, implicit, df1, df2);
  }

  /** D / 2 - 1 / df1, in DOUBLE because the difference cancels for large df1. */
  private static Tensor logRatioByFirst(Tensor df1, Tensor df2, Tensor u) {
    Tensor first = df1.cast(DType.DOUBLE);
    Tensor second = df2.cast(DType.DOUBLE);
    Tensor t = u.cast(DType.DOUBLE).add(first.log().sub(second.log()));
    Tensor d = byFirst(first.mul(0.5), second.mul(0.5), t);
    return d.mul(0.5).sub(first.reciprocal()).cast(u.dtype());
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
    GradientRule implicit = (input, t, g) -> g.multiplyNoNan(studentTByDf(df, t));
    return Tensor.withGradient(value, implicit, df);
  }

  /**
   * The derivative by df of a Student's t variate along a constant distribution function.
   *
   * @param df degrees of freedom, positive
   * @param t the variate
   * @return dt/d(df); it can be differentiated by both, once by df
   */
  static Tensor studentTByDf(Tensor df, Tensor t) {
    return Expressions.apply(StudentFunction.STUDENT_T_VARIATE_BY_DF, df, t);
  }

  // ---- densities, distribution functions and quantiles

  /**
   * The log-density of a Beta(a, b) variate, without cancellation for large parameters.
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param x values in [0, 1]; infinite at 0 unless a = 1, and at 1 unless b = 1
   * @return (a-1) ln x + (b-1) ln(1-x) - ln B(a,b); shapes broadcast
   */
  public static Tensor logDensity(Tensor a, Tensor b, Tensor x) {
    return Expressions.apply(IncompleteBeta.BETA_LOG_DENSITY, a, b, x);
  }

  /**
   * The log-density of the logit t of a Beta(a, b) variate x.
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param t values
   * @return a ln x + b ln(1-x) - ln B(a,b); shapes broadcast
   */
  public static Tensor logitLogDensity(Tensor a, Tensor b, Tensor t) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_LOG_DENSITY, a, b, t);
  }

  /**
   * The distribution function of the logit of a Beta(a, b) variate: I_x(a,b) at x = 1 / (1 + e^-t).
   * The probability of more than t is that of (b, a, -t).
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param t values
   * @return probabilities; shapes broadcast
   */
  public static Tensor logitCdf(Tensor a, Tensor b, Tensor t) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_I, a, b, t);
  }

  /**
   * The logit t of a quantile of the Beta(a, b) distribution: {@link #logitCdf} of it is p. The
   * quantile of an upper tail probability q is minus the quantile of (b, a, q).
   *
   * <p>Gradients by all three, those by a and b of first and second order.
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @param probability p in [0, 1], NaN if not; shapes broadcast
   * @return t, minus infinity for p = 0 and infinity for p = 1
   */
  public static Tensor logitQuantile(Tensor a, Tensor b, Tensor probability) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_I_INVERSE, a, b, probability);
  }

  /**
   * The log-density of Student's t, without cancellation for many degrees of freedom.
   *
   * @param df degrees of freedom, positive
   * @param t values
   * @return -ln B(df/2, 1/2) - ln(df) / 2 - (df+1)/2 ln(1 + t^2/df); shapes broadcast
   */
  public static Tensor studentTLogDensity(Tensor df, Tensor t) {
    return Expressions.apply(StudentFunction.STUDENT_T_LOG_DENSITY, df, t);
  }

  /**
   * A quantile of Student's t.
   *
   * <p>Gradients by both, that by df of first and second order.
   *
   * @param df degrees of freedom, positive
   * @param probability p in [0, 1], NaN if not; shapes broadcast
   * @return the t below which a variate is with probability p; infinite for 0 and 1
   */
  public static Tensor studentTQuantile(Tensor df, Tensor probability) {
    return Expressions.apply(StudentFunction.STUDENT_T_QUANTILE, df, probability);
  }

  /**
   * The mean of ln x of a Beta(a, b) variate x. The mean of ln(1-x) is that of (b, a).
   *
   * @param a exponent of x, positive
   * @param b exponent of 1 - x, positive
   * @return psi(a) - psi(a+b), without cancellation; shapes broadcast
   */
  public static Tensor meanLog(Tensor a, Tensor b) {
    return Expressions.apply(IncompleteBeta.LOG_BETA_BY_A, a, b);
  }

  private static Tensor byFirst(Tensor a, Tensor b, Tensor t) {
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, a, b, t);
  }
}
