/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The contract of {@link Program}: inputs, outputs, updates, and what a failed run leaves. */
class ProgramTest {
  private static final RandomKey KEY = RandomKey.of(3);

  private final Input x = Input.of("x", DType.DOUBLE, 2, 3);
  private final INDArray array =
      Nd4j.create(new double[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3}, 'c');

  // ---- updates

  @Test
  void updatesAreSimultaneous() {
    Variable a = variable("a", 1, 2);
    Variable b = variable("b", 3, 4);
    Program swap = Program.of(a.add(b)).updating(Map.of(a, b, b, a));
    try (swap) {
      assertThat(elements(swap.run().get(0))).containsExactly(4, 6);
      assertThat(elements(a.array())).containsExactly(3, 4);
      assertThat(elements(b.array())).containsExactly(1, 2);
      swap.run();
      assertThat(elements(a.value())).containsExactly(1, 2);
    }
  }

  @Test
  void outputsAreOfTheVariablesBeforeTheUpdate() {
    Variable a = variable("a", 1, 2);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(a, a.mul(10));
    try (Program program = Program.of(a, a.mul(10)).updating(updates)) {
      RunResult first = program.run();
      RunResult second = program.run();
      assertThat(elements(first.get(0))).containsExactly(1, 2);
      assertThat(elements(first.get(1))).containsExactly(10, 20);
      assertThat(elements(second.get(0))).containsExactly(10, 20);
      assertThat(elements(a.array())).containsExactly(100, 200);
    }
  }

  @Test
  void updatesByViewsAndByOtherVariablesAreCopies() {
    Variable a = Variable.of("a", array);
    Variable b = Variable.of("b", Nd4j.zeros(DataType.DOUBLE, 3, 2));
    try (Program program = Program.of().updating(Map.of(b, a.transpose(), a, a.neg()))) {
      program.run();
      assertThat(elements(b.array())).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(elements(a.array())).containsExactly(-1, -2, -3, -4, -5, -6);
    }
  }

  @Test
  void assignedVariablesAreSeenByTheNextRun() {
    Variable a = variable("a", 1, 2);
    try (Program program = Program.of(a.sum())) {
      assertThat(program.run().scalar(0)).isEqualTo(3);
      a.assign(Nd4j.create(new float[] {5, 6}));
      assertThat(program.run().scalar(0)).isEqualTo(11);
      a.array().addi(1);
      assertThat(program.run().scalar(0)).isEqualTo(13);
    }
  }

  @Test
  void rejectsAnUpdateOfAnotherShapeOrType() {
    Variable a = variable("a", 1, 2);
    assertThatThrownBy(() -> Program.of().updating(Map.of(a, a.sum())))
        .hasMessage(
            "Program: a new value must have the shape and dtype of its variable, variable 'a' [2]"
                + " DOUBLE, got reshape [] DOUBLE");
    assertThatThrownBy(() -> Program.of().updating(Map.of(a, a.cast(DType.FLOAT))))
        .hasMessageEndingWith("variable 'a' [2] DOUBLE, got cast [2] FLOAT");
  }

  // ---- failed runs

  @Test
  void variablesAreUnchangedAfterAFailedRequirement() {
    Variable a = variable("a", 1, -2);
    Tensor checked =
        a.add(1).require(Condition.POSITIVE, "Normal.of", "scale", "pass it through softplus");
    Program program = Program.of(checked).updating(Map.of(a, a.mul(2)));
    try (program) {
      assertThatThrownBy(program::run)
          .isInstanceOf(ArithmeticException.class)
          .hasMessage(
              "Normal.of: scale must be > 0 everywhere, got -1.0 at [1] of shape [2]; pass it"
                  + " through softplus");
      assertThat(elements(a.array())).containsExactly(1, -2);
      a.assign(Nd4j.create(new double[] {1, 2}));
      assertThat(elements(program.run().get(0))).containsExactly(2, 3);
      assertThat(elements(a.array())).containsExactly(2, 4);
    }
  }

  @Test
  void requirementsNameTheFirstBreachOfLargeArraysAndOfFloats() {
    Tensor zeros = Tensor.ones(DType.FLOAT, 100, 200).sub(Noise.uniform(DType.FLOAT, 200).mul(0));
    Tensor index = Tensor.range(DType.FLOAT, 20_000).reshape(100, 200);
    Tensor x = Tensor.where(index.eq(15_003), zeros.mul(-0.1), zeros);
    Tensor checked = x.require(Condition.NON_NEGATIVE, "here", "x", null);
    assertThatThrownBy(() -> checked.eval(KEY))
        .hasMessage("here: x must be >= 0 everywhere, got -0.1 at [75, 3] of shape [100, 200]");
    Tensor nan = Tensor.vector(1f, Float.NaN).require(Condition.FINITE, "here", "x", null);
    assertThatThrownBy(nan::eval)
        .hasMessage("here: x must be finite everywhere, got NaN at [1] of shape [2]");
  }

