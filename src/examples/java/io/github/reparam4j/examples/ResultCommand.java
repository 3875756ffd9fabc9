/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that all examples share. */
final class ResultCommand {
  private ResultCommand() {}

  /**
   * A command that answers with one line, not with a stack trace, and exit code 1 if a file can't
   * be read or written, 2 if options are wrong. Values of options that are enums may be written in
   * lower case.
   */
  static CommandLine of(Callable<Integer> program) {
    CommandLine line = new CommandLine(program);
    // Of the standard options only --help: an example has no version of its own.
    CommandSpec spec = line.getCommandSpec();
    spec.remove(spec.findOption("--version"));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (failure, args) -> {
              PrintWriter err = failure.getCommandLine().getErr();
              err.println("error: " + failure.getMessage());
              err.println("--help lists the options");
              return CommandLine.ExitCode.USAGE;
            })
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
