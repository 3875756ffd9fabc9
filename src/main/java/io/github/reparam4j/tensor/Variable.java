/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A leaf whose value persists between runs and may be updated by a program: trained {@link
 * Parameter}s, and other state such as an optimiser's moments.
 *
 * <p>Several threads may read and set its value, and programs may share it: {@link #value}, {@link
 * #assign} and runs that set it take turns. {@link #array} is for use between runs only.
 */
public sealed class Variable extends Tensor permits Parameter {
  private final String name;
  private volatile VariableGroup group = new VariableGroup(true);
  private final long creationIndex = group.serial();
  private volatile INDArray array;
  private volatile boolean shared;
  private final ValueRange range = new ValueRange();

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

  /**
   * A variable that starts with one scalar in every element.
   *
   * @param name its name, for messages
   * @param dtype element type
   * @param value the scalar, rounded to that type
   * @param shape the shape; none for a scalar
   * @return the variable
   */
  public static Variable fill(String name, DType dtype, double value, long... shape) {
    Arguments.given(name, "name");
    Arguments.given(dtype, "dtype");
    try (INDArray initial =
        Nd4j.valueArrayOf(Arguments.given(shape, "shape"), value, dtype.toNd4j())) {
      return of(name, initial);
    }
  }

  /** {@return the name} */
  public final String name() {
    return name;
  }

  /**
   * The array that holds the current value: c-ordered, off-heap, not a copy. It may be changed in
   * place between runs; it belongs to the variable and must not be closed. A run that updates the
   * variable overwrites it or stores the new value in another array: call this method again after
   * the run, or take {@link #value()}.
   *
   * @return the array
   */
  public final INDArray array() {
    if (!shared) {
      shared = true;
    }
    return array;
  }

  /**
   * A copy of the value, which stays valid, also after the scope of a workspace. Waits for runs
   * that set the variable.
   *
   * @return the copy
   * @throws IllegalStateException if the array was closed
   */
  public final INDArray value() {
    VariableLocks.Held held = new VariableLocks(List.of(this), Set.of()).acquire();
    try {
      INDArray current = open("Variable.value");
      return current.isEmpty() ? current : NativeArrays.detached(() -> current.dup('c'));
    } finally {
      held.release();
    }
  }

  /**
   * Sets the value. Waits for runs that use the variable.
   *
   * @param value the new value, copied; of any numeric type, order or view
   * @throws IllegalArgumentException if the shape is not this variable's, or the value is closed or
   *     not numeric
   * @throws IllegalStateException if this variable's array was closed
   */
  public final void assign(INDArray value) {
    if (!shape().equals(Shape.of(Arguments.given(value, "value").shape()))) {
      throw Errors.argument(
          "Variable.assign",
          "value for '" + name + "' must have shape " + shape(),
          Arrays.toString(value.shape()),
          null);
    }
    NativeArrays.requireUsable("Variable.assign", "value for '" + name + "'", value);
    VariableLocks.Held held = new VariableLocks(List.of(), Set.of(this)).acquire();
    try {
      INDArray current = open("Variable.assign");
      range.forget();
      if (!current.isEmpty()) {
        current.assign(value);
      }
    } finally {
      held.release();
    }
  }

  private INDArray open(String where) {
    INDArray current = array;
    String defect = NativeArrays.defect(current);
    if (defect != null) {
      throw Errors.state(
          where, "array of " + this + " must be open", defect, "array() must not be closed");
    }
    return current;
  }

  // ---- for programs, through VariableLocks

  /** The variables with which this one shares a lock; may change while it is not locked. */
  final VariableGroup group() {
    return group;
  }

  /** Changes the group; the caller holds the lock of the former one. */
  final void moveTo(VariableGroup next) {
    group = next;
  }

  final long creationIndex() {
    return creationIndex;
  }

  final INDArray current() {
    return array;
  }

  final boolean isShared() {
    return shared;
  }

  final ValueRange range() {
    return range;
  }

  /** As {@link VariableLocks#exchange}. */
  final INDArray exchange(INDArray next) {
    if (!group.lock().isWriteLocked()) {
      throw Errors.state("Variable.exchange", "variable must be locked", "open " + this, null);
    }
    if (!(next.dataType() == dtype().toNd4j()
        && next.ordering() == 'c'
        && next.length() == shape().size()
        && Arrays.equals(next.shape(), array.shape())
        && NativeArrays.defect(next) == null
        && !next.isView()
        && !next.isAttached())) {
      throw Errors.argument(
          "Variable.exchange",
          "array must be an open, c-ordered one in the form of " + this,
          next.dataType() + " " + Arrays.toString(next.shape()),
          null);
    }
    INDArray former = array;
    array = next;
    range.forget();
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
