/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * A line of a terminal that is redrawn. The progressbar library's own consumer ends the line only
 * if the bar was drawn at least twice; this one always ends it, exactly once.
 */
final class TerminalLine implements ProgressBarConsumer {
  private final PrintStream out;
  private final int columns;
  private int drawn;
  private boolean ended;

  TerminalLine(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  public int getMaxRenderedLength() {
    return columns;
  }

  @Override
  public synchronized void accept(String text) {
    if (!ended) {
      String line = text.substring(0, Math.min(text.length(), columns));
      out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      out.flush();
      drawn = line.length();
    }
  }

  /** Not relied on, because the library does not always call it. */
  @Override
  public void close() {}

  /** Moves to the next line; later text is ignored. */
  synchronized void end() {
    ended = true;
    out.println();
    out.flush();
  }
}
