/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Evaluator;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
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
  public List<INDArray> evaluate(List<Tensor> tensors, RandomKey key, List<Binding> bindings) {
    try (Program program = Program.once(tensors)) {
      RunResult result = program.run(key, bindings.toArray(Binding[]::new));
      return IntStream.range(0, tensors.size()).mapToObj(result::get).toList();
    }
  }
}
