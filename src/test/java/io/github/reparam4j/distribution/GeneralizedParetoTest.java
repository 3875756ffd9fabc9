/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link GeneralizedPareto}. */
class GeneralizedParetoTest extends ContinuousContract {
  private static DistributionCase pareto(double loc, double scale, double concentration) {
    double end = loc - scale / concentration;
    DistributionCase one =
        DistributionCase.of(p -> GeneralizedPareto.of(p[0], p[1], p[2]), loc, scale, concentration);
    return concentration < 0 ? one.kinks(loc, end) : one.kinks(loc);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        pareto(0, 1, 0),
        pareto(-40, 2.5, 0.3),
        pareto(7, 0.1, 1.5),
        pareto(1, 2, -0.4),
        pareto(0, 2, -1));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        pareto(0, 1e-30, 0),
        pareto(0, 1e30, 0),
        pareto(0, 1, 1e-30),
        pareto(0, 1, -1e-30),
        pareto(0, 1, 1e30),
        pareto(0, 1, -1e30),
        pareto(0, 1e-30, 2),
        pareto(0, 1e30, -2));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "GeneralizedPareto.of: ";
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        new Invalid(pareto(0, 0, 1), where + "scale must be > 0, got 0.0" + hint),
        new Invalid(pareto(0, 1, Double.NaN), where + "concentration must be finite, got NaN"),
        new Invalid(pareto(Double.NaN, 1, 0), where + "loc must be finite, got NaN"));
  }

  @Test
  void densityAtTheUpperEndDependsOnTheConcentration() {
    Tensor c = Tensor.vector(-0.5, -1.0, -2.0);
    GeneralizedPareto d = GeneralizedPareto.of(Tensor.scalar(0), Tensor.scalar(2), c);
    double[] log = values(d.logProb(c.reciprocal().mul(-2)));
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(log).containsExactly(-infinite, -Math.log(2), infinite);
  }

  /** loc + scale (exp(c e) - 1) / c rounds otherwise than the end loc - scale / c. */
  @Test
  void roundingDoesNotCarryValuesBeyondTheUpperEnd() {
    Tensor c = Tensor.range(DType.DOUBLE, 500).add(1).mul(-0.013);
    GeneralizedPareto d = GeneralizedPareto.of(Tensor.scalar(0.1), Tensor.scalar(0.7), c);
    for (double p : new double[] {1 - 1e-10, 1 - 1e-16, 1}) {
      assertThat(values(d.support().contains(d.icdf(Tensor.scalar(p))))).containsOnly(1);
    }
  }

  /** d/dc at c = 0: of the sample e^2 / 2, of the log-density z^2 / 2 - z. */
  @Test
  void gradientsByTheConcentrationAreSmoothAtZero() {
    double[] c = {-1e-3, -1e-9, -1e-30, 0, 1e-30, 1e-9, 1e-3};
    Parameter by = Grid.parameter("c", DType.DOUBLE, Shape.of(7), i -> c[i]);
    GeneralizedPareto d = GeneralizedPareto.of(Tensor.scalar(0), Tensor.scalar(1), by);
    Tensor p = Tensor.scalar(1 - Math.exp(-3));
    for (double g : values(Gradients.of(d.icdf(p).sum(), by).of(by))) {
      assertThat(g).isCloseTo(4.5, within(0.01));
    }
    double[] slopes = values(Gradients.of(d.logProb(Tensor.scalar(3)).sum(), by).of(by));
    assertThat(slopes[3]).isCloseTo(1.5, within(1e-14));
    assertThat(slopes[4]).isCloseTo(1.5, within(1e-14));
    assertThat(slopes[6] - slopes[0]).isCloseTo(2e-3 * (9 - 18), within(1e-6));
  }
}
