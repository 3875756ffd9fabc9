/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;

/** {@link Chi2}. */
class Chi2Test extends ContinuousContract {
  private static DistributionCase chi2(double df) {
    return DistributionCase.of(p -> Chi2.of(p[0]), df);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return ChiSquaredDistribution.of(p[0]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(chi2(1), chi2(2), chi2(7.5), chi2(100));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(chi2(1e-30), chi2(1e-3), chi2(1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; pass a log-df through exp or softplus";
    return Stream.of(
        new Invalid(chi2(0), "Chi2.of: df must be > 0, got 0.0" + hint),
        new Invalid(chi2(-1), "Chi2.of: df must be > 0, got -1.0" + hint),
        new Invalid(chi2(Double.NaN), "Chi2.of: df must be > 0, got NaN" + hint));
  }
}
