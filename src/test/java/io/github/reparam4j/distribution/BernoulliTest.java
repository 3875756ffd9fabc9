/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Bernoulli}, by probabilities and by logits. */
class BernoulliTest extends DiscreteContract {
  private static DistributionCase probs(double p) {
    return DistributionCase.of(x -> Bernoulli.of(x[0]), p);
  }

  private static DistributionCase logits(double p) {
    return DistributionCase.of(x -> Bernoulli.fromLogits(x[0]), p);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(0.3), probs(0.5), probs(0.9), logits(0.8), logits(-3));
  }

  @Override
  int greatest(DistributionCase c) {
    return 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.concat(
        DoubleStream.of(0, 1, 1e-30).mapToObj(BernoulliTest::probs),
        DoubleStream.of(1e38, -1e38, 1 / 0.0, -1 / 0.0).mapToObj(BernoulliTest::logits));
  }

  @Override
  Stream<Invalid> invalid() {
    String must = "Bernoulli.of: probs must be in [0, 1], got ";
    String hint = "; logits are passed to fromLogits";
    return Stream.of(
        new Invalid(probs(-0.1), must + "-0.1" + hint),
        new Invalid(probs(1.1), must + "1.1" + hint),
        new Invalid(probs(Double.NaN), must + "NaN" + hint),
        new Invalid(logits(Double.NaN), "Bernoulli.fromLogits: logits must be a number, got NaN"));
  }

  /** The slope of the entropy is -logit p, about 4 (1/2 - p). */
  @Test
  void entropyNearOneHalfKeepsTheDigitsOfItsSlope() {
    double excess = 0x1p-30;
    Parameter p = Grid.parameter("p", DType.DOUBLE, Shape.scalar(), i -> 0.5 + excess);
    Parameter t = Grid.parameter("t", DType.DOUBLE, Shape.scalar(), i -> excess);
    double byP = Gradients.of(Bernoulli.of(p).entropy(), p).of(p).evalScalar();
    double byLogit = Gradients.of(Bernoulli.fromLogits(t).entropy(), t).of(t).evalScalar();
    assertThat(byP / excess).isCloseTo(-4, within(1e-14));
    assertThat(byLogit / excess).isCloseTo(-0.25, within(1e-14));
    assertThat(Bernoulli.of(p).logits().evalScalar() / excess).isCloseTo(4, within(1e-14));
  }
}
