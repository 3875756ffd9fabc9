/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Indexing;
import java.util.List;

/** Zeros along an axis, to which slices of a row-major buffer are added at indices. */
public final class ScatterAddStep implements Step {
  private final Buffer source;
  private final IndexVector indices;
  private final Result result;
  private final int axis;
  private final long outer;
  private final int length;
  private final long inner;

  /**
   * @param node the operation
   * @param inputs the buffers of the values and of the indices, each used whole
   * @param target receives the result
   */
  public ScatterAddStep(Node node, List<View> inputs, Buffer target) {
    this.source = inputs.get(0).buffer();
    this.result = new Result(node, target);
    this.axis = ((Indexing.ScatterAdd) node.op()).axis();
    this.outer = node.shape().slice(0, axis).size();
    this.inner = node.shape().slice(axis + 1, node.shape().rank()).size();
    this.length = node.shape().dim(axis);
    this.indices = new IndexVector(node, inputs.get(1).buffer(), length);
  }

  @Override
  public List<Buffer> reads() {
    return List.of(source, indices.buffer());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    return source + " at " + indices.buffer() + " along axis " + axis + " -> " + result.buffer();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    int[] at = indices.allocate();
    return () -> {
      indices.read(execution, at);
      Memory from = execution.memory(source);
      Memory to = execution.memory(result.buffer());
      to.clear(0, to.size());
      for (long o = 0; o < outer; o++) {
        for (int i = 0; i < at.length; i++) {
          add(from, (o * at.length + i) * inner, to, (o * length + at[i]) * inner);
        }
      }
    };
  }

  private void add(Memory from, long fromAt, Memory to, long toAt) {
    for (long j = 0; j < inner; j++) {
      to.put(toAt + j, to.get(toAt + j) + from.get(fromAt + j));
    }
  }
}
