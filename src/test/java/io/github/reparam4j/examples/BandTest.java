/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BandTest {
  private final Band scored = CurveData.generated(100, RandomKey.of(1)).scored();

  @Test
  void truthHasTheKnownFloor() {
    assertThat(scored.averageNll(scored))
        .isCloseTo(HeteroscedasticCurve.CONDITIONAL_FLOOR, within(1e-6));
  }

  @Test
  void bestConstantSigmaHasTheKnownFloor() {
    double variance =
        Arrays.stream(scored.standardDeviation()).map(sd -> sd * sd).average().orElseThrow();
    double[] constant = new double[scored.x().length];
    Arrays.fill(constant, Math.sqrt(variance));

    assertThat(new Band(scored.x(), scored.mean(), constant).averageNll(scored))
        .isCloseTo(HeteroscedasticCurve.HOMOSCEDASTIC_FLOOR, within(1e-6));
  }

  @Test
  void observedValuesHaveTheirDensity() {
    Band normal = new Band(new double[] {0, 1}, new double[] {2, 2}, new double[] {3, 3});
    Band observed = new Band(new double[] {0, 1}, new double[] {2, 5}, new double[] {0, 0});

    double atMean = Math.log(3) + 0.5 * Math.log(2 * Math.PI);
    assertThat(normal.averageNll(observed)).isCloseTo(atMean + 0.25, within(1e-14));
  }
}
