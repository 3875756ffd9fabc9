/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;

/** {@link Uniform}. */
class UniformTest extends ContinuousContract {
  private static DistributionCase uniform(double low, double high) {
    return DistributionCase.of(p -> Uniform.of(p[0], p[1]), low, high).kinks(low, high);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return UniformContinuousDistribution.of(p[0], p[1]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(uniform(0, 1), uniform(-40, 2.5), uniform(1, 1.01));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(uniform(0, 1e-30), uniform(-1e30, 1e30), uniform(1e-30, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "Uniform.of: high - low must be ";
    return Stream.of(
        new Invalid(uniform(1, 1), where + "> 0, got 0.0"),
        new Invalid(uniform(1, -2), where + "> 0, got -3.0"),
        new Invalid(uniform(Double.NaN, 1), where + "finite, got NaN"),
        new Invalid(uniform(0, Double.POSITIVE_INFINITY), where + "finite, got Infinity"));
  }

  @Test
  void bothEndsBelongToTheInterval() {
    double[] log = values(Uniform.of(2, 4).logProb(Tensor.vector(2.0, 4.0, 1.999, 4.001)));
    double outside = Double.NEGATIVE_INFINITY;
    assertThat(log).containsExactly(-Math.log(2), -Math.log(2), outside, outside);
  }

  /** high - low = 8388609.6 rounds to 8388610, and low + (high - low) to 2. */
  @Test
  void roundingDoesNotCarryValuesBeyondTheEnds() {
    Tensor low = Tensor.fill(DType.FLOAT, -8388608);
    Uniform d = Uniform.of(low, Tensor.fill(DType.FLOAT, 1.6));
    assertThat(d.icdf(Tensor.fill(DType.FLOAT, 1)).evalScalar()).isEqualTo(1.6f);
  }
}
