/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as a table for people: a line for each step, then the totals and the memory. */
final class PlanPrinter {
  private static final List<String> HEAD =
      List.of("step", "kind", "shape", "reads", "writes", "flop", "computes");

  /** Columns of words, aligned left; the others are numbers, aligned right. */
  private static final List<String> WORDS = List.of("kind", "shape", "computes");

  private PlanPrinter() {}

  /** The text, its lines ended. */
  static String of(Plan plan) {
    return ofSteps(plan.steps()) + memory(plan);
  }

  /** The table alone. */
  static String ofSteps(List<Step> steps) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    long read = 0;
    long written = 0;
    long flops = 0;
    for (Step step : steps) {
      rows.add(row(rows.size() - 1, step));
      read += step.bytesRead();
      written += step.bytesWritten();
      flops += step.flops();
    }
    rows.add(List.of("all", "", "", bytes(read), bytes(written), scaled(flops), ""));
    return table(rows);
  }

  private static List<String> row(int number, Step step) {
    Node node = node(step);
    return List.of(
        Integer.toString(number),
        step.kind(),
        node.shape() + " " + node.dtype(),
        bytes(step.bytesRead()),
        bytes(step.bytesWritten()),
        step.flops() == 0 ? "" : scaled(step.flops()),
        step.describe());
  }

  /** The node whose shape stands for the step. */
  static Node node(Step step) {
    return step.nodes().isEmpty() ? step.results().get(0).node() : step.nodes().get(0);
  }

  private static String memory(Plan plan) {
    return "arena %,d bytes; buffers %d; inputs %d; variables read %d, updated %d; %s\n"
        .formatted(
            plan.arenaBytes(),
            plan.buffers().size(),
            plan.inputs().size(),
            plan.variables().size(),
            plan.updates().size(),
            plan.drawsNoise() ? "draws noise" : "no noise");
  }

  // ---- layout

  private static String table(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        boolean word = WORDS.contains(HEAD.get(i));
        line.append(word ? row.get(i) + space : space + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String bytes(long count) {
    return scaled(count) + (count < 1000 ? " B" : "B");
  }

  /** Three significant digits, with the metric prefix. */
  private static String scaled(long count) {
    if (count < 1000) {
      return Long.toString(count);
    }
    double value = count;
    int power = 0;
    while (value >= 999.5) {
      value /= 1000;
      power++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, " kMGTPE".charAt(power));
  }
}
