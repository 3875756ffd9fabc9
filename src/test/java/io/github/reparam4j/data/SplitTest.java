/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reparam4j.random.RandomKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SplitTest {
  private static final RandomKey KEY = RandomKey.of(3);

  @Test
  void randomSplitIsAPartition() {
    Split split = Split.random(100, 0.9, KEY);
    assertThat(split.train()).hasSize(90).isSorted();
    assertThat(split.test()).hasSize(10).isSorted();
    assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.test())).sorted())
        .isEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(Split.random(100, 0.9, KEY).test()).isEqualTo(split.test());
    assertThat(Split.random(100, 0.9, KEY.step(1)).test()).isNotEqualTo(split.test());
    assertThat(split).hasToString("Split(train=90, test=10)");
  }

  @Test
  void leavesARowOnEachSide() {
    assertThat(Split.random(2, 0.999, KEY).test()).hasSize(1);
    assertThat(Split.random(2, 0.001, KEY).train()).hasSize(1);
  }

  /** Chi-square with 5 degrees of freedom; fails for one key in 10^6, and the key is fixed. */
  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[27];
    int draws = 6000;
    for (int i = 0; i < draws; i++) {
      int[] order = RandomPermutation.of(3, KEY.fold(i));
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    double chiSquare = 0;
    for (int index : new int[] {5, 7, 11, 15, 19, 21}) {
      chiSquare += Math.pow(counts[index] - draws / 6.0, 2) / (draws / 6.0);
    }
    assertThat(chiSquare).isLessThan(35.9);
  }

  @Test
  void takesRowsOfAnyArray() {
    INDArray x = Nd4j.linspace(0, 11, 12, DataType.DOUBLE).reshape('f', 4, 3);
    Split split = Split.of(4, 2, 0);
    assertThat(split.test(x).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{0, 4, 8}, {2, 6, 10}});
    assertThat(split.train(Nd4j.createFromArray(5, 6, 7, 8)).toIntVector()).containsExactly(6, 8);
  }

  @Test
  void takesRowsOfAnySize() {
    for (int rows = 2; rows <= 5; rows++) {
      for (int test = 0; test < rows; test++) {
        for (long[] shape : new long[][] {{rows}, {rows, 1}, {rows, 3}, {rows, 0}}) {
          INDArray array = Nd4j.create(DataType.DOUBLE, shape);
          for (long i = 0; i < array.length(); i++) {
            array.reshape(array.length()).putScalar(i, i);
          }
          Split split = Split.of(rows, test);
          long[] one = shape.clone();
          one[0] = 1;
          assertThat(split.test(array).shape()).isEqualTo(one);
          one[0] = rows - 1;
          INDArray train = split.train(array);
          assertThat(train.shape()).isEqualTo(one);
          if (!array.isEmpty()) {
            double width = array.length() / rows;
            assertThat(split.test(array).getDouble(0)).isEqualTo(test * width);
            double last = (test == rows - 1 ? rows - 1 : rows) * width - 1;
            assertThat(train.getDouble(train.length() - 1)).isEqualTo(last);
          }
        }
      }
    }
  }

  @Test
  void rejectsWhatIsNoSplit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.random(1, 0.5, KEY))
        .withMessage("Split.random: rows must be in [2, 2^31 - 8), got 1");
    long most = Integer.MAX_VALUE - 8;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.random(most + 1, 0.5, KEY))
        .withMessage("Split.random: rows must be in [2, 2^31 - 8), got 2147483640");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(most + 1, 0))
        .withMessage("Split.of: rows must be in [2, 2^31 - 8), got 2147483640");
    for (double fraction : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Split.random(10, fraction, KEY))
          .withMessage("Split.random: train fraction must be in (0, 1), got " + fraction);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3, -1))
        .withMessage("Split.of: test rows must be in [0, 3), got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(2, 1, 0))
        .withMessage("Split.of: test rows must be in [1, 2) in number, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3, 3))
        .withMessage("Split.of: test rows must be in [0, 3), got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3, 1, 1))
        .withMessage("Split.of: test rows must differ, got 1 twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3))
        .withMessage("Split.of: test rows must be in [1, 3) in number, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(1, 0))
        .withMessage("Split.of: rows must be in [2, 2^31 - 8), got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3, 1).train(Nd4j.ones(DataType.FLOAT, 4, 2)))
        .withMessage("Split.train: array must have 3 rows, got [4, 2]");
  }
}
