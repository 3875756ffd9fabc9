/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link LogitNormal}. */
class LogitNormalTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return LogitNormal.of(loc, scale);
  }

  @Override
  Has[] lacks() {
    return new Has[] {Has.MEAN, Has.VARIANCE, Has.MODE, Has.ENTROPY};
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(member(0.3, 1), member(-4, 0.5), member(0, 1.5));
  }

  @Test
  void densityIsZeroAtTheEnds() {
    double[] atEnds = values(LogitNormal.of(0, 2).logProb(Tensor.vector(0.0, 1.0)));
    assertThat(atEnds).containsOnly(Double.NEGATIVE_INFINITY);
  }

  /** x = 1 - exp(-60) rounds to 1; the density there, of the order of exp(60), is not lost. */
  @Test
  void logDensityOfASampleSurvivesTheRoundingOfTheSample() {
    SampleWithLogProb both = LogitNormal.of(60, 1e-3).rsampleAndLogProb(5);
    assertThat(values(both.sample())).containsOnly(1.0);
    double atMean = 60 - Math.log(1e-3);
    for (double p : values(both.logProb())) {
      assertThat(p).isBetween(atMean - 30, atMean);
    }
  }
}
