/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The text of {@link Program#explain(Stage)} for each pass. */
class StageTest {
  private final Input x = Input.of("x", DType.FLOAT, 4, 3);
  private final Variable w = Variable.of("w", Nd4j.ones(DataType.FLOAT, 3, 2));
  private final Tensor y = x.matmul(w).tanh();

  /** Two outputs and an update, which is scheduled first. */
  private Program program() {
    Tensor flat = y.transpose().reshape(8);
    Tensor total = y.add(0.0).mul(y).sum(1);
    return Program.of(flat, total).updating(Map.of(w, w.sub(w.mul(0.5))));
  }

  private String explain(Stage stage) {
    try (Program program = program()) {
      return program.explain(stage);
    }
  }

  @Test
  void simplifiedIsALineForEachNode() {
    assertThat(explain(Stage.SIMPLIFIED))
        .isEqualTo(
            """
            %0 input 'x' [4, 3] FLOAT
            %1 variable 'w' [3, 2] FLOAT
            %2 matmul(%0, %1) [4, 2] FLOAT
            %3 tanh(%2) [4, 2] FLOAT
            %4 permute(%3) [2, 4] FLOAT
            %5 reshape(%4) [8] FLOAT
            %6 fill(0.0) [] FLOAT
            %7 add(%3, %6) [4, 2] FLOAT
            %8 mul(%7, %3) [4, 2] FLOAT
            %9 sum(%8) [4, 1] FLOAT
            %10 reshape(%9) [4] FLOAT
            %11 fill(0.5) [] FLOAT
            %12 mul(%1, %11) [3, 2] FLOAT
            %13 sub(%1, %12) [3, 2] FLOAT
            """);
  }

  @Test
  void viewsAreLayoutsAndCopies() {
    assertThat(explain(Stage.VIEWS))
        .isEqualTo(
            """
            %4 = view of %3: dims [2, 4] strides [1, 2] offset 0
            %5 = copy of %4: dims [8] strides [1] offset 0
            %10 = view of %9: dims [4] strides [1] offset 0
            """);
  }

  /**
   * A triangular matrix to solve with must be contiguous; the right-hand sides may have any
   * strides.
   */
  @Test
  void viewsTellWhichInputsAreCopied() {
    Tensor matrix = Input.of("a", DType.DOUBLE, 2, 3, 3).slice(0, 0, 2, 1);
    Tensor transposed = matrix.transpose();
    try (Program program = Program.of(transposed.triangularSolve(transposed))) {
      assertThat(program.explain(Stage.VIEWS).lines())
          .last()
          .asString()
          .matches("%\\d+ triangularSolve reads a copy of %\\d+");
    }
  }

  @Test
  void fusedIsALineForEachItem() {
    assertThat(explain(Stage.FUSED))
        .isEqualTo(
            """
            step %2 matmul(%0, %1) [4, 2] FLOAT; reads input 'x', 'w'; writes s2
            group [4, 2] FLOAT: %3 tanh, %7 add, %8 mul; stores %3 in s3; sums %8 in s5
            copy %5; reads s3; writes s4
            group [3, 2] FLOAT: %12 mul, %13 sub; stores %13 in new 'w'
            """);
  }

  @Test
  void loweredIsTheTableBeforeUpdatesAreInPlace() {
    assertThat(explain(Stage.LOWERED))
        .isEqualTo(
            """
            step  kind    shape         reads  writes  flop  computes
               0  matmul  [4, 2] FLOAT   72 B    32 B    48  input 'x' * 'w' -> s2
               1  fused   [4, 2] FLOAT   32 B    48 B        s2 -> tanh, add, mul, sum -> s3, s5
               2  copy    [8] FLOAT      32 B    32 B        s3 -> s4
               3  fused   [3, 2] FLOAT   24 B    24 B        'w' -> mul, sub -> new 'w'
             all                        160 B   136 B    48
            """);
  }

  @Test
  void updatesAreInPlaceAndLast() {
    Tensor doubled = w.mul(2);
    try (Program program = Program.of(x.matmul(w)).updating(Map.of(w, doubled))) {
      assertThat(rows(program.explain(Stage.LOWERED))).last().asString().endsWith("-> new 'w'");
      assertThat(rows(program.explain(Stage.UPDATES_IN_PLACE)))
          .last()
          .asString()
          .endsWith("'w' -> mul -> in place 'w'");
    }
  }

  /** The rows of the steps. */
  private static List<String> rows(String table) {
    List<String> lines = table.lines().toList();
    return lines.subList(1, lines.size() - 1);
  }

  /** The buffers of the outputs are needed after the last step. */
  @Test
  void allocatedIsALineForEachBuffer() {
    assertThat(explain(Stage.ALLOCATED))
        .isEqualTo(
            """
            input 'x' FLOAT 12 elements, outside of the arena, steps 0 to 0
            'w' FLOAT 6 elements, outside of the arena, steps 0 to 3
            s2 FLOAT 8 elements, bytes 0 to 32 of the arena, steps 0 to 1
            s3 FLOAT 8 elements, bytes 64 to 96 of the arena, steps 1 to 2
            s4 FLOAT 8 elements, bytes 0 to 32 of the arena, steps 2 to 4
            s5 FLOAT 4 elements, bytes 128 to 144 of the arena, steps 1 to 4
            in place 'w' FLOAT 6 elements, outside of the arena, steps 3 to 4
            """);
  }

  @ParameterizedTest
  @EnumSource
  void tracingProgramsTellOfThePlansMadeSoFar(Stage stage) {
    try (Program program =
        Program.tracing(in -> Program.Definition.of(in.get(0).transpose().exp()))) {
      assertThat(program.explain(stage)).isEqualTo("no plan yet: they are made by runs\n");
      program.run(null, Nd4j.ones(DataType.FLOAT, 2, 3));
      assertThat(program.explain(stage))
          .startsWith("inputs [2, 3] FLOAT\n")
          .hasLineCount(lines(stage));
    }
  }

  private static int lines(Stage stage) {
    return switch (stage) {
      case SIMPLIFIED -> 4;
      case VIEWS, FUSED -> 2;
      case LOWERED, UPDATES_IN_PLACE -> 4;
      case ALLOCATED -> 3;
    };
  }

  @Test
  void closedProgramsTellNothing() {
    Program program = program();
    program.close();
    assertThatThrownBy(() -> program.explain(Stage.FUSED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Program.explain: program must be open, got a closed one");
  }
}
