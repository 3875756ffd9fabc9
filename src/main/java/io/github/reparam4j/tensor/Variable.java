/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A leaf whose value persists between runs and may be updated by a program: trained {@link
 * Parameter}s, and other state such as an optimiser's moments.
 *
 * <p>Its value may be read and set between runs. It must not be set while a program that uses it
 * runs, nor by two programs at the same time.
 */
public sealed class Variable extends Tensor permits Parameter {
  private final String name;
  private volatile INDArray array;

  Variable(String name, INDArray initial) {
    super(
        new Leaf.VariableReference(Shape.of(initial.shape()), DType.holding(initial.dataType())),
        List.of());
    this.name = name;
    this.array = NdArrays.copy(initial, dtype());
  }

  /**
   * A variable that starts from a copy of an array.
   *
   * @param name its name, for messages
   * @param initial its first value
   * @return the variable
   */
  public static Variable of(String name, INDArray initial) {
    return new Variable(Arguments.given(name, "name"), Arguments.given(initial, "initial"));
  }

  /** {@return the name} */
  public final String name() {
    return name;
  }

  /**
   * The array that holds the current value: c-ordered, off-heap, not a copy. It may be changed in
   * place between runs. A run that updates the variable overwrites it or stores the new value in
   * another array: call this method again after the run, or take {@link #value()}.
   *
   * @return the array
   */
  public final INDArray array() {
    return array;
  }

  /** {@return a copy of the value} */
  public final INDArray value() {
    return array.isEmpty() ? array : array.dup('c');
  }

  /**
   * Sets the value.
   *
   * @param value the new value, copied; of any numeric type, order or view
   * @throws IllegalArgumentException if the shape is not this variable's
   */
  public final void assign(INDArray value) {
    if (!Arrays.equals(Arguments.given(value, "value").shape(), array.shape())) {
      throw Errors.argument(
          "Variable.assign",
          "value for '" + name + "' must have shape " + shape(),
          Arrays.toString(value.shape()),
          null);
    }
    if (!array.isEmpty()) {
      array.assign(value);
    }
  }

  /**
   * Sets the value without copying, for programs: the variable takes over the array, and the caller
   * takes over the former one.
   *
   * @param next a c-ordered array of this shape and dtype that nothing else uses
   * @return the array of the former value
   */
  public final INDArray exchange(INDArray next) {
    INDArray former = array;
    array = next;
    return former;
  }

  @Override
  public String toString() {
    return (this instanceof Parameter ? "parameter '" : "variable '")
        + name
        + "' "
        + shape()
        + " "
        + dtype();
  }
}
