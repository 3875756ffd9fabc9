/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A leaf whose value is given at each run. */
public final class Input extends Tensor {
  private final String name;

  private Input(String name, Shape shape, DType dtype) {
    super(new Leaf.Placeholder(shape, dtype), List.of());
    this.name = name;
  }

  /**
   * An input.
   *
   * @param name its name, for messages
   * @param dtype element type
   * @param shape its shape
   * @return the input
   */
  public static Input of(String name, DType dtype, long... shape) {
    Arguments.given(name, "name");
    Arguments.given(dtype, "dtype");
    return new Input(name, Shape.of(Arguments.given(shape, "shape")), dtype);
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /**
   * Gives this input a value for a run. Arrays of another numeric type, order or a strided view are
   * accepted and copied as needed; c-ordered arrays of the input's own type are read in place while
   * the program runs.
   *
   * @param array the value
   * @return the binding
   * @throws IllegalArgumentException if the shape is not the input's, or the array is closed or not
   *     numeric
   */
  public Binding bind(INDArray array) {
    return new Binding(this, array);
  }

  @Override
  public String toString() {
    return "input '" + name + "' " + shape() + " " + dtype();
  }
}
