/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * Element by element: methods of {@link Tensor} whose result at an index depends on its element at
 * that index only. Here x is the tensor itself. The operations' own pages give values and
 * derivatives by cases: {@link Arithmetic}, {@link Transcendental}, {@link Activation}, {@link
 * SpecialFunction}, {@link Selection}.
 *
 * <p>Gradients are safe by selection: an infinite or NaN derivative of an element whose cotangent
 * is 0, as in a branch that {@link Tensor#where} did not select, contributes 0.
 */
public sealed interface ElementwiseMethods permits Tensor {
  /** {@return -x} */
  default Tensor neg() {
    return Tensor.apply(Arithmetic.NEG, (Tensor) this);
  }

  /** {@return |x|; derivative sign(x), 0 at 0} */
  default Tensor abs() {
    return Tensor.apply(Arithmetic.ABS, (Tensor) this);
  }

  /** {@return the sign of x: -1, 0 or 1; it has no gradient} */
  default Tensor sign() {
    return Tensor.apply(Arithmetic.SIGN, (Tensor) this);
  }

  /** {@return the largest integer not above x; it has no gradient} */
  default Tensor floor() {
    return Tensor.apply(Arithmetic.FLOOR, (Tensor) this);
  }

  /** {@return x^2; derivative 2 x} */
  default Tensor square() {
    return Tensor.apply(Arithmetic.SQUARE, (Tensor) this);
  }

  /**
   * The square root. The derivative 1 / (2 sqrt x) is infinite at 0, so that of {@code
   * x.square().sqrt()} is NaN there: write {@code x.abs()}. A norm is safe: if this is a sum or
   * mean of squares, as in {@code x.square().sum(-1).sqrt()} or {@code
   * a.square().add(b.square()).sqrt()}, the derivative at 0 is the subgradient 0.
   *
   * @return the root; NaN for x &lt; 0
   */
  default Tensor sqrt() {
    return Tensor.apply(Arithmetic.SQRT, (Tensor) this);
  }

  /** {@return 1 / sqrt(x); derivative -x^(-3/2) / 2} */
  default Tensor rsqrt() {
    return Tensor.apply(Arithmetic.RSQRT, (Tensor) this);
  }

  /** {@return 1 / x; derivative -1 / x^2} */
  default Tensor reciprocal() {
    return Tensor.apply(Arithmetic.RECIPROCAL, (Tensor) this);
  }

  /** {@return e^x; derivative e^x; of {@code log} its argument, NaN below 0} */
  default Tensor exp() {
    Tensor x = (Tensor) this;
    return x.op() == Transcendental.LOG
        ? orNan(x.inputs().get(0), 0) // at 0 the slopes 0 and infinity meet
        : Tensor.apply(Transcendental.EXP, x);
  }

  /** {@return e^x - 1, accurate near 0; derivative e^x; of {@code log1p} its argument, as there} */
  default Tensor expm1() {
    Tensor x = (Tensor) this;
    return x.op() == Transcendental.LOG1P
        ? orNan(x.inputs().get(0), -1)
        : Tensor.apply(Transcendental.EXPM1, x);
  }

  /** NaN below the least argument of a logarithm. */
  private static Tensor orNan(Tensor x, double least) {
    Tensor isInside = x.stopGradient().ge(least);
    return Tensor.where(isInside, x, Tensor.fill(x.dtype(), Double.NaN));
  }

  /**
   * {@return ln x; derivative 1 / x; of {@code exp} its argument, of {@code sigmoid} and {@code
   * softplus} the function that does not underflow}
   */
  default Tensor log() {
    Tensor x = (Tensor) this;
    if (x.op() == Transcendental.EXP) {
      return x.inputs().get(0); // where the exponential underflows, 1 / x overflows
    }
    if (x.op() == Activation.SOFTPLUS) {
      return x.inputs().get(0).logSoftplus();
    }
    return x.op() == Activation.SIGMOID
        ? x.inputs().get(0).logSigmoid()
        : Tensor.apply(Transcendental.LOG, x);
  }

  /** {@return ln(1 + x), accurate near 0; derivative 1 / (1 + x)} */
  default Tensor log1p() {
    return Tensor.apply(Transcendental.LOG1P, (Tensor) this);
  }

  /** {@return ln(1 - e^x) for x &lt; 0, accurate at both ends; derivative -1 / (e^-x - 1)} */
  default Tensor log1mexp() {
    return Tensor.apply(Transcendental.LOG1MEXP, (Tensor) this);
  }

  /** {@return sin x; derivative cos x} */
  default Tensor sin() {
    return Tensor.apply(Transcendental.SIN, (Tensor) this);
  }

  /** {@return cos x; derivative -sin x} */
  default Tensor cos() {
    return Tensor.apply(Transcendental.COS, (Tensor) this);
  }

  /** {@return the inverse tangent of x; derivative 1 / (1 + x^2)} */
  default Tensor atan() {
    return Tensor.apply(Transcendental.ATAN, (Tensor) this);
  }

  /** {@return the hyperbolic tangent y of x; derivative 1 - y^2} */
  default Tensor tanh() {
    return Tensor.apply(Transcendental.TANH, (Tensor) this);
  }

  /** {@return y = 1 / (1 + e^-x); derivative y (1 - y)} */
  default Tensor sigmoid() {
    return Tensor.apply(Activation.SIGMOID, (Tensor) this);
  }

  /** {@return ln sigmoid(x) = -softplus(-x); derivative sigmoid(-x)} */
  default Tensor logSigmoid() {
    return Tensor.apply(Activation.LOG_SIGMOID, (Tensor) this);
  }

  /** {@return ln(1 + e^x), without overflow; derivative sigmoid(x)} */
  default Tensor softplus() {
    return Tensor.apply(Activation.SOFTPLUS, (Tensor) this);
  }

  /** {@return max(x, 0); derivative 1 for x &gt; 0, else 0} */
  default Tensor relu() {
    return Tensor.apply(Activation.RELU, (Tensor) this);
  }

  /** {@return the error function of x; derivative 2/sqrt(pi) e^(-x^2)} */
  default Tensor erf() {
    return Tensor.apply(SpecialFunction.ERF, (Tensor) this);
  }

  /** {@return 1 - erf(x), without cancellation} */
  default Tensor erfc() {
    return Tensor.apply(SpecialFunction.ERFC, (Tensor) this);
  }

  /** {@return Phi(x), the distribution function of N(0,1); derivative its density} */
  default Tensor ndtr() {
    return Tensor.apply(SpecialFunction.NDTR, (Tensor) this);
  }

  /** {@return ln Phi(x), accurate in the left tail; derivative phi(x) / Phi(x)} */
  default Tensor logNdtr() {
    return Tensor.apply(SpecialFunction.LOG_NDTR, (Tensor) this);
  }

  /** {@return y = phi(x) / Phi(x), the inverse Mills ratio of -x; derivative -y (x + y)} */
  default Tensor normalHazard() {
    return Tensor.apply(SpecialFunction.NORMAL_HAZARD, (Tensor) this);
  }

  /** {@return the y with Phi(y) = x, the quantile of N(0,1); derivative sqrt(2 pi) e^(y^2/2)} */
  default Tensor ndtri() {
    return Tensor.apply(SpecialFunction.NDTRI, (Tensor) this);
  }

  /** {@return the y with erf(y) = x; derivative sqrt(pi)/2 e^(y^2)} */
  default Tensor erfinv() {
    return Tensor.apply(SpecialFunction.ERFINV, (Tensor) this);
  }

  /** {@return y = e^(x^2) erfc(x), without overflow for x &gt; 0; derivative 2 x y - 2/sqrt(pi)} */
  default Tensor erfcx() {
    return Tensor.apply(SpecialFunction.ERFCX, (Tensor) this);
  }

  /** {@return ln(e^x - 1) for x &gt; 0, the inverse of softplus; derivative 1 / (1 - e^-x)} */
  default Tensor logExpm1() {
    return Tensor.apply(SpecialFunction.LOG_EXPM1, (Tensor) this);
  }

  /**
   * {@return ln softplus(x) = ln ln(1 + e^x), accurate where softplus underflows and near its zero
   * at ln(e - 1); derivative sigmoid(x) / softplus(x)}
   */
  default Tensor logSoftplus() {
    return Tensor.apply(SpecialFunction.LOG_SOFTPLUS, (Tensor) this);
  }

  /** {@return ln cosh x, without overflow or cancellation; derivative tanh x} */
  default Tensor logCosh() {
    return Tensor.apply(SpecialFunction.LOG_COSH, (Tensor) this);
  }

  /** {@return y = e^x E1(x) for x &gt; 0, E1 the exponential integral; derivative y - 1/x} */
  default Tensor expE1() {
    return Tensor.apply(SpecialFunction.EXP_E1, (Tensor) this);
  }

  /** {@return e^-|x| I0(x), the scaled modified Bessel function of order 0} */
  default Tensor besselI0e() {
    return Tensor.apply(Bessel.BESSEL_I0E, (Tensor) this);
  }

  /** {@return e^-|x| I1(x), the scaled modified Bessel function of order 1} */
  default Tensor besselI1e() {
    return Tensor.apply(Bessel.BESSEL_I1E, (Tensor) this);
  }

  /**
   * The scaled modified Bessel function of any order; the order is not differentiated.
   *
   * @param order a real number &gt;= 0
   * @return e^-x I_order(x) for x &gt;= 0, NaN for x &lt; 0
   */
  default Tensor besselIve(double order) {
    return Tensor.apply(new BesselIve(order), (Tensor) this);
  }

  /** {@return ln I0(x), accurate near 0 too; derivative I1/I0} */
  default Tensor logBesselI0() {
    return Tensor.apply(Bessel.LOG_BESSEL_I0, (Tensor) this);
  }

  /** {@return ln(e^-|x| I0(x)), so that ln I0(x) is |x| more; derivative I1/I0 - sign(x)} */
  default Tensor logBesselI0e() {
    return Tensor.apply(Bessel.LOG_BESSEL_I0E, (Tensor) this);
  }

  /** {@return y = I1(x) / I0(x); derivative 1 - y/x - y^2} */
  default Tensor besselRatio() {
    return Tensor.apply(Bessel.BESSEL_RATIO, (Tensor) this);
  }

  /** {@return 1 - I1(|x|) / I0(|x|), without cancellation for large x} */
  default Tensor besselRatioGap() {
    return Tensor.apply(Bessel.BESSEL_RATIO_GAP, (Tensor) this);
  }

  /** {@return ln |Gamma(x)|; derivative digamma(x)} */
  default Tensor lgamma() {
    return Tensor.apply(SpecialFunction.LGAMMA, (Tensor) this);
  }

  /** {@return the logarithmic derivative of Gamma; derivative trigamma(x)} */
  default Tensor digamma() {
    return Tensor.apply(new Polygamma(0), (Tensor) this);
  }

  /** {@return the derivative of digamma} */
  default Tensor trigamma() {
    return Tensor.apply(new Polygamma(1), (Tensor) this);
  }

  /**
   * Derivatives of digamma.
   *
   * @param order n &gt;= 0
   * @return the n-th derivative of digamma at x
   */
  default Tensor polygamma(int order) {
    return Tensor.apply(new Polygamma(order), (Tensor) this);
  }

  /**
   * Leaky rectifier.
   *
   * @param slope derivative for x &lt;= 0
   * @return x for x &gt; 0, else slope x
   */
  default Tensor leakyRelu(double slope) {
    Tensor x = (Tensor) this;
    return Tensor.where(x.stopGradient().gt(0), x, x.mul(slope));
  }

  /**
   * Exponential linear unit (Clevert et al. 2015) with alpha = 1.
   *
   * @return x for x &gt; 0, else e^x - 1; derivative 1, or e^x
   */
  default Tensor elu() {
    Tensor x = (Tensor) this;
    Tensor positive = x.stopGradient().gt(0);
    Tensor rest = Tensor.where(positive, Tensor.fill(x.dtype(), 0), x);
    return Tensor.where(positive, x, rest.expm1());
  }

  /** {@return x Phi(x), the Gaussian error linear unit (Hendrycks and Gimpel 2016), exact form} */
  default Tensor gelu() {
    Tensor x = (Tensor) this;
    return x.mul(x.ndtr());
  }

  /**
   * Conversion to another element type.
   *
   * @param to the type
   * @return x, rounded to it
   */
  default Tensor cast(DType to) {
    Tensor x = (Tensor) this;
    return x.dtype() == Arguments.given(to, "to") ? x : Tensor.apply(new Cast(to), x);
  }
}
