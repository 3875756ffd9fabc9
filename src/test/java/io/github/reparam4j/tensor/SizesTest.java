/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.RefusedCall.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds of shapes: sizes, strides and steps are exact up to them, and refused beyond. */
class SizesTest {
  private static final Tensor MATRIX = Tensor.zeros(DType.DOUBLE, 2, 3);
  private static final Tensor EMPTY = Tensor.zeros(DType.DOUBLE, 0, 3);
  private static final int MAX = Integer.MAX_VALUE;

  static Stream<RefusedCall> shapes() {
    Shape shape = Shape.of(2, 3);
    return Stream.of(
        refused(
            "Shape.of: every axis length must be in [0, 2^31), got [2, -1]; at axis 1",
            () -> Shape.of(2, -1)),
        refused(
            "Shape.of: every axis length must be in [0, 2^31), got [2147483648]; at axis 0",
            () -> Shape.of(1L << 31)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got 2 for shape [2, 3]", () -> shape.dim(2)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got -3 for shape [2, 3]",
            () -> shape.dim(-3)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got 0 for shape []",
            () -> Shape.scalar().dim(0)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from 0, to 3; shape [2, 3]",
            () -> shape.slice(0, 3)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from -1, to 1; shape [2, 3]",
            () -> shape.slice(-1, 1)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from 2, to 1; shape [2, 3]",
            () -> shape.slice(2, 1)),
        refused(
            "Shape.broadcast: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2, 3] and [2]; they differ at axis -1",
            () -> shape.broadcast(Shape.of(2))),
        refused(
            "Mine.of: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [2,"
                + " 3] and [4, 3]; they differ at axis -2",
            () -> shape.broadcast("Mine.of", Shape.of(4, 3))));
  }

