/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The inverse problem of Bishop, "Mixture density networks" (1994), section 4: x = t + 0.3 sin(2 pi
 * t) + u with t uniform on [0, 1] and u on [-0.1, 0.1]. The target t given x has up to three likely
 * values.
 *
 * @param x FLOAT [n, 1]
 * @param t FLOAT [n]
 */
record InverseCurve(INDArray x, INDArray t) {
  /** Average negative log-likelihood of the true density of t given x, in nats. */
  static final double FLOOR = -1.282348;

  /** Draws pairs. */
  static InverseCurve sample(int n, RandomKey key) {
    INDArray uniform = Noise.uniform(DType.FLOAT, 2, n).eval(key);
    Tensor t = Tensor.constant(uniform).select(0, 0);
    Tensor u = Tensor.constant(uniform).select(0, 1).sub(0.5).mul(0.2);
    Tensor x = t.add(t.mul(2 * Math.PI).sin().mul(0.3)).add(u);
    return new InverseCurve(x.reshape(n, 1).eval(), t.eval());
  }
}
