/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The value of an input for one run; made by {@link Input#bind}.
 *
 * @param input the input
 * @param array its value
 */
public record Binding(Input input, INDArray array) {
  /**
   * Checks the shape.
   *
   * @param input the input
   * @param array its value
   * @throws IllegalArgumentException if the shape is not the input's, or the array is closed or not
   *     numeric
   */
  public Binding {
    Arguments.given(input, "input");
    Arguments.given(array, "array");
    NativeArrays.requireUsable("Input.bind", "array for '" + input.name() + "'", array);
    if (!Arrays.equals(array.shape(), input.shape().toLongs())) {
      throw Errors.argument(
          "Input.bind",
          "array for '" + input.name() + "' must have shape " + input.shape(),
          Arrays.toString(array.shape()),
          null);
    }
  }
}
