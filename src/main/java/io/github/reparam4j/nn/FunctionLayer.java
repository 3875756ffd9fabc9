/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** See {@link Layer#of}. */
record FunctionLayer(String name, UnaryOperator<Tensor> function) implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public String toString() {
    return name;
  }
}
