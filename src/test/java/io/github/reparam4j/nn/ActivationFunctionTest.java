/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Values and derivatives at -2 and 1.5, from tables of the exponential and the normal distribution.
 */
final class ActivationFunctionTest {
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, -2, 1, 1.5, 1",
    "RELU, 0, 0, 1.5, 1",
    "LEAKY_RELU, -0.02, 0.01, 1.5, 1",
    "ELU, -0.8646647167633873, 0.1353352832366127, 1.5, 1",
    "GELU, -0.04550026389635844, -0.0852318010781969, 1.399789198096713, 1.1274691922299795",
    "SILU, -0.238405844044235112, -0.0907842487848954788, 1.22636171429046549, 1.04129415429914294",
    "SIN, -0.909297426825681695, -0.416146836547142387, 0.997494986604054431,"
        + " 0.0707372016677029101",
    "SOFTSIGN, -0.666666666666666667, 0.111111111111111111, 0.6, 0.16",
    "TANH, -0.9640275800758169, 0.07065082485316447, 0.9051482536448664, 0.18070663892364857",
    "SIGMOID, 0.11920292202211755, 0.1049935854035065, 0.8175744761936437, 0.14914645207033283",
    "SOFTPLUS, 0.1269280110429726, 0.11920292202211755, 1.7014132779827524, 0.8175744761936437"
  })
  void hasValueAndDerivative(
      ActivationFunction function, double left, double leftSlope, double right, double slope) {
    Parameter x = Parameter.of("x", Nd4j.create(new double[] {-2, 1.5}));
    assertThat(function.apply(x).eval().toDoubleVector())
        .containsExactly(new double[] {left, right}, within(1e-14));
    assertThat(Gradients.of(function.apply(x).sum(), x).of(x).eval().toDoubleVector())
        .containsExactly(new double[] {leftSlope, slope}, within(1e-14));
  }
}
