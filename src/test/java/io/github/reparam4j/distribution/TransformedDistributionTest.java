/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Log;
import io.github.reparam4j.bijector.Power;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Sigmoid;
import io.github.reparam4j.bijector.Softplus;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** {@link TransformedDistribution} of scalars. */
class TransformedDistributionTest extends ContinuousContract {
  /** The methods that a transformed normal distribution lacks. */
  private static final Has[] OF_NORMAL = {Has.MODE};

  private static DistributionCase logNormal(double loc, double scale) {
    return DistributionCase.of(
            p -> TransformedDistribution.of(Normal.of(p[0], p[1]), new Exp()), loc, scale)
        .lacking(OF_NORMAL);
  }

  private static DistributionCase logitNormal(double loc, double scale) {
    return DistributionCase.of(
            p -> TransformedDistribution.of(Normal.of(p[0], p[1]), new Sigmoid()), loc, scale)
        .lacking(OF_NORMAL);
  }

  private static DistributionCase softplusNormal(double loc, double scale) {
    return DistributionCase.of(
            p -> TransformedDistribution.of(Normal.of(p[0], p[1]), new Softplus()), loc, scale)
        .lacking(OF_NORMAL);
  }

  /** exp(-x), with the density rate y^(rate - 1) on [0, 1]. */
  private static DistributionCase decreasing(double rate) {
    return DistributionCase.of(
            p ->
                TransformedDistribution.of(
                    Exponential.of(p[0]), new Scale(Tensor.fill(p[0].dtype(), -1)).then(new Exp())),
            rate)
        .lacking(Has.MODE);
  }

  private static DistributionCase weibull(double rate, double shift) {
    return DistributionCase.of(
            p ->
                TransformedDistribution.of(
                    Exponential.of(p[0]), new Power(0.5).then(new Shift(p[1]))),
            rate,
            shift)
        .lacking(Has.MODE);
  }

  /** ln of a standard exponential, turned and scaled: Gumbel. */
  private static DistributionCase gumbel(double loc, double scale) {
    return DistributionCase.of(
            p ->
                TransformedDistribution.of(
                    Exponential.of(Tensor.ones(p[0].dtype())),
                    new Log().then(new Affine(p[0], p[1].neg()))),
            loc,
            scale)
        .lacking(Has.MODE);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        logNormal(0.3, 0.8),
        logitNormal(-0.4, 1.2),
        softplusNormal(0.5, 1),
        decreasing(1.5),
        weibull(2, 3),
        gumbel(1, 0.5));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        logNormal(0, 1e-3), logNormal(30, 20), logitNormal(0, 100), softplusNormal(0, 1e5));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of(
        new Invalid(
            logNormal(0, -1),
            "Normal.of: scale must be > 0, got -1.0; pass a log-scale through exp or softplus"));
  }
}
