/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.schedule.Planner;
import io.github.reparam4j.program.schedule.Schedule;
import io.github.reparam4j.program.schedule.ScheduledItem;
import io.github.reparam4j.program.schedule.StepOrder;
import io.github.reparam4j.program.schedule.Views;
import io.github.reparam4j.program.step.Step;
import java.util.List;

/** Keeps the text of one stage while a plan is made. */
final class StagePrinter implements Planner.Observer {
  private final Stage wanted;
  private final StringBuilder text = new StringBuilder();

  StagePrinter(Stage wanted) {
    this.wanted = wanted;
  }

  /** The text, its lines ended. */
  String text() {
    return text.toString();
  }

  private void print(Stage stage, List<String> lines) {
    if (stage == wanted) {
      lines.forEach(line -> text.append(line).append('\n'));
    }
  }

  @Override
  public void simplified(Graph graph) {
    print(Stage.SIMPLIFIED, graph.nodes().stream().map(Node::describe).toList());
  }

  @Override
  public void viewed(Views views) {
    print(Stage.VIEWS, views.describe());
  }

  @Override
  public void fused(Schedule schedule) {
    print(Stage.FUSED, schedule.items().stream().map(ScheduledItem::describe).toList());
  }

  @Override
  public void lowered(List<Step> steps) {
    printTable(Stage.LOWERED, steps);
  }

  @Override
  public void ordered(StepOrder order) {
    printTable(Stage.UPDATES_IN_PLACE, order.steps());
  }

  @Override
  public void allocated(List<Buffer> buffers) {
    print(Stage.ALLOCATED, buffers.stream().map(Buffer::describe).toList());
  }

  private void printTable(Stage stage, List<Step> steps) {
    if (stage == wanted) {
      text.append(PlanPrinter.ofSteps(steps));
    }
  }
}
