package io.github.reparam4j.training;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * One line of a terminal, drawn again and again. The library's own class ends the line only if the
 * bar has lived long enough to be drawn twice; this one always does, and exactly once.
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

  /** Called by the library, not always. */
  @Override
  public void close() {}

  /** Goes on to the next line; nothing is drawn after that. */
  synchronized void end() {
    ended = true;
    out.println();
    out.flush();
  }
}
