package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** What distributions of vectors, the last axis, share. */
final class VectorEvents {
  private VectorEvents() {}

  /** As {@link Constraint#restrict}: NaN where an element is. */
  static Tensor restrict(Constraint support, Tensor value, Tensor logProb) {
    Tensor x = value.stopGradient();
    Tensor outside =
        Tensor.where(
            x.ne(x).max(-1),
            Tensor.fill(x.dtype(), Double.NaN),
            Tensor.fill(x.dtype(), Double.NEGATIVE_INFINITY));
    return Tensor.where(support.contains(value), logProb, outside);
  }
}
