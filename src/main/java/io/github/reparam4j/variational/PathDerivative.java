/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function of samples whose gradient flows through the samples only, not through what else the
 * function depends on: the log-density of q in sticking the landing (Roeder et al. 2017). It
 * differentiates once.
 */
final class PathDerivative {
  private PathDerivative() {}

  /**
   * The function at the samples.
   *
   * @param f from z to one number for each sample and row
   * @param z the samples
   */
  static Tensor of(UnaryOperator<Tensor> f, Tensor z) {
    Tensor point = z.stopGradient();
    Tensor value = f.apply(point);
    Tensor slope = Gradients.orZero(value.sum(), point).of(point).stopGradient();
    Tensor path = slope.mul(z.sub(point));
    return value.stopGradient().add(sumTo(path, value.shape().rank()));
  }

  /** The sum over the last axes that leaves so many. */
  static Tensor sumTo(Tensor x, int rank) {
    int[] axes = new int[x.shape().rank() - rank];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = rank + i;
    }
    return axes.length == 0 ? x : x.sum(axes);
  }
}
