/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main method of the tests in a JVM of its own, with the class path of this one. */
public final class ChildJvm {
  /** The module of the vector kernels. */
  public static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  private ChildJvm() {}

  /** Whether this JVM has the vector kernels. {@return the options with which a child has, too} */
  public static List<String> sameModules() {
    // The vector kernels round otherwise than the plain ones: as here, so there.
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-modules"))
        .toList();
  }

  /**
   * How it ended.
   *
   * @param exitCode 0 if normally
   * @param output what it wrote, to either stream
   */
  public record Outcome(int exitCode, String output) {}

  /**
   * Runs it to its end.
   *
   * @return what it wrote, to either stream
   */
  public static String run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return outcome(options, main, arguments).output;
  }

  /** Starts it. {@return the process, whose output is one stream} */
  public static Process start(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx600m"));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Runs it to its end. {@return how it ended} */
  public static Outcome outcome(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(options, main, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
