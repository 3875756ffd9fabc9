/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link ZeroInflated} counts of several families. */
class ZeroInflatedTest extends DiscreteContract {
  private static DistributionCase poisson(double gate, double rate) {
    return DistributionCase.of(x -> ZeroInflated.of(Poisson.of(x[1]), x[0]), gate, rate);
  }

  private static DistributionCase logits(double gateLogit, double r, double p) {
    return DistributionCase.of(
        x -> ZeroInflated.fromLogits(NegativeBinomial.of(x[1], x[2]), x[0]), gateLogit, r, p);
  }

  private static DistributionCase binomial(double gate, double p) {
    return DistributionCase.of(x -> ZeroInflated.of(Binomial.of(7, x[1]), x[0]), gate, p);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(poisson(0.3, 0.8), poisson(0.05, 9), logits(-1, 2.5, 0.6), binomial(0.5, 0.3));
  }

  @Override
  int greatest(DistributionCase c) {
    if (c.distribution().support() instanceof Constraint.CountsUpTo up) {
      return (int) up.high().evalScalar();
    }
    return c.parameters().length == 3 ? 120 : 60;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        poisson(0, 3),
        poisson(1, 3),
        poisson(0.5, 0),
        poisson(1e-30, 1e9),
        logits(1e38, 3, 0.5),
        logits(-1e38, 3, 0.5),
        binomial(0.5, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of(
        new Invalid(
            poisson(1.5, 1),
            "ZeroInflated.of: gate must be in [0, 1], got 1.5; logits are passed to fromLogits"),
        new Invalid(
            logits(Double.NaN, 1, 0.5),
            "ZeroInflated.fromLogits: gateLogits must be a number, got NaN"));
  }

  /**
   * d ln(g + (1 - g) p) / dg = (1 - p) / (g + (1 - g) p), for p = P(0) = e^-2 and F(1) = 3 e^-2.
   */
  @Test
  void slopesByTheGateAreFiniteAtItsEnds() {
    double p = Math.exp(-2);
    double f = 3 * p;
    Tensor gate = Tensor.vector(0.0, 1);
    ZeroInflated d = ZeroInflated.of(Poisson.of(2), gate);
    double[] density = values(Gradients.of(d.logProb(Tensor.scalar(0.0)).sum(), gate).of(gate));
    double[] cdf = values(Gradients.of(d.logCdf(Tensor.scalar(1.0)).sum(), gate).of(gate));
    assertClose(density, new double[] {(1 - p) / p, 1 - p}, 1e-14, "slope of logProb");
    assertClose(cdf, new double[] {(1 - f) / f, 1 - f}, 1e-14, "slope of logCdf");
  }

  @Test
  void zerosAreMadeByGateAndBase() {
    Distribution d = ZeroInflated.of(Poisson.of(2), Tensor.scalar(0.25));
    double[] log = values(d.logProb(Tensor.vector(0.0, 3)));
    assertThat(Math.exp(log[0])).isCloseTo(0.25 + 0.75 * Math.exp(-2), within(1e-15));
    assertThat(Math.exp(log[1])).isCloseTo(0.75 * Math.exp(-2) * 8 / 6, within(1e-15));
    assertThat(d.mode().evalScalar()).isZero();
    assertThat(ZeroInflated.of(Poisson.of(2.5), Tensor.scalar(0.01)).mode().evalScalar())
        .isEqualTo(2);
  }

  @Test
  void onlyCountsAreInflated() {
    assertThatThrownBy(() -> ZeroInflated.of(Normal.of(0, 1), Tensor.scalar(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ZeroInflated.of: base must be a distribution of counts, got Normal [] DOUBLE");
  }
}
