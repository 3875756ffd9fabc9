/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link MaskedCategorical}. */
class MaskedCategoricalTest extends DiscreteContract {
  private static Tensor mask(DType dtype) {
    return vector(dtype, 1, 0, 1, 1, 0);
  }

  /** The first three of n categories. */
  private static Tensor firstThree(Tensor... x) {
    return Tensor.range(x[0].dtype(), x.length).lt(3);
  }

  private static DistributionCase probs(double... p) {
    return DistributionCase.of(
        x -> MaskedCategorical.of(CategoricalTest.last(x), firstThree(x)), p);
  }

  private static DistributionCase logits(double... logits) {
    return DistributionCase.of(
        x -> MaskedCategorical.fromLogits(CategoricalTest.last(x), firstThree(x)), logits);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(5), probs(0.3, 0.9, 0.2, 0.6, 0.1), logits(0.4, 5, -1, 2, 0.3));
  }

  @Override
  int greatest(DistributionCase c) {
    return Math.min(c.parameters().length, 3) - 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(0, 1, 0, 0, 1), logits(1e38, -1e38, 1e38, 0, 1), logits(0, 1, 0, 1 / 0.0, 0));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.empty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void impossibleCategoriesHaveNoInfluence(double excluded) {
    Parameter logits =
        Grid.parameter("l", DType.DOUBLE, Shape.of(5), i -> i == 1 ? excluded : i * 0.3);
    MaskedCategorical p = MaskedCategorical.fromLogits(logits, mask(DType.DOUBLE));
    Categorical q = Categorical.of(Tensor.vector(0.2, 0, 0.3, 0.5, 0));
    Tensor loss =
        p.logProb(Tensor.scalar(2))
            .add(p.entropy())
            .add(KlDivergence.of(p, q))
            .add(KlDivergence.of(q, p))
            .add(p.mean());
    double[] g = values(Gradients.of(loss, logits).of(logits));
    assertThat(g).doesNotContain(Double.NaN);
    assertThat(g[1]).isZero();
    assertThat(g[4]).isZero();
    assertThat(g[0]).isNotZero();
    assertThat(values(p.probs())[1]).isZero();
    assertThat(values(p.sample(500))).doesNotContain(1.0, 4.0, Double.NaN);
    assertThat(values(p.logProb(Tensor.vector(1.0, 4)))).containsOnly(Double.NEGATIVE_INFINITY);
    Categorical everywhere = Categorical.of(Tensor.vector(0.2, 0.2, 0.2, 0.2, 0.2));
    assertThat(KlDivergence.of(everywhere, p).evalScalar()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void somethingMustBePossible() {
    Tensor none = Tensor.vector(0.0, 0);
    MaskedCategorical d = MaskedCategorical.fromLogits(Tensor.vector(1.0, 2), none);
    assertThatThrownBy(() -> d.probs().eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("MaskedCategorical.fromLogits: greatest of logits must be finite");
  }
}