  @Test
  void checksCanBeSwitchedOff() {
    Tensor checked = Tensor.vector(1.0, -1.0).require(Condition.POSITIVE, "here", "x", null);
    try (Program program = Program.of(checked.sum()).withoutChecks()) {
      assertThat(program.run().scalar(0)).isZero();
    }
  }

  @Test
  void requirementIsCheckedEvenIfItsValueIsNotUsedElementByElement() {
    Tensor checked = Tensor.vector(1.0, -1.0).require(Condition.POSITIVE, "here", "x", null);
    try (Program program = Program.of(checked.reshape(2, 1).broadcastTo(2, 5))) {
      assertThatThrownBy(program::run).isInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void variablesAreUnchangedAfterAnIndexOutOfRange() {
    Variable a = variable("a", 1, 2);
    Input at = Input.of("at", DType.DOUBLE, 2);
    Program program = Program.of(a.gather(0, at)).updating(Map.of(a, a.neg()));
    try (program) {
      for (double bad : new double[] {2, -1, 0.5, Double.NaN}) {
        assertThatThrownBy(() -> program.run(at.bind(Nd4j.create(new double[] {1, bad}))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("gather: indices must be integers in [0, 2), got " + bad + " at [1]");
      }
      assertThat(elements(a.array())).containsExactly(1, 2);
      Binding good = at.bind(Nd4j.create(new double[] {1, 0}));
      assertThat(elements(program.run(good).get(0))).containsExactly(2, 1);
      assertThat(elements(a.array())).containsExactly(-1, -2);
    }
  }

  @Test
  void matrixThatIsNotPositiveDefiniteIsNamed() {
    Tensor one = Tensor.constant(new double[] {1, 0, 2, 1, 2, 1, 3, 3, 8}, 3, 3);
    assertThatThrownBy(() -> one.cholesky().eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "cholesky: matrix must be positive definite, got a leading minor of order 3 that is not"
                + " positive; add a small multiple of the identity; made at ")
        .hasMessageContaining("ProgramTest");
    Tensor nan = Tensor.constant(new double[] {1, 0, Double.NaN, 1}, 2, 2);
    assertThatThrownBy(() -> nan.cholesky().eval())
        .hasMessageStartingWith("cholesky: matrix must be positive definite, got NaN; add a small");
    assertThat(elements(nan.transpose().cholesky().eval())).containsExactly(1, 0, 0, 1);
    Tensor batch = Tensor.stack(0, Tensor.eye(DType.DOUBLE, 3), one).expandDims(1);
    assertThatThrownBy(() -> batch.cholesky().eval()).hasMessageContaining("in matrix [1, 0]");
  }

  // ---- keys, closing, tracing

  @Test
  void noiseNeedsAKeyAndIsAFunctionOfIt() {
    Tensor z = Noise.standardNormal(DType.DOUBLE, 1000);
    Tensor again = z.add(0);
    Tensor other = Noise.standardNormal(DType.DOUBLE, 1000);
    try (Program program = Program.of(z, again, other)) {
      assertThatThrownBy(() -> program.run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Program.run: a program that draws noise needs a key, got none; pass"
                  + " RandomKey.of(seed)");
      RunResult first = program.run(KEY);
      assertThat(elements(first.get(1))).containsExactly(elements(first.get(0)));
      assertThat(elements(first.get(2))).isNotEqualTo(elements(first.get(0)));
      assertThat(elements(program.run(KEY).get(0))).containsExactly(elements(first.get(0)));
      assertThat(elements(program.run(KEY.step(1)).get(0))).isNotEqualTo(elements(first.get(0)));
    }
    assertThatThrownBy(z::eval).hasMessageContaining("needs a key");
  }

  @Test
  void closedProgramCannotBeRun() {
    Program program = Program.of(x.sum());
    program.run(x.bind(array));
    program.close();
    program.close();
    assertThatThrownBy(() -> program.run(x.bind(array)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Program.run: program must be open, got a closed one");
    Program tracing = Program.tracing(in -> Program.Definition.of(in.get(0).sum()));
    tracing.close();
    assertThatThrownBy(() -> tracing.run(null, array))
        .hasMessage("Program.run: program must be open, got a closed one");
  }

  @Test
  void tracingProgramsAreMadeOnceForEachShapeAndType() {
    AtomicInteger made = new AtomicInteger();
    Program program =
        Program.tracing(
            in -> {
              made.incrementAndGet();
              return Program.Definition.of(in.get(0).mul(in.get(1)).sum(0), in.get(0).mean());
            });
    try (program) {
      INDArray scale = Nd4j.create(new double[] {1, 10});
      for (int rows : new int[] {1, 7, 600, 7, 1, 600, 7}) {
        RunResult result = program.run(null, Nd4j.ones(DataType.DOUBLE, rows, 2), scale);
        assertThat(elements(result.get(0))).containsExactly(rows, 10.0 * rows);
        assertThat(result.scalar(1)).isEqualTo(1, within(1e-15));
      }
      assertThat(made).hasValue(3);
      INDArray floats = Nd4j.ones(DataType.FLOAT, 7, 2);
      RunResult result = program.run(null, floats, scale.castTo(DataType.FLOAT));
      assertThat(result.get(0).dataType()).isEqualTo(DataType.FLOAT);
      assertThat(made).hasValue(4);
      assertThatThrownBy(() -> program.run(KEY)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void tracingProgramsUpdateVariables() {
    Variable sum = variable("sum", 0, 0);
    Program program =
        Program.tracing(
            in -> new Program.Definition(List.of(), Map.of(sum, sum.add(in.get(0).sum(0)))));
    try (program) {
      program.run(null, Nd4j.ones(DataType.DOUBLE, 3, 2));
      program.run(null, Nd4j.ones(DataType.DOUBLE, 4, 2));
      assertThat(elements(sum.array())).containsExactly(7, 7);
    }
  }

  @Test
  void programsOfExpressionsAndTracingOnesAreRunEachInItsWay() {
    try (Program tracing = Program.tracing(in -> Program.Definition.of(in.get(0)));
        Program fixed = Program.of(x)) {
      assertThatThrownBy(() -> tracing.run(x.bind(array)))
          .hasMessage("Program.run: a tracing program must be run with arrays, got bindings");
      assertThatThrownBy(() -> fixed.run(null, array))
          .hasMessage(
              "Program.run: a program of expressions must be run with bindings, got 1 arrays; pass"
                  + " input.bind(array)");
      assertThatThrownBy(() -> tracing.updating(Map.of()))
          .hasMessage("Program.updating: program must be one of expressions, got a tracing one");
    }
  }

  // ---- values that are not finite

  @Test
  void nonFiniteChecksNameOperationIndexAndLine() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    Tensor log = x.sub(4).log();
    Tensor loss = log.sum();
    try (Program program = Program.of(loss).detectingAnomalies()) {
      INDArray value = array.add(10);
      assertThat(program.run(x.bind(value)).scalar(0)).isFinite();
      value.putScalar(new int[] {1, 1}, 4);
      assertThatThrownBy(() -> program.run(x.bind(value)))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageMatching(
              "\\Qanomaly: every operation must give finite values, got -Infinity at [1, 1] of log"
                  + " [2, 3]; made at \\E.*\\QProgramTest.nonFiniteChecksNameOperationIndexAndLine("
                  + "ProgramTest.java:"
                  + line
                  + ")\\E");
      value.putScalar(new int[] {0, 2}, Double.NaN);
      assertThatThrownBy(() -> program.run(x.bind(value)))
          .hasMessageStartingWith(
              "anomaly: every operation must give finite values, got NaN at [0, 2] of input 'x'"
                  + " [2, 3] DOUBLE; made at ");
    }
  }

  @Test
  void nonFiniteChecksFindWhatTheResultNoLongerShows() {
    Tensor hidden = Tensor.where(Tensor.vector(0.0), Tensor.vector(0.0).log(), Tensor.vector(1.0));
    assertThat(hidden.evalScalar()).isEqualTo(1);
    try (Program program = Program.of(hidden).detectingAnomalies()) {
      assertThatThrownBy(program::run).hasMessageContaining("of log [1]");
    }
  }

  // ---- small helpers

  private static Variable variable(String name, double... elements) {
    return Variable.of(name, Nd4j.create(elements));
  }

  private static double[] elements(INDArray a) {
    return Arrays.copyOf(NaiveEvaluator.elements(a), (int) a.length());
  }
}
