/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link View}: reshaped and collapsed views name the same elements in the same order. */
class ViewTest {
  @Test
  void reshapedAndCollapsedViewsKeepTheOrderOfTheElements() {
    int reshaped = 0;
    int refused = 0;
    for (View view : views()) {
      List<Long> positions = positions(view);
      assertThat(positions(view.collapsed())).isEqualTo(positions);
      assertThat(view.collapsed().dims()).doesNotContain(1);
      for (Shape shape : factorizations(positions.size())) {
        View to = view.reshape(shape);
        if (to == null) {
          refused++;
          assertThat(view.isContiguous()).isFalse();
        } else {
          reshaped++;
          assertThat(to.dims()).isEqualTo(shape.dims());
          assertThat(positions(to)).as(view + " to " + shape).isEqualTo(positions);
        }
      }
    }
    assertThat(reshaped).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(1000);
  }

  /** A view can be reshaped without a copy if reshaping only adds or drops axes of length 1. */
  @Test
  void axesOfLengthOneNeverNeedACopy() {
    for (View view : views()) {
      List<Long> dims = new ArrayList<>(List.of(1L));
      for (int d : view.dims()) {
        dims.add((long) d);
        dims.add(1L);
      }
      Shape shape = Shape.of(dims.stream().mapToLong(i -> i).toArray());
      assertThat(view.reshape(shape)).as(view + " to " + shape).isNotNull();
    }
  }

  @Test
  void oneAxisIsCutWithoutACopy() {
    View strided = new View(new Buffer(DType.FLOAT, 200, null), 3, new int[] {96}, new long[] {2});
    for (Shape shape : factorizations(96)) {
      assertThat(strided.reshape(shape)).as(shape.toString()).isNotNull();
    }
  }

  @Test
  void stepOfASingleElementDoesNotMultiplyTheStride() {
    View long40 =
        new View(
            new Buffer(DType.FLOAT, 1L << 40, null),
            0,
            new int[] {1 << 20, 1 << 20},
            new long[] {1L << 20, 1});
    Layout.Slice last =
        new Layout.Slice(
            List.of((1 << 20) - 1, 7), List.of(1, 2), List.of(Integer.MAX_VALUE, 1 << 19));
    View slice = long40.slice(last);
    assertThat(slice.offset()).isEqualTo((((1L << 20) - 1) << 20) + 7);
    assertThat(slice.strides()).containsExactly(1L << 20, 1L << 19);
    Layout.Slice tooFar = new Layout.Slice(List.of(0, 0), List.of(2, 2), List.of(1 << 30, 1 << 30));
    View huge = new View(long40.buffer(), 0, long40.dims(), new long[] {1L << 34, 1L << 20});
    assertThatThrownBy(() -> huge.slice(tooFar)).isInstanceOf(ArithmeticException.class);
  }

  /** Slices, permutations and broadcasts of a 4 x 6 x 4 array. */
  private static List<View> views() {
    Shape whole = Shape.of(4, 6, 4);
    View all = View.contiguous(new Buffer(DType.DOUBLE, whole.size(), null), whole);
    List<View> views = new ArrayList<>();
    for (int mask = 0; mask < 27; mask++) {
      int[] kind = {mask % 3, mask / 3 % 3, mask / 9};
      List<Integer> starts = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      List<Integer> steps = new ArrayList<>();
      for (int axis = 0; axis < 3; axis++) {
        starts.add(kind[axis] == 0 ? 0 : 1);
        steps.add(kind[axis] == 2 ? 2 : 1);
        sizes.add(kind[axis] == 0 ? whole.dim(axis) : kind[axis] == 1 ? 1 : whole.dim(axis) / 2);
      }
      View sliced = all.slice(new Layout.Slice(starts, sizes, steps));
      for (int[] order :
          new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
        View permuted = sliced.permute(order);
        views.add(permuted);
        int[] d = permuted.dims();
        views.add(permuted.broadcastTo(Shape.of(2, d[0], d[1] == 1 ? 3 : d[1], d[2])));
      }
    }
    return views;
  }

  private static List<Shape> factorizations(int n) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(Shape.of(n));
    for (int a = 1; a <= n; a++) {
      for (int b = 1; n % a == 0 && b <= n / a; b++) {
        if (n / a % b == 0) {
          shapes.add(Shape.of(a, b, n / a / b));
        }
      }
    }
    return shapes;
  }

  private static List<Long> positions(View view) {
    List<Long> positions = new ArrayList<>(List.of(view.offset()));
    for (int axis = 0; axis < view.dims().length; axis++) {
      List<Long> finer = new ArrayList<>();
      for (long position : positions) {
        for (int i = 0; i < view.dims()[axis]; i++) {
          finer.add(position + i * view.strides()[axis]);
        }
      }
      positions = finer;
    }
    return positions;
  }
}
