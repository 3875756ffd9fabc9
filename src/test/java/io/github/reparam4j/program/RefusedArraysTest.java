/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.training.Batch;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that cannot be read are refused where they enter, by the method that was called. */
@Timeout(60)
class RefusedArraysTest {
  private static INDArray closed() {
    INDArray array = Nd4j.ones(DataType.DOUBLE, 2);
    array.close();
    return array;
  }

  private static INDArray text() {
    return Nd4j.create("a", "b");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void closedArraysAreRefused() {
    Input x = Input.of("x", DType.DOUBLE, 2);
    Parameter p = Parameter.of("p", Nd4j.ones(DataType.DOUBLE, 2));
    Program tracing = Program.tracing(in -> Program.Definition.of(in.get(0).mul(2)));
    String open = " must be open, got a closed one";
    refused(() -> Parameter.of("p", closed()), "Parameter.of: array" + open);
    refused(() -> Variable.of("p", closed()), "Variable.of: array" + open);
    refused(() -> Tensor.constant(closed()), "Tensor.constant: array" + open);
    refused(() -> x.bind(closed()), "Input.bind: array for 'x'" + open);
    refused(() -> p.assign(closed()), "Variable.assign: value for 'p'" + open);
    refused(() -> tracing.run((RandomKey) null, closed()), "Program.run: array 0" + open);
    refused(() -> Batch.of(closed()), "Batch.of: array 0" + open);
    refused(() -> GradientCheck.of(t -> t.sum(), closed()), "GradientCheck.of: array" + open);
  }

  @Test
  void textIsRefused() {
    Input x = Input.of("x", DType.DOUBLE, 2);
    Parameter p = Parameter.of("p", Nd4j.ones(DataType.DOUBLE, 2));
    Program tracing = Program.tracing(in -> Program.Definition.of(in.get(0).mul(2)));
    String numeric = " must be numeric, got UTF8; convert it with castTo";
    refused(() -> Parameter.of("p", text()), "Parameter.of: array" + numeric);
    refused(() -> Variable.of("p", text()), "Variable.of: array" + numeric);
    refused(() -> Tensor.constant(text()), "Tensor.constant: array" + numeric);
    refused(() -> x.bind(text()), "Input.bind: array for 'x'" + numeric);
    refused(() -> p.assign(text()), "Variable.assign: value for 'p'" + numeric);
    refused(() -> tracing.run((RandomKey) null, text()), "Program.run: array 0" + numeric);
    refused(() -> Batch.of(text()), "Batch.of: array 0" + numeric);
    refused(() -> GradientCheck.of(t -> t.sum(), text()), "GradientCheck.of: array" + numeric);
  }

  @Test
  void outputsAreCountedFromZero() {
    Tensor a = Tensor.vector(1.0, 2);
    RunResult result = Program.of(a, a.sum()).run();
    for (int i : new int[] {-1, 2, 5}) {
      refused(() -> result.get(i), "RunResult.get: position must be in [0, 2), got " + i);
      refused(() -> result.scalar(i), "RunResult.scalar: position must be in [0, 2), got " + i);
    }
    refused(() -> result.scalar(a.neg()), "RunResult.scalar: tensor must be one of the program");
    assertThat(result.scalar(1)).isEqualTo(3);
  }

  @Test
  void bodyMayNotRunItsOwnProgram() {
    INDArray x = Nd4j.ones(DataType.DOUBLE, 2);
    Program[] program = new Program[1];
    boolean[] runs = {true};
    program[0] =
        Program.tracing(
            in -> {
              if (runs[0]) {
                program[0].run((RandomKey) null, Nd4j.ones(DataType.DOUBLE, in.size() + 3));
              }
              return Program.Definition.of(in.get(0).mul(2));
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> program[0].run((RandomKey) null, x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "Program.run: the body of a tracing program must not run the program, got a run");
    }
    runs[0] = false;
    assertThat(program[0].run((RandomKey) null, x).get(0).sumNumber().doubleValue()).isEqualTo(4);
    program[0].close();
    Program none = Program.tracing(in -> null);
    refused(
        () -> none.run((RandomKey) null, x),
        "Program.tracing: the body must return a definition, got null");
  }

  @Test
  void bodyThatClosesItsProgramEndsTheRun() {
    Program[] program = new Program[1];
    program[0] =
        Program.tracing(
            in -> {
              program[0].close();
              return Program.Definition.of(in.get(0));
            });
    assertThatThrownBy(() -> program[0].run((RandomKey) null, Nd4j.ones(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Program.run: program must be open");
  }

  @Test
  void copyOfABatchOutlivesAWorkspace() {
    INDArray rows = Nd4j.arange(6).reshape(3, 2);
    Batch copy;
    try (MemoryWorkspace scope = Nd4j.getWorkspaceManager().getAndActivateWorkspace("batch")) {
      assertThat(scope.isScopeActive()).isTrue();
      copy = Batch.of(rows).copy();
      assertThat(copy.array(0).isAttached()).isFalse();
    }
    assertThat(copy.array(0)).isEqualTo(rows);
  }

  /** The array of a variable is not written past its lock. */
  @Test
  void checkOfGradientsLeavesArraysToTheirVariables() {
    Parameter p = Parameter.of("p", Nd4j.createFromArray(1.0, 2, 3));
    INDArray array = p.array();
    GradientCheck.of(p.square().sum()).assertPasses();
    assertThat(p.array()).isSameAs(array);
    assertThat(p.value()).isEqualTo(Nd4j.createFromArray(1.0, 2, 3));
  }

  /** Drawn in pieces, so that memory on the heap does not grow with their number. */
  @Test
  void pairsAreTheSameForEveryNumberOfThem() {
    RandomKey key = RandomKey.of(1);
    INDArray many = HeteroscedasticCurve.sample(10_000, key).y();
    INDArray few = HeteroscedasticCurve.sample(5000, key).y();
    for (long i : List.of(0L, 4095L, 4096L, 4999L)) {
      assertThat(many.getFloat(i)).isEqualTo(few.getFloat(i));
    }
  }
}
