/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random expression graphs, all ops and shapes mixed: values and gradients as the naive evaluator
 * computes them, and the same bits whether fused or not.
 */
public class RandomGraphTest {
  @ParameterizedTest
  @CsvSource({
    "DOUBLE,       0, 150, false, 1e-10",
    "FLOAT,     1000, 150, false, 3e-4",
    "both,      2000, 100, false, 3e-4",
    "DOUBLE,    3000,  12, true,  1e-10",
    "both,      4000,  12, true,  3e-4"
  })
  void equalsTheNaiveEvaluator(
      String types, int first, int graphs, boolean large, double tolerance) {
    for (int seed = first; seed < first + graphs; seed++) {
      RandomGraph graph = new RandomGraph(seed, large, false, dtypes(types));
      List<Tensor> outputs = outputsAndGradients(graph);
      try (Program program = Program.of(outputs.toArray(Tensor[]::new))) {
        RunResult result = program.run(RandomGraph.KEY, graph.bindings());
        NaiveEvaluator naive = graph.naive(outputs);
        for (int i = 0; i < outputs.size(); i++) {
          double[] actual = NaiveEvaluator.elements(result.get(i));
          String what = "seed " + seed + ", output " + i + ": " + outputs.get(i).inputs().get(0);
          compare(what, actual, naive.value(outputs.get(i)), tolerance);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE, false", "FLOAT, false", "both, false", "both, true"})
  void fusedElementwiseGraphsHaveTheBitsOfUnfusedOnes(String types, boolean large) {
    for (int seed = 5000; seed < (large ? 5010 : 5060); seed++) {
      assertSameBits(seed, new RandomGraph(seed, large, true, dtypes(types)));
    }
  }

  /** Fused sums have another order, so their bits may differ. */
  @ParameterizedTest
  @CsvSource({"DOUBLE, false, 1e-12", "both, false, 1e-5", "both, true, 1e-5"})
  void fusedGraphsAgreeWithUnfusedOnes(String types, boolean large, double tolerance) {
    for (int seed = 6000; seed < (large ? 6010 : 6060); seed++) {
      RandomGraph graph = new RandomGraph(seed, large, false, dtypes(types));
      String what = "seed " + seed;
      fusedAndUnfused(
          graph,
          outputsAndGradients(graph),
          (fused, unfused) -> compare(what, fused, unfused, tolerance));
    }
  }

  private static void assertSameBits(int seed, RandomGraph graph) {
    fusedAndUnfused(
        graph,
        graph.outputs(),
        (fused, unfused) -> assertThat(Arrays.equals(fused, unfused)).as("seed " + seed).isTrue());
  }

  private static void fusedAndUnfused(
      RandomGraph graph, List<Tensor> tensors, BiConsumer<double[], double[]> check) {
    Tensor[] outputs = tensors.toArray(Tensor[]::new);
    try (Program fused = Program.of(outputs);
        Program unfused = fused.detectingAnomalies()) {
      RunResult a = fused.run(RandomGraph.KEY, graph.bindings());
      RunResult b = unfused.run(RandomGraph.KEY, graph.bindings());
      for (int i = 0; i < outputs.length; i++) {
        check.accept(NaiveEvaluator.elements(a.get(i)), NaiveEvaluator.elements(b.get(i)));
      }
    }
  }

  static DType[] dtypes(String types) {
    return types.equals("both") ? DType.values() : new DType[] {DType.valueOf(types)};
  }

  public static List<Tensor> outputsAndGradients(RandomGraph graph) {
    List<Tensor> outputs = new ArrayList<>(graph.outputs());
    outputs.addAll(graph.gradients(outputs));
    return outputs;
  }

  private static void compare(String what, double[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double greatest = 1;
    for (double e : expected) {
      greatest = Math.max(greatest, Math.abs(e));
    }
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance * greatest)) {
        throw new AssertionError(
            what + ", element " + i + " is " + actual[i] + ", expected " + expected[i]);
      }
    }
  }
}
