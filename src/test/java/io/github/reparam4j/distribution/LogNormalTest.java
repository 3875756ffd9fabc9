/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.junit.jupiter.api.Test;

/** {@link LogNormal}. */
class LogNormalTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return LogNormal.of(loc, scale);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return LogNormalDistribution.of(p[0], p[1]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(member(0.3, 1), member(-1, 0.25), member(0.5, 0.05));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(member(0, 1e-30), member(0, 1e30), member(-1e30, 1e-30), member(80, 1e-30));
  }

  @Test
  void densityIsZeroAtZero() {
    assertThat(LogNormal.of(-3, 2).logProb(Tensor.scalar(0)).evalScalar())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** exp(900) overflows, exp(900) exp(-1100) does not. */
  @Test
  void varianceDoesNotOverflowOnTheWay() {
    assertThat(LogNormal.of(-1000, 30).variance().log().evalScalar()).isCloseTo(-200, within(1e-9));
    assertThat(LogNormal.of(0, 1e-9).standardDeviation().evalScalar())
        .isCloseTo(1e-9, within(1e-23));
  }
}
