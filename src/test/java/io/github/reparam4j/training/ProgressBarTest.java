/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Toy toy = new Toy();
  private final Training training = Training.minimize(toy::loss).with(Sgd.rate(0.1));

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void plainLinesAreOnePerEpoch() {
    TrainingResult result = training.fit(toy.batches(), epochs(2), ProgressBar.plainLines(out));
    assertThat(text())
        .isEqualTo(result.history().get(0) + "\n" + result.last() + "\n2 epochs, all done\n")
        .matches(
            "epoch 1/2: loss \\d+\\.\\d+ \\(\\d+\\.\\d\\d s, \\d+ examples/s\\)\n"
                + "epoch 2/2: loss \\d\\.\\d+ \\(\\d+\\.\\d\\d s, \\d+ examples/s\\)\n"
                + "2 epochs, all done\n");
  }

  /** A step takes a second: lines after 10 seconds, 20 more, 40 more; then anew. */
  @Test
  void longEpochsGetAFewLines() {
    long[] seconds = {0};
    PlainProgress progress = new PlainProgress(out, () -> seconds[0] * 1_000_000_000L);
    progress.onStart(epochs(2), OptionalLong.of(100));
    for (int epoch = 1; epoch <= 2; epoch++) {
      OptionalLong total = epoch == 1 ? OptionalLong.of(100) : OptionalLong.empty();
      for (int step = 1; step <= 50 * epoch; step++) {
        seconds[0]++;
        progress.onStep(new StepReport(epoch, 2, step, total, 1, 9, 0.5, Map.of()));
      }
      progress.onEpoch(
          new EpochReport(
              epoch, 2, 50, 50, 0.25, Map.of("kl", 3.0), OptionalDouble.of(1), Map.of(), 5));
    }
    progress.onEnd(
        new TrainingResult(List.of(), TrainingResult.Reason.STOPPED_EARLY, OptionalInt.of(1)));
    assertThat(text())
        .isEqualTo(
            """
            epoch 1/2, step 10/100: loss 0.500000
            epoch 1/2, step 30/100: loss 0.500000
            epoch 1/2: loss 0.250000, kl 3.00000, validation loss 1.00000 (5.00 s, 10 examples/s)
            epoch 2/2, step 10: loss 0.500000
            epoch 2/2, step 30: loss 0.500000
            epoch 2/2, step 70: loss 0.500000
            epoch 2/2: loss 0.250000, kl 3.00000, validation loss 1.00000 (5.00 s, 10 examples/s)
            0 epochs, stopped early, parameters of epoch 1
            """);
  }

  @Test
  void everyLineIsFlushed() {
    PrintStream buffered = new PrintStream(new BufferedOutputStream(bytes), false);
    PlainProgress progress = new PlainProgress(buffered, () -> 0);
    progress.onEnd(
        new TrainingResult(List.of(), TrainingResult.Reason.INTERRUPTED, OptionalInt.empty()));
    assertThat(text()).isEqualTo("0 epochs, interrupted\n");
    buffered.print("user");
    progress.onFailure(new IllegalStateException());
    assertThat(text()).endsWith("\nuser");
    bytes.reset();
    TerminalLine line = new TerminalLine(buffered, 5);
    line.accept("12");
    assertThat(text()).isEqualTo("\r12");
    line.end();
    assertThat(text()).isEqualTo("\r12\n");
  }

  /** Tests do not run on a terminal. */
  @Test
  void standardOutputThatIsNoTerminalGetsPlainLines() {
    PrintStream before = System.out;
    System.setOut(out);
    try {
      training.fit(toy.batches(), epochs(1), ProgressBar.toTerminal());
    } finally {
      System.setOut(before);
    }
    assertThat(text()).startsWith("epoch 1/1: loss ").endsWith("\n1 epoch, all done\n");
  }

  @Test
  void barIsRedrawnInOneLineAndEndsFull() {
    TrainingResult result = training.fit(toy.batches(), epochs(4), new TerminalBar(out, 100));
    String[] lines = text().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[1]).isEqualTo("4 epochs, all done");
    String[] drawings = lines[0].split("\r");
    assertThat(drawings[drawings.length - 1])
        .matches("training 100% \\[=+\\] 12/12 \\(0:00:0\\d / 0:00:0\\d\\)  epoch 4/4 loss .*")
        .contains("loss " + EpochReport.sixDigits(result.last().loss()))
        .hasSizeLessThanOrEqualTo(99);
  }

  @Test
  void barLearnsTheLengthOfAnEpochFromTheFirst() {
    BatchSource unknown =
        new BatchSource() {
          @Override
          public int arity() {
            return 2;
          }

          @Override
          public OptionalLong batchesPerEpoch() {
            return OptionalLong.empty();
          }

          @Override
          public Iterator<Batch> epoch(RandomKey key) {
            return toy.batches().epoch(key);
          }
        };
    training.fit(unknown, epochs(2), new TerminalBar(out, 100));
    assertThat(text()).contains(" 6/6 ").endsWith("2 epochs, all done\n");
  }

  @Test
  void barStopsDrawingWhenTheFitFails() throws InterruptedException {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            throw new IllegalStateException("oops");
          }
        };
    assertThatThrownBy(
            () -> training.fit(toy.batches(), epochs(1), new TerminalBar(out, 100), failing))
        .hasMessage("oops");
    String atEnd = text();
    assertThat(atEnd).contains(" 1/3 ").endsWith("\n");
    Thread.sleep(500);
    assertThat(text()).isEqualTo(atEnd);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("ProgressBar"))
        .allMatch(Thread::isDaemon);
  }

  @Test
  void lineIsWipedTrimmedAndEndedOnce() {
    TerminalLine line = new TerminalLine(out, 5);
    line.accept("1234567");
    line.accept("12");
    line.close();
    line.end();
    line.accept("late");
    assertThat(text()).isEqualTo("\r12345\r12   \n");
  }

  @Test
  void barMayBeUsedAgain() {
    TerminalBar bar = new TerminalBar(out, 80);
    training.fit(toy.batches(), epochs(1), bar);
    bytes.reset();
    training.fit(toy.batches(), epochs(2), bar);
    assertThat(text()).contains(" 6/6 ").endsWith("2 epochs, all done\n");
  }
}
