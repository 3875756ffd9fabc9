/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays that user code can reach and has closed, resized or left in a workspace. */
@Timeout(60)
class ForeignArraysTest {
  private static final WorkspaceConfiguration SCOPE =
      WorkspaceConfiguration.builder().initialSize(100_000).build();

  private final Parameter p = Parameter.of("p", ones(3));
  private final Variable unread = Variable.of("unread", ones(3));

  private enum Misuse {
    CLOSE("a closed one") {
      @Override
      void apply(INDArray array) {
        array.close();
      }
    },
    CLOSE_DATA("a closed one") {
      @Override
      void apply(INDArray array) {
        array.data().close();
      }
    },
    RETYPE("one of FLOAT") {
      @Override
      void apply(INDArray array) {
        array.setData(Nd4j.ones(DataType.FLOAT, array.length()).data());
      }
    },
    SHRINK("one with memory for 1 of its 9 elements") {
      @Override
      void apply(INDArray array) {
        array.setData(Nd4j.ones(DataType.DOUBLE, 1).data());
      }
    };

    private final String got;

    Misuse(String got) {
      this.got = got;
    }

    abstract void apply(INDArray array);
  }

  /** New values of p and of the unread variable: in place, or by exchanging arrays. */
  private List<Map<Variable, Tensor>> updates() {
    return List.of(
        Map.of(p, p.mul(0.5), unread, p.add(1)),
        Map.of(p, p.matmul(p), unread, p.matmul(p).transpose()),
        Map.of());
  }

