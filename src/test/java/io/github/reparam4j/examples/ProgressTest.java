/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.training.EpochReport;
import io.github.reparam4j.training.StepReport;
import io.github.reparam4j.training.TrainingResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final EpochReport EPOCH =
      new EpochReport(1, 2, 10, 100, 0.5, Map.of(), OptionalDouble.empty(), Map.of(), 1.25);
  private static final TrainingResult RESULT =
      new TrainingResult(List.of(EPOCH), TrainingResult.Reason.EPOCHS_DONE, OptionalInt.empty());

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);
  private final AtomicLong clock = new AtomicLong();

  private static StepReport step(int number) {
    return new StepReport(1, 2, number, OptionalLong.of(10), 10, 0.75, 0.625, Map.of());
  }

  private String lines() {
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void redrawsOneLineOnATerminal() {
    Progress progress = Progress.of(out, true, "net", clock::get);
    progress.onStep(step(1));
    clock.set(150_000_000);
    progress.onStep(step(5));
    progress.onStep(step(6));
    progress.onEpoch(EPOCH);
    progress.onEnd(RESULT);

    assertThat(lines())
        .isEqualTo(
            "\r\033[K  net: [######..................]  25 %, epoch 1 of 2, loss 0.62500"
                + "\r\033[K  net: 1 epochs in 1.3 s\n");
  }

  @Test
  void writesALineNowAndThenToAFile() {
    Progress progress = Progress.of(out, false, "net", clock::get);
    clock.set(9_000_000_000L);
    progress.onStep(step(1));
    clock.set(10_000_000_000L);
    progress.onStep(step(2));
    progress.onStep(step(3));
    progress.onEnd(RESULT);

    assertThat(lines())
        .isEqualTo(
            "  net: [##......................]  10 %, epoch 1 of 2, loss 0.62500\n"
                + "  net: 1 epochs in 1.3 s\n");
  }

  @Test
  void putsARowOfTheTableInPlaceOfTheBar() {
    Progress progress = Progress.of(out, true, "net", clock::get).withRows(e -> "row " + e.epoch());
    progress.onEpoch(EPOCH);
    progress.onEnd(RESULT);

    assertThat(lines()).isEqualTo("\r\033[Krow 1\n\r\033[K");
  }

  @Test
  void leavesNoHalfLineAfterAFailure() {
    Progress.of(out, true, "net", clock::get).onFailure(new ArithmeticException());

    assertThat(text).hasToString("\r\033[K");
  }
}
