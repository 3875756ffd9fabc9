/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The contract of costs: one number for each sample and row. */
final class SampleCost {
  private SampleCost() {}

  /** Checks a number of samples. */
  static void requireCount(String where, String name, int count, int least) {
    if (count < least) {
      throw Errors.argument(where, name + " must be >= " + least, count, null);
    }
  }

  /**
   * The cost of samples.
   *
   * @param where the estimator's method
   * @param q the distribution
   * @param samples of shape [K] + batch + event
   * @param cost the function
   * @return f of the samples, of shape [K] + batch or the first axes of it
   */
  static Tensor of(String where, Distribution q, Tensor samples, UnaryOperator<Tensor> cost) {
    Tensor f = cost.apply(samples);
    if (f == null) {
      throw Errors.argument(where, "the cost must return a tensor", null, null);
    }
    Shape full = samples.shape().slice(0, 1).append(q.batchShape());
    int rank = f.shape().rank();
    if (rank == 0 || rank > full.rank() || !f.shape().equals(full.slice(0, rank))) {
      throw Errors.argument(
          where,
          "cost must be one number for each sample and row, of shape "
              + full
              + " or the first axes of it",
          "shape " + f.shape() + " for samples of shape " + samples.shape(),
          "sum over the other axes, the sample axis stays first");
    }
    if (f.dtype() != q.dtype()) {
      throw Errors.argument(
          where, "cost must have the dtype of " + q, f.dtype(), "convert it with cast");
    }
    return f;
  }

  /** A tensor of shape [K] + batch, summed over the axes that a cost does not have. */
  static Tensor sumToRowsOf(Tensor f, Tensor each) {
    int rank = f.shape().rank();
    int more = each.shape().rank() - rank;
    return more == 0 ? each : each.sum(IntStream.range(rank, rank + more).toArray());
  }

  /** Values of rows, with axes of length 1 for those that they lack of a batch. */
  static Tensor alignTo(Shape batch, Tensor rows) {
    Tensor wide = rows;
    while (wide.shape().rank() < batch.rank()) {
      wide = wide.expandDims(-1);
    }
    return wide;
  }
}
