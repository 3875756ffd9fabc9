package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Constraints and operations on event shapes that several bijectors share. */
final class Events {
  static final Constraint REALS = new Constraint.Reals();
  static final Constraint VECTORS = new Constraint.Each(REALS, 1);
  static final Constraint POSITIVE = new Constraint.AtLeast(Tensor.zeros(DType.DOUBLE));

  private Events() {}

  static Constraint interval(double low, double high) {
    return new Constraint.Interval(Tensor.scalar(low), Tensor.scalar(high));
  }

  /** The set of arrays, with the given number of axes, of elements of a set. */
  static Constraint lift(Constraint set, int axes) {
    if (axes == 0) {
      return set;
    }
    return set instanceof Constraint.Each e
        ? new Constraint.Each(e.element(), e.axes() + axes)
        : new Constraint.Each(set, axes);
  }

  /** The sum over the last axes. */
  static Tensor sumLast(Tensor x, int axes) {
    int[] last = new int[axes];
    for (int i = 0; i < axes; i++) {
      last[i] = -1 - i;
    }
    return axes == 0 ? x : x.sum(last);
  }

  /** The shape without the event axes. */
  static Shape batch(Tensor x, int eventRank) {
    return x.shape().slice(0, x.shape().rank() - eventRank);
  }

  static void requireRank(String where, Tensor x, int eventRank) {
    if (x.shape().rank() < eventRank) {
      throw Errors.argument(
          where, "argument must have at least " + eventRank + " axes", "shape " + x.shape(), null);
    }
  }

  /** Zeros with the dtype of x. */
  static Tensor zeros(Tensor x, Shape shape) {
    return Tensor.zeros(x.dtype(), shape.toLongs());
  }
}
