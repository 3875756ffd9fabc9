/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** Reads and writes columns of tensors: short rows, which tiles cut anywhere. */
class ShortRowsTest {
  private static final int ROWS = 700;
  private static final int COLUMNS = 60;

  @ParameterizedTest
  @EnumSource
  void columnsAreReadAndWritten(DType dtype) {
    double[] elements = new Random(1).doubles(ROWS * COLUMNS, -1, 1).toArray();
    Variable x =
        Variable.of(
            "x", Nd4j.createFromArray(elements).castTo(dtype.toNd4j()).reshape('c', ROWS, COLUMNS));
    List<Tensor> outputs = new ArrayList<>();
    for (int width : new int[] {2, 3, 5, 16, 17}) {
      Tensor some = x.slice(1, 1, 1 + width);
      Tensor others = x.slice(1, 20, 20 + 2 * width - 1, 2);
      outputs.add(some.mul(some));
      outputs.add(some.add(others));
      outputs.add(Gradients.of(some.square().mul(others).sum(), x).of(x));
      outputs.add(Tensor.concat(1, some.neg(), others.square(), some.mul(others)));
    }
    List<double[]> values = PlanRunner.run(new WorkerTeam(1), RandomKey.of(1), outputs);
    NaiveEvaluator naive = new NaiveEvaluator(RandomKey.of(1), outputs);
    double tolerance = 4 * (dtype == DType.FLOAT ? Math.ulp(1f) : Math.ulp(1.0));
    for (int i = 0; i < outputs.size(); i++) {
      double[] expected = naive.value(outputs.get(i));
      double[] actual = values.get(i);
      assertThat(actual).hasSameSizeAs(expected);
      for (int j = 0; j < expected.length; j++) {
        assertThat(Math.abs(actual[j] - expected[j])).as("%d [%d]", i, j).isLessThan(tolerance);
      }
    }
  }
}
