/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import java.io.Console;
import java.io.PrintStream;

/**
 * Shows the progress of training: on a terminal a bar that is redrawn, elsewhere plain lines.
 *
 * <pre>{@code
 * training.fit(batches, epochs(20), ProgressBar.toTerminal());
 * }</pre>
 */
public final class ProgressBar {
  private ProgressBar() {}

  /**
   * Writes to standard output: a bar if it is a terminal, plain lines if it is a file or a pipe.
   *
   * <p>The bar is drawn by a daemon thread of the progressbar library, which stops drawing when the
   * fit ends or fails. Its width is the value of the environment variable COLUMNS, or 80.
   *
   * @return the listener
   */
  public static TrainingListener toTerminal() {
    return isTerminal() ? new TerminalBar(System.out, columns()) : plainLines(System.out);
  }

  /**
   * Writes plain lines: one for each epoch, and a few within an epoch that lasts longer than ten
   * seconds.
   *
   * @param out the destination; not closed
   * @return the listener
   */
  public static TrainingListener plainLines(PrintStream out) {
    Errors.given("ProgressBar.plainLines", "out", out);
    return new PlainProgress(out, System::nanoTime);
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 80;
  }

  /** Before JDK 22 a console is always a terminal; since then {@code isTerminal} says so. */
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
