/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.check.ComparedDerivative;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientReport;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Functions of a user's own with gradient rules of his own, by public types alone. */
class OwnOpTest {
  /** The sides a and b of a right-angled triangle to the third, without overflow. */
  private static Tensor hypotenuse(Tensor a, Tensor b) {
    Tensor greater = a.abs().maximum(b.abs());
    Tensor ratio = a.abs().minimum(b.abs()).div(greater);
    Tensor c = greater.mul(ratio.square().add(1).sqrt());
    return Tensor.withGradient(
        c, (input, y, g) -> g.mul(input == 0 ? a : b).div(hypotenuse(a, b)), a, b);
  }

  /** ln det of a symmetric positive-definite matrix; the derivative is its inverse. */
  private static Tensor logDet(Tensor matrix) {
    Tensor value = matrix.cholesky().diagonal().log().sum().mul(2);
    int n = matrix.shape().dim(-1);
    return Tensor.withGradient(value, (input, y, g) -> g.mul(inverse(matrix, n)), matrix);
  }

  private static Tensor inverse(Tensor matrix, int n) {
    Tensor factor = matrix.cholesky();
    return factor.solveTransposed(factor.triangularSolve(Tensor.eye(matrix.dtype(), n)));
  }

  private static INDArray vector(DType dtype, double... x) {
    return Tensor.vector(x).cast(dtype).eval();
  }

  @ParameterizedTest
  @EnumSource
  void anElementwiseFunction(DType dtype) {
    INDArray a = vector(dtype, 3, -0.2, 1.5);
    INDArray b = vector(dtype, 4, 0.7, -20);
    GradientCheck.of(OwnOpTest::hypotenuse, a, b).secondOrder().assertPasses();
  }

  @Test
  void aFunctionOfAMatrix() {
    // made symmetric by what is checked: every element moves two
    INDArray a = Tensor.constant(new double[] {3, 0.5, 0.2, 0.1, 2, -0.4, 0.3, 0, 4}, 3, 3).eval();
    GradientCheck.of(t -> logDet(t.add(t.transpose())), a).secondOrder().assertPasses();
  }

  @Test
  void aWrongRuleIsNamed() {
    INDArray a = vector(DType.DOUBLE, 3, -0.2);
    GradientReport report =
        GradientCheck.of(
                t -> Tensor.withGradient(t.pow(3), (i, y, g) -> g.mul(t.square()), t).sum(), a)
            .run();
    assertThat(report.passes()).isFalse();
    assertThat(report.worst().outcome()).isEqualTo(ComparedDerivative.Outcome.DIFFERS);
    assertThatThrownBy(report::assertPasses)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("GradientCheck: the gradient must be the central difference, got ")
        .hasMessageContaining(" by 'x0' at [")
        .hasMessageContaining("the ratio is 0.333333");
  }
}
