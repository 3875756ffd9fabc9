/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;
import java.util.Locale;

/**
 * The operation by which a {@link Tensor} is computed from its inputs: a sealed family.
 *
 * <p>An operation is an enum constant or a record that states its shape rule and its gradient as an
 * expression; an element-wise operation also has its loops. Users meet operations through the
 * methods of {@link Tensor}. This type is public so that programs can compile expressions and tools
 * can traverse them.
 */
public sealed interface Op
    permits Leaf, Marker, Elementwise, Layout, Reduction, Indexing, Scan, LinearAlgebra {

  /** How reverse mode treats one input of an operation. */
  enum Path {
    /** The cotangent passes to the input, by {@link Op#gradient}. */
    PASS,
    /** The path is blocked, as declared by the user (stopGradient, a custom rule). */
    BLOCK,
    /** The true gradient is zero almost everywhere or absent: asking for it is an error. */
    UNDEFINED
  }

  /** {@return the name, as in error messages and plans} */
  default String label() {
    return this instanceof Enum<?> e ? camelCase(e.name()) : getClass().getSimpleName();
  }

  /**
   * Shape of the result.
   *
   * @param inputs the inputs
   * @return the result's shape
   * @throws IllegalArgumentException if the inputs' shapes do not fit
   */
  Shape shape(List<Tensor> inputs);

  /**
   * Element type of the result.
   *
   * @param inputs the inputs, at least one
   * @return the common type of the inputs unless the operation says otherwise
   * @throws IllegalArgumentException if the inputs' types differ
   */
  default DType dtype(List<Tensor> inputs) {
    DType first = inputs.get(0).dtype();
    for (Tensor t : inputs) {
      if (t.dtype() != first) {
        throw Arguments.refused(
            label(),
            "all inputs must have one dtype",
            first + " and " + t.dtype(),
            "convert one with cast(DType." + first + ")");
      }
    }
    return first;
  }

  /**
   * How reverse mode treats an input.
   *
   * @param input index of the input
   * @return the path; a cotangent passes unless the operation says otherwise
   */
  default Path path(int input) {
    return Path.PASS;
  }

  /**
   * The cotangent of one input as an expression. It may have the result's shape where the input was
   * broadcast: reverse mode sums it over the broadcast axes.
   *
   * @param input index of an input whose path passes
   * @param y the expression differentiated; its inputs are {@code y.inputs()}
   * @param g cotangent of y, of y's shape
   * @return the input's cotangent
   */
  Tensor gradient(int input, Tensor y, Tensor g);

  private static String camelCase(String name) {
    StringBuilder out = new StringBuilder();
    for (String part : name.toLowerCase(Locale.ROOT).split("_")) {
      out.append(out.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return out.toString();
  }
}
