/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Linear regression t = X (1, -2, 0.5) + 3, without noise, on 50 rows. */
final class Toy {
  static final int ROWS = 50;
  static final double[] WEIGHTS = {1, -2, 0.5};
  static final double BIAS = 3;

  final INDArray x = normal(1, ROWS, 3);
  final INDArray t = x.mmul(Nd4j.createFromArray(WEIGHTS)).add(BIAS);
  final Parameter w = Parameter.of("w", Nd4j.zeros(DataType.DOUBLE, 3));
  final Parameter b = Parameter.of("b", Nd4j.scalar(0.0));

  static INDArray normal(long seed, long... shape) {
    return Noise.standardNormal(DType.DOUBLE, shape).eval(RandomKey.of(seed));
  }

  Tensor predict(Tensor in) {
    return in.matmul(w).add(b);
  }

  Tensor loss(Tensor in, Tensor target) {
    return predict(in).sub(target).square().mean();
  }

  /** The loss of a sample: its gradient has noise. */
  Tensor noisyLoss(Tensor in, Tensor target) {
    Tensor z = Noise.standardNormal(DType.DOUBLE, target.shape().toLongs());
    return predict(in).add(z).sub(target).square().mean();
  }

  /** Batches of 20, 20 and 10 rows. */
  Batches batches() {
    return Batches.of(x, t).size(20);
  }

  double[] weights() {
    return w.value().toDoubleVector();
  }
}
