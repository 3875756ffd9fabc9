/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/**
 * Element by element with another operand: methods of {@link Tensor} whose result at an index
 * depends on the operands at that index only. Here a is the tensor itself. The operations' own
 * pages give values and derivatives by cases: {@link Arithmetic}, {@link Transcendental}, {@link
 * Selection}.
 */
public sealed interface BinaryMethods permits Tensor {
  /**
   * Computes a + b.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor add(Tensor b) {
    return Tensor.apply(Arithmetic.ADD, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #add(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor add(double b) {
    return add(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes a - b.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor sub(Tensor b) {
    return Tensor.apply(Arithmetic.SUB, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #sub(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor sub(double b) {
    return sub(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes a b.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor mul(Tensor b) {
    return Tensor.apply(Arithmetic.MUL, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #mul(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor mul(double b) {
    return mul(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes a / b.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor div(Tensor b) {
    return Tensor.apply(Arithmetic.DIV, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #div(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor div(double b) {
    return div(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes a^b; 1 for b = 0. Derivatives b a^(b-1) and a^b ln a, each 0 where its factor is.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor pow(Tensor b) {
    return Tensor.apply(Arithmetic.POW, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #pow(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor pow(double b) {
    return pow(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes the greater of a and b, NaN if either is; at ties each gets half the gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor maximum(Tensor b) {
    return Tensor.apply(Arithmetic.MAX, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #maximum(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor maximum(double b) {
    return maximum(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes the lesser of a and b, NaN if either is; at ties each gets half the gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor minimum(Tensor b) {
    return Tensor.apply(Arithmetic.MIN, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #minimum(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor minimum(double b) {
    return minimum(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes a b, but 0 where a is 0, even if b is infinite or NaN there.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor multiplyNoNan(Tensor b) {
    return Tensor.apply(Arithmetic.MULTIPLY_NO_NAN, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * Computes ln(e^a + e^b), without overflow.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor logAddExp(Tensor b) {
    return Tensor.apply(Transcendental.LOG_ADD_EXP, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * Computes a ln b, but 0 where a is 0.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor xlogy(Tensor b) {
    return Tensor.apply(Transcendental.XLOGY, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * Computes a ln(1 + b), but 0 where a is 0.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor xlog1py(Tensor b) {
    return Tensor.apply(Transcendental.XLOG1PY, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * Computes 1 where a = b, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor eq(Tensor b) {
    return Tensor.apply(Selection.EQ, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #eq(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor eq(double b) {
    return eq(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes 1 where a != b or either is NaN, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor ne(Tensor b) {
    return Tensor.apply(Selection.NE, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #ne(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor ne(double b) {
    return ne(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes 1 where a &lt; b, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor lt(Tensor b) {
    return Tensor.apply(Selection.LT, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #lt(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor lt(double b) {
    return lt(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes 1 where a &lt;= b, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor le(Tensor b) {
    return Tensor.apply(Selection.LE, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #le(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor le(double b) {
    return le(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes 1 where a &gt; b, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor gt(Tensor b) {
    return Tensor.apply(Selection.GT, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #gt(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor gt(double b) {
    return gt(Tensor.fill(((Tensor) this).dtype(), b));
  }

  /**
   * Computes 1 where a &gt;= b, else 0; it has no gradient.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor ge(Tensor b) {
    return Tensor.apply(Selection.GE, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * As {@link #ge(Tensor)} with a scalar.
   *
   * @param b the scalar, rounded to this tensor's type
   * @return the element-wise result
   */
  default Tensor ge(double b) {
    return ge(Tensor.fill(((Tensor) this).dtype(), b));
  }

  // ---- the beta family, see also BetaVariates

  /**
   * Computes ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), without cancellation; NaN
   * unless both are positive.
   *
   * @param b the other operand; shapes broadcast
   * @return the element-wise result
   */
  default Tensor logBeta(Tensor b) {
    return Tensor.apply(IncompleteBeta.LOG_BETA, (Tensor) this, Arguments.given(b, "b"));
  }

  /**
   * Computes the regularised incomplete beta function I_x(a, b) with x this tensor, the
   * distribution function of a Beta(a, b) variate; NaN for x outside [0, 1]. Its derivatives with
   * respect to a and b can be differentiated with respect to x only.
   *
   * @param a the exponent of x; shapes broadcast
   * @param b the exponent of 1 - x; shapes broadcast
   * @return the element-wise result
   */
  default Tensor incompleteBeta(Tensor a, Tensor b) {
    return Tensor.apply(
        IncompleteBeta.BETA_I, Arguments.given(a, "a"), Arguments.given(b, "b"), (Tensor) this);
  }

  // ---- the gamma distribution; this is its concentration a

  /**
   * Computes P(a, x), the distribution function of the standard gamma distribution of concentration
   * a.
   *
   * @param x points; shapes broadcast
   * @return the element-wise result
   */
  default Tensor gammaP(Tensor x) {
    return Tensor.apply(IncompleteGamma.GAMMA_P, (Tensor) this, Arguments.given(x, "x"));
  }

  /**
   * Computes Q(a, x) = 1 - P(a, x), without cancellation for large x.
   *
   * @param x points; shapes broadcast
   * @return the element-wise result
   */
  default Tensor gammaQ(Tensor x) {
    return Tensor.apply(IncompleteGamma.GAMMA_Q, (Tensor) this, Arguments.given(x, "x"));
  }

  /**
   * Computes (a - 1) ln x - x - lgamma(a), the logarithm of the density of that distribution.
   *
   * @param x points; shapes broadcast
   * @return the element-wise result
   */
  default Tensor gammaLogDensity(Tensor x) {
    return Tensor.apply(IncompleteGamma.GAMMA_LOG_DENSITY, (Tensor) this, Arguments.given(x, "x"));
  }

  // ---- selections

  /**
   * Holds x within bounds: max(low, min(x, high)). The gradient passes where low &lt;= x &lt;=
   * high, ends included.
   *
   * @param low lower bound
   * @param high upper bound
   * @return the element-wise result
   */
  default Tensor clamp(double low, double high) {
    DType dtype = ((Tensor) this).dtype();
    return clamp(Tensor.fill(dtype, low), Tensor.fill(dtype, high));
  }

  /**
   * As {@link #clamp(double, double)} with bounds that broadcast; outside, the gradient goes to the
   * bound that holds.
   *
   * @param low lower bounds
   * @param high upper bounds
   * @return the element-wise result
   */
  default Tensor clamp(Tensor low, Tensor high) {
    return Tensor.apply(
        Selection.CLAMP, (Tensor) this, Arguments.given(low, "low"), Arguments.given(high, "high"));
  }
}
