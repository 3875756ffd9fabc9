package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Shapes where the last axes belong to the event. */
final class EventAxes {
  private EventAxes() {}

  /** The axes before the last ones. */
  static Shape batchOf(Tensor parameter, int axes) {
    Shape all = parameter.shape();
    return all.slice(0, all.rank() - axes);
  }

  /** A value for each element of an event, for the whole batch. */
  static Tensor broadcast(Distribution d, Tensor value) {
    return value.broadcastTo(d.batchShape().append(d.eventShape()));
  }

  /** A batch shape for {@code expand}. */
  static Shape larger(String where, Shape batch, long... to) {
    Shape larger = Shape.of(to);
    if (!batch.broadcastsTo(larger)) {
      throw Failure.argument(
          where, "the batch " + batch + " must broadcast to the new one", larger, null);
    }
    return larger;
  }

  /** Infinity where a condition holds, NaN elsewhere: moments that diverge or are not defined. */
  static Tensor infiniteWhere(Tensor condition) {
    return Tensor.where(
        condition,
        Tensor.fill(condition.dtype(), Double.POSITIVE_INFINITY),
        Tensor.fill(condition.dtype(), Double.NaN));
  }

  /** Matrices of one number each, to multiply a matrix of a batch with. */
  static Tensor asMatrix(Tensor perEvent) {
    return perEvent.expandDims(-1).expandDims(-1);
  }
}
