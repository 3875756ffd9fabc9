/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Seconds from the start of a process to so many steps, with and without vectors, beside the
 * figures of other libraries: processes take turns, medians are compared. The figures of the others
 * are read from files of lines {@code name workload steps seconds}, or come from commands that
 * print such lines and that take their turn, too.
 */
@Command(
    name = "SpeedTable",
    mixinStandardHelpOptions = true,
    description = "Seconds from the start of a process, beside other libraries.")
final class SpeedTable implements Callable<Integer> {
  @Option(names = "--workloads", split = ",", defaultValue = "vae-mnist,cond-gauss")
  private List<String> workloads;

  @Option(names = "--processes", defaultValue = "5", description = "for each median (default 5)")
  private int processes;

  @Option(names = "--steps", defaultValue = "469", description = "the most steps (default 469)")
  private int steps;

  @Option(names = "--java", split = ",", description = "other JVMs than this one, as executables")
  private List<Path> javas = List.of(Path.of(System.getProperty("java.home"), "bin", "java"));

  @Option(names = "--options", description = "further options of the JVMs, separated by spaces")
  private String options = "";

  @Option(names = "--peers", description = "a file of other libraries' figures")
  private List<Path> peers = List.of();

  @Option(
      names = "--peer",
      description = "a command that prints another library's; {} stands for the workload")
  private List<String> commands = List.of();

  @Option(names = "--json", description = "where to write all figures")
  private Path json;

  /** A measurement's name, workload and steps, in the order of the table. */
  private record Row(String workload, int steps) {}

  private final Map<String, Map<Row, List<Double>>> seconds = new TreeMap<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new SpeedTable()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (Path file : peers) {
      Files.readAllLines(file).forEach(this::add);
    }
    for (int i = 0; i < processes; i++) {
      for (String workload : workloads) {
        for (Path java : javas) {
          run(command(java, workload, false));
          run(command(java, workload, true));
        }
        for (String peer : commands) {
          run(List.of("/bin/sh", "-c", peer.replace("{}", workload)));
        }
      }
      System.err.printf("round %d of %d%n", i + 1, processes);
    }
    System.out.print(table());
    if (json != null) {
      Files.writeString(json, json());
    }
    return CommandLine.ExitCode.OK;
  }

  private List<String> command(Path java, String workload, boolean vectors) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    if (vectors) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    Arrays.stream(options.split(" ")).filter(o -> !o.isEmpty()).forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Timeline.class.getName());
    command.add(
        "java" + (javas.size() > 1 ? javas.indexOf(java) : "") + (vectors ? "-vector" : ""));
    command.addAll(List.of(workload, Integer.toString(steps)));
    return command;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (InputStream output = process.getInputStream()) {
      new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(this::add);
    }
    if (process.waitFor() != 0) {
      throw new IOException(
          "a process must end normally, got exit code "
              + process.exitValue()
              + " of "
              + String.join(" ", command));
    }
  }

  /** Adds the figure of a line; other lines are ignored. */
  private void add(String line) {
    String[] parts = line.strip().split("\\s+");
    if (parts.length == 4 && parts[2].matches("\\d+") && parts[3].matches("[0-9.]+")) {
      Row row = new Row(parts[1], Integer.parseInt(parts[2]));
      if (workloads.contains(row.workload) && row.steps <= steps) {
        seconds
            .computeIfAbsent(parts[0], name -> new LinkedHashMap<>())
            .computeIfAbsent(row, r -> new ArrayList<>())
            .add(Double.valueOf(parts[3]));
      }
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Medians with their ranges, in Markdown. */
  private String table() {
    Set<Row> rows = new LinkedHashSet<>();
    seconds.values().forEach(figures -> rows.addAll(figures.keySet()));
    StringBuilder text = new StringBuilder("| workload | steps |");
    seconds.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
    text.append("\n|---|---:|").append("---:|".repeat(seconds.size())).append('\n');
    for (Row row : rows) {
      text.append("| %s | %d |".formatted(row.workload, row.steps));
      for (Map<Row, List<Double>> figures : seconds.values()) {
        text.append(cell(figures.get(row)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(List<Double> values) {
    if (values == null) {
      return " |";
    }
    double least = values.stream().mapToDouble(x -> x).min().orElseThrow();
    double greatest = values.stream().mapToDouble(x -> x).max().orElseThrow();
    String range = values.size() == 1 ? "" : " (%.2f to %.2f)".formatted(least, greatest);
    return String.format(Locale.ROOT, " %.2f%s |", median(values), range);
  }

  private String json() {
    List<String> lines = new ArrayList<>();
    seconds.forEach(
        (name, figures) ->
            figures.forEach(
                (row, values) ->
                    lines.add(
                        "{\"name\": \"%s\", \"workload\": \"%s\", \"steps\": %d, \"seconds\": %s}"
                            .formatted(name, row.workload, row.steps, values))));
    return "[\n  " + String.join(",\n  ", lines) + "\n]\n";
  }
}
