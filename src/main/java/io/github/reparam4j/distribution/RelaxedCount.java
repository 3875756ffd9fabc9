/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Relaxed samples of counts, differentiable by all parameters of the count: the generalized
 * Gumbel-softmax estimator (W. Joo, D. Kim, S. Shin and I.-C. Moon, "Generalized Gumbel-Softmax
 * gradient estimator for generic discrete random variables", arXiv:2003.01847, 2020). The count is
 * truncated to 0, ..., n - 1; a sample is the mean of these counts under the weights softmax((ln
 * P(i) + g[i]) / temperature) with g standard Gumbel.
 *
 * <p>The gradient through a sample is exact for expectations over the relaxed variable. As an
 * estimate for the count it is biased, by the temperature and by the truncation; its variance grows
 * as the temperature falls. Choose n beyond the counts that have a noticeable probability.
 *
 * <pre>{@code
 * Tensor k = RelaxedCount.rsample(Tensor.scalar(0.5), Poisson.of(rate), 40, 100);
 * }</pre>
 */
public final class RelaxedCount {
  private RelaxedCount() {}

  /**
   * Relaxed samples, reals in [0, n - 1].
   *
   * @param temperature &gt; 0, of a shape that broadcasts with the batch
   * @param count a distribution of counts
   * @param n number of counts that are not cut off, &gt;= 1
   * @param sampleShape leading axes of independent samples; none for one
   * @return samples of shape sample + batch, with gradients
   * @throws IllegalArgumentException if the distribution is not of counts, n is less than 1, shapes
   *     do not broadcast, dtypes differ or a scalar temperature is out of range
   */
  public static Tensor rsample(Tensor temperature, Distribution count, int n, long... sampleShape) {
    String where = "RelaxedCount.rsample";
    Tensor weights = weights(where, temperature, count, n, sampleShape);
    return weights.mul(Tensor.range(count.dtype(), n)).sum(-1);
  }

  /**
   * Counts with the gradient of the relaxed samples from which they are made by rounding the
   * weights to the greatest one.
   *
   * @param temperature &gt; 0, of a shape that broadcasts with the batch
   * @param count a distribution of counts
   * @param n number of counts that are not cut off, &gt;= 1
   * @param sampleShape leading axes of independent samples; none for one
   * @return counts of shape sample + batch that follow the distribution, truncated to 0, ..., n - 1
   * @throws IllegalArgumentException as {@link #rsample}
   */
  public static Tensor straightThrough(
      Tensor temperature, Distribution count, int n, long... sampleShape) {
    String where = "RelaxedCount.straightThrough";
    Tensor weights = weights(where, temperature, count, n, sampleShape);
    Tensor relaxed = weights.mul(Tensor.range(count.dtype(), n)).sum(-1);
    Tensor exact = weights.stopGradient().argMax(-1);
    return Tensor.withGradient(exact, (input, y, g) -> g, relaxed);
  }

  private static Tensor weights(
      String where, Tensor temperature, Distribution count, int n, long... sampleShape) {
    Errors.given(where, "sampleShape", sampleShape);
    Tensor t = Parameters.positive(where, "temperature", temperature);
    ZeroInflated.requireCounts(where, "count", count);
    Parameters.requireOneType(where, t, Tensor.zeros(count.dtype()));
    if (n < 1) {
      throw Errors.argument(where, "n must be >= 1", n, null);
    }
    DType dtype = count.dtype();
    Shape batch = count.batchShape().broadcast(where, t.shape());
    long[] leading = new long[batch.rank() + 1];
    Arrays.fill(leading, 1);
    leading[0] = n;
    Tensor counts = Tensor.range(dtype, n).reshape(leading);
    Tensor logs = lastAxis(count.expand(batch.toLongs()).logProb(counts), batch);
    long[] shape = Shape.of(sampleShape).append(batch).append(Shape.of(n)).toLongs();
    Tensor scores = logs.add(Noise.gumbel(dtype, shape));
    return scores.div(t.expandDims(-1)).logSoftmax(-1).exp();
  }

  /** [n] + batch as batch + [n]. */
  private static Tensor lastAxis(Tensor x, Shape batch) {
    int[] order = new int[batch.rank() + 1];
    for (int i = 0; i < batch.rank(); i++) {
      order[i] = i + 1;
    }
    return x.permute(order);
  }
}
