/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.LaplaceDistribution;
import org.junit.jupiter.api.Test;

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

  @Test
  void hasTheNumbersThatItWasMadeOf() {
    Laplace laplace = Laplace.of(-1.5, 0.25);
    assertThat(laplace.loc().evalScalar()).isEqualTo(-1.5);
    assertThat(laplace.scale().evalScalar()).isEqualTo(0.25);
  }
}
