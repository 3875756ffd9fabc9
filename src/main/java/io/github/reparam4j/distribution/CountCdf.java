/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Distribution functions of counts, as step functions on the reals. */
final class CountCdf {
  private CountCdf() {}

  /**
   * P(K &lt;= x) of a count K: 0 below 0, 1 from the greatest count on, NaN for NaN.
   *
   * @param x points on the real line
   * @param greatest the greatest count, or infinity
   * @param upTo P(K &lt;= k) for integers k in [0, greatest)
   */
  static Tensor of(Tensor x, Tensor greatest, UnaryOperator<Tensor> upTo) {
    Tensor zero = Tensor.zeros(x.dtype());
    Tensor inside = x.ge(0).mul(x.lt(greatest));
    Tensor k = Tensor.where(inside, x.floor(), zero);
    Tensor above = Tensor.where(x.eq(x), zero.add(1), x);
    Tensor outside = Tensor.where(x.lt(0), zero, above);
    return Tensor.where(inside, upTo.apply(k), outside);
  }
}
