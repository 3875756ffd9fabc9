/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link ReparamGaussian} of independent elements, by log-variances, as a family of scalars. */
class ReparamGaussianElementsTest extends ContinuousContract {
  private static DistributionCase gaussian(double loc, double logVariance) {
    return DistributionCase.of(p -> ReparamGaussian.fromLogVariance(p[0], p[1]), loc, logVariance);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(gaussian(0.3, 0.8), gaussian(-40, -3));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(gaussian(0, -80), gaussian(0, 80), gaussian(1e30, 1));
  }

  /** Nothing is refused: neither parameter is checked. */
  @Override
  Stream<Invalid> invalid() {
    return Stream.empty();
  }

  @Override
  boolean mayBeInfinite(int parameter) {
    return true;
  }

  @Test
  void vectorsHaveNoDistributionFunction() {
    ReparamGaussian d =
        ReparamGaussian.fromScaleTril(Tensor.zeros(DType.DOUBLE, 2), Tensor.eye(DType.DOUBLE, 2));
    Tensor x = Tensor.zeros(DType.DOUBLE, 2);
    record Named(String name, Function<Tensor, Tensor> function) {}
    for (Named f :
        List.of(
            new Named("cdf", d::cdf),
            new Named("logCdf", d::logCdf),
            new Named("survival", d::survival),
            new Named("logSurvival", d::logSurvival),
            new Named("icdf", d::icdf),
            new Named("inverseSurvival", d::inverseSurvival))) {
      assertThatThrownBy(() -> f.function().apply(x))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(
              "ReparamGaussian."
                  + f.name()
                  + ": events must be scalars, got shape [2]; take"
                  + " ReparamGaussian.of(mean(), standardDeviation()) for each element alone");
    }
  }
}
