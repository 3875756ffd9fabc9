/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** See {@link Layer#then}. */
record Composition(Layer first, Layer second) implements Layer {
  @Override
  public Tensor apply(Tensor x) {
    return second.apply(first.apply(x));
  }

  /** A parameter that both share is named once. */
  @Override
  public List<Parameter> parameters() {
    return Stream.of(first, second).flatMap(l -> l.parameters().stream()).distinct().toList();
  }

  @Override
  public String name() {
    return first.name() + ", " + second.name();
  }

  @Override
  public String toString() {
    return first + ", " + second;
  }
}
