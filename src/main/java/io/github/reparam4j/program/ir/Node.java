/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.stream.Collectors;

/** One computation of a {@link Graph}: an expression after simplification. */
public final class Node {
  private final int id;
  private final Op op;
  private final List<Node> inputs;
  private final Tensor source;
  private final int stream;

  Node(int id, Op op, List<Node> inputs, Tensor source, int stream) {
    this.id = id;
    this.op = op;
    this.inputs = inputs;
    this.source = source;
    this.stream = stream;
  }

  /** Position in the graph: inputs have smaller ones. */
  public int id() {
    return id;
  }

  public Op op() {
    return op;
  }

  public List<Node> inputs() {
    return inputs;
  }

  public Node input(int i) {
    return inputs.get(i);
  }

  /** An expression of the user that this node computes. */
  public Tensor source() {
    return source;
  }

  public Shape shape() {
    return source.shape();
  }

  public DType dtype() {
    return source.dtype();
  }

  /** Stream number of a noise leaf. */
  public int stream() {
    return stream;
  }

  /** Number, operation with its inputs, shape and type, for people who read a plan. */
  public String describe() {
    String from =
        inputs.isEmpty()
            ? ""
            : inputs.stream().map(n -> "%" + n.id).collect(Collectors.joining(", ", "(", ")"));
    return "%" + id + " " + op.label() + name() + from + " " + shape() + " " + dtype();
  }

  private String name() {
    if (source instanceof Input input) {
      return " '" + input.name() + "'";
    }
    return source instanceof Variable variable ? " '" + variable.name() + "'" : "";
  }

  @Override
  public String toString() {
    return "%" + id + " " + source;
  }
}
