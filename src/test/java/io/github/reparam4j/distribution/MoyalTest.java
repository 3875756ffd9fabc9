/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link Moyal}. */
class MoyalTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return Moyal.of(loc, scale);
  }

  /** 2 Phi(-e^(1/2)) and 2 Phi(-1), by mpmath. */
  @Test
  void distributionFunctionHasKnownValues() {
    assertClose(
        values(Moyal.of(2, 3).cdf(Tensor.vector(-1.0, 2.0))),
        new double[] {0.09920475041111470, 0.31731050786291410},
        1e-15,
        "cdf");
  }

  @Test
  void quantilesReachTheEnds() {
    double[] ends = values(Moyal.of(2, 3).icdf(Tensor.vector(0.0, 1.0)));
    assertThat(ends).containsExactly(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }
}
