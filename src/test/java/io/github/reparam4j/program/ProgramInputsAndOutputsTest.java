/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The inputs and outputs of a {@link Program}. */
class ProgramInputsAndOutputsTest {
  private static final RandomKey KEY = RandomKey.of(3);

  private final Input x = Input.of("x", DType.DOUBLE, 2, 3);
  private final INDArray array =
      Nd4j.create(new double[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3}, 'c');

  // ---- inputs

  @Test
  void rejectsUnboundAndDoublyBoundInputs() {
    try (Program program = Program.of(x.sum())) {
      assertThatThrownBy(() -> program.run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Program.run: every input must be bound once, got no value for input 'x' [2, 3]"
                  + " DOUBLE");
      assertThatThrownBy(() -> program.run(x.bind(array), x.bind(array)))
          .hasMessage(
              "Program.run: every input must be bound once, got two values for input 'x' [2, 3]"
                  + " DOUBLE");
      assertThatThrownBy(() -> x.bind(array.transpose()))
          .hasMessage("Input.bind: array for 'x' must have shape [2, 3], got [3, 2]");
      assertThat(program.run(x.bind(array)).scalar(0)).isEqualTo(21);
    }
  }

  @Test
  void inputThatIsNotNeededMayBeBound() {
    Input other = Input.of("other", DType.DOUBLE, 2, 3);
    try (Program program = Program.of(x.sum())) {
      assertThat(program.run(x.bind(array), other.bind(array)).scalar(0)).isEqualTo(21);
    }
  }

  @Test
  void rejectsAClosedArray() {
    INDArray closed = array.dup();
    Binding binding = x.bind(closed);
    closed.close();
    assertThatThrownBy(() -> x.sum().eval(binding))
        .hasMessage(
            "Program.run: array must be open, got a closed one for input 'x' [2, 3] DOUBLE");
  }

