/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pass that simplifies, and its result: the expressions reachable from a program's roots,
 * inputs first, with equal subexpressions merged, markers resolved and no-ops removed. All rewrites
 * are exact.
 */
public final class Graph {
  private record Key(Op op, List<Node> inputs) {}

  private final boolean checks;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Key, Node> merged = new HashMap<>();
  private final Map<Tensor, Node> byTensor = new IdentityHashMap<>();
  private final Map<Op, Integer> streams;

  /**
   * @param roots the expressions to compute
   * @param checks whether requirements are retained
   */
  public Graph(Collection<Tensor> roots, boolean checks) {
    this.checks = checks;
    this.streams = numberStreams(Expressions.topologicalOrder(roots, (t, input) -> true));
    for (Tensor t : Expressions.topologicalOrder(roots, Graph::isComputed)) {
      byTensor.put(t, simplify(t));
    }
  }

  /** All nodes, inputs first. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  public Node node(Tensor t) {
    return byTensor.get(t);
  }

  public boolean drawsNoise() {
    return nodes.stream().anyMatch(n -> n.op() instanceof Leaf.RandomDraw);
  }

  // ---- simplification

  private Node simplify(Tensor t) {
    List<Node> inputs = new ArrayList<>(t.inputs().size());
    for (int i = 0; i < t.inputs().size(); i++) {
      if (isComputed(t, i)) {
        inputs.add(byTensor.get(t.inputs().get(i)));
      }
    }
    if (isIdentity(t, inputs)) {
      return inputs.get(0);
    }
    Op op = t.op();
    if (op instanceof Layout && inputs.get(0).op() instanceof Leaf.Full fill) {
      op = new Leaf.Full(fill.value(), t.shape(), t.dtype());
      inputs = List.of();
    }
    if (op instanceof Elementwise e && inputs.stream().allMatch(Graph::isFill)) {
      double value = fold(e, inputs, t.dtype());
      if (Double.isFinite(value)) { // else the run computes it, and anomaly mode can report it
        op = new Leaf.Full(value, t.shape(), t.dtype());
        inputs = List.of();
      }
    }
    if (op == Arithmetic.MUL || op == Arithmetic.MULTIPLY_NO_NAN) {
      for (int i = 0; i < 2; i++) {
        if (isOne(inputs.get(i)) && inputs.get(1 - i).shape().equals(t.shape())) {
          return inputs.get(1 - i);
        }
      }
    }
    if (op == Arithmetic.NEG && inputs.get(0).op() == Arithmetic.NEG) {
      return inputs.get(0).input(0);
    }
    if (inputs.size() == 1 && inputs.get(0).op() instanceof Layout.BroadcastTo) {
      Node repeated = inputs.get(0).input(0);
      if (commutesWithBroadcast(op, repeated, inputs.get(0))) {
        Node once = merge(onSmaller(op, repeated, inputs.get(0)), List.of(repeated), null);
        return once.shape().equals(t.shape())
            ? once
            : merge(new Layout.BroadcastTo(t.shape()), List.of(once), t);
      }
    }
    return merge(op, inputs, t);
  }

  /**
   * The node of an operation, a new one if there is none.
   *
   * @param source an expression of the user that it computes, or null if there is none
   */
  private Node merge(Op op, List<Node> inputs, Tensor source) {
    Key key = new Key(op, inputs);
    Node known = merged.get(key);
    if (known == null) {
      Tensor t =
          source != null
              ? source
              : Expressions.apply(op, inputs.stream().map(Node::source).toList());
      known = new Node(nodes.size(), op, inputs, t, streams.getOrDefault(op, 0));
      nodes.add(known);
      merged.put(key, known);
    }
    return known;
  }

  // ---- operations are moved before broadcasts

  private static boolean commutesWithBroadcast(Op op, Node small, Node large) {
    if (op instanceof Reduction r) {
      // Whether an operation's axes are not repeated.
      int missing = large.shape().rank() - small.shape().rank();
      return small.shape().size() < large.shape().size()
          && r.axes().stream()
              .allMatch(
                  a -> a >= missing && small.shape().dim(a - missing) == large.shape().dim(a));
    }
    return op instanceof Elementwise && small.shape().size() < large.shape().size();
  }

  private static Op onSmaller(Op op, Node small, Node large) {
    if (op instanceof Reduction r) {
      int missing = large.shape().rank() - small.shape().rank();
      return new Reduction(r.kind(), r.axes().stream().map(a -> a - missing).toList());
    }
    return op;
  }

  private boolean isIdentity(Tensor t, List<Node> inputs) {
    if (t.op() instanceof Marker) {
      return !(t.op() instanceof Marker.Require) || !checks;
    }
    return t.op() instanceof Layout
        && !(t.op() instanceof Layout.Permute)
        && inputs.get(0).shape().equals(t.shape());
  }

  private static boolean isFill(Node n) {
    return n.op() instanceof Leaf.Full;
  }

  /** The value of an operation on constants, by the operation's own loop. */
  private static double fold(Elementwise op, List<Node> inputs, DType dtype) {
    double[][] in = new double[inputs.size()][];
    float[][] inFloats = new float[inputs.size()][];
    for (int i = 0; i < in.length; i++) {
      double value = ((Leaf.Full) inputs.get(i).op()).value();
      in[i] = new double[] {value};
      inFloats[i] = new float[] {(float) value};
    }
    if (dtype == DType.FLOAT) {
      float[] out = new float[1];
      op.loops().floats().run(inFloats, out, 1);
      return out[0];
    }
    double[] out = new double[1];
    op.loops().doubles().run(in, out, 1);
    return out[0];
  }

  private static boolean isOne(Node n) {
    return n.op() instanceof Leaf.Full f && f.value() == 1;
  }

  /** The value of a marker is that of its first input. */
  private static boolean isComputed(Tensor t, int input) {
    return input == 0 || !(t.op() instanceof Marker);
  }

  private static Map<Op, Integer> numberStreams(List<Tensor> order) {
    List<Leaf.RandomDraw> draws = new ArrayList<>();
    for (Tensor t : order) {
      if (t.op() instanceof Leaf.RandomDraw d) {
        draws.add(d);
      }
    }
    draws.sort(Comparator.comparingLong(Leaf.RandomDraw::serial));
    Map<Op, Integer> streams = new IdentityHashMap<>();
    for (Leaf.RandomDraw d : draws) {
      streams.put(d, streams.size());
    }
    return streams;
  }
}
