/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.MultivariateNormal;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Matrices with infinite elements are not positive definite. */
class InfiniteMatrixTest {
  private static Tensor eye(DType dtype, int n, int at, double value) {
    double[] elements = new double[n * n];
    for (int i = 0; i < n; i++) {
      elements[i * n + i] = 2;
    }
    if (at >= 0) {
      elements[at] = value;
    }
    return Tensor.constant(elements, n, n).cast(dtype);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void choleskyRefusesInfinityInTheLowerTriangle(DType dtype) {
    for (int n = 1; n <= 3; n++) {
      for (int at = 0; at < n * n; at++) {
        for (double value : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
          Tensor a = eye(dtype, n, at, value);
          int row = at / n;
          int column = at % n;
          if (column > row) {
            double[] factor = a.cholesky().eval().dup().data().asDouble();
            assertThat(Arrays.stream(factor).allMatch(Double::isFinite)).isTrue();
            continue;
          }
          String got = value + " at [1, " + row + ", " + column + "]";
          Tensor batch = Tensor.stack(0, eye(dtype, n, -1, 0), a);
          assertThatThrownBy(() -> batch.cholesky().eval())
              .isInstanceOf(ArithmeticException.class)
              .hasMessageStartingWith("cholesky: matrix must be finite, got " + got);
          double[] factor = batch.choleskyOrNan().eval().dup().data().asDouble();
          assertThat(Arrays.stream(factor).limit(n * n).allMatch(Double::isFinite)).isTrue();
          assertThat(Arrays.stream(factor).skip(n * n).allMatch(Double::isNaN)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void covarianceAndGradientsRefuseItToo(DType dtype) {
    Parameter a = Parameter.of("a", eye(dtype, 2, 0, Double.POSITIVE_INFINITY).eval());
    Tensor gradient = Gradients.of(a.cholesky().sum(), a).of(a);
    assertThatThrownBy(gradient::eval).hasMessageStartingWith("cholesky: matrix must be finite");
    Tensor loc = Tensor.zeros(dtype, 2);
    assertThatThrownBy(() -> MultivariateNormal.fromCovariance(loc, a).logProb(loc).eval())
        .hasMessageStartingWith(
            "MultivariateNormal.fromCovariance: matrix must be finite, got Inf");
  }
}
