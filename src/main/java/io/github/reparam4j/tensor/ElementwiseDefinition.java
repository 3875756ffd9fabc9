/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The definition of an {@link Elementwise} operation: its derivatives and its loops.
 *
 * <pre>{@code
 * // x^2 has the derivative 2 x.
 * ElementwiseDefinition.of(
 *     unary((x, y) -> x.mul(2)),
 *     Loops.unary(
 *         (x, y, n) -> { for (int i = 0; i < n; i++) y[i] = x[i] * x[i]; },
 *         (x, y, n) -> { for (int i = 0; i < n; i++) y[i] = x[i] * x[i]; }));
 * }</pre>
 *
 * @param rule the cotangents of the inputs whose path passes a gradient
 * @param loops the value, as loops over tiles
 * @param paths how reverse mode treats each input
 */
public record ElementwiseDefinition(GradientRule rule, Loops loops, List<Op.Path> paths) {
  /**
   * Checks that there is a path for each input.
   *
   * @param rule the cotangents of the inputs whose path passes a gradient
   * @param loops the value, as loops over tiles
   * @param paths how reverse mode treats each input
   * @throws IllegalArgumentException if the number of paths is not the loops' arity
   */
  public ElementwiseDefinition {
    paths = List.copyOf(paths);
    if (paths.size() != loops.arity()) {
      throw Errors.argument(
          "ElementwiseDefinition",
          "there must be one path for each of " + loops.arity() + " inputs",
          paths,
          null);
    }
  }

  /** An operation that is differentiable with respect to every input. */
  static ElementwiseDefinition of(GradientRule rule, Loops loops) {
    return new ElementwiseDefinition(rule, loops, Collections.nCopies(loops.arity(), Op.Path.PASS));
  }

  /** An operation without a gradient. */
  static ElementwiseDefinition withoutGradient(Loops loops) {
    return of(noGradient(), loops).differentiableFrom(loops.arity());
  }

  /** The rule where no input passes a gradient. */
  static GradientRule noGradient() {
    return (input, y, g) -> {
      throw new IllegalStateException(y.op().label() + " has no gradient");
    };
  }

  /** This operation, differentiable with respect to the inputs from a first one on. */
  ElementwiseDefinition differentiableFrom(int first) {
    List<Op.Path> changed = new ArrayList<>(paths);
    changed.subList(0, first).replaceAll(path -> Op.Path.UNDEFINED);
    return new ElementwiseDefinition(rule, loops, changed);
  }
}
