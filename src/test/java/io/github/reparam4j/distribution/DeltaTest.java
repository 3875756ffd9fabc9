/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link Delta}. */
final class DeltaTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final Parameter POINT =
      Grid.parameter("point", DType.DOUBLE, Shape.of(2, 2), i -> i);

  @Test
  void probabilityIsAtThePoint() {
    Delta d = Delta.of(POINT);
    assertThat(values(d.logProb(Tensor.vector(0.0, 3)))).containsExactly(0, NONE, NONE, 0);
    assertThat(values(d.logProb(Tensor.scalar(Double.NaN)))).containsOnly(Double.NaN);
    Delta rows = Delta.of(POINT, 1);
    assertThat(values(rows.logProb(Tensor.vector(2.0, 3)))).containsExactly(NONE, 0);
    assertThat(values(rows.logProb(Tensor.vector(2, Double.NaN)))).containsOnly(Double.NaN);
  }

  @Test
  void samplesAreThePointWithItsGradient() {
    Delta d = Delta.of(POINT, 1);
    Tensor x = d.rsample(3);
    assertThat(x.shape()).isEqualTo(Shape.of(3, 2, 2));
    assertThat(values(x)).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
    assertThat(values(Gradients.of(x.sum(), POINT).of(POINT))).containsOnly(3.0);
    assertThat(values(Gradients.orZero(d.sample().sum(), POINT).of(POINT))).containsOnly(0.0);
    SampleWithLogProb both = d.rsampleAndLogProb(3);
    assertThat(both.logProb().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(values(both.logProb())).containsOnly(0.0);
    assertThat(values(d.support().contains(x))).containsOnly(1.0);
  }

  @Test
  void momentsAndFunctions() {
    Delta d = Delta.of(POINT);
    assertThat(values(d.mean())).containsExactly(0, 1, 2, 3);
    assertThat(values(d.mode())).containsExactly(0, 1, 2, 3);
    assertThat(values(d.variance())).containsOnly(0.0);
    assertThat(values(d.entropy())).containsOnly(0.0);
    assertThat(values(d.cdf(Tensor.scalar(1.5)))).containsExactly(1, 1, 0, 0);
    assertThat(values(d.cdf(Tensor.scalar(Double.NaN)))).containsOnly(Double.NaN);
    assertThat(values(d.icdf(Tensor.scalar(0.2)))).containsExactly(0, 1, 2, 3);
    assertThat(values(d.icdf(Tensor.scalar(2)))).containsOnly(Double.NaN);
  }

  @Test
  void expands() {
    Delta d = Delta.of(Tensor.vector(1.0, 2), 1).expand(3, 2);
    assertThat(d.batchShape()).isEqualTo(Shape.of(3, 2));
    assertThat(d.eventShape()).isEqualTo(Shape.of(2));
    assertThat(d.sample().shape()).isEqualTo(Shape.of(3, 2, 2));
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> Delta.of(POINT, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Delta.of: eventRank must be in [0, rank], got 3 for shape [2, 2]");
    assertThatThrownBy(() -> Delta.of(POINT, 1).cdf(Tensor.scalar(0)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Delta.cdf: events must be scalars, got shape [2]");
  }
}
