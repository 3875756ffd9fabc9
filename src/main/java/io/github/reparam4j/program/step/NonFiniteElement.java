/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Variable;

/**
 * An element of a new value of a variable, or of its gradient, that is not finite.
 *
 * @param variable the variable that was to be set
 * @param index row-major index of the element
 * @param value the element
 */
public record NonFiniteElement(Variable variable, long index, double value) {
  /** The first element in memory that is not finite, or null if all are. */
  public static NonFiniteElement find(Variable variable, Memory memory) {
    for (long i = 0; i < memory.size(); i++) {
      if (!(Math.abs(memory.get(i)) <= Double.MAX_VALUE)) {
        return new NonFiniteElement(variable, i, memory.get(i));
      }
    }
    return null;
  }
}
