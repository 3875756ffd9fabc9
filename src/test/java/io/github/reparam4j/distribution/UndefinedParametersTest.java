/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Without checks, discrete samples of parameters that are NaN are NaN, not a category. */
class UndefinedParametersTest {
  /** The number 4 in the type of a parameter. */
  private static Tensor four(Tensor p) {
    return Tensor.fill(p.dtype(), 4);
  }

  static Stream<Arguments> families() {
    return Stream.of(
        family("Bernoulli", p -> Bernoulli.of(p.column(0))),
        family("Bernoulli by logits", p -> Bernoulli.fromLogits(p.column(0))),
        family("Binomial", p -> Binomial.of(four(p), p.column(0))),
        family("Geometric", p -> Geometric.of(p.column(0))),
        family("Poisson", p -> Poisson.of(p.column(0))),
        family("NegativeBinomial", p -> NegativeBinomial.of(four(p), p.column(0))),
        family("by mean", p -> NegativeBinomial.fromMean(p.column(0), four(p))),
        family("by dispersion", p -> NegativeBinomial.fromMean(four(p), p.column(0))),
        family("Categorical", p -> Categorical.of(p)),
        family("Categorical by logits", p -> Categorical.fromLogits(p)),
        family("OneHotCategorical", p -> OneHotCategorical.of(p)),
        family("OneHotCategorical by logits", p -> OneHotCategorical.fromLogits(p)),
        family("Multinomial", p -> Multinomial.of(four(p), p)),
        family("Multinomial by logits", p -> Multinomial.fromLogits(four(p), p)));
  }

  private static Arguments family(String name, Function<Tensor, Distribution> family) {
    return Arguments.of(name, family);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void sampleIsNan(String name, Function<Tensor, Distribution> family) {
    for (DType dtype : DType.values()) {
      Parameter p =
          Grid.parameter(
              "p", dtype, Shape.of(2, 3), i -> i == 0 ? Double.NaN : 0.25 + (i == 5 ? 0.25 : 0));
      Tensor x = family.apply(p).sample();
      try (Program program = Program.of(x).withoutChecks()) {
        double[] sample = Grid.values(program.run(RandomKey.of(3)).get(0));
        int half = sample.length / 2;
        for (int i = 0; i < sample.length; i++) {
          if (i < half) {
            assertThat(sample[i]).as("%s [%d]", dtype, i).isNaN();
          } else {
            assertThat(sample[i]).as("%s [%d]", dtype, i).isNotNaN();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void parametersOfNoCategoryAreNan(Tensor parameters, boolean isLogits) {
    Parameter p = Parameter.of("p", parameters.eval());
    Tensor x = (isLogits ? Categorical.fromLogits(p) : Categorical.of(p)).sample(3);
    try (Program program = Program.of(x).withoutChecks()) {
      assertThat(Grid.values(program.run(RandomKey.of(3)).get(0))).containsOnly(Double.NaN);
    }
  }

  static Stream<Arguments> impossible() {
    double infinity = Double.POSITIVE_INFINITY;
    return Stream.of(
        Arguments.of(Tensor.vector(0.0, 0), false),
        Arguments.of(Tensor.vector(0.5, -0.1), false),
        Arguments.of(Tensor.vector(0.5, infinity), false),
        Arguments.of(Tensor.vector(0.5, infinity), true),
        Arguments.of(Tensor.vector(-infinity, -infinity), true));
  }
}
