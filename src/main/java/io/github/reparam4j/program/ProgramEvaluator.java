/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Evaluator;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The service behind {@code Tensor.eval}: a program for one run.
 *
 * @hidden
 */
@Internal
public final class ProgramEvaluator implements Evaluator {
  /** For the service loader. */
  public ProgramEvaluator() {}

  @Override
  public INDArray evaluate(Tensor tensor, RandomKey key, List<Binding> bindings) {
    try (Program program = Program.once(tensor)) {
      return program.run(key, bindings.toArray(Binding[]::new)).get(0);
    }
  }
}
