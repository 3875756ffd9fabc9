/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;

/** {@link Gamma}. */
class GammaTest extends ContinuousContract {
  private static DistributionCase gamma(double concentration, double rate) {
    return DistributionCase.of(p -> Gamma.of(p[0], p[1]), concentration, rate);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return GammaDistribution.of(p[0], 1 / p[1]);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(gamma(1, 1), gamma(0.4, 20), gamma(3.5, 0.02), gamma(60, 3));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        gamma(1e-30, 1),
        gamma(1e30, 1),
        gamma(1, 1e-30),
        gamma(1, 1e30),
        gamma(1e30, 1e30),
        gamma(1e-3, 1e30),
        gamma(1e-3, 1e-30),
        gamma(1e7, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message = "Gamma.of: %s must be > 0, got %s; pass a log-%s through exp or softplus";
    return Stream.of(
        new Invalid(gamma(0, 1), message.formatted("concentration", 0.0, "concentration")),
        new Invalid(gamma(1, -1), message.formatted("rate", -1.0, "rate")),
        new Invalid(
            gamma(Double.NaN, 1), message.formatted("concentration", "NaN", "concentration")));
  }

  @Test
  void densityAtZeroDependsOnTheConcentration() {
    Tensor a = Tensor.vector(0.5, 1.0, 2.0, 20.0);
    double[] log = values(Gamma.of(a, Tensor.scalar(3)).logProb(Tensor.scalar(0)));
    assertThat(log)
        .containsExactly(
            Double.POSITIVE_INFINITY,
            Math.log(3),
            Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY);
  }

  /** Most samples underflow to 0 for a = 0.001; their log-densities come from the logarithm. */
  @Test
  void logDensityOfASampleThatUnderflowsIsFinite() {
    SampleWithLogProb both = Gamma.of(1e-3, 2).rsampleAndLogProb(100);
    assertThat(values(both.sample())).contains(0.0);
    for (double log : values(both.logProb())) {
      assertThat(log).isFinite();
    }
  }

  /** The mean of -logProb of samples is the entropy: 0.5 ln(2 pi e a) - 1/(3a) for large a. */
  @Test
  void entropyKeepsItsDigitsForLargeConcentrations() {
    double entropy = Gamma.of(1e12, 1).entropy().evalScalar();
    assertThat(entropy).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 1e12), within(1e-12));
    double below = Gamma.of(Math.nextDown(20.0), 1).entropy().evalScalar();
    assertThat(Gamma.of(20, 1).entropy().evalScalar()).isCloseTo(below, within(1e-13));
  }

  @Test
  void quantileGradientKeepsTheDistributionFunction() {
    Parameter a = Parameter.of("a", Tensor.vector(0.4, 2, 30).eval());
    Tensor x = Gamma.of(a, Tensor.scalar(2)).icdf(Tensor.scalar(0.3));
    double[] found = values(Gradients.of(x.sum(), a).of(a));
    double[] at = {0.4, 2, 30};
    for (int i = 0; i < 3; i++) {
      double expected =
          Differences.central(
              c -> Gamma.of(c, 2).icdf(Tensor.scalar(0.3)).evalScalar(), at[i], 1e-3 * at[i]);
      assertThat(found[i]).isCloseTo(expected, within(1e-9 * at[i]));
    }
  }
}