  /** Shapes of more than 2^40 elements, whose sizes, strides or byte counts might wrap around. */
  static Stream<RefusedCall> sizes() {
    Tensor long1 = Tensor.ones(DType.FLOAT, MAX, 1);
    Tensor four = Tensor.vector(1.0, 2.0, 3.0, 4.0);
    return Stream.of(
        refused(
            "reshape: a shape must have at most 2^40 elements, got [20, 48448661, 49477, 384773]",
            () -> four.reshape(20, 48_448_661, 49_477, 384_773)),
        refused(
            "reshape: a shape must have at most 2^40 elements, got [1, 20, 48448661, 49477,"
                + " 384773]",
            () -> four.reshape(-1, 20, 48_448_661, 49_477, 384_773)),
        refused(
            "Tensor.ones: a shape must have at most 2^40 elements, got [65536, 65536, 65536,"
                + " 65536]",
            () -> Tensor.ones(DType.FLOAT, 65_536, 65_536, 65_536, 65_536).sum()),
        refused(
            "Shape.of: a shape must have at most 2^40 elements, got [1048576, 1048577]",
            () -> Shape.of(1 << 20, (1 << 20) + 1)),
        refused(
            "Shape.of: a shape must have at most 2^40 elements, got [2147483647, 0, 2147483647];"
                + " lengths of 0 count as 1 here",
            () -> Shape.of(MAX, 0, MAX)),
        refused(
            "Shape.append: a shape must have at most 2^40 elements, got [1048576, 2097152]",
            () -> Shape.of(1 << 20).append(Shape.of(1 << 21))),
        refused(
            "add: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.add(long1.transpose())),
        refused(
            "matmul: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.matmul(long1.transpose())),
        refused(
            "broadcastTo: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.broadcastTo(MAX, MAX)),
        refused(
            "outer: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.squeeze().outer(long1.squeeze())),
        refused(
            "Tensor.concat: every axis length must be in [0, 2^31), got [4294967294]; at axis 0",
            () -> Tensor.concat(0, long1, long1)),
        refused(
            "Tensor.stack: a shape must have at most 2^40 elements, got [2, 2147483647, 512]",
            () -> Tensor.stack(0, long1.broadcastTo(MAX, 512), long1.broadcastTo(MAX, 512))),
        refused(
            "mul: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.squeeze().gather(0, long1.squeeze()).expandDims(1).mul(long1.squeeze())),
        refused(
            "Tensor.where: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> Tensor.where(long1, long1.transpose(), long1)),
        refused(
            "Noise.rademacher: a shape must have at most 2^40 elements, got [2147483647,"
                + " 2147483647, 2147483647, 2147483647]",
            () -> Noise.rademacher(DType.FLOAT, MAX, MAX, MAX, MAX)),
        refused(
            "Input.of: a shape must have at most 2^40 elements, got [2147483647, 2147483647,"
                + " 2147483647]",
            () -> Input.of("x", DType.DOUBLE, MAX, MAX, MAX)),
        refused(
            "Tensor.zeros: a shape must have at most 2^40 elements, got [0, 1048576, 2097152];"
                + " lengths of 0 count as 1 here",
            () -> Tensor.zeros(DType.DOUBLE, 0, 1 << 20, 1 << 21)));
  }

  @Test
  void acceptsWhatIsJustWithinTheBounds() {
    assertThat(Shape.of(1 << 20, 1 << 20).size()).isEqualTo(1L << 40);
    assertThat(Shape.of(1 << 20, 0, 1 << 20).size()).isZero();
    assertThat(Shape.of(MAX).size()).isEqualTo(MAX);
    assertThat(Shape.of(2, 3).slice(2, 2)).isEqualTo(Shape.scalar());
    assertThat(Tensor.eye(DType.FLOAT, 46_340).shape()).isEqualTo(Shape.of(46_340, 46_340));
    assertThat(Noise.uniform(DType.DOUBLE, 1 << 17, 1 << 16).shape().size()).isEqualTo(1L << 33);
    assertThat(Noise.uniform(DType.FLOAT, 1 << 17, 1 << 17).shape().size()).isEqualTo(1L << 34);
    assertThat(MATRIX.slice(1, 3, 3).shape()).isEqualTo(Shape.of(2, 0));
    assertThat(MATRIX.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(EMPTY.reshape(-1, 3).shape()).isEqualTo(Shape.of(0, 3));
    assertThat(EMPTY.cumsum(0).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void stepMayBeAsLargeAsAnInt() {
    Tensor x = Tensor.constant(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    for (int step : new int[] {3, 1 << 30, MAX - 1, MAX}) {
      assertThat(NaiveArrays.elements(x.slice(1, 1, 3, step).eval())).containsExactly(2, 5);
      assertThat(NaiveArrays.elements(x.transpose().slice(0, 0, 3, step).eval()))
          .containsExactly(1, 4);
      Tensor slope = Gradients.of(x.slice(1, 1, 3, step).sum(), x).of(x);
      assertThat(NaiveArrays.elements(slope.eval())).containsExactly(0, 1, 0, 0, 1, 0);
    }
    Tensor repeated = Tensor.scalar(7).broadcastTo(MAX);
    assertThat(repeated.slice(0, 0, MAX, MAX - 1).shape()).isEqualTo(Shape.of(2));
    assertThat(NaiveArrays.elements(repeated.slice(0, 5, MAX, 1 << 30).eval()))
        .containsExactly(7, 7);
  }

  @Test
  void largeShapesRunWhereFewElementsAreRetained() {
    Tensor large = Tensor.vector(1f, 2f).reshape(2, 1, 1).broadcastTo(2, 1 << 19, 1 << 19);
    Tensor few = large.slice(1, 3, 4).slice(2, (1 << 19) - 2, 1 << 19);
    assertThat(NaiveArrays.elements(few.eval())).containsExactly(1, 1, 2, 2);
    assertThat(Tensor.zeros(DType.FLOAT, 1 << 16, 1 << 16, 0).cumsum(-1).eval().isEmpty()).isTrue();
    for (int axis = 0; axis < 3; axis++) {
      Tensor sums = Tensor.ones(DType.FLOAT, 1 << 16, 2, 1 << 16).cumsum(axis);
      assertThatThrownBy(sums::eval).hasMessageContaining("must be smaller than 2 GiB");
    }
    Tensor sums = Tensor.ones(DType.FLOAT, 1 << 16, 1 << 16, 2).cumsum(-1);
    assertThatThrownBy(sums::eval).hasMessageContaining("must be smaller than 2 GiB");
  }

  @ParameterizedTest
  @MethodSource({"shapes", "sizes"})
  void refuses(RefusedCall call) {
    call.check();
  }
}
