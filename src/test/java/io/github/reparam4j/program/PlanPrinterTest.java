/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Plans as text. */
class PlanPrinterTest {
  private final Input x = Input.of("x", DType.FLOAT, 4, 3);
  private final Parameter w = Parameter.of("w", Nd4j.ones(DataType.FLOAT, 3, 2));
  private final Parameter b = Parameter.of("b", Nd4j.ones(DataType.FLOAT, 2));

  @Test
  void aLineForEachStepThenTheMemory() {
    try (Program program = Program.of(x.matmul(w).add(b).tanh())) {
      assertThat(program.explain())
          .isEqualTo(
              """
              step  kind    shape         reads  writes  flop  computes
                 0  matmul  [4, 2] FLOAT   72 B    32 B    48  input 'x' * 'w' -> s2
                 1  fused   [4, 2] FLOAT   40 B    32 B        s2, 'b' -> add, tanh -> s4
               all                        112 B    64 B    48
              arena 128 bytes; buffers 5; inputs 1; variables read 2, updated 0; no noise
              """);
    }
  }

  @Test
  void showsNoiseChecksReductionsAndUpdates() {
    Tensor scale = b.require(Condition.POSITIVE, "here", "scale", null);
    Tensor y = x.matmul(w).add(scale.mul(Noise.standardNormal(DType.FLOAT, 4, 2)));
    Tensor gradient = x.transpose().matmul(y);
    Program.Definition definition =
        new Program.Definition(List.of(y.square().sum()), Map.of(w, w.sub(gradient.mul(0.1))));
    try (Program program = Program.of(definition)) {
      assertThat(program.explain())
          .isEqualTo(
              """
              step  kind    shape         reads  writes  flop  computes
                 0  matmul  [4, 2] FLOAT   72 B    32 B    48  input 'x' * 'w' -> s2
                 1  fused   [2] FLOAT       8 B     8 B        'b' -> require(scale > 0) -> s4
                 2  fused   [4, 2] FLOAT   40 B    36 B        s4, s2 -> noise(STANDARD_NORMAL), mul, add, square, \
              sum -> s6, s5
                 3  matmul  [3, 2] FLOAT   80 B    24 B    48  input 'x' transposed * s6 -> s7
                 4  fused   [3, 2] FLOAT   48 B    24 B        s7, 'w' -> mul, sub -> in place 'w'
               all                        248 B   124 B    96
              arena 256 bytes; buffers 9; inputs 1; variables read 2, updated 1; draws noise
              """);
    }
  }

  @Test
  void showsEveryKindOfStep() {
    Variable a = Variable.of("a", Nd4j.eye(3));
    Tensor l = a.cholesky();
    Tensor picked = l.triangularSolve(a).gather(0, 2, 0);
    Tensor both = Tensor.concat(0, picked, a).cumsum(1);
    Tensor copied = both.transpose().reshape(5, 3).argMax(0);
    try (Program program = Program.of(copied)) {
      assertThat(program.explain())
          .isEqualTo(
              """
              step  kind             shape         reads  writes  flop  computes
                 0  cholesky         [3, 3] FLOAT   36 B    36 B        'a' -> s1
                 1  triangularSolve  [3, 3] FLOAT   72 B    36 B        s1, 'a' -> s2
                 2  fused            [2] FLOAT      16 B     8 B        constant s3 -> cast -> s4
                 3  gather           [2, 3] FLOAT   44 B    24 B        s2 at s4 along axis 0 -> s5
                 4  concat           [5, 3] FLOAT   60 B    60 B        s5, 'a' -> s6
                 5  cumsum           [5, 3] FLOAT   60 B    60 B        s6 along axis 1 -> s7
                 6  copy             [5, 3] FLOAT   60 B    60 B        s7 -> s8
                 7  argMax           [1, 3] FLOAT   60 B    12 B        s8 over axes [0] -> s9
               all                                 408 B   296 B     0
              arena 192 bytes; buffers 10; inputs 0; variables read 1, updated 0; no noise
              """);
    }
  }

  @Test
  void largeNumbersHaveThreeDigits() {
    Input left = Input.of("left", DType.DOUBLE, 1000, 1000);
    Input right = Input.of("right", DType.DOUBLE, 1000, 125);
    try (Program program = Program.of(left.matmul(right))) {
      assertThat(program.explain().lines().skip(1).findFirst())
          .hasValue(
              "   0  matmul  [1000, 125] DOUBLE  9.00 MB  1.00 MB  250 M"
                  + "  input 'left' * input 'right' -> s2");
    }
  }

  @Test
  void aTracingProgramShowsThePlansMadeSoFar() {
    try (Program program = Program.tracing(in -> Program.Definition.of(in.get(0).sum()))) {
      assertThat(program.explain()).isEqualTo("no plan yet: they are made by runs\n");
      assertThat(program.toDot()).isEqualTo("// no plan yet: they are made by runs\n");
      program.run(null, Nd4j.ones(DataType.DOUBLE, 3));
      program.run(null, Nd4j.ones(DataType.FLOAT, 2, 2));
      assertThat(program.explain())
          .isEqualTo(
              """
              inputs [3] DOUBLE
              step  kind  shape       reads  writes  flop  computes
                 0  sum   [1] DOUBLE   24 B     8 B        input 'input 0' over axes [0] -> s1
               all                     24 B     8 B     0
              arena 64 bytes; buffers 2; inputs 1; variables read 0, updated 0; no noise

              inputs [2, 2] FLOAT
              step  kind  shape         reads  writes  flop  computes
                 0  sum   [1, 1] FLOAT   16 B     4 B        input 'input 0' over axes [0, 1] -> s1
               all                       16 B     4 B     0
              arena 64 bytes; buffers 2; inputs 1; variables read 0, updated 0; no noise
              """);
      assertThat(program.toDot().lines())
          .contains("// inputs [3] DOUBLE", "// inputs [2, 2] FLOAT")
          .filteredOn("digraph plan {"::equals)
          .hasSize(2);
    }
  }

  @Test
  void aClosedProgramHasNoPlan() {
    Program program = Program.of(x.sum());
    program.close();
    assertThatThrownBy(program::explain)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Program.explain: program must be open, got a closed one");
    assertThatThrownBy(program::toDot)
        .hasMessage("Program.toDot: program must be open, got a closed one");
  }

  @Test
  void explainingDoesNotChangeWhatIsComputed() {
    try (Program program = Program.of(Noise.standardNormal(DType.DOUBLE, 5))) {
      program.explain();
      double[] explained = program.run(RandomKey.of(1)).get(0).toDoubleVector();
      try (Program other = Program.of(Noise.standardNormal(DType.DOUBLE, 5))) {
        assertThat(Arrays.equals(other.run(RandomKey.of(1)).get(0).toDoubleVector(), explained))
            .isTrue();
      }
    }
  }
}
