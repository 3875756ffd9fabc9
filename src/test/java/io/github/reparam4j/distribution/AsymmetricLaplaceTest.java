/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link AsymmetricLaplace}. */
class AsymmetricLaplaceTest extends ContinuousContract {
  private static DistributionCase laplace(double loc, double scale, double asymmetry) {
    return DistributionCase.of(p -> AsymmetricLaplace.of(p[0], p[1], p[2]), loc, scale, asymmetry)
        .kinks(loc);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(laplace(0.3, 1, 1), laplace(-40, 2.5, 0.5), laplace(7, 0.1, 3));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        laplace(0, 1e-30, 1), laplace(0, 1e30, 1), laplace(0, 1, 1e-30), laplace(0, 1, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "AsymmetricLaplace.of: %1$s must be > 0, got %2$s; pass a log-%1$s through exp or softplus";
    return Stream.of(
        new Invalid(laplace(0, 0, 1), message.formatted("scale", 0.0)),
        new Invalid(laplace(0, 1, -1), message.formatted("asymmetry", -1.0)),
        new Invalid(
            laplace(Double.NaN, 1, 1), "AsymmetricLaplace.of: loc must be finite, got NaN"));
  }

  @Test
  void withoutAsymmetryItIsLaplace() {
    Tensor x = Tensor.vector(-3.0, 0.5, 4.0);
    assertClose(
        values(AsymmetricLaplace.of(0.5, 2, 1).logProb(x)),
        values(Laplace.of(0.5, 2).logProb(x)),
        1e-15,
        "logProb");
  }

  @Test
  void probabilityBelowTheModeFollowsFromTheAsymmetry() {
    double below = AsymmetricLaplace.of(3, 2, 0.5).cdf(Tensor.scalar(3)).evalScalar();
    assertThat(below).isBetween(0.2 - 1e-15, 0.2 + 1e-15);
  }
}
