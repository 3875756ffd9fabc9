/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link OneHotCategorical} against {@link Categorical}, which has the contract's tests. */
class OneHotCategoricalTest {
  private static final Tensor LOGITS = Tensor.constant(new double[] {0, 1, -2, 3, 0.5, 0.5}, 2, 3);

  @Test
  void logProbIsThatOfTheNumber() {
    OneHotCategorical d = OneHotCategorical.fromLogits(LOGITS);
    Categorical numbers = Categorical.fromLogits(LOGITS);
    double[] found = values(d.logProb(Tensor.eye(DType.DOUBLE, 3).reshape(3, 1, 3)));
    double[] expected = values(numbers.logProb(Tensor.range(DType.DOUBLE, 3).reshape(3, 1)));
    assertThat(found).isEqualTo(expected);
    assertThat(values(d.entropy())).isEqualTo(values(numbers.entropy()));
    assertThat(values(d.mean())).isEqualTo(values(numbers.probs()));
    assertThat(values(d.mode())).containsExactly(0, 1, 0, 1, 0, 0);
  }

  @Test
  void whatIsNotOneHotHasNoProbability() {
    OneHotCategorical d = OneHotCategorical.of(Tensor.vector(0.2, 0.8));
    Tensor x = Tensor.constant(new double[] {0, 0, 1, 1, 0.5, 0.5, 2, -1, 0, 2}, 5, 2);
    assertThat(values(d.logProb(x))).containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(values(d.logProb(Tensor.vector(Double.NaN, 1)))).containsOnly(Double.NaN);
    assertThat(
            values(
                OneHotCategorical.of(Tensor.vector(0.0, 3)).logProb(Tensor.eye(DType.DOUBLE, 2))))
        .containsExactly(Double.NEGATIVE_INFINITY, 0);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void samplesFollowTheProbabilities(DType dtype) {
    OneHotCategorical d = OneHotCategorical.fromLogits(LOGITS.cast(dtype));
    Tensor x = d.sample(MonteCarlo.COUNT / 4);
    assertThat(x.shape()).isEqualTo(Shape.of(MonteCarlo.COUNT / 4, 2, 3));
    double[] p = values(d.probs());
    double[] mean = Grid.values(x.mean(0).eval(MonteCarlo.KEY));
    for (int i = 0; i < p.length; i++) {
      double error = Math.sqrt(p[i] * (1 - p[i]) / (MonteCarlo.COUNT / 4.0));
      assertThat(mean[i]).isCloseTo(p[i], within(6.5 * error));
    }
    double[] variance = values(d.variance());
    assertThat(variance[0]).isCloseTo(p[0] * (1 - p[0]), within(1e-7));
    assertThat(Arrays.stream(values(d.support().contains(d.sample(100)))).min().getAsDouble())
        .isEqualTo(1);
  }

  @Test
  void shapesAndExpansion() {
    OneHotCategorical d = OneHotCategorical.of(LOGITS.exp());
    assertThat(d.batchShape()).isEqualTo(Shape.of(2));
    assertThat(d.eventShape()).isEqualTo(Shape.of(3));
    OneHotCategorical wide = d.expand(4, 2);
    assertThat(wide.sample(5).shape()).isEqualTo(Shape.of(5, 4, 2, 3));
    assertThat(wide.logProb(wide.sample(5)).shape()).isEqualTo(Shape.of(5, 4, 2));
    assertThat(wide.entropy().shape()).isEqualTo(Shape.of(4, 2));
    assertThat(wide).hasToString("OneHotCategorical [4, 2] event [3] DOUBLE");
  }

  private static double[] values(Tensor t) {
    return DistributionContract.values(t);
  }
}
