/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Tensor#logCumSumExp} where a cumsum of exponentials overflows, underflows or is empty. */
class LogCumSumExpTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] values(Tensor t) {
    return t.eval().dup().data().asDouble();
  }

  @Test
  void eachElementIsRelativeToItsOwnGreatestTerm() {
    double[] y = values(Tensor.vector(-5000.0, -5000, -800, 0, 900, 900).logCumSumExp(0));
    double two = Math.log(2);
    assertThat(y).containsExactly(new double[] {-5000, -5000 + two, -800, 0, 900, 900 + two});
  }

  @Test
  void infinitiesAreValuesAndNanPassesOn() {
    assertThat(values(Tensor.vector(-INF, -INF, 3, INF, 2).logCumSumExp(0)))
        .containsExactly(-INF, -INF, 3, INF, INF);
    assertThat(values(Tensor.vector(1, Double.NaN, 2).logCumSumExp(0)))
        .containsExactly(1, Double.NaN, Double.NaN);
  }

  @Test
  void sumsOfAllLengthsAgreeWithLogSumExpOfTheirParts() {
    for (int n = 0; n <= 33; n++) {
      double[] x = IntStream.range(0, n).mapToDouble(i -> 40 * Math.sin(i * i)).toArray();
      double[] y = values(Tensor.constant(x, 1, n).logCumSumExp(-1));
      assertThat(y).hasSize(n);
      for (int i = 0; i < n; i++) {
        double exact = Tensor.vector(Arrays.copyOf(x, i + 1)).logSumExp().evalScalar();
        assertThat(y[i]).isCloseTo(exact, within(1e-13));
      }
    }
  }

  @Test
  void gradientIsTheSoftmaxOfThePartWithoutNan() {
    Parameter x = Parameter.of("x", Tensor.vector(-INF, -900, 0.5, 1.5, 900).eval());
    Tensor y = x.logCumSumExp(0);
    double half = 1 / (1 + Math.exp(1));
    assertThat(values(Gradients.of(y.slice(0, 3, 4).sum(), x).of(x)))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0, 0, half, 1 - half, 0);
    assertThat(values(Gradients.of(y.slice(0, 4, 5).sum(), x).of(x)))
        .containsExactly(0, 0, 0, 0, 1);
  }

  @Test
  void namesItselfInErrors() {
    assertThatThrownBy(() -> Tensor.vector(1.0).logCumSumExp(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("logCumSumExp: ");
  }
}
