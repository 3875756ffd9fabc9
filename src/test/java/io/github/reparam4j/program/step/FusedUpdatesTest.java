/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.program.kernel.RandomArithmetic;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Loops that read and overwrite variables agree with the naive evaluator, step after step. */
class FusedUpdatesTest {
  private static final int STEPS = 5;

  /** Runs steps, each with another gradient, and compares all variables after each. */
  private static void check(
      Input gradient, List<Tensor> outputs, Map<Variable, Tensor> updates, boolean inPlace) {
    Random random = new Random(4);
    Map<Variable, INDArray> arrays = new LinkedHashMap<>();
    updates.keySet().forEach(v -> arrays.put(v, v.array()));
    Tensor[] asked = outputs.toArray(Tensor[]::new);
    try (Program program = Program.of(asked).updating(updates)) {
      for (int step = 0; step < STEPS; step++) {
        double[] g = random.doubles(gradient.shape().size(), -1, 1).toArray();
        NaiveEvaluator naive = new NaiveEvaluator(null, List.of()).bind(gradient, g);
        Map<Variable, double[]> expected = new LinkedHashMap<>();
        updates.forEach((v, next) -> expected.put(v, naive.value(next).clone()));
        double[][] wanted = outputs.stream().map(naive::value).toArray(double[][]::new);
        RunResult result = program.run(gradient.bind(RandomArithmetic.array(gradient, g)));
        for (int i = 0; i < wanted.length; i++) {
          assertThat(NaiveEvaluator.elements(result.get(i))).as("output").isEqualTo(wanted[i]);
        }
        int number = step;
        expected.forEach(
            (v, values) ->
                assertThat(NaiveEvaluator.elements(v.array()))
                    .as("%s after step %d", v, number)
                    .isEqualTo(values));
      }
    }
    if (inPlace) {
      arrays.keySet().removeIf(v -> v.shape().size() == 1);
      arrays.forEach((v, array) -> assertThat(v.array()).as(v.name()).isSameAs(array));
    }
  }

  private static Variable variable(String name, DType dtype, double value, long... shape) {
    Shape s = Shape.of(shape);
    Random random = new Random(name.hashCode());
    double[] elements = random.doubles(s.size(), 0.5 * value, value).toArray();
    INDArray array = Nd4j.create(elements, new long[] {elements.length}, 'c');
    return Variable.of(name, array.castTo(dtype.toNd4j()).reshape('c', shape));
  }

  /** The steps of Adam, except that the correction of the moments is a quotient. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1, 1",
    "FLOAT, 1, 17",
    "FLOAT, 3, 513",
    "FLOAT, 128, 511",
    "FLOAT, 64, 1024",
    "FLOAT, 137, 513",
    "FLOAT, 1, 70001",
    "DOUBLE, 1, 17",
    "DOUBLE, 3, 513",
    "DOUBLE, 137, 513"
  })
  void momentsAndWeightsAreWrittenOver(DType dtype, int rows, int columns) {
    Variable w = variable("w", dtype, 1, rows, columns);
    Variable m = variable("m", dtype, 0.1, rows, columns);
    Variable v = variable("v", dtype, 0.1, rows, columns);
    Variable step = Variable.of("step", Nd4j.scalar(dtype.toNd4j(), 1));
    Input g = Input.of("g", dtype, rows, columns);
    Tensor nextM = m.mul(0.9).add(g.mul(0.1));
    Tensor nextV = v.mul(0.999).add(g.square().mul(0.001));
    Tensor rate = step.reciprocal().add(1).mul(0.01);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(w, w.sub(nextM.mul(rate).div(nextV.sqrt().add(1e-8))));
    updates.put(m, nextM);
    updates.put(v, nextV);
    updates.put(step, step.add(1));
    check(g, List.of(), updates, true);
  }

  /** Each new value is computed from all former values before it is written. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 600", "FLOAT, 66000", "DOUBLE, 600", "DOUBLE, 66000"})
  void variablesExchangeTheirValues(DType dtype, int size) {
    Variable a = variable("a", dtype, 1, size);
    Variable b = variable("b", dtype, 2, size);
    Variable c = variable("c", dtype, 3, size);
    Input g = Input.of("g", dtype, size);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(a, b.add(c).mul(0.5).add(g));
    updates.put(b, a.sub(c).abs().sub(g));
    updates.put(c, a.maximum(b).sub(c.mul(0.25)));
    check(g, List.of(), updates, false);
  }

  /** Weights of one row, which is broadcast, and outputs of the former values. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 140, 512", "FLOAT, 70, 1024", "FLOAT, 70, 1000", "DOUBLE, 140, 512"})
  void rowsAreReadByAllBeforeTheyAreWritten(DType dtype, int rows, int columns) {
    Variable w = variable("w", dtype, 1, rows, columns);
    Variable row = variable("row", dtype, 1, columns);
    Input g = Input.of("g", dtype, rows, columns);
    Tensor next = w.mul(0.5).add(row).sub(g.mul(0.1));
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(row, row.mul(0.5).add(1));
    updates.put(w, next);
    check(g, List.of(w.add(row), next.neg()), updates, false);
  }

  /** An element of a variable that all tiles read must not be overwritten by one of them. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 140, 512", "FLOAT, 70, 1024", "FLOAT, 7, 100", "DOUBLE, 140, 512"})
  void ownRowIsReadByAllBeforeItIsWritten(DType dtype, int rows, int columns) {
    Variable w = variable("w", dtype, 1, rows, columns);
    Input g = Input.of("g", dtype, rows, columns);
    Tensor first = w.slice(0, 0, 1);
    check(g, List.of(), Map.of(w, w.mul(0.5).add(first.mul(g)).sub(first)), false);
  }

  /** The same elements through a view that is loaded after the new values are stored. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 20", "FLOAT, 300", "DOUBLE, 20"})
  void viewsAreReadBeforeTheyAreWritten(DType dtype, int rows) {
    Variable w = variable("w", dtype, 1, rows, 256);
    Variable v = variable("v", dtype, 1, rows, 256);
    Input g = Input.of("g", dtype, rows, 256);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(w, Tensor.where(w.gt(0.7), g, w.floor()));
    updates.put(v, w.reshape(rows * 256).reshape(rows, 256).mul(2).add(v));
    check(g, List.of(), updates, false);
  }
}
