/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shape and type of an array with which a tracing program is run. */
record Signature(Shape shape, DType dtype) {
  /** Of each array, which must be open and numeric. */
  static List<Signature> of(INDArray... arrays) {
    List<Signature> signature = new ArrayList<>();
    for (int i = 0; i < arrays.length; i++) {
      NativeArrays.requireUsable("Program.run", "array " + i, arrays[i]);
      signature.add(
          new Signature(Shape.of(arrays[i].shape()), DType.holding(arrays[i].dataType())));
    }
    return signature;
  }

  /** An input for each. */
  static List<Input> inputs(List<Signature> signature) {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < signature.size(); i++) {
      Signature s = signature.get(i);
      inputs.add(Input.of("input " + i, s.dtype, s.shape.toLongs()));
    }
    return List.copyOf(inputs);
  }
}
