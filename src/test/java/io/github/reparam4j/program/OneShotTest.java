/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Programs for one run: loops are generated only where this pays, and the bits are the same. */
class OneShotTest {
  private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();

  @ParameterizedTest
  @CsvSource({"0, 60, true, false", "100, 60, false, false", "200, 4, true, true"})
  void bitsAreThoseOfARetainedProgram(int first, int graphs, boolean elementwise, boolean large) {
    for (int seed = first; seed < first + graphs; seed++) {
      RandomGraph graph = new RandomGraph(seed, large, elementwise, DType.values());
      for (Tensor output : graph.outputs()) {
        assertThat(elements(Program.once(List.of(output)), graph))
            .as("seed " + seed)
            .isEqualTo(elements(Program.of(output), graph));
      }
    }
  }

  private static double[] elements(Program program, RandomGraph graph) {
    try (program) {
      return NaiveEvaluator.elements(program.run(RandomGraph.KEY, graph.bindings()).get(0));
    }
  }

  @Test
  void bitsOfLargeGroupsAreThoseOfARetainedProgram() {
    Input x = Input.of("x", DType.FLOAT, (1 << 20) + 3);
    INDArray array = Nd4j.linspace(DataType.FLOAT, -4, 1e-5, (1 << 20) + 3);
    Tensor y = x.square().add(0.1).sqrt().mul(x).sub(x.abs()).div(3).maximum(-2);
    try (Program retained = Program.of(y)) {
      double[] expected = NaiveEvaluator.elements(retained.run(x.bind(array)).get(0));
      assertThat(NaiveEvaluator.elements(y.eval(x.bind(array)))).isEqualTo(expected);
    }
  }

  @Test
  void writesLoopsForLargeGroupsOnly() {
    assertThat(loopsWritten(1000, false)).isZero();
    assertThat(loopsWritten(1 << 16, false)).isZero();
    assertThat(loopsWritten((1 << 20) - 1, false)).isZero();
    assertThat(loopsWritten(1 << 20, false)).isEqualTo(1);
    assertThat(loopsWritten(1000, true)).isEqualTo(1);
  }

  /** The minimum of some counts, because other threads may load classes, too. */
  private static long loopsWritten(int size, boolean retained) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 6; i++) {
      Tensor expression = newExpression(Tensor.range(DType.FLOAT, size));
      long before = CLASSES.getTotalLoadedClassCount();
      try (Program program =
          retained ? Program.of(expression) : Program.once(List.of(expression))) {
        program.run();
      }
      least = Math.min(least, CLASSES.getTotalLoadedClassCount() - before);
    }
    return least;
  }

  private static final Random RANDOM = new Random(17);

  /** A loop of terms in a new order. */
  private static Tensor newExpression(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < 30; i++) {
      y = RANDOM.nextBoolean() ? y.add(x) : y.sub(x);
    }
    return y;
  }
}
