/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The initial values of a layer's weights [in, out] and biases [out]. {@link Initializer} has the
 * usual ones; any other is a function:
 *
 * <pre>{@code
 * Dense layer = Dense.of("out", 64, 2).initializer(
 *     (key, dtype, in, out) -> Noise.standardNormal(dtype, in, out).mul(0.01).eval(key));
 * }</pre>
 *
 * <p>Values should be a function of the key alone, so that a model can be made again.
 */
@FunctionalInterface
public interface WeightInitializer {
  /**
   * Initial weights.
   *
   * @param key decides the values
   * @param dtype element type of the result
   * @param in number of inputs
   * @param out number of outputs
   * @return an array [in, out] of that type
   */
  INDArray weight(RandomKey key, DType dtype, int in, int out);

  /**
   * Initial biases; 0 by default.
   *
   * @param key decides the values
   * @param dtype element type of the result
   * @param in number of inputs
   * @param out number of outputs
   * @return an array [out] of that type
   */
  default INDArray bias(RandomKey key, DType dtype, int in, int out) {
    return Tensor.zeros(dtype, out).eval();
  }
}
