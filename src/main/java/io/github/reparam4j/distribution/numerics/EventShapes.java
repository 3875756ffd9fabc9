/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Shapes of arrays whose last axes are one event and whose leading axes are the batch. For the
 * library's own packages.
 */
public final class EventShapes {
  private EventShapes() {}

  /**
   * The axes before the event.
   *
   * @param x an array of events
   * @param eventRank number of axes of one event
   * @return the shape without its last {@code eventRank} axes
   */
  public static Shape batch(Tensor x, int eventRank) {
    Shape all = x.shape();
    return all.slice(0, all.rank() - eventRank);
  }

  /**
   * Requires an array to have the axes of an event.
   *
   * @param where the operation that received the array
   * @param x the array
   * @param eventRank number of axes of one event
   * @throws IllegalArgumentException if the array is null or the rank is less
   */
  public static void requireRank(String where, Tensor x, int eventRank) {
    if (Errors.given(where, "argument", x).shape().rank() < eventRank) {
      throw Errors.argument(
          where, "argument must have at least " + eventRank + " axes", "shape " + x.shape(), null);
    }
  }

  /**
   * The sum over the last axes.
   *
   * @param x the terms
   * @param axes number of axes to sum over; 0 for none
   * @return the sum, of the shape of the leading axes
   */
  public static Tensor sumLast(Tensor x, int axes) {
    int[] last = new int[axes];
    for (int i = 0; i < axes; i++) {
      last[i] = -1 - i;
    }
    return axes == 0 ? x : x.sum(last);
  }

  /**
   * One scalar for each event as 1 x 1 matrices, to be multiplied with a matrix for each event.
   *
   * @param perEvent the scalars, of the batch shape
   * @return the matrices, of the shape batch + [1, 1]
   */
  public static Tensor asMatrix(Tensor perEvent) {
    return perEvent.expandDims(-1).expandDims(-1);
  }

  /** A batch shape for {@code expand}, to which the present one must broadcast. */
  public static Shape larger(String where, Shape batch, long... to) {
    Shape larger = Shape.of(to);
    if (!batch.broadcastsTo(larger)) {
      throw Errors.argument(
          where, "the batch " + batch + " must broadcast to the new one", larger, null);
    }
    return larger;
  }
}
