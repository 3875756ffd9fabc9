/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.random.RandomKey;
import java.util.List;
import java.util.ServiceLoader;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The service by which {@link Tensor#eval} computes expressions.
 *
 * @hidden
 */
@Internal
public interface Evaluator {
  /**
   * Computes expressions in one run.
   *
   * @param tensors the expressions
   * @param key key of its noise, or null for none
   * @param bindings values of its inputs
   * @return their values, new arrays
   */
  List<INDArray> evaluate(List<Tensor> tensors, RandomKey key, List<Binding> bindings);

  /** {@return the installed evaluator} */
  static Evaluator installed() {
    return Installed.EVALUATOR;
  }

  /**
   * Holds the service, which is looked up once.
   *
   * @hidden
   */
  final class Installed {
    private static final Evaluator EVALUATOR =
        ServiceLoader.load(Evaluator.class, Evaluator.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    Errors.state(
                        "Tensor.eval", "an Evaluator must be on the class path", "none", null));

    private Installed() {}
  }
}
