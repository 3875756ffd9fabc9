/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.step.PlanRunner;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Programs that several threads run at once. */
@Timeout(60)
@Tag("serial")
class ConcurrentRunsTest {
  @Test
  void eightThreadsThatRunOneProgramGetWhatOneGets() throws InterruptedException {
    RandomGraph graph = new RandomGraph(7100, true, false, DType.values());
    List<Tensor> outputs = RandomGraphTest.outputsAndGradients(graph);
    Binding[] bindings = graph.bindings();
    List<double[]> expected = PlanRunner.runProgram(RandomGraph.KEY, outputs, bindings);
    List<double[]> expectedNext = PlanRunner.runProgram(RandomGraph.KEY.step(1), outputs, bindings);
    try (Program program = Program.of(outputs.toArray(Tensor[]::new))) {
      InThreads.run(
          8,
          number -> {
            for (int repeat = 0; repeat < 25; repeat++) {
              boolean next = (repeat + number) % 2 == 1;
              RandomKey key = next ? RandomGraph.KEY.step(1) : RandomGraph.KEY;
              RunResult result = program.run(key, bindings);
              for (int i = 0; i < outputs.size(); i++) {
                double[] same = (next ? expectedNext : expected).get(i);
                assertThat(Arrays.equals(NaiveEvaluator.elements(result.get(i)), same)).isTrue();
              }
            }
          });
    }
  }

  @Test
  void updatesFromSeveralThreadsTakeTurns() throws InterruptedException {
    Variable count = Variable.of("count", Nd4j.zeros(DataType.DOUBLE, 20_000));
    try (Program program = Program.of(count.max()).updating(Map.of(count, count.add(1)))) {
      InThreads.run(
          8,
          number -> {
            for (int i = 0; i < 50; i++) {
              program.run();
            }
          });
      assertThat(count.array().minNumber().doubleValue()).isEqualTo(400);
      assertThat(count.array().maxNumber().doubleValue()).isEqualTo(400);
    }
  }

  @Test
  void updatesOfATracingProgramTakeTurnsWhateverTheShapes() throws InterruptedException {
    Variable sum = Variable.of("sum", Nd4j.zeros(DataType.DOUBLE, 20_000));
    try (Program program =
        Program.tracing(
            in ->
                new Program.Definition(
                    List.of(sum.max()), Map.of(sum, sum.cumsum(0).mul(0).add(sum).add(1))))) {
      InThreads.run(
          8,
          number -> {
            for (int i = 0; i < 25; i++) {
              program.run(null, Nd4j.ones(DataType.DOUBLE, 1 + number % 3));
            }
          });
      assertThat(sum.array().minNumber().doubleValue()).isEqualTo(200);
      assertThat(sum.array().maxNumber().doubleValue()).isEqualTo(200);
    }
  }
}