  @ParameterizedTest
  @EnumSource
  void arrayOfAVariableIsCheckedAtEachRun(Misuse misuse) {
    for (Map<Variable, Tensor> updates : updates()) {
      for (int before = 0; before < 3; before++) {
        Parameter q = Parameter.of("p", ones(3));
        p.assign(ones(3));
        Tensor read = p.add(q).sum();
        try (Program program = Program.of(read).updating(updates)) {
          for (int i = 0; i < before; i++) {
            program.run();
          }
          double[] value = p.value().ravel().toDoubleVector();
          misuse.apply(q.array());
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(program::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                    "Program.run: array of parameter 'p' [3, 3] DOUBLE must be open and as the"
                        + " program was compiled for, got "
                        + misuse.got
                        + "; the array belongs to the variable: do not close or resize it");
          }
          assertThat(p.value().ravel().toDoubleVector()).isEqualTo(value);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void arrayThatIsOnlySetIsChecked(Misuse misuse) {
    for (Map<Variable, Tensor> updates : updates().subList(0, 2)) {
      Variable spoilt = Variable.of("spoilt", ones(3));
      try (Program program =
          Program.of().updating(Map.of(spoilt, updates.get(unread), p, updates.get(p)))) {
        p.assign(ones(3));
        program.run();
        double[] value = p.value().ravel().toDoubleVector();
        misuse.apply(spoilt.array());
        assertThatThrownBy(program::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("variable 'spoilt' [3, 3] DOUBLE")
            .hasMessageContaining(misuse.got);
        assertThat(p.value().ravel().toDoubleVector()).isEqualTo(value);
      }
    }
  }

  @Test
  void closedVariablesAreSaidByTheirMethods() {
    p.array().close();
    String message = "array of parameter 'p' [3, 3] DOUBLE must be open, got a closed one";
    assertThatThrownBy(p::value)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> p.assign(ones(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
    INDArray closed = ones(3);
    closed.close();
    assertThatThrownBy(() -> unread.assign(closed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Variable.assign: value for 'unread' must be open, got a closed one");
    assertThatThrownBy(() -> Variable.of("v", closed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Variable.of: array must be open, got a closed one of shape [3, 3]");
  }

  /** A former array may be closed: the next value is stored in a new one. */
  @Test
  void formerArrayThatWasClosedIsReplaced() {
    try (Program program = Program.of().updating(Map.of(p, p.matmul(p)))) {
      for (int i = 0; i < 4; i++) {
        INDArray former = p.array();
        program.run();
        former.close();
        assertThat(p.value().getDouble(0)).isEqualTo(Math.pow(3, (1 << i + 1) - 1));
      }
    }
  }

  @Test
  void inputsAreCheckedAtTheRunNotOnlyWhenBound() {
    Input x = Input.of("x", DType.DOUBLE, 3, 3);
    try (Program program = Program.of(x.matmul(x).sum())) {
      INDArray closed = ones(3);
      Binding binding = x.bind(closed);
      program.run(binding);
      closed.close();
      assertThatThrownBy(() -> program.run(binding))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Program.run: array must be open, got a closed one for input 'x' [3, 3] DOUBLE");
      INDArray resized = ones(3);
      Binding other = x.bind(resized);
      resized.setShapeAndStride(new int[] {300, 300}, new int[] {300, 1});
      assertThatThrownBy(() -> program.run(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("input 'x' [3, 3] DOUBLE");
      assertThatThrownBy(() -> new Binding(x, ones(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Input.bind: array for 'x' must have shape [3, 3], got [2, 2]");
    }
  }

  @Test
  void closedConstantsAreSaid() {
    Tensor c = Tensor.constant(ones(3));
    try (Program program = Program.of(c.matmul(p))) {
      program.run();
      ((Leaf.Constant) c.op()).array().close();
      assertThatThrownBy(program::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Program.run: array of constant [3, 3] DOUBLE must be open")
          .hasMessageContaining("got a closed one; made at ");
    }
  }

  // ---- exchange

  static Stream<INDArray> unfit() {
    INDArray closed = ones(3);
    closed.close();
    return Stream.of(
        closed,
        ones(2),
        Nd4j.ones(DataType.FLOAT, 3, 3),
        Nd4j.create(DataType.DOUBLE, new long[] {3, 3}, 'f'),
        ones(6).get(NDArrayIndex.interval(0, 3)).reshape(3, 6),
        inWorkspace(() -> ones(3)));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void arrayThatDoesNotFitIsNotTaken(INDArray next) {
    INDArray former = p.array();
    VariableLocks.Held held = new VariableLocks(List.of(), Set.of(p)).acquire();
    try {
      assertThatThrownBy(() -> VariableLocks.exchange(p, next))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("parameter 'p'");
    } finally {
      held.release();
    }
    assertThat(p.array()).isSameAs(former);
    assertThatThrownBy(() -> VariableLocks.exchange(p, ones(3)))
        .isInstanceOf(IllegalStateException.class);
  }

  // ---- workspaces

  @Test
  void valuesOutliveTheWorkspaceThatTheyAreMadeIn() {
    Parameter q = inWorkspace(() -> Parameter.of("q", ones(3)));
    Tensor c = inWorkspace(() -> Tensor.constant(ones(3)));
    Tensor d = inWorkspace(() -> Tensor.constant(new float[] {1, 1, 1}, 3));
    Tensor s = inWorkspace(() -> Tensor.constant(new double[] {1}));
    try (Program program = Program.of(q.add(c).add(s), d.sum()).updating(Map.of(q, q.matmul(c)))) {
      INDArray first = inWorkspace(() -> program.run().get(0));
      INDArray scalar = inWorkspace(() -> program.run().get(1));
      INDArray value = inWorkspace(q::value);
      assertThat(first.isAttached() || scalar.isAttached() || value.isAttached()).isFalse();
      assertThat(q.array().isAttached()).isFalse();
      inWorkspace(() -> ones(40).addi(7));
      assertThat(first.ravel().toDoubleVector()).containsOnly(3);
      assertThat(scalar.getDouble(0)).isEqualTo(3);
      assertThat(value.ravel().toDoubleVector()).containsOnly(9);
      assertThat(program.run().get(0).ravel().toDoubleVector()).containsOnly(11);
    }
  }

  @Test
  void inputOfAWorkspaceThatWasLeftIsRefused() {
    Input x = Input.of("x", DType.DOUBLE, 3, 3);
    INDArray left = inWorkspace(() -> ones(3));
    assertThat(left.isAttached()).isTrue();
    Supplier<double[]> run = () -> x.sum(0).eval(x.bind(left)).toDoubleVector();
    for (Supplier<double[]> where : List.of(run, () -> inWorkspace(run))) {
      assertThatThrownBy(where::get)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Input.bind: array for 'x' must be open, got one of a workspace that was left");
    }
    double[] inside = inWorkspace(() -> x.sum(0).eval(x.bind(ones(3))).toDoubleVector());
    assertThat(inside).containsOnly(3);
  }

  private static <T> T inWorkspace(Supplier<T> make) {
    MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCOPE, "foreign");
    try {
      return make.get();
    } finally {
      workspace.close();
    }
  }

  private static INDArray ones(int size) {
    return Nd4j.ones(DataType.DOUBLE, size, size);
  }
}
