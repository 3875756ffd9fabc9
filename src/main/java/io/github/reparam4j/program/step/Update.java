/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
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
  private Object token;
  private Memory memory;
  private INDArray spare;
  private Object spareToken;
  private boolean exchanged;
  private double low;
  private double high;

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

  Variable variable() {
    return variable;
  }

  /** The buffer of the new value. */
  Buffer next() {
    return next;
  }

  /**
   * Finds the variable's memory, so that what follows cannot fail.
   *
   * @throws IllegalStateException if its array was closed or resized; names the variable
   */
  void prepare(ExecutionContext execution) {
    exchanged = !next.isInPlace();
    low = Double.NaN;
    if (next.isInPlace() && current != null) {
      execution.bindSame(next, current);
      return;
    }
    INDArray now = VariableLocks.array(variable);
    if (next.isInPlace()) {
      execution.bind(next, now);
      return;
    }
    Object at = NativeArrays.memory(now);
    if (now != array || at != token || at == null) {
      ExecutionContext.requireReadable(next, now);
      memory = Memory.of(now, variable.dtype());
      array = now;
      token = at;
    }
  }

  /**
   * Makes steps write the new value of a variable that is updated in place to an array of its own,
   * for this run.
   */
  void prepareExchange(ExecutionContext execution) {
    if (exchanged) {
      return;
    }
    array = execution.array(next);
    memory = execution.memory(next);
    if (spare == null
        || !spare.isEmpty() && (NativeArrays.memory(spare) != spareToken || spareToken == null)) {
      spare = PlanInstance.uninitialized(variable);
      spareToken = NativeArrays.memory(spare);
    }
    execution.bind(next, spare, Memory.of(spare, variable.dtype()));
    exchanged = true;
  }

  /** Records bounds of the new value's elements, taken from them. */
  void boundBy(double from, double to) {
    low = from;
    high = to;
  }

  /** Frees the spare array, unless user code may hold it. */
  void free() {
    if (spare != null && spare.closeable() && !VariableLocks.isShared(variable)) {
      spare.close();
    }
  }

  /** Sets the variable unless steps have set it; only assigns references. */
  void exchange(ExecutionContext execution) {
    VariableLocks.range(variable).forget();
    if (!exchanged) {
      return;
    }
    INDArray made = execution.array(next);
    Memory madeMemory = execution.memory(next);
    VariableLocks.exchange(variable, made);
    if (low <= high) {
      VariableLocks.range(variable).set(low, high, true);
    }
    if (next.isInPlace()) {
      spare = array;
      spareToken = NativeArrays.memory(array);
    }
    execution.bind(next, array, memory);
    if (current != null) {
      execution.bind(current, made, madeMemory);
    }
    array = made;
    token = NativeArrays.memory(made);
    memory = madeMemory;
  }
}
