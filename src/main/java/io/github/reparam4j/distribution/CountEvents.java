package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/** What distributions of counts share. */
final class CountEvents {
  private CountEvents() {}

  /**
   * A distribution function of counts from 0 on: 0 below, 1 from the last one on, NaN for NaN.
   *
   * @param value where
   * @param last the greatest count, or infinity
   * @param upTo P(K &lt;= k) for whole k in [0, last)
   */
  static Tensor cdf(Tensor value, Tensor last, UnaryOperator<Tensor> upTo) {
    Tensor zero = Tensor.zeros(value.dtype());
    Tensor inside = value.ge(0).mul(value.lt(last));
    Tensor k = Tensor.where(inside, value.floor(), zero);
    Tensor above = Tensor.where(value.eq(value), zero.add(1), value);
    Tensor outside = Tensor.where(value.lt(0), zero, above);
    return Tensor.where(inside, upTo.apply(k), outside);
  }
}
