/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Plans as graphs. */
class DotGraphTest {
  private final Input x = Input.of("x", DType.FLOAT, 4, 3);

  @Test
  void stepsAreBoxesAndValuesArrows() {
    Variable w = Variable.of("w", Nd4j.ones(DataType.FLOAT, 3, 2));
    Tensor y = x.matmul(w).mul(2).exp();
    Tensor next = w.sub(x.transpose().matmul(y));
    try (Program program = Program.of(y.sum()).updating(Map.of(w, next))) {
      assertThat(program.toDot())
          .isEqualTo(
              """
              digraph plan {
                node [shape=box, style=rounded];
                subgraph cluster_0 {
                  label="0 matmul";
                  n2_0 [label="matmul\\n[4, 2] FLOAT"];
                }
                subgraph cluster_1 {
                  label="1 fused";
                  n4_1 [label="mul\\n[4, 2] FLOAT"];
                  n3_1 [label="fill(2.0)", shape=plaintext];
                  n5_1 [label="exp\\n[4, 2] FLOAT"];
                  n6_1 [label="sum\\n[1, 1] FLOAT"];
                }
                subgraph cluster_2 {
                  label="2 matmul";
                  n9_2 [label="matmul\\n[3, 2] FLOAT"];
                }
                subgraph cluster_3 {
                  label="3 fused";
                  n10_3 [label="sub\\n[3, 2] FLOAT"];
                }
                leaf0 [label="input 'x'\\n[4, 3] FLOAT", shape=ellipse];
                leaf1 [label="'w'\\n[3, 2] FLOAT", shape=ellipse];
                output0 [label="output 0\\n[] FLOAT", shape=ellipse];
                update0 [label="in place 'w'\\n[3, 2] FLOAT", shape=ellipse];
                leaf0 -> n2_0;
                leaf1 -> n2_0;
                n2_0 -> n4_1;
                n3_1 -> n4_1;
                n4_1 -> n5_1;
                n5_1 -> n6_1;
                leaf0 -> n9_2;
                n5_1 -> n9_2;
                leaf1 -> n10_3;
                n9_2 -> n10_3;
                n6_1 -> output0;
                n10_3 -> update0;
              }
              """);
    }
  }

  @Test
  void copiesStandBetweenWhatWasComputedAndWhatReadsIt() {
    Tensor crossed = x.exp().transpose().reshape(4, 3).cumsum(0);
    try (Program program = Program.of(crossed)) {
      assertThat(program.toDot())
          .isEqualTo(
              """
              digraph plan {
                node [shape=box, style=rounded];
                subgraph cluster_0 {
                  label="0 fused";
                  n1_0 [label="exp\\n[4, 3] FLOAT"];
                }
                subgraph cluster_1 {
                  label="1 copy";
                  n3_1 [label="copy\\n[4, 3] FLOAT"];
                }
                subgraph cluster_2 {
                  label="2 cumsum";
                  n4_2 [label="cumsum\\n[4, 3] FLOAT"];
                }
                leaf0 [label="input 'x'\\n[4, 3] FLOAT", shape=ellipse];
                output0 [label="output 0\\n[4, 3] FLOAT", shape=ellipse];
                leaf0 -> n1_0;
                n1_0 -> n3_1;
                n3_1 -> n4_2;
                n4_2 -> output0;
              }
              """);
    }
  }

  @Test
  void aValueOfTwoVariablesIsComputedOnceAndCopied() {
    Variable a = Variable.of("a", Nd4j.ones(DataType.FLOAT, 2));
    Variable b = Variable.of("b", Nd4j.ones(DataType.FLOAT, 2));
    Tensor both = Tensor.concat(0, a.slice(0, 0, 1), b.slice(0, 0, 1));
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(a, both);
    updates.put(b, both);
    try (Program program = Program.of().updating(updates)) {
      assertThat(program.toDot().lines().map(String::strip))
          .contains("label=\"0 concat\";", "n4_0 -> update0;", "n4_0 -> n4_1;")
          .contains("label=\"1 copy\";", "n4_1 -> update1;");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyArrowJoinsWhatIsDrawn(long seed) {
    List<Tensor> outputs =
        RandomGraphTest.outputsAndGradients(new RandomGraph(seed, false, false, DType.values()));
    try (Program fused = Program.of(outputs.toArray(Tensor[]::new));
        Program unfused = fused.detectingAnomalies()) {
      for (Program program : List.of(fused, unfused)) {
        List<String> lines = program.toDot().lines().map(String::strip).toList();
        List<String> drawn =
            lines.stream()
                .filter(l -> l.contains(" [label="))
                .map(l -> l.substring(0, l.indexOf(' ')))
                .toList();
        assertThat(drawn).doesNotHaveDuplicates();
        for (String line : lines) {
          if (line.contains(" -> ")) {
            assertThat(drawn).contains(line.replace(";", "").split(" -> "));
          }
        }
        assertThat(program.explain().lines()).hasSize(steps(lines) + 3);
      }
    }
  }

  private static int steps(List<String> lines) {
    return (int) lines.stream().filter(l -> l.startsWith("subgraph")).count();
  }

  @Test
  void quotesInNamesAreEscaped() {
    try (Program program = Program.of(Input.of("a \"b\" \\", DType.FLOAT, 2).neg())) {
      assertThat(program.toDot()).contains("[label=\"input 'a \\\"b\\\" \\\\'\\n[2] FLOAT\"");
    }
  }
}
