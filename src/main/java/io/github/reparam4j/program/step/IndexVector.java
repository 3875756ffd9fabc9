/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Expressions;

/**
 * A buffer of indices, which are checked when they are read.
 *
 * @param reader the operation that reads them
 * @param buffer holds the indices
 * @param length exclusive upper bound of the indices
 */
record IndexVector(Node reader, Buffer buffer, int length) {
  /** An array for the indices of an execution. */
  int[] allocate() {
    return new int[Math.toIntExact(buffer.size())];
  }

  /** Reads and checks all indices. */
  void read(ExecutionContext execution, int... at) {
    Memory memory = execution.memory(buffer);
    for (int i = 0; i < at.length; i++) {
      double x = memory.get(i);
      if (!(x >= 0 && x < length && x == Math.rint(x))) {
        throw Errors.argument(
            Expressions.calledMethod(reader.source(), reader.op().label()),
            "indices must be integers in [0, " + length + ")",
            x + " at [" + i + "]",
            null);
      }
      at[i] = (int) x;
    }
  }
}
