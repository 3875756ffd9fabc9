/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.program.kernel.RandomArithmetic;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Programs whose arithmetic runs in generated loops, on short tiles and long ones. */
@Timeout(120)
class FusedLoopsTest {
  private static final List<WorkerTeam> TEAMS = new ArrayList<>();

  @BeforeAll
  static void startTeams() {
    for (int threads : new int[] {1, 2, 3, 8}) {
      TEAMS.add(new WorkerTeam(threads));
    }
  }

  @AfterAll
  static void closeTeams() {
    TEAMS.forEach(WorkerTeam::close);
    TEAMS.clear();
  }

  /** The values by every team, which must have the same bits. */
  private static List<double[]> runByAll(List<Tensor> outputs, Binding... bindings) {
    List<double[]> first = PlanRunner.run(TEAMS.get(0), null, outputs, bindings);
    for (WorkerTeam team : TEAMS.subList(1, TEAMS.size())) {
      List<double[]> values = PlanRunner.run(team, null, outputs, bindings);
      for (int i = 0; i < outputs.size(); i++) {
        assertThat(Arrays.equals(values.get(i), first.get(i)))
            .as("output %d by %d threads", i, team.size())
            .isTrue();
      }
    }
    return first;
  }

  // ---- random arithmetic

  @ParameterizedTest
  @CsvSource({
    "FLOAT,    0, 60,   1,     1",
    "FLOAT,  100, 60,   3,     5",
    "DOUBLE, 200, 60,   5,     4",
    "FLOAT,  300,  8,  30,    40",
    "DOUBLE, 400,  8,  40,   530",
    "FLOAT,  500,  3, 130,   513",
    "FLOAT,  510,  3, 128,   512",
    "FLOAT,  520,  3,  64,  1024",
    "FLOAT,  530,  3,  33,  2048",
    "FLOAT,  540,  3, 9363,    7",
    "FLOAT,  550,  3,   1, 70001",
    "DOUBLE, 560,  2,  64,  1024",
    "DOUBLE, 570,  2,  33,  2048"
  })
  void randomArithmeticHasTheBitsOfTheNaiveEvaluator(
      DType dtype, int first, int graphs, int rows, int columns) {
    for (int seed = first; seed < first + graphs; seed++) {
      int operations = rows * columns < 10_000 ? 60 : 25;
      RandomArithmetic graph = new RandomArithmetic(seed, dtype, rows, columns, operations);
      List<Tensor> outputs = graph.outputs();
      List<double[]> values = runByAll(outputs, graph.bindings());
      NaiveEvaluator naive = graph.naive();
      for (int i = 0; i < outputs.size(); i++) {
        double[] expected = naive.value(outputs.get(i));
        if (!Arrays.equals(values.get(i), expected)) {
          assertThat(values.get(i)).as("seed %d, output %d", seed, i).isEqualTo(expected);
        }
      }
    }
  }

  // ---- sums and other members of a group

  /** Sizes on both sides of the threshold for long tiles of floats. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT,  1, 65535",
    "FLOAT,  1, 65536",
    "FLOAT,  65536, 1",
    "FLOAT,  1, 70001",
    "FLOAT,  70001, 1",
    "FLOAT,  9363, 7",
    "FLOAT,  300, 257",
    "FLOAT,  128, 512",
    "FLOAT,  129, 513",
    "FLOAT,  69, 1023",
    "FLOAT,  64, 1024",
    "FLOAT,  70, 1025",
    "FLOAT,  33, 2048",
    "FLOAT,  10, 7001",
    "FLOAT,  2, 40000",
    "FLOAT,  4500, 16",
    "DOUBLE, 1, 70001",
    "DOUBLE, 9363, 7",
    "DOUBLE, 128, 512",
    "DOUBLE, 129, 513",
    "DOUBLE, 64, 1024",
    "DOUBLE, 10, 7001"
  })
  void largeGroupsWithSumsEqualTheNaiveEvaluator(DType dtype, int rows, int columns) {
    Input x = Input.of("x", dtype, rows, columns);
    Input row = Input.of("row", dtype, columns);
    Input column = Input.of("column", dtype, rows, 1);
    Input scalar = Input.of("scalar", dtype);
    Tensor y = x.mul(row).add(column).sub(scalar);
    Tensor z = y.square().div(row.abs().add(1));
    Tensor w = z.tanh().maximum(y).sub(z.sqrt().mul(0.3));
    Tensor[] sums = {w.sum(0), w.sum(1), w.sum(), y.sum(1), z.sum(0)};
    NaiveEvaluator naive = new NaiveEvaluator(null, List.of());
    List<Binding> bindings = new ArrayList<>();
    Random random = new Random(rows);
    for (Input input : List.of(x, row, column, scalar)) {
      double[] values = random.doubles(input.shape().size(), -2, 2).toArray();
      naive.bind(input, values);
      bindings.add(input.bind(RandomArithmetic.array(input, values)));
    }
    for (List<Tensor> outputs :
        List.of(
            List.of(w, y),
            List.of(w, sums[0]),
            List.of(y, sums[1], w),
            List.of(sums[2], sums[0], sums[1], y),
            List.of(sums[3], sums[2]),
            List.of(sums[4], w, sums[1], sums[2], sums[0], sums[3]))) {
      List<double[]> values = runByAll(outputs, bindings.toArray(Binding[]::new));
      for (int i = 0; i < outputs.size(); i++) {
        double[] expected = naive.value(outputs.get(i));
        if (outputs.get(i) == y) {
          assertThat(values.get(i)).isEqualTo(expected);
        } else {
          // A sum is of 70,000 terms below 40; floats are rounded at each operation.
          double slack = dtype == DType.FLOAT ? 2e-6 : 1e-13;
          double terms = outputs.get(i) == w ? 1 : (double) rows * columns / expected.length;
          assertThat(greatestDifference(values.get(i), expected))
              .as("output %d of %s", i, outputs)
              .isLessThanOrEqualTo(slack * 4 * Math.max(1, terms));
        }
      }
    }
  }

  private static double greatestDifference(double[] a, double... b) {
    assertThat(a).hasSameSizeAs(b);
    double greatest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      greatest = difference <= greatest ? greatest : difference;
    }
    return greatest;
  }

  /** A row that is the same for all tiles of a task is loaded once; the others for each tile. */
  @ParameterizedTest
  @CsvSource({"1", "2", "7", "16", "500", "512", "513", "1024", "1536", "2048", "8192", "16384"})
  void rowsOfAnyLengthAreRepeated(int period) {
    for (DType dtype : DType.values()) {
      Input x = Input.of("x", dtype, 66_000 / period + 1, period);
      Input row = Input.of("row", dtype, period);
      Input other = Input.of("other", dtype, 1, period);
      Tensor y = x.mul(row).add(other).square().sub(row);
      List<Binding> bindings = new ArrayList<>();
      NaiveEvaluator naive = new NaiveEvaluator(null, List.of());
      for (Input input : List.of(x, row, other)) {
        double[] values = new Random(period).doubles(input.shape().size(), -2, 2).toArray();
        naive.bind(input, values);
        bindings.add(input.bind(RandomArithmetic.array(input, values)));
      }
      for (List<Tensor> outputs : List.of(List.of(y), List.of(y, y.sum(0)), List.of(y, y.sum(1)))) {
        double[] got = runByAll(outputs, bindings.toArray(Binding[]::new)).get(0);
        assertThat(Arrays.equals(got, naive.value(y))).isTrue();
      }
    }
  }

