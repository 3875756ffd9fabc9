/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Shape;
import java.util.List;

/** A step that moves slices of a row-major buffer along an axis, by an index for each slice. */
abstract sealed class IndexedStep implements Step permits GatherStep, ScatterAddStep {
  private final Buffer source;
  private final IndexVector indices;
  private final Result result;
  private final int axis;
  final long outer;
  final int length;
  final long inner;

  /**
   * @param inputs the buffers of the values and of the indices, each used whole
   * @param target receives the result
   * @param indexed the shape whose axis the indices count
   */
  IndexedStep(Node node, List<View> inputs, Buffer target, int axis, Shape indexed) {
    this.source = inputs.get(0).buffer();
    this.result = new Result(node, target);
    this.axis = axis;
    this.outer = node.shape().slice(0, axis).size();
    this.inner = node.shape().slice(axis + 1, node.shape().rank()).size();
    this.length = indexed.dim(axis);
    this.indices = new IndexVector(node, inputs.get(1).buffer(), length);
  }

  /** Moves all slices; {@code at} has the checked indices. */
  abstract void move(Memory from, int[] at, Memory to);

  @Override
  public final List<Buffer> reads() {
    return List.of(source, indices.buffer());
  }

  @Override
  public final List<Result> results() {
    return List.of(result);
  }

  @Override
  public final String describe() {
    return source + " at " + indices.buffer() + " along axis " + axis + " -> " + result.buffer();
  }

  @Override
  public final BoundStep bind(ExecutionContext execution) {
    int[] at = indices.allocate();
    return () -> {
      indices.read(execution, at);
      move(execution.memory(source), at, execution.memory(result.buffer()));
    };
  }
}
