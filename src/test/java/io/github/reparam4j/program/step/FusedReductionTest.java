/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.schedule.Planner;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Sums that are accumulated while their terms are in registers. */
class FusedReductionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 5",
    "5, 1",
    "3, 7",
    "7, 511",
    "7, 512",
    "7, 513",
    "513, 3",
    "40, 1025",
    "20000, 2",
    "2, 20000",
    "300, 300",
    "1, 100000",
    "100000, 1",
    "4000, 40"
  })
  void sumsAlongEitherAxisAndBothEqualPlainLoops(int rows, int columns) {
    Tensor x = Tensor.range(DType.DOUBLE, rows * columns).reshape(rows, columns);
    Tensor y = x.mul(0.37).sin();
    double[][] expected = {new double[columns], new double[rows], new double[1]};
    for (int i = 0; i < rows * columns; i++) {
      double term = Math.sin(0.37 * i);
      expected[0][i % columns] += term;
      expected[1][i / columns] += term;
      expected[2][0] += term;
    }
    for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(1, 0, 2), List.of(2, 0, 1))) {
      Tensor[] sums = {y.sum(0), y.sum(1), y.sum()};
      Tensor[] asked = order.stream().map(i -> sums[i]).toArray(Tensor[]::new);
      try (Program program = Program.of(asked)) {
        RunResult result = program.run();
        for (int i = 0; i < 3; i++) {
          double[] actual = NaiveEvaluator.elements(result.get(i));
          double[] wanted = expected[order.get(i)];
          for (int j = 0; j < wanted.length; j++) {
            double slack = 1e-14 * rows * columns;
            assertThat(Math.abs(actual[j] - wanted[j])).isLessThanOrEqualTo(slack);
          }
        }
      }
    }
  }

  /** Neither the noise nor the samples are stored: the arena is that of one sample. */
  @ParameterizedTest
  @CsvSource({"10", "100", "1000"})
  void memoryOfMonteCarloGradientsDoesNotGrowWithTheSamples(int samples) {
    Parameter mu = Parameter.of("mu", Nd4j.zeros(DataType.FLOAT, 1000));
    Parameter sigma = Parameter.of("sigma", Nd4j.ones(DataType.FLOAT, 1000));
    Tensor loss = ReparamGaussian.of(mu, sigma).rsample(samples).tanh().square().sum().div(samples);
    Gradients g = Gradients.of(loss, mu, sigma);
    Program.Definition definition = Program.Definition.of(loss, g.of(mu), g.of(sigma));
    Graph graph = new Graph(definition.outputs(), true);

    Plan plan =
        new Planner(graph, true, true).plan(definition.outputs(), Map.of(), Planner.Observer.NONE);

    assertThat(plan.arenaBytes()).isLessThan(10 * 1000 * Float.BYTES);
  }

  @Test
  void sumsOfNothingAreZero() {
    Tensor none = Tensor.zeros(DType.DOUBLE, 0, 3).exp();

    assertThat(NaiveEvaluator.elements(none.sum(0).eval())).containsExactly(0, 0, 0);
    assertThat(none.sum().eval(RandomKey.of(1)).getDouble(0)).isZero();
  }
}
