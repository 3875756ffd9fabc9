package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;

/** Finds NaN and infinities in results. */
final class Anomaly {
  private Anomaly() {}

  static void check(Tensor made, Memory memory) {
    for (long i = 0; i < memory.size(); i++) {
      double x = memory.get(i);
      if (!(Math.abs(x) <= Double.MAX_VALUE)) {
        throw Failure.arithmetic(
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
