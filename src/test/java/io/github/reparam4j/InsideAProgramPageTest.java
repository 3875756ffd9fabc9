/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.program.Stage;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** src/site/markdown/inside-a-program.md: its code, and what it says that each pass has made. */
class InsideAProgramPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/inside-a-program.md");
  private static final Pattern PRINTOUT =
      Pattern.compile("(?ms)^<!-- Stage\\.(\\w+) -->\\R```\\R(.*?)^```");

  private final Input x = Input.of("x", DType.FLOAT, 4, 3);
  private final Input t = Input.of("t", DType.FLOAT, 4, 2);
  private final Tensor z = Noise.standardNormal(DType.FLOAT, 4, 2);
  private final Parameter w = Parameter.of("w", Nd4j.zeros(DataType.FLOAT, 3, 2));

  private final Tensor loss = x.matmul(w).tanh().add(z).sub(t).square().mean();
  private final Program step =
      Program.of(loss).updating(Map.of(w, w.sub(Gradients.of(loss, w).of(w).mul(0.1))));

  @AfterEach
  void close() {
    step.close();
  }

  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(InsideAProgramPageTest.class, PAGE);
  }

  @Test
  void runs() {
    INDArray features = Nd4j.ones(DataType.FLOAT, 4, 3);
    INDArray targets = Nd4j.ones(DataType.FLOAT, 4, 2);

    RunResult result = step.run(RandomKey.of(42), x.bind(features), t.bind(targets));
    double value = result.scalar(loss);

    assertThat(value).isPositive();
    assertThat(w.array()).isNotEqualTo(Nd4j.zeros(DataType.FLOAT, 3, 2));
  }

  @Test
  void printoutsAreThoseOfThePassesInTheirOrder() throws IOException {
    Map<Stage, String> shown = new EnumMap<>(Stage.class);
    Map<Stage, String> made = new EnumMap<>(Stage.class);
    int end = 0;
    String page = Files.readString(PAGE);
    Matcher printout = PRINTOUT.matcher(page);
    for (Stage stage : Stage.values()) {
      assertThat(printout.find(end)).as("%s", stage).isTrue();
      assertThat(printout.group(1)).isEqualTo(stage.name());
      shown.put(stage, printout.group(2));
      made.put(stage, step.explain(stage));
      end = printout.end();
    }
    assertThat(shown).isEqualTo(made);
  }
}
