/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Programs that need more memory than they can have. */
@Tag("serial")
class OutOfMemoryTest {
  @Test
  void arenaThatCannotBeAllocatedIsSaidAndHarmsNothingElse()
      throws IOException, InterruptedException {
    String output =
        ChildJvm.run(
            List.of("-Dorg.bytedeco.javacpp.maxbytes=40m", "-Dorg.bytedeco.javacpp.maxretries=2"),
            OutOfMemory.class);
    List<String> lines =
        Stream.of(output.split("\\R"))
            .filter(l -> l.matches("(failed|lost|count|other): .*"))
            .toList();
    assertThat(lines).as(output).hasSize(6);
    assertThat(lines.subList(0, 3))
        .allMatch(
            line ->
                line.matches(
                    "failed: Program\\.run: needs 64000000 bytes outside the heap; reduce the"
                        + " batch, or raise -Dorg\\.bytedeco\\.javacpp\\.maxbytes: .*"));
    assertThat(lines.subList(3, 6)).containsExactly("lost: 0", "count: 4.0 4.0", "other: 1.0 1.0");
  }

  @Test
  void arrayTooLongForAnyMemoryIsSaidBeforeAnythingIsAllocated() {
    Variable v = Variable.of("v", Nd4j.ones(DataType.DOUBLE, 20_000));
    Tensor z = Noise.standardNormal(DType.DOUBLE, 20_000, 20_000);
    Tensor columns = z.matmul(z.transpose()).sum(0);
    try (Program program = Program.of(columns).updating(Map.of(v, columns.add(v)))) {
      long before = Pointer.totalBytes();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> program.run(RandomKey.of(1)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Program.run: an array that is kept in memory must be smaller than 2 GiB, got"
                    + " 400000000 elements of DOUBLE; split it, or reduce it in the expression"
                    + " that makes it");
      }
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }
    assertThat(v.array().sumNumber().doubleValue()).isEqualTo(20_000);
  }
}
