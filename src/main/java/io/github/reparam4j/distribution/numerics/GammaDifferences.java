/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GammaDifference;
import io.github.reparam4j.tensor.Tensor;

/**
 * f(a + x) - f(a) of ln Gamma and its derivatives, to a few ulp: for a large beside x, where both
 * values agree in nearly all digits, and for tiny arguments. NaN unless a &gt; 0 and a + x &gt; 0.
 *
 * <p>Differentiable by both, to any order. Shapes broadcast; dtypes must agree. Operation: {@link
 * GammaDifference}.
 */
public final class GammaDifferences {
  private GammaDifferences() {}

  /**
   * ln Gamma(a + x) - ln Gamma(a), the logarithm of the rising factorial.
   *
   * @param a argument, &gt; 0
   * @param x difference of the arguments
   * @return the difference
   */
  public static Tensor lgamma(Tensor a, Tensor x) {
    return Expressions.apply(new GammaDifference(-1), a, x);
  }

  /**
   * psi(a + x) - psi(a).
   *
   * @param a argument, &gt; 0
   * @param x difference of the arguments
   * @return the difference
   */
  static Tensor digamma(Tensor a, Tensor x) {
    return polygamma(0, a, x);
  }

  /**
   * The difference of the derivatives of psi.
   *
   * @param order of the derivative, 0 for psi itself
   * @param a argument, &gt; 0
   * @param x difference of the arguments
   * @return the difference
   */
  public static Tensor polygamma(int order, Tensor a, Tensor x) {
    return Expressions.apply(new GammaDifference(order), a, x);
  }
}
