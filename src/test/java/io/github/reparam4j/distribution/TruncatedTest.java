/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.Log;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** {@link Truncated} with differentiable samples. */
class TruncatedTest extends ContinuousContract {
  private static DistributionCase exponential(double rate, double low, double high) {
    return DistributionCase.of(p -> Truncated.of(Exponential.of(p[0]), p[1], p[2]), rate, low, high)
        .lacking(Has.MODE);
  }

  private static DistributionCase gumbel(double loc, double scale, double low) {
    return DistributionCase.of(p -> gumbelAbove(p), loc, scale, low).lacking(Has.MODE);
  }

  private static Distribution gumbelAbove(Tensor... p) {
    Exponential standard = Exponential.of(Tensor.ones(p[0].dtype()));
    return Truncated.of(
        TransformedDistribution.of(standard, new Log().then(new Affine(p[0], p[1].neg()))),
        p[2],
        Tensor.fill(p[0].dtype(), Double.POSITIVE_INFINITY));
  }

  @Override
  boolean mayBeInfinite(int parameter) {
    return parameter >= 1;
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(exponential(0.3, 1, 1.25), gumbel(0, 1, 0.2));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        exponential(1, 0.5, Double.POSITIVE_INFINITY),
        exponential(1, -1, 1e-6),
        exponential(1e-3, 0, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of();
  }
}
