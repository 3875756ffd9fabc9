/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link Independent}. */
final class IndependentTest {
  private static final Parameter LOC =
      Grid.parameter("loc", DType.DOUBLE, Shape.of(2, 3), i -> 0.3 * i - 1);
  private static final Parameter SCALE =
      Grid.parameter("scale", DType.DOUBLE, Shape.of(3), i -> 0.5 + 0.2 * i);
  private static final Normal BASE = Normal.of(LOC, SCALE);

  @Test
  void shapes() {
    Independent.Pathwise one = Independent.of(BASE, 1);
    assertThat(one.batchShape()).isEqualTo(Shape.of(2));
    assertThat(one.eventShape()).isEqualTo(Shape.of(3));
    assertThat(one.support()).isEqualTo(new Constraint.Each(BASE.support(), 1));
    assertThat(one.rsample(4).shape()).isEqualTo(Shape.of(4, 2, 3));
    assertThat(one.logProb(one.rsample(4)).shape()).isEqualTo(Shape.of(4, 2));
    SampleWithLogProb both = one.rsampleAndLogProb(5);
    assertThat(both.sample().shape()).isEqualTo(Shape.of(5, 2, 3));
    assertThat(both.logProb().shape()).isEqualTo(Shape.of(5, 2));
    assertThat(one.entropy().shape()).isEqualTo(Shape.of(2));
    assertThat(one.mean().shape()).isEqualTo(Shape.of(2, 3));
    Independent two = Independent.of(one, 1);
    assertThat(two.batchShape()).isEqualTo(Shape.scalar());
    assertThat(two.eventShape()).isEqualTo(Shape.of(2, 3));
    assertThat(two.logProb(two.sample(4)).shape()).isEqualTo(Shape.of(4));
    assertThat(one.expand(7, 2).rsample().shape()).isEqualTo(Shape.of(7, 2, 3));
    assertThat(Independent.of(BASE, 0).support()).isEqualTo(BASE.support());
  }

  @Test
  void logProbAndEntropyAreSums() {
    Independent d = Independent.of(BASE, 1);
    Tensor x = Tensor.vector(0.3, -1, 2);
    double[] each = values(BASE.logProb(x));
    assertThat(values(d.logProb(x)))
        .containsExactly(each[0] + each[1] + each[2], each[3] + each[4] + each[5]);
    double[] entropy = values(BASE.entropy());
    assertThat(values(d.entropy())[1]).isEqualTo(entropy[3] + entropy[4] + entropy[5]);
    SampleWithLogProb both = Independent.of(BASE, 1).rsampleAndLogProb();
    DistributionContract.assertClose(
        Grid.values(both.logProb().sharingNoiseOf(both.sample()).eval(RandomKey.of(1))),
        Grid.values(d.logProb(Tensor.constant(both.sample().eval(RandomKey.of(1)))).eval()),
        1e-12,
        "logProb");
  }

  @Test
  void samplesAndMomentsAreTheBases() {
    Independent.Pathwise d = Independent.of(BASE, 2);
    RandomKey key = RandomKey.of(3);
    assertThat(Grid.values(d.rsample(2).eval(key)))
        .isEqualTo(Grid.values(BASE.rsample(2).eval(key)));
    assertThat(values(d.variance())).isEqualTo(values(BASE.variance()));
    assertThat(values(d.mode())).isEqualTo(values(BASE.mode()));
    assertThat(values(Gradients.of(d.rsample().sum(), LOC).of(LOC))).containsOnly(1.0);
    assertThat(values(Gradients.orZero(d.sample().sum(), LOC).of(LOC))).containsOnly(0.0);
  }

  /**
   * A base without differentiable samples gives none; a base of a less specific static type is
   * recognised.
   */
  @Test
  void differentiableSamplesAreThoseOfTheBase() {
    Independent opaque = Independent.of(new Opaque(BASE), 1);
    assertThat(opaque).isNotInstanceOf(Reparameterized.class);
    assertThat(opaque.expand(5, 2)).isInstanceOf(Independent.NonReparameterized.class);
    assertThat(values(opaque.sample())).hasSize(6);
    assertThat(Independent.of((Distribution) BASE, 1)).isInstanceOf(Independent.Pathwise.class);
    assertThat(Independent.class.getMethods()).noneMatch(m -> m.getName().equals("rsample"));
  }

  @Test
  void outsideOfTheSupportIsNothing() {
    Independent d = Independent.of(Exponential.of(Tensor.vector(1.0, 2)), 1);
    assertThat(values(d.logProb(Tensor.constant(new double[] {1, -1, Double.NaN, 1}, 2, 2))))
        .containsExactly(Double.NEGATIVE_INFINITY, Double.NaN);
    assertThat(values(d.support().contains(Tensor.vector(1.0, -1)))).containsExactly(0);
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> Independent.of(BASE, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Independent.of: axes must be in [0, rank of the batch], got 3 for batch [2, 3]");
    assertThatThrownBy(() -> Independent.of(BASE, 1).cdf(Tensor.scalar(0)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Independent.cdf: events must be scalars, got shape [3]; use base().cdf");
  }
}
