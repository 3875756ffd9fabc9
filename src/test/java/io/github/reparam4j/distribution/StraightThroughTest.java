/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link StraightThrough}: values of discrete samples, gradients of what they stand for. */
class StraightThroughTest {
  private static final Tensor WEIGHTS = Tensor.vector(1.0, -2, 0.5);

  private final Parameter logits =
      Grid.parameter("l", DType.DOUBLE, Shape.of(4, 3), i -> 0.3 * i - 1.5);

  private double[] gradient(Tensor x) {
    return values(Gradients.of(x.mul(WEIGHTS).sum(), logits).of(logits));
  }

  @Test
  void bernoulliHasTheGradientOfItsProbability() {
    Bernoulli d = Bernoulli.fromLogits(logits);
    Tensor x = StraightThrough.bernoulli(d, 5);
    assertThat(values(x)).isEqualTo(values(d.sample(5))).contains(0, 1);
    Tensor p = d.probs().expandDims(0).broadcastTo(5, 4, 3);
    assertThat(gradient(x)).isEqualTo(gradient(p)).doesNotContain(0);
  }

  @Test
  void oneHotHasTheGradientOfItsProbabilities() {
    OneHotCategorical d = OneHotCategorical.fromLogits(logits);
    Tensor x = StraightThrough.oneHotCategorical(d, 5);
    assertThat(values(x)).isEqualTo(values(d.sample(5)));
    assertThat(gradient(x)).isEqualTo(gradient(d.probs().expandDims(0).broadcastTo(5, 4, 3)));
  }

  @Test
  void relaxedOnesHaveTheGradientOfTheRelaxedSample() {
    Tensor t = Tensor.scalar(0.7);
    RelaxedBernoulli bernoulli = RelaxedBernoulli.fromLogits(t, logits);
    Tensor soft = bernoulli.rsample(5);
    Tensor hard = StraightThrough.relaxedBernoulli(bernoulli, 5);
    assertThat(values(hard)).isEqualTo(values(soft.stopGradient().gt(0.5))).contains(0, 1);
    assertThat(gradient(hard)).isEqualTo(gradient(soft)).doesNotContain(0);

    RelaxedOneHotCategorical categorical = RelaxedOneHotCategorical.fromLogits(t, logits);
    soft = categorical.rsample(5);
    hard = StraightThrough.gumbelSoftmax(categorical, 5);
    Tensor greatest = soft.stopGradient().eq(soft.stopGradient().maxKeepDims(-1));
    assertThat(values(hard)).isEqualTo(values(greatest));
    assertThat(gradient(hard)).isEqualTo(gradient(soft));
  }

  @Test
  void theyAreNotReparameterized() {
    assertThat(Reparameterized.class.isAssignableFrom(Bernoulli.class)).isFalse();
    assertThat(Reparameterized.class.isAssignableFrom(OneHotCategorical.class)).isFalse();
  }

  private static double[] values(Tensor t) {
    return DistributionContract.values(t);
  }
}
