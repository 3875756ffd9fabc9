/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;

/**
 * The loops that compute an operation: its own, or vector kernels where they are faster.
 *
 * @param floats for tiles of FLOAT
 * @param doubles for tiles of DOUBLE
 */
public record Kernel(Loops.Floats floats, Loops.Doubles doubles) {
  /**
   * An operation in two steps, y = second(x, first(x)). Operations on the same x share the result
   * of the first kernel if it is the same object, as for the exponential in sigmoid and softplus.
   */
  public record SharedExp(Kernel first, Kernel second) {}

  public static Kernel of(Elementwise op) {
    Loops.Floats floats = VectorKernels.installed().floats(op);
    Loops.Doubles doubles = VectorKernels.installed().doubles(op);
    return new Kernel(
        floats != null ? floats : op.loops().floats(),
        doubles != null ? doubles : op.loops().doubles());
  }
}
