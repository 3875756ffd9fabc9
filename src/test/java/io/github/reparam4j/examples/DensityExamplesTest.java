/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.RealData;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The examples of densities, with a step or two of training. */
final class DensityExamplesTest {
  private static String run(CommandLine command, String... arguments) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    assertThat(command.setOut(out).setErr(out).execute(arguments)).as("%s", text).isZero();
    return text.toString();
  }

  @Test
  void curvesAreComparedWithTheirFloors() {
    String text = run(ConditionalDensities.commandLine(), "--rows=400", "--epochs=1");
    assertThat(text)
        .contains("true density                -0.1689", "true density                -1.2823")
        .contains("squaredErrorOfSamples", "MixtureDensity(3)", "20000 targets: mean NLL");
  }

  @Test
  void benchmarksHaveARowForEachSet() {
    String data = RealData.require("uci").toString();
    String text =
        run(
            UciRegression.commandLine(),
            "--data=" + data,
            "--sets=yacht",
            "--splits=2",
            "--epochs=1",
            "--members=2",
            "--loss=beta");
    assertThat(text)
        .startsWith("Ensemble of 2, 1 hidden layer of 50, betaNll(0.5)")
        .containsPattern("\nyacht +2 +-?\\d+\\.\\d{3} \\(\\d+\\.\\d{3}\\)");
  }

  @Test
  void missingDataAreNamed() {
    StringWriter text = new StringWriter();
    PrintWriter err = new PrintWriter(text);
    PrintWriter out = new PrintWriter(new StringWriter());
    CommandLine command = UciRegression.commandLine().setOut(out).setErr(err);
    int code = command.execute("--data=absent", "--sets=yacht");
    assertThat(code).isEqualTo(1);
    assertThat(text.toString()).startsWith("error: UciFolder.in: ").contains("absent");
  }
}
