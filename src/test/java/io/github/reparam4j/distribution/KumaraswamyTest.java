/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Kumaraswamy}. */
class KumaraswamyTest extends ContinuousContract {
  private static DistributionCase kumaraswamy(double a, double b) {
    return DistributionCase.of(p -> Kumaraswamy.of(p[0], p[1]), a, b);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        kumaraswamy(1, 1), kumaraswamy(0.7, 3), kumaraswamy(4, 0.8), kumaraswamy(2, 5));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        kumaraswamy(1e-30, 1),
        kumaraswamy(1e30, 1),
        kumaraswamy(1, 1e-30),
        kumaraswamy(1, 1e30),
        kumaraswamy(1e-30, 1e-30),
        kumaraswamy(1e-30, 1e30),
        kumaraswamy(1e30, 1e-30),
        kumaraswamy(1e30, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "Kumaraswamy.of: %1$s must be > 0, got %2$s; pass a log-%1$s through exp or softplus";
    return Stream.of(
        new Invalid(kumaraswamy(0, 1), message.formatted("concentration1", 0.0)),
        new Invalid(kumaraswamy(1, -1), message.formatted("concentration0", -1.0)),
        new Invalid(kumaraswamy(Double.NaN, 1), message.formatted("concentration1", "NaN")));
  }

  @Test
  void densityAtTheEndsDependsOnTheConcentrations() {
    Tensor c = Tensor.vector(0.5, 1.0, 2.0);
    Tensor one = Tensor.scalar(1);
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(Kumaraswamy.of(c, one).logProb(Tensor.scalar(0))))
        .containsExactly(infinite, 0, -infinite);
    assertThat(values(Kumaraswamy.of(one, c).logProb(Tensor.scalar(1))))
        .containsExactly(infinite, 0, -infinite);
  }

  @Test
  void modeIsAnEndWhereTheDensityIsInfiniteThere() {
    double[][] members = {{0.5, 2}, {2, 0.5}, {1, 1}, {1, 3}, {3, 1}};
    double[] modes =
        Stream.of(members)
            .mapToDouble(m -> Kumaraswamy.of(m[0], m[1]).mode().evalScalar())
            .toArray();
    assertThat(modes).containsExactly(0, 1, 0.5, 0, 1);
  }

  /** x rounds to 1 for most samples with b = 0.01; 1 - x^a = exp(-e / b) does not round to 0. */
  @Test
  void logDensityOfASampleSurvivesTheRoundingOfTheSample() {
    SampleWithLogProb both = Kumaraswamy.of(2, 0.01).rsampleAndLogProb(1000);
    assertThat(values(both.logProb())).doesNotContain(Double.POSITIVE_INFINITY, Double.NaN);
  }
}
