/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** {@link Normal}. */
class NormalTest extends ContinuousContract {
  private static DistributionCase normal(double loc, double scale) {
    return DistributionCase.of(p -> Normal.of(p[0], p[1]), loc, scale);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(normal(0.3, 1), normal(-40, 2.5), normal(1e3, 1e-2));
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return NormalDistribution.of(p[0], p[1]);
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(normal(0, 1e-30), normal(0, 1e30), normal(1e30, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        new Invalid(normal(0, 0), "Normal.of: scale must be > 0, got 0.0" + hint),
        new Invalid(normal(0, -1), "Normal.of: scale must be > 0, got -1.0" + hint),
        new Invalid(normal(0, Double.NaN), "Normal.of: scale must be > 0, got NaN" + hint),
        new Invalid(normal(Double.NaN, 1), "Normal.of: loc must be finite, got NaN"));
  }
}
