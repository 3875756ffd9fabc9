/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link Truncated}: counts, and what is refused. */
final class TruncatedErrorTest {
  @Test
  void countsKeepBothEnds() {
    Die die = new Die(Shape.scalar());
    Truncated d = Truncated.of(die, Tensor.scalar(1), Tensor.scalar(3.5));
    assertThat(d).isNotInstanceOf(Reparameterized.class);
    double[] p = values(d.logProb(Tensor.vector(0.0, 1, 2, 3, 4)).exp());
    DistributionContract.assertClose(p, new double[] {0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0}, 1e-15, "p");
    assertThat(values(d.sample(10_000))).containsOnly(1, 2, 3);
    DistributionContract.assertClose(
        values(d.cdf(Tensor.vector(0.0, 1, 2, 3, 4))),
        new double[] {0, 1 / 3.0, 2 / 3.0, 1, 1},
        1e-15,
        "cdf");
    assertThat(values(d.icdf(Tensor.vector(0.1, 0.5, 0.9)))).containsExactly(1, 2, 3);
  }

  @Test
  void gradientByTheEndsIsTheShareOfTheirMove() {
    Parameter low = Grid.parameter("low", DType.DOUBLE, Shape.scalar(), i -> 0);
    Tensor high = Tensor.scalar(1e-9);
    Tensor x = Truncated.of(Exponential.of(1), low, high).rsample();
    double share = x.evalScalar(MonteCarlo.KEY) / 1e-9;
    double slope = Gradients.of(x, low).of(low).evalScalar(MonteCarlo.KEY);
    assertThat(slope).isCloseTo(1 - share, within(1e-6));
  }

  @Test
  void secondDerivativesOfSamplesAreRefused() {
    Parameter rate = Grid.parameter("rate", DType.DOUBLE, Shape.scalar(), i -> 1);
    Tensor x = Truncated.of(Exponential.of(rate), Tensor.scalar(0), Tensor.scalar(1)).rsample();
    Tensor first = Gradients.of(x, rate).of(rate);
    assertThatThrownBy(() -> Gradients.of(first, rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "got a second derivative of a sample with an implicit gradient, made at ");
  }

  @Test
  void errors() {
    Exponential base = Exponential.of(1);
    assertThatThrownBy(() -> Truncated.of(base, Tensor.vector(2f), Tensor.vector(3f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Truncated.of: parameters must have one dtype, got [DOUBLE, FLOAT, FLOAT] of"
                + " fill(0.0) [] DOUBLE, constant [1] FLOAT, constant [1] FLOAT");
    Independent vectors = Independent.of(base.expand(3), 1);
    assertThatThrownBy(() -> Truncated.of(vectors, Tensor.scalar(0), Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Truncated.of: events must be scalars, got shape [3]");
    Truncated empty = Truncated.of(base, Tensor.scalar(2), Tensor.scalar(1));
    assertThatThrownBy(() -> empty.sample(3).eval(MonteCarlo.KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "Truncated.of: mass of [low, high] must be > 0 everywhere, got -0.2325")
        .hasMessageEndingWith("; low must be below high, both where the base has probability");
  }
}
