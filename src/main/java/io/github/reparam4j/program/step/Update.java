package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How an instance sets a variable: by steps that write over its array, or by exchanging its array
 * for the one that holds the new value. The former array then takes the next new value.
 */
public final class Update {
  private final Variable variable;
  private final Buffer current;
  private final Buffer next;
  private INDArray array;
  private Object token;
  private Memory memory;

  /**
   * @param variable what is set
   * @param current where plans find its value, or null if they do not read it
   * @param next where its new value goes
   */
  public Update(Variable variable, Buffer current, Buffer next) {
    this.variable = variable;
    this.current = current;
    this.next = next;
  }

  /**
   * Finds the variable's memory, so that what follows cannot fail.
   *
   * @throws IllegalStateException if its array was closed or resized; names the variable
   */
  public void prepare(ExecutionContext execution) {
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

  /** Sets the variable, unless steps did; only assigns references. */
  public void exchange(ExecutionContext execution) {
    if (next.isInPlace()) {
      return;
    }
    INDArray made = execution.array(next);
    Memory madeMemory = execution.memory(next);
    VariableLocks.exchange(variable, made);
    execution.bind(next, array, memory);
    if (current != null) {
      execution.bind(current, made, madeMemory);
    }
    array = made;
    token = NativeArrays.memory(made);
    memory = madeMemory;
  }
}