  @Test
  void readsArraysOfAnyTypeOrderAndView() {
    INDArray wide = Nd4j.arange(60).castTo(DataType.DOUBLE).reshape('c', 5, 12);
    INDArray view = wide.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 3, 11));
    double[] viewed = {14, 17, 20, 26, 29, 32};
    assertThat(read(array)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(read(array.dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(read(array.reshape('c', 3, 2).dup('f').transpose()))
        .containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(read(array.reshape('c', 3, 2).transpose())).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(read(view)).containsExactly(viewed);
    assertThat(read(view.castTo(DataType.FLOAT))).containsExactly(viewed);
    assertThat(read(wide.get(NDArrayIndex.interval(0, 2), NDArrayIndex.interval(0, 3))))
        .containsExactly(0, 1, 2, 12, 13, 14);
    assertThat(
            read(wide.get(NDArrayIndex.interval(0, 1), NDArrayIndex.interval(0, 6)).reshape(2, 3)))
        .containsExactly(0, 1, 2, 3, 4, 5);
    for (DataType type : List.of(DataType.INT32, DataType.INT64, DataType.FLOAT, DataType.INT8)) {
      assertThat(read(array.castTo(type))).as(type.toString()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read(array.castTo(type).dup('f'))).containsExactly(1, 2, 3, 4, 5, 6);
    }
    INDArray floats = wide.castTo(DataType.FLOAT);
    assertThat(read(floats.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 3, 11))))
        .containsExactly(viewed);
    INDArray rows = wide.reshape('c', 10, 6).get(NDArrayIndex.interval(4, 6), NDArrayIndex.all());
    assertThat(read(rows.reshape('c', 4, 3).get(NDArrayIndex.interval(1, 3), NDArrayIndex.all())))
        .containsExactly(27, 28, 29, 30, 31, 32);
  }

  private double[] read(INDArray value) {
    return elements(x.mul(1.5).div(1.5).eval(x.bind(value)));
  }

  @Test
  void constantsAndVariablesAreCopiesOfAnyArray() {
    INDArray view = Nd4j.arange(20).castTo(DataType.DOUBLE).reshape('c', 4, 5);
    view = view.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 2, 5));
    Tensor constant = Tensor.constant(view);
    Variable variable = Variable.of("v", view.transpose());
    view.assign(-1);
    assertThat(elements(constant.eval())).containsExactly(6, 8, 11, 13);
    assertThat(elements(variable.neg().eval())).containsExactly(-6, -11, -8, -13);
    INDArray out = variable.value();
    out.assign(0);
    assertThat(elements(variable.array())).containsExactly(6, 11, 8, 13);
  }

  // ---- outputs

  @Test
  void outputsMayBeLeavesViewsConstantsOrGivenTwice() {
    Variable v = Variable.of("v", array);
    Tensor constant = Tensor.vector(7.0, 8.0);
    Tensor fill = Tensor.fill(DType.FLOAT, 0.5, 2, 2);
    Tensor noise = Noise.standardNormal(DType.DOUBLE, 5);
    Tensor y = x.add(v);
    Tensor[] outputs = {
      x,
      v,
      constant,
      fill,
      noise,
      y,
      y,
      x.transpose(),
      v.slice(1, 1, 3),
      y.reshape(6),
      constant.broadcastTo(2, 2),
      fill.select(0, 1),
      x.add(v),
      v.stopGradient()
    };
    try (Program program = Program.of(outputs)) {
      RunResult result = program.run(KEY, x.bind(array));
      NaiveEvaluator naive = new NaiveEvaluator(KEY, List.of(outputs));
      naive.bind(x, 1, 2, 3, 4, 5, 6);
      for (int i = 0; i < outputs.length; i++) {
        assertThat(elements(result.get(i))).as("" + i).containsExactly(naive.value(outputs[i]));
        assertThat(result.get(i).shape()).isEqualTo(outputs[i].shape().toLongs());
      }
      // The results are the caller's: writing to them changes nothing else.
      for (int i = 0; i < outputs.length; i++) {
        result.get(i).assign(-77);
      }
      RunResult again = program.run(KEY, x.bind(array));
      for (int i = 0; i < outputs.length; i++) {
        assertThat(elements(again.get(i))).as("" + i).containsExactly(naive.value(outputs[i]));
      }
      assertThat(elements(array)).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(elements(v.array())).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void resultsAreIndependentOfLaterRunsAndOfClosing() {
    Program program = Program.of(x.mul(2), x.sum());
    RunResult first = program.run(x.bind(array));
    program.run(x.bind(array.mul(10)));
    program.close();
    assertThat(elements(first.get(0))).containsExactly(2, 4, 6, 8, 10, 12);
    assertThat(first.scalar(1)).isEqualTo(21);
  }

  @Test
  void resultsAreAskedForByExpressionOrPosition() {
    Tensor sum = x.sum();
    Tensor one = x.slice(0, 0, 1).slice(1, 0, 1);
    try (Program program = Program.of(x, sum, one)) {
      RunResult result = program.run(x.bind(array));
      assertThat(result.scalar(sum)).isEqualTo(result.scalar(1)).isEqualTo(21);
      assertThat(result.get(sum).shape()).isEmpty();
      assertThat(result.get(one).shape()).containsExactly(1, 1);
      assertThat(result.scalar(one)).isEqualTo(1);
      assertThatThrownBy(() -> result.scalar(x))
          .hasMessage("RunResult.scalar: output must have one element, got shape [2, 3]; use get");
      assertThatThrownBy(() -> result.get(sum.neg()))
          .hasMessage(
              "RunResult.get: tensor must be one of the program's outputs, got neg [] DOUBLE");
    }
  }

  @Test
  void programsMixTypes() {
    Input f = Input.of("f", DType.FLOAT, 3);
    Tensor mixed = f.cast(DType.DOUBLE).mul(0.1).add(x).cast(DType.FLOAT).sum(0);
    Tensor tenth = Tensor.fill(DType.FLOAT, 0.1).cast(DType.DOUBLE);
    try (Program program = Program.of(mixed, tenth, tenth.add(0).mul(3))) {
      RunResult result = program.run(f.bind(Nd4j.create(new float[] {10, 20, 30})), x.bind(array));
      assertThat(elements(result.get(0))).containsExactly(7, 11, 15);
      assertThat(result.get(0).dataType()).isEqualTo(DataType.FLOAT);
      assertThat(result.scalar(1)).isEqualTo((double) 0.1f);
      assertThat(result.scalar(2)).isEqualTo(3 * (double) 0.1f);
    }
  }

  @Test
  void noElementsAreNoTrouble() {
    Input none = Input.of("none", DType.FLOAT, 0, 3);
    Variable v = Variable.of("v", Nd4j.create(DataType.FLOAT, 0, 3));
    Tensor y = none.exp().add(v);
    Program program = Program.of(y, y.sum(), y.transpose()).updating(Map.of(v, y));
    try (program) {
      RunResult result = program.run(none.bind(Nd4j.create(DataType.FLOAT, 0, 3)));
      assertThat(result.get(0).shape()).containsExactly(0, 3);
      assertThat(result.get(2).shape()).containsExactly(3, 0);
      assertThat(result.scalar(1)).isZero();
    }
  }

  // ---- small helpers

  private static double[] elements(INDArray a) {
    return Arrays.copyOf(NaiveEvaluator.elements(a), (int) a.length());
  }
}
