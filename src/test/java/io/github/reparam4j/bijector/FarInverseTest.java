/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static io.github.reparam4j.bijector.BijectorContract.assertClose;
import static io.github.reparam4j.bijector.BijectorContract.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Inverse maps at vertices and far out. */
class FarInverseTest {
  @Test
  void verticesOfTheSimplexComeBack() {
    double[][] points = {
      {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5, 0.5, 0}, {0.25, 0, 0.75}, {0, 0.5, 0.5}
    };
    for (DType dtype : DType.values()) {
      for (double[] point : points) {
        Tensor y = Tensor.vector(point).cast(dtype);
        for (Bijector b : new Bijector[] {new StickBreaking(), new SoftmaxCentered()}) {
          Tensor x = b.inverse(y);
          assertThat(values(x)).as("%s", b).doesNotContain(Double.NaN);
          assertClose(values(b.forward(x)), point, 1e-6, b.toString());
        }
      }
    }
  }

  @Test
  void correlationsNearOneComeBack() {
    Bijector b = new CorrelationCholesky();
    double[][] points = {{20, -3, 0.2}, {-20, 20, 5}, {0.1, 15, -18}, {300, 1, 1}, {0, 0, 0}};
    for (double[] point : points) {
      Tensor x = Tensor.vector(point);
      assertClose(values(b.inverse(b.forward(x))), point, 1e-13, "DOUBLE");
    }
    double[][] floats = {{20, -3, 0.2}, {-20, 20, 5}, {60, 1, -0.5}};
    for (double[] point : floats) {
      Tensor x = Tensor.vector(point).cast(DType.FLOAT);
      assertClose(values(b.inverse(b.forward(x))), point, 1e-5, "FLOAT");
    }
  }
}
