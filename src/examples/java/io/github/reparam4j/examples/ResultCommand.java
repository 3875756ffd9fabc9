/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command line of a program whose figures stand on the page of results. */
final class ResultCommand {
  private ResultCommand() {}

  /** A command that answers with exit code 1 and a line if a file can't be read. */
  static CommandLine of(Callable<Integer> program) {
    return new CommandLine(program)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof UncheckedIOException) {
                command.getErr().println("error: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            });
  }
}
