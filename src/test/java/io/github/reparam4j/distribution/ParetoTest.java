/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ParetoDistribution;
import org.junit.jupiter.api.Test;

/** {@link Pareto}. */
class ParetoTest extends ContinuousContract {
  private static DistributionCase pareto(double scale, double alpha) {
    return DistributionCase.of(p -> Pareto.of(p[0], p[1]), scale, alpha).kinks(scale);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return ParetoDistribution.of(p[0], p[1]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(pareto(1, 5), pareto(0.02, 0.7), pareto(300, 2.5));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        pareto(1e-30, 1), pareto(1e30, 1), pareto(1, 1e-30), pareto(1, 1e30), pareto(1e-30, 1e-30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message = "Pareto.of: %s must be > 0, got %s; pass a log-%s through exp or softplus";
    return Stream.of(
        new Invalid(pareto(0, 1), message.formatted("scale", 0.0, "scale")),
        new Invalid(pareto(1, -1), message.formatted("alpha", -1.0, "alpha")),
        new Invalid(pareto(1, Double.NaN), message.formatted("alpha", "NaN", "alpha")));
  }

  @Test
  void densityAtTheLeastValueIsFinite() {
    assertThat(Pareto.of(2, 3).logProb(Tensor.scalar(2)).evalScalar())
        .isEqualTo(Math.log(3) - Math.log(2));
  }

  @Test
  void momentsDivergeWhereTheTailIsHeavy() {
    assertThat(Pareto.of(2, 1).mean().evalScalar()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Pareto.of(2, 1.5).mean().evalScalar()).isCloseTo(6, within(1e-14));
    assertThat(Pareto.of(2, 2).variance().evalScalar()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** In FLOAT exp(e / alpha) and x / scale overflow here, samples and densities do not. */
  @Test
  void productsDoNotOverflowOnTheWay() {
    Pareto d = Pareto.of(Tensor.fill(DType.FLOAT, 1e-30), Tensor.fill(DType.FLOAT, 0.02));
    assertThat(d.icdf(Tensor.fill(DType.FLOAT, 0.9)).evalScalar()).isCloseTo(1e20, within(2e15));
    assertThat(d.logProb(Tensor.fill(DType.FLOAT, 1e30)).evalScalar())
        .isCloseTo(Math.log(0.02) - 31.2 * Math.log(10), within(1e-4));
  }
}
