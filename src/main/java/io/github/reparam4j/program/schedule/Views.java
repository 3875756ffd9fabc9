/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.tensor.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * The pass after simplification, which finds the location of each value once it is in memory.
 * Layout operations become other strides over their input's buffer; the few that strides can't
 * express are copies. The {@link Scheduler} decides whether a buffer is needed.
 */
public final class Views {
  private final List<Node> nodes;
  private final View[] views;
  private final boolean[] aliases;

  Views(Graph graph) {
    this.nodes = graph.nodes();
    this.views = new View[nodes.size()];
    this.aliases = new boolean[nodes.size()];
    for (Node node : nodes) {
      View alias =
          node.op() instanceof Layout layout
              ? view(node.input(0)).rearranged(layout, node.shape())
              : null;
      aliases[node.id()] = alias != null;
      views[node.id()] = alias != null ? alias : View.contiguous(buffer(node), node.shape());
    }
  }

  private static Buffer buffer(Node node) {
    boolean isLeaf = LoweringTable.of(node.op()) == Inline.BUFFER;
    return new Buffer(node.dtype(), node.shape().size(), isLeaf ? node.source() : null);
  }

  /** The location of a node's value once its buffer is materialized. */
  View view(Node node) {
    return views[node.id()];
  }

  /** Whether a node's value is in the buffer of its input. */
  boolean isAlias(Node node) {
    return aliases[node.id()];
  }

  /** A line for each alias and each copy, for people who read a plan. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (Node node : nodes) {
      if (node.op() instanceof Layout) {
        String kind = isAlias(node) ? " = view of %" : " = copy of %";
        lines.add("%" + node.id() + kind + node.input(0).id() + ": " + view(node).describe());
      } else if (LoweringTable.of(node.op()) instanceof OwnStep step) {
        for (int i = 0; i < node.inputs().size(); i++) {
          Node input = node.input(i);
          if (!step.form(i).isMetBy(view(input))) {
            lines.add(
                "%" + node.id() + " " + node.op().label() + " reads a copy of %" + input.id());
          }
        }
      }
    }
    return lines;
  }
}
