/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan in the DOT language: a box for each step with the nodes that it computes, and arrows along
 * the values. Views are not drawn: an arrow starts at the step that computed the value.
 */
final class DotGraph {
  private static final String ARRAY = ", shape=ellipse";

  private final Plan plan;
  private final List<Set<Node>> computed = new ArrayList<>();
  private final Set<String> leaves = new HashSet<>();
  private final StringBuilder clusters = new StringBuilder();
  private final StringBuilder outside = new StringBuilder();
  private final StringBuilder edges = new StringBuilder();

  private DotGraph(Plan plan) {
    this.plan = plan;
    plan.steps().forEach(s -> computed.add(Set.copyOf(s.nodes())));
  }

  /** The text, its lines ended. */
  static String of(Plan plan) {
    return new DotGraph(plan).text();
  }

  private String text() {
    for (int i = 0; i < plan.steps().size(); i++) {
      drawStep(i);
    }
    int index = 0;
    for (Map.Entry<Tensor, Buffer> output : plan.outputs().entrySet()) {
      drawEnd("output" + index, "output " + index, output.getKey(), output.getValue());
      index++;
    }
    index = 0;
    for (Map.Entry<Variable, Buffer> update : plan.updates().entrySet()) {
      drawEnd("update" + index++, update.getValue().toString(), update.getKey(), update.getValue());
    }
    return "digraph plan {\n  node [shape=box, style=rounded];\n"
        + clusters
        + outside
        + edges
        + "}\n";
  }

  // ---- steps

  private void drawStep(int i) {
    Step step = plan.steps().get(i);
    clusters.append("  subgraph cluster_%d {\n    label=\"%d %s\";\n".formatted(i, i, step.kind()));
    if (step.nodes().isEmpty()) {
      Node copied = step.results().get(0).node();
      drawIn(i, copied, "copy");
      connect(copied, i, id(copied, i));
    }
    for (Node node : step.nodes()) {
      drawIn(i, node, node.op().label());
      for (Node input : node.inputs()) {
        connect(input, i, id(node, i));
      }
    }
    clusters.append("  }\n");
  }

  private void drawIn(int step, Node node, String label) {
    clusters.append("    ").append(vertex(id(node, step), label, node.source(), ""));
  }

  /** An arrow from the source of a node's value to a step that reads it. */
  private void connect(Node node, int step, String to) {
    edges.append("  ").append(origin(node, step)).append(" -> ").append(to).append(";\n");
  }

  private String origin(Node node, int step) {
    if (computed.get(step).contains(node)) {
      return id(node, step);
    }
    List<Buffer> reads = plan.steps().get(step).reads();
    for (int j = step - 1; j >= 0; j--) {
      for (Step.Result r : plan.steps().get(j).results()) {
        if (r.node() == node && reads.contains(r.buffer())) {
          return id(node, j);
        }
      }
    }
    return node.op() instanceof Layout ? origin(node.input(0), step) : leaf(node, step);
  }

  // ---- inputs and outputs

  /** A leaf; constants are drawn once for each step, in its box. */
  private String leaf(Node node, int step) {
    boolean isConstant = node.op() instanceof Leaf.Full;
    String id = isConstant ? id(node, step) : "leaf" + node.id();
    if (leaves.add(id)) {
      if (isConstant) {
        clusters.append("    ").append(vertex(id, node.op().label(), null, ", shape=plaintext"));
      } else {
        String name = stored(node.source()).toString();
        outside.append("  ").append(vertex(id, name, node.source(), ARRAY));
      }
    }
    return id;
  }

  private Buffer stored(Tensor leaf) {
    return plan.buffers().stream().filter(s -> s.leaf() == leaf).findFirst().orElseThrow();
  }

  private void drawEnd(String id, String label, Tensor tensor, Buffer buffer) {
    outside.append("  ").append(vertex(id, label, tensor, ARRAY));
    for (int i = plan.steps().size() - 1; i >= 0; i--) {
      for (Step.Result r : plan.steps().get(i).results()) {
        if (r.buffer() == buffer) {
          edges.append("  ").append(id(r.node(), i)).append(" -> ").append(id).append(";\n");
          return;
        }
      }
    }
  }

  private static String id(Node node, int step) {
    return "n" + node.id() + "_" + step;
  }

  private static String vertex(String id, String label, Tensor tensor, String attributes) {
    String type = tensor == null ? "" : "\\n" + tensor.shape() + " " + tensor.dtype();
    String escaped = label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "%s [label=\"%s\"%s];\n".formatted(id, escaped + type, attributes);
  }
}
