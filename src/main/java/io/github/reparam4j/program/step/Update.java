/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The update of a variable by an instance: steps overwrite its array, or its array is exchanged for
 * the one that holds the new value. The former array then takes the next new value.
 */
final class Update {
  private final Variable variable;
  private final Buffer current;
  private final Buffer next;
  private INDArray array;
  private Memory memory;

  /**
   * @param variable the variable
   * @param current the buffer from which plans read its value, or null if they do not read it
   * @param next the buffer of its new value
   */
  Update(Variable variable, Buffer current, Buffer next) {
    this.variable = variable;
    this.current = current;
    this.next = next;
  }

  /** Finds the variable's memory, so that the update cannot fail. */
  void prepare(ExecutionContext execution) {
    INDArray now = variable.array();
    if (now != array) {
      memory = Memory.of(now, variable.dtype());
      array = now;
    }
    if (next.isInPlace()) {
      execution.bind(next, array, memory);
    }
  }

  /** Sets the variable unless steps have set it; only assigns references. */
  void exchange(ExecutionContext execution) {
    if (next.isInPlace()) {
      return;
    }
    INDArray made = execution.array(next);
    Memory madeMemory = execution.memory(next);
    variable.exchange(made);
    execution.bind(next, array, memory);
    if (current != null) {
      execution.bind(current, made, madeMemory);
    }
    array = made;
    memory = madeMemory;
  }
}
