/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.Input;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Calls a loss function and adds the shapes and types of the batch to its errors: a wrong dtype or
 * shape is mostly that of an array.
 *
 * @param text the arrays of the batch
 */
record BatchContext(String text) {
  static BatchContext of(List<Input> inputs) {
    return new BatchContext(
        IntStream.range(0, inputs.size())
            .mapToObj(i -> "array " + i + " " + inputs.get(i).shape() + " " + inputs.get(i).dtype())
            .collect(Collectors.joining(", ")));
  }

  Loss call(Supplier<Loss> function) {
    try {
      return function.get();
    } catch (IllegalArgumentException e) {
      if (text.isEmpty() || e.getClass() != IllegalArgumentException.class) {
        throw e;
      }
      throw new IllegalArgumentException(e.getMessage() + " (the batch has " + text + ")", e);
    }
  }
}
