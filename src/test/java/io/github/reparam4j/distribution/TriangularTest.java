/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.TriangularDistribution;
import org.junit.jupiter.api.Test;

/** {@link Triangular}. */
class TriangularTest extends ContinuousContract {
  private static DistributionCase triangular(double low, double high, double peak) {
    return DistributionCase.of(p -> Triangular.of(p[0], p[1], p[2]), low, high, peak)
        .kinks(low, peak, high);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return TriangularDistribution.of(p[0], p[2], p[1]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(triangular(0, 1, 0.5), triangular(-40, 2.5, -35), triangular(1, 1.01, 1.009));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        triangular(0, 1, 0),
        triangular(0, 1, 1),
        triangular(0, 1e-30, 1e-30),
        triangular(-1e30, 1e30, 1),
        triangular(1e-30, 1e30, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "Triangular.of: ";
    return Stream.of(
        new Invalid(triangular(1, 1, 1), where + "high - low must be > 0, got 0.0"),
        new Invalid(triangular(0, 1, 2), where + "high - peak must be >= 0, got -1.0"),
        new Invalid(triangular(0, 1, -2), where + "peak - low must be >= 0, got -2.0"),
        new Invalid(triangular(0, 1, Double.NaN), where + "peak - low must be >= 0, got NaN"),
        new Invalid(
            triangular(0, Double.POSITIVE_INFINITY, 1),
            where + "high - low must be finite, got Infinity"));
  }

  @Test
  void densityIsZeroAtTheEndsUnlessThePeakIsThere() {
    Tensor peak = Tensor.vector(0.0, 1.0, 2.0);
    Triangular d = Triangular.of(Tensor.scalar(0), Tensor.scalar(2), peak);
    double none = Double.NEGATIVE_INFINITY;
    assertThat(values(d.logProb(Tensor.scalar(0)))).containsExactly(0, none, none);
    assertThat(values(d.logProb(Tensor.scalar(2)))).containsExactly(none, none, 0);
    assertThat(values(d.cdf(Tensor.scalar(0)))).containsOnly(0);
    assertThat(values(d.cdf(Tensor.scalar(2)))).containsOnly(1);
    assertThat(values(d.icdf(Tensor.scalar(0)))).containsOnly(0);
    assertThat(values(d.icdf(Tensor.scalar(1)))).containsOnly(2);
  }
}
