/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Checks of arguments that meet parameters only by shape, as in log-determinants. */
final class Arguments {
  private Arguments() {}

  /**
   * The shape to which an argument and parameters broadcast.
   *
   * @throws IllegalArgumentException if the argument is null, or shapes or dtypes do not fit
   */
  static Shape broadcast(String where, Tensor x, Tensor... parameters) {
    Shape shape = Errors.given(where, "x", x).shape();
    for (Tensor p : parameters) {
      if (p.dtype() != x.dtype()) {
        throw Errors.argument(
            where,
            "argument and parameters must have one dtype",
            x.dtype() + " and " + p.dtype(),
            null);
      }
      shape = shape.broadcast(where, p.shape());
    }
    return shape;
  }
}