  /** Matrices that are broadcast to a batch, while rows or columns are summed. */
  @ParameterizedTest
  @CsvSource({"3200, 3, 7", "130, 2, 256", "70, 2, 512", "65, 2, 1000", "40, 5, 350", "9, 4, 2048"})
  void repeatedMatricesMaySpanRows(int batch, int rows, int columns) {
    for (DType dtype : DType.values()) {
      Input x = Input.of("x", dtype, batch, rows, columns);
      Input matrix = Input.of("matrix", dtype, rows, columns);
      Tensor y = x.mul(matrix).add(1).div(matrix.abs().add(x.square()));
      double[] xs = new Random(columns).doubles(x.shape().size(), 1, 2).toArray();
      double[] ms = new Random(rows).doubles(matrix.shape().size(), -2, 2).toArray();
      NaiveEvaluator naive = new NaiveEvaluator(null, List.of()).bind(x, xs).bind(matrix, ms);
      Binding[] bindings = {
        x.bind(RandomArithmetic.array(x, xs)), matrix.bind(RandomArithmetic.array(matrix, ms))
      };
      for (Tensor sum : List.of(y.sum(0), y.sum(0, 1), y.sum(2), y.sum(1, 2), y.sum())) {
        List<double[]> values = runByAll(List.of(sum, y), bindings);
        assertThat(Arrays.equals(values.get(1), naive.value(y))).as("%s with %s", y, sum).isTrue();
        double terms = (double) y.shape().size() / sum.shape().size();
        assertThat(greatestDifference(values.get(0), naive.value(sum)))
            .isLessThanOrEqualTo((dtype == DType.FLOAT ? 1e-6 : 1e-13) * 4 * terms);
      }
    }
  }

  /** The failure names the first element that fails, also in the second half of a long tile. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void requirementsInTheMiddleOfArithmeticNameTheFirstBreach(DType dtype) {
    Input x = Input.of("x", dtype, 100, 700);
    Tensor checked = x.add(1).mul(2).require(Condition.POSITIVE, "here", "x", null);
    Tensor y = checked.square().sub(x).neg().div(checked);
    INDArray array = Nd4j.zeros(dtype.toNd4j(), 100, 700);
    try (Program program = Program.of(y, y.sum(0))) {
      assertThat(program.run(x.bind(array)).get(0).castTo(DataType.DOUBLE).meanNumber())
          .isEqualTo(-2.0);
      array.putScalar(70, 695, -2);
      array.putScalar(70, 690, -3);
      assertThatThrownBy(() -> program.run(x.bind(array)))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage("here: x must be > 0 everywhere, got -4.0 at [70, 690] of shape [100, 700]");
    }
  }

  /** A value that simplification leaves without a user may be computed or not. */
  @Test
  void valuesWithoutUsersDoNoHarm() {
    Input x = Input.of("x", DType.DOUBLE, 3);
    Tensor inner = x.exp().neg();
    Tensor y = inner.neg().mul(Tensor.ones(DType.DOUBLE, 3)).neg().neg();
    try (Program program = Program.of(y, y.sum())) {
      RunResult result = program.run(x.bind(Nd4j.createFromArray(0.0, 0, 0)));
      assertThat(NaiveEvaluator.elements(result.get(0))).containsExactly(1, 1, 1);
      assertThat(result.scalar(1)).isEqualTo(3);
    }
  }
}
