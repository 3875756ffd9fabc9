/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link VonMises}. */
class VonMisesTest extends ContinuousContract {
  private static DistributionCase vonMises(double loc, double concentration) {
    return DistributionCase.of(p -> VonMises.of(p[0], p[1]), loc, concentration)
        .lacking(DistributionCase.Has.VARIANCE);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        vonMises(0, 0.5),
        vonMises(0.4, 3),
        vonMises(-2.9, 2),
        vonMises(0.3, 40),
        vonMises(-1.2, 5e3),
        vonMises(7, 100));
  }

  /** On a circle they move past the cut, unless almost none are near it. */
  @Override
  boolean keepsToTheLine(DistributionCase c) {
    return c.parameters()[1] >= 40;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        vonMises(1, 0),
        vonMises(0, 1e-30),
        vonMises(-3, 1e30),
        vonMises(Math.PI, 1e30),
        vonMises(1e30, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; pass a log-concentration through exp or softplus";
    return Stream.of(
        new Invalid(vonMises(0, -1), "VonMises.of: concentration must be >= 0, got -1.0" + hint),
        new Invalid(
            vonMises(0, Double.NaN), "VonMises.of: concentration must be >= 0, got NaN" + hint),
        new Invalid(vonMises(Double.NaN, 1), "VonMises.of: loc must be finite, got NaN"));
  }

  /**
   * E cos(x - m) = A cos(loc - m): its gradients by loc and concentration. Six standard errors of
   * 100,000 samples: each fails with probability 2e-9; 5% of bias would be seen.
   */
  @ParameterizedTest
  @CsvSource({"3, 1.5", "0.4, 0.3", "-2, 30"})
  void gradientsOfPeriodicFunctionsAreRight(double atLoc, double atConcentration) {
    Parameter loc = Parameter.of("loc", Tensor.scalar(atLoc).eval());
    Parameter concentration = Parameter.of("concentration", Tensor.scalar(atConcentration).eval());
    int n = 100_000;
    VonMises one = VonMises.of(loc, concentration);
    double m = atLoc - 1;
    Gradients g = Gradients.of(one.rsample(n).sub(m).cos().mean(), loc, concentration);
    double ratio = concentration.besselRatio().evalScalar();
    double slope =
        Gradients.of(concentration.besselRatio(), concentration).of(concentration).evalScalar();
    double byLoc = -ratio * Math.sin(1);
    double byConcentration = slope * Math.cos(1);
    assertThat(g.of(loc).evalScalar(KEY)).isCloseTo(byLoc, within(6 / Math.sqrt(n)));
    double error = Math.max(1, Math.sqrt(1 / slope)) * slope;
    assertThat(g.of(concentration).evalScalar(KEY))
        .isCloseTo(byConcentration, within(6 * error / Math.sqrt(n)));
  }

  @Test
  void circularVarianceIsThatOfTheCosine() {
    VonMises d = VonMises.of(0.7, 2.5);
    Quadrature rule = Quadrature.over(vonMises(0.7, 2.5));
    double[] f = DoubleStream.of(rule.logDensity(d)).map(Math::exp).toArray();
    double expected = rule.integral(f, i -> 1 - Math.cos(rule.nodes()[i] - 0.7));
    assertThat(d.circularVariance().evalScalar()).isCloseTo(expected, within(1e-10));
  }

  @Test
  void concentrationZeroIsUniform() {
    VonMises d = VonMises.of(Tensor.fill(DType.FLOAT, 2), Tensor.fill(DType.FLOAT, 0));
    assertThat(d.logProb(Tensor.fill(DType.FLOAT, -3)).evalScalar())
        .isCloseTo(-Math.log(2 * Math.PI), within(1e-6));
    assertThat(d.cdf(Tensor.fill(DType.FLOAT, 1)).evalScalar())
        .isCloseTo(0.5 + 0.5 / Math.PI, within(1e-6));
    assertThat(d.entropy().evalScalar()).isCloseTo(Math.log(2 * Math.PI), within(1e-6));
    Parameter c = Parameter.of("c", Tensor.scalar(0.0).eval());
    Tensor log = VonMises.of(Tensor.scalar(0), c).logProb(Tensor.scalar(1));
    assertThat(Gradients.of(log, c).of(c).evalScalar()).isCloseTo(Math.cos(1), within(1e-15));
  }
}
