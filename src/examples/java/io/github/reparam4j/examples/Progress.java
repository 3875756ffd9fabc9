/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.training.EpochReport;
import io.github.reparam4j.training.StepReport;
import io.github.reparam4j.training.TrainingListener;
import io.github.reparam4j.training.TrainingResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How far a training has come: on a terminal one line that is redrawn, else a line now and then. A
 * table grows above it by one row for each epoch, if there is a format for its rows.
 */
final class Progress implements TrainingListener {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final String CLEAR = "\r\033[K";

  private final PrintWriter out;
  private final boolean redraws;
  private final String name;
  private final Optional<Function<EpochReport, String>> row;
  private final LongSupplier nanos;
  private long last;

  private Progress(
      PrintWriter out,
      boolean redraws,
      String name,
      Optional<Function<EpochReport, String>> row,
      LongSupplier nanos) {
    this.out = out;
    this.redraws = redraws;
    this.name = name;
    this.row = row;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  /**
   * Progress alone.
   *
   * @param redraws whether {@code out} is a terminal
   * @param nanos a clock
   */
  static Progress of(PrintWriter out, boolean redraws, String name, LongSupplier nanos) {
    return new Progress(out, redraws, name, Optional.empty(), nanos);
  }

  /** This progress under a growing table. */
  Progress withRows(Function<EpochReport, String> format) {
    return new Progress(out, redraws, name, Optional.of(format), nanos);
  }

  @Override
  public void onStep(StepReport step) {
    long now = nanos.getAsLong();
    if (now - last < (redraws ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    last = now;
    if (redraws) {
      out.print(CLEAR + line(step));
      out.flush();
    } else {
      out.println(line(step));
    }
  }

  private String line(StepReport step) {
    double inEpoch = (double) step.step() / step.stepsPerEpoch().orElse(step.step());
    double part = (step.epoch() - 1 + inEpoch) / step.epochs();
    int done = (int) (BAR * part);
    return String.format(
        Locale.ROOT,
        "  %s: [%s%s] %3.0f %%, epoch %d of %d, loss %.5g",
        name,
        "#".repeat(done),
        ".".repeat(BAR - done),
        100 * part,
        step.epoch(),
        step.epochs(),
        step.meanLoss());
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    if (row.isPresent()) {
      clear();
      out.println(row.get().apply(epoch));
      last = nanos.getAsLong();
    }
  }

  @Override
  public void onEnd(TrainingResult result) {
    clear();
    if (row.isEmpty()) {
      double seconds = result.history().stream().mapToDouble(EpochReport::seconds).sum();
      out.println(
          String.format(Locale.ROOT, "  %s: %d epochs in %.1f s", name, result.epochs(), seconds));
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    clear();
  }

  private void clear() {
    if (redraws) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
