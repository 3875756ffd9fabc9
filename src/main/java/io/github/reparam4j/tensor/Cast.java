/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Conversion to another element type, rounding to nearest. Derivative 1.
 *
 * @param to the type of the result
 */
public record Cast(DType to) implements Elementwise {
  /** The loops copy: a tile is converted as it is loaded. */
  private static final ElementwiseDefinition DEFINITION =
      ElementwiseDefinition.of(
          (input, y, g) -> g.cast(y.inputs().get(0).dtype()),
          Loops.unary(
              (x, y, n) -> System.arraycopy(x, 0, y, 0, n),
              (x, y, n) -> System.arraycopy(x, 0, y, 0, n)));

  @Override
  public String label() {
    return "cast";
  }

  @Override
  public DType dtype(List<Tensor> inputs) {
    return to;
  }

  @Override
  public ElementwiseDefinition definition() {
    return DEFINITION;
  }
}
