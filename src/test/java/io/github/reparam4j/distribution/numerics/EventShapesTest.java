/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.DistributionContract;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class EventShapesTest {
  private static final Tensor X = Tensor.ones(DType.DOUBLE, 4, 2, 3);

  @Test
  void batchIsTheAxesBeforeTheEvent() {
    assertThat(EventShapes.batch(X, 0)).isEqualTo(Shape.of(4, 2, 3));
    assertThat(EventShapes.batch(X, 2)).isEqualTo(Shape.of(4));
    assertThat(EventShapes.batch(X, 3)).isEqualTo(Shape.scalar());
  }

  @Test
  void sumsOverTheLastAxes() {
    assertThat(EventShapes.sumLast(X, 0)).isSameAs(X);
    Tensor sum = EventShapes.sumLast(X, 2);
    assertThat(sum.shape()).isEqualTo(Shape.of(4));
    assertThat(DistributionContract.values(sum)).containsOnly(6);
  }

  @Test
  void requiresTheAxesOfAnEvent() {
    EventShapes.requireRank("here", X, 3);
    assertThatThrownBy(() -> EventShapes.requireRank("here", X, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("here: argument must have at least 4 axes, got shape [4, 2, 3]");
  }

  @Test
  void scalarsMultiplyMatrices() {
    Tensor product = EventShapes.asMatrix(Tensor.vector(2.0, 5)).mul(Tensor.ones(DType.DOUBLE, 2));
    assertThat(product.shape()).isEqualTo(Shape.of(2, 1, 2));
    assertThat(DistributionContract.values(product)).containsExactly(2, 2, 5, 5);
  }

  @Test
  void theNewBatchMustBeLarger() {
    assertThat(EventShapes.larger("here", Shape.of(2, 1), 3, 2, 4)).isEqualTo(Shape.of(3, 2, 4));
    assertThatThrownBy(() -> EventShapes.larger("here", Shape.of(2), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("here: the batch [2] must broadcast to the new one, got [3]");
  }
}
