/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.io.PrintStream;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar over all epochs, redrawn in one line of a terminal. */
final class TerminalBar implements TrainingListener {
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream out;
  private final int columns;
  private Epochs epochs;
  private TerminalLine line;
  private ProgressBar bar;
  private long lastMessage;

  TerminalBar(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public void onStart(Epochs planned, OptionalLong stepsPerEpoch) {
    epochs = planned;
    line = new TerminalLine(out, columns - 1);
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(stepsPerEpoch.isPresent() ? total(stepsPerEpoch.getAsLong()) : -1)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(line)
            .build();
  }

  @Override
  public void onStep(StepReport step) {
    bar.step();
    long now = System.nanoTime();
    if (step.step() == 1 || now - lastMessage > REDRAW_MILLIS * 1_000_000L / 2) {
      lastMessage = now;
      show(step.epoch(), step.meanLoss());
    }
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    bar.maxHint(total(epoch.steps()));
    show(epoch.epoch(), epoch.validationLoss().orElse(epoch.loss()));
  }

  @Override
  public void onEnd(TrainingResult result) {
    end();
    out.println(result);
  }

  @Override
  public void onFailure(Throwable cause) {
    end();
  }

  private void end() {
    if (bar != null) {
      bar.close();
      line.end();
      bar = null;
    }
  }

  private void show(int epoch, double loss) {
    bar.setExtraMessage(
        " epoch " + epoch + "/" + epochs.count() + " loss " + EpochReport.sixDigits(loss));
  }

  private long total(long stepsPerEpoch) {
    return stepsPerEpoch * (epochs.count() - epochs.done());
  }
}
