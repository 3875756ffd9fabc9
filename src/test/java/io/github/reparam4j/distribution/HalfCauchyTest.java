/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link HalfCauchy}. */
class HalfCauchyTest extends ContinuousContract {
  private static DistributionCase halfCauchy(double scale) {
    return DistributionCase.of(p -> HalfCauchy.of(p[0]), scale);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(halfCauchy(1), halfCauchy(0.02), halfCauchy(300));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(halfCauchy(1e-30), halfCauchy(1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "HalfCauchy.of: scale must be > 0, got %s; pass a log-scale through exp or softplus";
    return Stream.of(0.0, -1.0, Double.NaN)
        .map(scale -> new Invalid(halfCauchy(scale), message.formatted(scale)));
  }

  @Test
  void zeroBelongsToTheSupport() {
    double expected = Math.log(2 / Math.PI);
    assertClose(
        values(HalfCauchy.of(1).logProb(Tensor.scalar(0))), new double[] {expected}, 1e-15, "");
    assertThat(HalfCauchy.of(1).icdf(Tensor.scalar(1e-200)).evalScalar() / 1e-200)
        .isBetween(1.5707963267, 1.5707963268);
  }
}
