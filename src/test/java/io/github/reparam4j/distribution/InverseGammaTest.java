/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link InverseGamma}. */
class InverseGammaTest extends ContinuousContract {
  private static DistributionCase inverseGamma(double concentration, double rate) {
    return DistributionCase.of(p -> InverseGamma.of(p[0], p[1]), concentration, rate);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        inverseGamma(6, 1), inverseGamma(8, 0.2), inverseGamma(12, 30), inverseGamma(60, 300));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        inverseGamma(1e-30, 1),
        inverseGamma(1e30, 1),
        inverseGamma(1, 1e-30),
        inverseGamma(1, 1e30),
        inverseGamma(1e-3, 1e30),
        inverseGamma(1e-3, 1e-30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "InverseGamma.of: %s must be > 0, got %s; pass a log-%s through exp or softplus";
    return Stream.of(
        new Invalid(inverseGamma(0, 1), message.formatted("concentration", 0.0, "concentration")),
        new Invalid(inverseGamma(1, -1), message.formatted("rate", -1.0, "rate")),
        new Invalid(inverseGamma(1, Double.NaN), message.formatted("rate", "NaN", "rate")));
  }

  @Test
  void momentsAreInfiniteForSmallConcentrations() {
    InverseGamma d = InverseGamma.of(Tensor.vector(0.5, 1.0, 1.5, 2.0, 3.0), Tensor.scalar(2));
    double inf = Double.POSITIVE_INFINITY;
    assertThat(values(d.mean())).containsExactly(inf, inf, 4, 2, 1);
    assertThat(values(d.variance())).containsExactly(inf, inf, inf, inf, 1);
  }

  @Test
  void densityAtZeroIsZero() {
    Tensor a = Tensor.vector(0.5, 1.0, 2.0, 20.0);
    assertThat(values(InverseGamma.of(a, Tensor.scalar(3)).logProb(Tensor.scalar(0))))
        .containsOnly(Double.NEGATIVE_INFINITY);
  }
}
