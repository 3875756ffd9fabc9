/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pass that decides which nodes are computed together, in which order, and which values are
 * materialized. It visits the nodes in order and lowers each by the {@link LoweringTable}:
 * element-wise nodes go to {@link Fusion}, layouts alias or copy, other nodes have an item each.
 */
final class Scheduler {
  private final Graph graph;
  private final Views views;
  private final boolean fuse;
  private final ScheduleBuilder builder;
  private final Fusion fusion;

  /**
   * @param views the locations of values
   * @param fuse whether element-wise nodes share steps; if not, each node has a step of its own
   */
  Scheduler(Graph graph, Views views, boolean fuse) {
    this.graph = graph;
    this.views = views;
    this.fuse = fuse;
    this.builder = new ScheduleBuilder(graph, views);
    this.fusion = new Fusion(builder, fuse);
  }

  Schedule schedule(Collection<Tensor> outputs, Map<Variable, Tensor> updates) {
    if (fuse) {
      scheduleScalars();
    }
    for (Node node : graph.nodes()) {
      if (!builder.state(node).isScheduled()) {
        schedule(node);
      }
    }
    Map<Tensor, Buffer> outputBuffers = new LinkedHashMap<>();
    for (Tensor t : outputs) {
      outputBuffers.put(t, retained(graph.node(t)));
    }
    Map<Variable, Buffer> updateBuffers = new LinkedHashMap<>();
    updates.forEach(
        (variable, t) -> {
          Buffer buffer = retained(graph.node(t));
          buffer.becomeUpdateOf(variable);
          updateBuffers.put(variable, buffer);
        });
    return new Schedule(builder.items(), builder.buffers(), outputBuffers, updateBuffers);
  }

  /**
   * Schedules nodes that are computed from scalars alone, such as a learning rate, first, so that
   * no group is cut in two to wait for them.
   */
  private void scheduleScalars() {
    for (Node node : graph.nodes()) {
      boolean isScalar =
          node.shape().size() == 1
              && (node.op() instanceof Leaf && !(node.op() instanceof Leaf.RandomDraw)
                  || node.op() instanceof Elementwise);
      if (isScalar && node.inputs().stream().allMatch(n -> builder.state(n).isScheduled())) {
        builder.state(node).markScheduled();
        if (node.op() instanceof Leaf) {
          schedule(node);
        } else {
          fusion.join(node);
        }
      }
    }
  }

  private void schedule(Node node) {
    builder.state(node).markScheduled();
    Lowering lowering = LoweringTable.of(node.op());
    if (lowering instanceof OwnStep step) {
      if (!step.joinsGroup() || !fusion.joinAsSum(node)) {
        scheduleStep(node, step);
      }
    } else {
      switch ((Inline) lowering) {
        case REGISTER -> {} // in the groups that read it
        case BUFFER -> {
          builder.materialize(builder.view(node).buffer());
          builder.state(node).readyAfter(-1);
        }
        case FUSED -> fusion.joinOrDefer(node);
        case VIEW -> scheduleView(node);
        case ERASED -> throw new IllegalStateException(node + " should have been resolved");
      }
    }
  }

  private void scheduleView(Node node) {
    Node base = node.input(0);
    fusion.materialize(base);
    if (views.isAlias(node)) {
      builder.state(node).readyAfter(builder.state(base).position());
    } else {
      builder.state(node).readyAfter(builder.nextPosition());
      builder.copy(node, builder.view(base), builder.view(node).buffer());
    }
  }

  private void scheduleStep(Node node, OwnStep step) {
    node.inputs().forEach(fusion::materialize);
    Buffer target = builder.materialize(builder.view(node).buffer());
    List<View> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      inputs.add(inForm(step.form(i), node.input(i)));
    }
    builder.state(node).readyAfter(builder.nextPosition());
    builder.add(new ScheduledStep(node, step, inputs, target));
  }

  /** A node's value in the form that a step needs. */
  private View inForm(InputForm form, Node input) {
    View view = builder.view(input);
    return form.isMetBy(view) ? view : View.contiguous(builder.copy(input), view.shape());
  }

  /** A buffer of the arena that holds nothing but a node's value, in row-major order. */
  private Buffer retained(Node node) {
    fusion.materialize(node);
    View view = builder.view(node);
    return view.buffer().isInArena() && view.isWhole() ? view.buffer() : builder.copy(node);
  }
}
