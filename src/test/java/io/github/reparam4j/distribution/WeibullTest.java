/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.WeibullDistribution;
import org.junit.jupiter.api.Test;

/** {@link Weibull}. */
class WeibullTest extends ContinuousContract {
  private static DistributionCase weibull(double scale, double concentration) {
    return DistributionCase.of(p -> Weibull.of(p[0], p[1]), scale, concentration);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return WeibullDistribution.of(p[1], p[0]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(weibull(1, 1), weibull(0.02, 0.7), weibull(300, 2.5), weibull(2, 20));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        weibull(1e-30, 1),
        weibull(1e30, 1),
        weibull(1, 1e-30),
        weibull(1, 1e30),
        weibull(1e30, 0.5));
  }

  @Override
  Stream<Invalid> invalid() {
    String message = "Weibull.of: %s must be > 0, got %s; pass a log-%s through exp or softplus";
    return Stream.of(
        new Invalid(weibull(0, 1), message.formatted("scale", 0.0, "scale")),
        new Invalid(weibull(1, -1), message.formatted("concentration", -1.0, "concentration")),
        new Invalid(
            weibull(1, Double.NaN), message.formatted("concentration", "NaN", "concentration")));
  }

  @Test
  void densityAtZeroDependsOnTheConcentration() {
    Tensor k = Tensor.vector(0.5, 1.0, 2.0);
    double[] log = values(Weibull.of(Tensor.scalar(3), k).logProb(Tensor.scalar(0)));
    assertThat(log)
        .containsExactly(Double.POSITIVE_INFINITY, -Math.log(3), Double.NEGATIVE_INFINITY);
  }

  /** pi / (k sqrt 6) (1 + O(1/k)), which Gamma(1 + 2/k) - Gamma(1 + 1/k)^2 would lose. */
  @Test
  void standardDeviationKeepsItsDigitsForLargeConcentrations() {
    double deviation = Weibull.of(1, 1e9).standardDeviation().evalScalar();
    assertThat(deviation * 1e9).isCloseTo(Math.PI / Math.sqrt(6), within(1e-8));
  }
}
