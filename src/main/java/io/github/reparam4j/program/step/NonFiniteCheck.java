/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.kernel.Indices;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;

/** Finds NaN and infinities in results. */
public final class NonFiniteCheck {
  private NonFiniteCheck() {}

  public static void check(Tensor made, Memory memory) {
    for (long i = 0; i < memory.size(); i++) {
      double x = memory.get(i);
      if (!(Math.abs(x) <= Double.MAX_VALUE)) {
        throw Errors.arithmetic(
            "anomaly",
            "every operation must give finite values",
            x
                + " at "
                + Indices.of(made.shape(), i)
                + " of "
                + (made instanceof Input ? made : made.op().label() + " " + made.shape()),
            "made at " + made.origin());
      }
    }
  }
}
