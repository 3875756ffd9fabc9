/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link OrderedLogistic}, with two to five categories. */
class OrderedLogisticTest extends DiscreteContract {
  private static DistributionCase of(double... predictorAndCutpoints) {
    return DistributionCase.of(
        x -> OrderedLogistic.of(x[0], CategoricalTest.last(Arrays.copyOfRange(x, 1, x.length))),
        predictorAndCutpoints);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(of(0.4, -0.3), of(-1, -2, 0.5), of(2, -1, 0, 0.1, 3));
  }

  @Override
  int greatest(DistributionCase c) {
    return c.parameters().length - 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        of(0, -1e30, 1e30), of(1e30, 0, 1), of(-1e30, 0, 1), of(0, 0, 1e-30), of(800, -800, 3));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of(
        new Invalid(
            DistributionCase.of(x -> OrderedLogistic.of(x[0], Tensor.vector(0.0, 1)), 1 / 0.0),
            "OrderedLogistic.of: predictor must be finite, got Infinity"));
  }

  @Test
  void cutpointsMustIncrease() {
    Tensor c = Tensor.vector(0.0, 1, 1);
    assertThatThrownBy(() -> OrderedLogistic.of(Tensor.scalar(0), c).probs().eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "OrderedLogistic.of: gap of cutpoints must be > 0 everywhere, got 0.0 at [1] of shape"
                + " [2]; cutpoints must increase; make them by bijector.Ordered");
  }

  /** ln(sigmoid(b) - sigmoid(a)) by mpmath with 40 digits, at a = c[0] - 50 and b = a + 1e-9. */
  @Test
  void narrowFarCategoryKeepsItsDigits() {
    double low = 3;
    double high = 3 + Math.ulp(3.0) * 1000;
    Parameter predictor = Grid.parameter("eta", DType.DOUBLE, Shape.scalar(), i -> 50);
    OrderedLogistic d = OrderedLogistic.of(predictor, Tensor.vector(low, high));
    Tensor y = d.logProb(Tensor.scalar(1));
    // The density e^-47 of the logistic distribution times the width.
    assertThat(y.evalScalar()).isCloseTo(-47 + Math.log(high - low), within(1e-12));
    assertThat(Gradients.of(y, predictor).of(predictor).evalScalar()).isCloseTo(-1, within(1e-12));
  }
}
