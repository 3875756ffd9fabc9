/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.LogisticDistribution;

/** {@link Logistic}. */
class LogisticTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return Logistic.of(loc, scale);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return LogisticDistribution.of(p[0], p[1]);
  }
}
