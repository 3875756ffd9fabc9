package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;

/**
 * The loops that compute an operation: its own, or those on vectors where they are faster.
 *
 * @param floats for tiles of FLOAT
 * @param doubles for tiles of DOUBLE
 */
record Kernel(Loops.Floats floats, Loops.Doubles doubles) {
  static Kernel of(Elementwise op) {
    Loops.Floats floats = VectorKernels.installed().floats(op);
    Loops.Doubles doubles = VectorKernels.installed().doubles(op);
    return new Kernel(
        floats != null ? floats : op.loops().floats(),
        doubles != null ? doubles : op.loops().doubles());
  }
}
