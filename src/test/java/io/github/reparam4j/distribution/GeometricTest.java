/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Geometric}, by probabilities and by logits. */
class GeometricTest extends DiscreteContract {
  private static DistributionCase probs(double p) {
    return DistributionCase.of(x -> Geometric.of(x[0]), p);
  }

  private static DistributionCase logits(double p) {
    return DistributionCase.of(x -> Geometric.fromLogits(x[0]), p);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(0.3), probs(0.02), probs(0.9), logits(0.8), logits(-3));
  }

  @Override
  int greatest(DistributionCase c) {
    double p = c.distribution().mean().add(1).reciprocal().evalScalar();
    return (int) (-31 / Math.log1p(-p)) + 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.concat(
        DoubleStream.of(0, 1, 1e-30).mapToObj(GeometricTest::probs),
        DoubleStream.of(1e38, -1e38, 1 / 0.0, -1 / 0.0).mapToObj(GeometricTest::logits));
  }

  @Override
  Stream<Invalid> invalid() {
    String must = "Geometric.of: probs must be in [0, 1], got ";
    String hint = "; logits are passed to fromLogits";
    return Stream.of(
        new Invalid(probs(-0.1), must + "-0.1" + hint),
        new Invalid(probs(Double.NaN), must + "NaN" + hint),
        new Invalid(logits(Double.NaN), "Geometric.fromLogits: logits must be a number, got NaN"));
  }

  @Test
  void hasItsProbabilityAndLogits() {
    Geometric quarter = Geometric.of(0.25);
    assertThat(quarter.probs().evalScalar()).isEqualTo(0.25);
    assertThat(quarter.logits().evalScalar()).isCloseTo(-Math.log(3), within(1e-15));
  }
}
