/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.StudentT;
import io.github.reparam4j.distribution.VonMises;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Shapes of expectations, and what is refused. */
class SampleCostTest {
  private static final Reparameterized NORMAL = Normal.standard(DType.DOUBLE, 5, 3);
  private static final Bernoulli BERNOULLI = Bernoulli.fromLogits(Tensor.zeros(DType.DOUBLE, 5, 3));

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void theExpectationHasTheAxesThatTheCostKeeps() {
    List<UnaryOperator<Tensor>> costs = List.of(z -> z, z -> z.sum(-1), z -> z.sum(1, 2));
    for (UnaryOperator<Tensor> cost : costs) {
      Tensor pathwise = Pathwise.samples(4).expectation(NORMAL, cost);
      long[] expected =
          cost.apply(Tensor.zeros(DType.DOUBLE, 4, 5, 3)).select(0, 0).shape().toLongs();
      assertThat(pathwise.shape().toLongs()).containsExactly(expected);
      for (Tensor t :
          List.of(
              ScoreFunction.samples(4).expectation(BERNOULLI, cost),
              DisArm.pairs(2).expectation(BERNOULLI, cost),
              Arm.pairs(2).expectation(BERNOULLI, cost))) {
        assertThat(t.shape().toLongs()).containsExactly(expected);
      }
    }
    Tensor events =
        Pathwise.samples(4).expectation(Independent.of(NORMAL, 1), z -> z.square().sum(-1));
    assertThat(events.shape().toLongs()).containsExactly(5);
  }

  @Test
  void refusesCostsThatAreNotOneNumberForEachSampleAndRow() {
    refused(
        () -> Pathwise.samples(4).expectation(Independent.of(NORMAL, 1), z -> z),
        "Pathwise.expectation: cost must be one number for each sample and row, of shape [4, 5] or"
            + " the first axes of it, got shape [4, 5, 3] for samples of shape [4, 5, 3]; sum over"
            + " the other axes, the sample axis stays first");
    refused(
        () -> ScoreFunction.samples(4).expectation(BERNOULLI, z -> z.sum()),
        "ScoreFunction.expectation: cost must be one number for each sample and row, of shape [4,"
            + " 5, 3] or the first axes of it, got shape [] for samples of shape [4, 5, 3]; sum"
            + " over the other axes, the sample axis stays first");
    refused(
        () -> DisArm.pairs(2).expectation(BERNOULLI, z -> z.sum(1)),
        "DisArm.expectation: cost must be one number for each sample and row, of shape [4, 5, 3] or"
            + " the first axes of it, got shape [4, 3] for samples of shape [4, 5, 3]; sum over the"
            + " other axes, the sample axis stays first");
    refused(
        () -> Arm.pairs(2).expectation(BERNOULLI, z -> z.cast(DType.FLOAT)),
        "Arm.expectation: cost must have the dtype of Bernoulli [5, 3] DOUBLE, got FLOAT; convert"
            + " it with cast");
    refused(
        () -> Pathwise.samples(4).expectation(NORMAL, z -> null),
        "Pathwise.expectation: the cost must return a tensor, got null");
  }

  @Test
  void refusesNumbersOfSamples() {
    refused(() -> Pathwise.samples(0), "Pathwise.samples: count must be >= 1, got 0");
    refused(() -> ScoreFunction.samples(0), "ScoreFunction.samples: count must be >= 1, got 0");
    refused(() -> DisArm.pairs(0), "DisArm.pairs: count must be >= 1, got 0");
    refused(() -> Arm.pairs(-1), "Arm.pairs: count must be >= 1, got -1");
    refused(
        () -> Pathwise.samples(3).antithetic(),
        "Pathwise.antithetic: the number of samples must be even, got 3; samples come in pairs");
  }

  @Test
  void antitheticSamplesAreNotDrawnByRejection() {
    for (Reparameterized q : List.of(Gamma.of(2, 1), StudentT.of(3, 0, 1), VonMises.of(0, 1))) {
      refused(
          () -> Pathwise.samples(2).antithetic().expectation(q, z -> z),
          "Pathwise.expectation: antithetic and quasi-random samples must be smooth functions of"
              + " their noise, got samples drawn by rejection; draw independent samples");
    }
    // The source serves the samples only: the noise of the cost is its own, and of any kind.
    Pathwise.samples(2)
        .antithetic()
        .expectation(Normal.of(0, 1), z -> z.add(Gamma.of(2, 1).rsample(2)));
  }

  @Test
  void names() {
    assertThat(Pathwise.samples(2)).hasToString("Pathwise[samples=2, independent]");
    assertThat(Pathwise.samples(2).antithetic()).hasToString("Pathwise[samples=2, antithetic]");
    assertThat(ScoreFunction.samples(3)).hasToString("ScoreFunction[samples=3, baseline=none]");
    assertThat(ScoreFunction.samples(3).baseline(Baseline.movingAverage(0.9)))
        .hasToString("ScoreFunction[samples=3, baseline=moving average(decay=0.9)]");
    assertThat(Baseline.leaveOneOut()).hasToString("leave-one-out");
    assertThat(Baseline.learned(Tensor.scalar(1))).hasToString("learned");
    assertThat(DisArm.pairs(2)).hasToString("DisArm[pairs=2]");
    assertThat(Arm.pairs(2)).hasToString("Arm[pairs=2]");
  }
}
