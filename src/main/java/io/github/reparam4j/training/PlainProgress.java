/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Progress as lines of text. */
final class PlainProgress implements TrainingListener {
  private static final long FIRST_PAUSE_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanos;
  private long lastLine;

  /** Time after the last line until a step prints a line; doubles with each line of an epoch. */
  private long pause;

  /**
   * @param nanos a clock
   */
  PlainProgress(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  @Override
  public void onStart(Epochs epochs, OptionalLong stepsPerEpoch) {
    startEpoch();
  }

  @Override
  public void onStep(StepReport step) {
    if (nanos.getAsLong() - lastLine >= pause) {
      String total = step.stepsPerEpoch().isPresent() ? "/" + step.stepsPerEpoch().getAsLong() : "";
      write(
          "epoch %d/%d, step %d%s: loss %s"
              .formatted(
                  step.epoch(),
                  step.epochs(),
                  step.step(),
                  total,
                  EpochReport.sixDigits(step.meanLoss())));
      lastLine = nanos.getAsLong();
      pause *= 2;
    }
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    write(epoch.toString());
    startEpoch();
  }

  @Override
  public void onEnd(TrainingResult result) {
    write(result.toString());
  }

  @Override
  public void onFailure(Throwable cause) {
    out.flush();
  }

  private void startEpoch() {
    lastLine = nanos.getAsLong();
    pause = FIRST_PAUSE_NANOS;
  }

  private void write(String line) {
    out.println(line);
    out.flush();
  }
}
