/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.examples.SeedFit.Loss;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.training.TrainingListener;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The seed's loss, worked out: the squared loss of samples drives sigma to 0, the negative
 * log-likelihood recovers it. Seeds are fixed; the bounds are about twice the worst of seven seeds:
 * sigma off by 5.8 %, the mean by 0.045, the negative log-likelihood by 0.0013.
 */
class SeedFitTest {
  private static final int STEPS = 10_000;
  private static final long SEED = 42;
  private static final TrainingListener SILENT = new TrainingListener() {};

  private final CurveData data = CurveData.generated(20_000, RandomKey.of(SEED));

  @Test
  void squaredLossOfSamplesCollapsesSigmaAndLearnsTheMean() {
    SeedFit fit = SeedFit.train(data, Loss.SQUARED, STEPS, SEED, SILENT);
    double[] positions = data.positions(100);
    Band learned = fit.at(positions);

    assertThat(Arrays.stream(learned.standardDeviation()).average().orElseThrow()).isLessThan(0.01);
    assertThat(greatestGap(learned.mean(), CurveData.truthAt(positions).mean())).isLessThan(0.09);
    assertThat(fit.averageNll()).isGreaterThan(1000);
  }

  @Test
  void negativeLogLikelihoodRecoversSigma() {
    SeedFit fit = SeedFit.train(data, Loss.NEGATIVE_LOG_LIKELIHOOD, STEPS, SEED, SILENT);
    double[] positions = data.positions(100);
    Band learned = fit.at(positions);
    Band truth = CurveData.truthAt(positions);

    for (int i = 0; i < positions.length; i++) {
      assertThat(learned.standardDeviation()[i] / truth.standardDeviation()[i])
          .as("learned sigma / sigma at %s", positions[i])
          .isBetween(0.85, 1.15);
    }
    assertThat(greatestGap(learned.mean(), truth.mean())).isLessThan(0.09);
    assertThat(fit.averageNll())
        .isBetween(
            HeteroscedasticCurve.CONDITIONAL_FLOOR, HeteroscedasticCurve.CONDITIONAL_FLOOR + 0.003);
  }

  private static double greatestGap(double[] a, double[] b) {
    double greatest = 0;
    for (int i = 0; i < a.length; i++) {
      greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
    }
    return greatest;
  }
}
