/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Indexing;
import java.util.List;

/** Slices of a row-major buffer along an axis, picked by index. */
public final class GatherStep extends IndexedStep {
  /**
   * @param node the operation
   * @param inputs the buffers of the values and of the indices, each used whole
   * @param target receives the result
   */
  public GatherStep(Node node, List<View> inputs, Buffer target) {
    super(node, inputs, target, ((Indexing.Gather) node.op()).axis(), node.input(0).shape());
  }

  @Override
  void move(Memory from, int[] at, Memory to) {
    for (long o = 0; o < outer; o++) {
      for (int i = 0; i < at.length; i++) {
        to.copyFrom(from, (o * length + at[i]) * inner, (o * at.length + i) * inner, inner);
      }
    }
  }
}
