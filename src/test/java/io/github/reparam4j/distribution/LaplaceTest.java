/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.LaplaceDistribution;

/** {@link Laplace}. */
class LaplaceTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return Laplace.of(loc, scale);
  }

  @Override
  double[] kinks(double loc) {
    return new double[] {loc};
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return LaplaceDistribution.of(p[0], p[1]);
  }
}
