/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import java.util.ArrayList;
import java.util.List;

/** Builds a schedule: items in order, buffers that are materialized, and the state of each node. */
final class ScheduleBuilder {
  private final Views views;
  private final List<ScheduledItem> items = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final NodeState[] states;

  ScheduleBuilder(Graph graph, Views views) {
    this.views = views;
    this.states = new NodeState[graph.nodes().size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = new NodeState();
    }
  }

  List<ScheduledItem> items() {
    return items;
  }

  List<Buffer> buffers() {
    return buffers;
  }

  View view(Node node) {
    return views.view(node);
  }

  /** Whether a node's value is in memory, or is written there by a scheduled step. */
  boolean isMaterialized(Node node) {
    return view(node).buffer().isMaterialized();
  }

  NodeState state(Node node) {
    return states[node.id()];
  }

  // ---- what is added

  /** Position of the next item. */
  int nextPosition() {
    return items.size();
  }

  void add(ScheduledItem item) {
    items.add(item);
  }

  /** Adds a buffer to the plan. */
  Buffer materialize(Buffer buffer) {
    buffer.materialize(buffers.size());
    buffers.add(buffer);
    return buffer;
  }

  /** A node's value in row-major order, in a buffer of its own. */
  Buffer copy(Node node) {
    View from = view(node);
    return copy(node, from, new Buffer(from.buffer().dtype(), from.size(), null));
  }

  /** A node's value in row-major order, in a buffer. */
  Buffer copy(Node node, View from, Buffer to) {
    items.add(new ScheduledCopy(node, from, materialize(to)));
    return to;
  }
}
