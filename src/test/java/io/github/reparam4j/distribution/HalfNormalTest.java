/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.FoldedNormalDistribution;
import org.junit.jupiter.api.Test;

/** {@link HalfNormal}. */
class HalfNormalTest extends ContinuousContract {
  private static DistributionCase halfNormal(double scale) {
    return DistributionCase.of(p -> HalfNormal.of(p[0]), scale);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return FoldedNormalDistribution.of(0, p[0]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(halfNormal(1), halfNormal(0.02), halfNormal(300));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(halfNormal(1e-30), halfNormal(1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "HalfNormal.of: scale must be > 0, got %s; pass a log-scale through exp or softplus";
    return Stream.of(0.0, -1.0, Double.NaN)
        .map(scale -> new Invalid(halfNormal(scale), message.formatted(scale)));
  }

  @Test
  void zeroBelongsToTheSupport() {
    double expected = 0.5 * Math.log(2 / Math.PI);
    assertClose(
        values(HalfNormal.of(1).logProb(Tensor.scalar(0))), new double[] {expected}, 1e-15, "");
    assertThat(HalfNormal.of(1).icdf(Tensor.scalar(1e-200)).evalScalar() / 1e-200)
        .isBetween(1.2533141373, 1.2533141374);
  }
}
