/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiLoopChain.doubles;
import static io.github.reparam4j.program.vector.VectorApiLoopChain.floats;

import io.github.reparam4j.program.kernel.Kernel;
import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Elementwise;
import java.util.Map;

/**
 * Operations that are computed from x and e^-|x|; operations on the same x can share the
 * exponential.
 */
final class VectorApiSharedExp {
  private static final Kernel FIRST =
      new Kernel(
          floats((in, out, s, n) -> VectorApiFloatLoops.expOfMinusAbs(in[0], out, n)),
          doubles((in, out, s, n) -> VectorApiDoubleLoops.expOfMinusAbs(in[0], out, n)));

  private static final Kernel SIGMOID =
      new Kernel(
          floats((in, out, s, n) -> VectorApiFloatLoops.sigmoid(in[0], in[1], out, n)),
          doubles((in, out, s, n) -> VectorApiDoubleLoops.sigmoid(in[0], in[1], out, n)));

  private static final Kernel SOFTPLUS =
      new Kernel(
          floats((in, out, s, n) -> VectorApiFloatLoops.softplus(in[0], in[1], out, n)),
          doubles((in, out, s, n) -> VectorApiDoubleLoops.softplus(in[0], in[1], out, n)));

  private static final Kernel LOG_SIGMOID =
      new Kernel(
          floats((in, out, s, n) -> VectorApiFloatLoops.logSigmoid(in[0], in[1], out, n)),
          doubles((in, out, s, n) -> VectorApiDoubleLoops.logSigmoid(in[0], in[1], out, n)));

  private static final Map<Elementwise, Kernel.SharedExp> ALL =
      Map.of(
          Activation.SIGMOID, new Kernel.SharedExp(FIRST, SIGMOID),
          Activation.SOFTPLUS, new Kernel.SharedExp(FIRST, SOFTPLUS),
          Activation.LOG_SIGMOID, new Kernel.SharedExp(FIRST, LOG_SIGMOID));

  private VectorApiSharedExp() {}

  /** The kernels of an operation, or null. */
  static Kernel.SharedExp of(Elementwise op) {
    return ALL.get(op);
  }
}
