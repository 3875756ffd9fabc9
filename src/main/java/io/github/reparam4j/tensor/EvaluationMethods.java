/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.RandomKey;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Values of expressions; see {@link Tensor}. */
public sealed interface EvaluationMethods permits Tensor {
  /**
   * Compiles and runs this expression. For repeated use compile a {@code Program}.
   *
   * @param bindings values of the inputs it depends on
   * @return its value, a new array
   * @throws IllegalArgumentException if it depends on noise (pass a key) or on an unbound input
   */
  default INDArray eval(Binding... bindings) {
    Arguments.allGiven(bindings, "bindings");
    return Evaluator.installed().evaluate(List.of((Tensor) this), null, List.of(bindings)).get(0);
  }

  /**
   * Compiles and runs this expression with noise from a key: the same key gives the same bits.
   *
   * <p>The leaves of noise are numbered anew in each call. So two parts of a model see the same
   * numbers if they are evaluated apart under one key: use {@link Tensor#evalAll}, or {@code
   * key.split()}.
   *
   * @param key the key
   * @param bindings values of the inputs it depends on
   * @return its value, a new array
   */
  default INDArray eval(RandomKey key, Binding... bindings) {
    Arguments.given(key, "key");
    return Tensor.evalAll(key, List.of((Tensor) this), bindings).get(0);
  }

  /**
   * As {@link #eval(Binding...)} for an expression with one element.
   *
   * @param bindings values of the inputs it depends on
   * @return its value
   */
  default double evalScalar(Binding... bindings) {
    return requireSingle().eval(bindings).getDouble(0);
  }

  /**
   * As {@link #eval(RandomKey, Binding...)} for an expression with one element.
   *
   * @param key the key
   * @param bindings values of the inputs it depends on
   * @return its value
   */
  default double evalScalar(RandomKey key, Binding... bindings) {
    return requireSingle().eval(key, bindings).getDouble(0);
  }

  private Tensor requireSingle() {
    Tensor x = (Tensor) this;
    if (x.shape().size() != 1) {
      throw Arguments.refused(
          "evalScalar", "expression must have one element", "shape " + x.shape(), "use eval");
    }
    return x;
  }
}
