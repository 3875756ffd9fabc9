/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Indexing;
import java.util.List;

/** Zeros along an axis, to which slices of a row-major buffer are added at indices. */
public final class ScatterAddStep extends IndexedStep {
  /**
   * @param node the operation
   * @param inputs the buffers of the values and of the indices, each used whole
   * @param target receives the result
   */
  public ScatterAddStep(Node node, List<View> inputs, Buffer target) {
    super(node, inputs, target, ((Indexing.ScatterAdd) node.op()).axis(), node.shape());
  }

  @Override
  void move(Memory from, int[] at, Memory to) {
    to.clear(0, to.size());
    for (long o = 0; o < outer; o++) {
      for (int i = 0; i < at.length; i++) {
        add(from, (o * at.length + i) * inner, to, (o * length + at[i]) * inner);
      }
    }
  }

  private void add(Memory from, long fromAt, Memory to, long toAt) {
    for (long j = 0; j < inner; j++) {
      to.put(toAt + j, to.get(toAt + j) + from.get(fromAt + j));
    }
  }
}
