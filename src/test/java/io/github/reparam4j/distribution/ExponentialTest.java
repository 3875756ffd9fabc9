/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;

/** {@link Exponential}. */
class ExponentialTest extends ContinuousContract {
  private static DistributionCase exponential(double rate) {
    return DistributionCase.of(p -> Exponential.of(p[0]), rate);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(exponential(1), exponential(0.02), exponential(300));
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return ExponentialDistribution.of(1 / p[0]);
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(exponential(1e-30), exponential(1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; pass a log-rate through exp or softplus";
    return Stream.of(
        new Invalid(exponential(0), "Exponential.of: rate must be > 0, got 0.0" + hint),
        new Invalid(exponential(-1), "Exponential.of: rate must be > 0, got -1.0" + hint),
        new Invalid(exponential(Double.NaN), "Exponential.of: rate must be > 0, got NaN" + hint));
  }
}
