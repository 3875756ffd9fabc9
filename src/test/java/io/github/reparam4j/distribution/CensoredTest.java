/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.apache.commons.numbers.gamma.Erfc;
import org.junit.jupiter.api.Test;

/** {@link Censored}. */
final class CensoredTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Tensor infinite() {
    return Tensor.scalar(INFINITE);
  }

  private static double phi(double x) {
    return Erfc.value(-x / Math.sqrt(2)) / 2;
  }

  /** A normal distribution between -1 and 2: Phi(-1) below, 1 - Phi(2) above. */
  @Test
  void logProbIsTheLogLikelihoodOfCensoredData() {
    Censored.Pathwise d = Censored.of(Normal.of(0, 1), Tensor.scalar(-1), Tensor.scalar(2));
    double inside = -0.5 * 0.09 - 0.5 * Math.log(2 * Math.PI);
    double[] found = values(d.logProb(Tensor.vector(-1.5, -1, 0.3, 2, 2.5, Double.NaN)));
    double[] expected = {
      -INFINITE, Math.log(phi(-1)), inside, Math.log(phi(-2)), -INFINITE, Double.NaN
    };
    assertClose(found, expected, 1e-14, "logProb");
  }

  /** Far in a tail the probability of an end underflows, its logarithm and gradient do not. */
  @Test
  void endsInAFarTail() {
    Parameter loc = Parameter.of("loc", Tensor.scalar(0.0).eval());
    Tensor end = Tensor.scalar(60);
    Censored.Pathwise d =
        Censored.of(Normal.of(loc, Tensor.scalar(1)), Tensor.scalar(-INFINITE), end);
    Tensor log = d.logProb(end);
    // ln Phi(-60) and its derivative by mpmath 1.3: log(ncdf(-60)), npdf(60) / ncdf(-60)
    assertThat(log.evalScalar()).isCloseTo(-1805.0135606805673, within(1e-10));
    double slope = Gradients.of(log, loc).of(loc).evalScalar();
    assertThat(slope).isCloseTo(60.016657420241125, within(1e-11));
  }

  @Test
  void tailsAreThoseOfTheBaseUpToTheEnds() {
    Censored.Pathwise d = Censored.of(Normal.of(0, 1), Tensor.scalar(-1), Tensor.scalar(2));
    Tensor x = Tensor.vector(-1.1, -1, 0, 1.9, 2);
    double[] cdf = {0, phi(-1), 0.5, phi(1.9), 1};
    double[] survival = {1, phi(1), 0.5, phi(-1.9), 0};
    assertClose(values(d.cdf(x)), cdf, 1e-15, "cdf");
    assertClose(values(d.survival(x)), survival, 1e-15, "survival");
    double[] logs = {-INFINITE, Math.log(phi(-1)), Math.log(0.5), Math.log(phi(1.9)), 0};
    assertClose(values(d.logCdf(x)), logs, 1e-14, "logCdf");
    double[] upper = {0, Math.log(phi(1)), Math.log(0.5), Math.log(phi(-1.9)), -INFINITE};
    assertClose(values(d.logSurvival(x)), upper, 1e-14, "logSurvival");
    Tensor p = Tensor.vector(0.0, 0.1, 0.5, 0.99, 1);
    assertClose(values(d.icdf(p)), new double[] {-1, -1, 0, 2, 2}, 1e-15, "icdf");
    assertClose(
        values(d.inverseSurvival(p)),
        new double[] {2, 1.2815515655446004, 0, -1, -1},
        1e-15,
        "inverseSurvival");
  }

  /**
   * Of a normal distribution cut off at 0 and infinity: E y = phi(0) = 1 / sqrt(2 pi), E y^2 = 1/2.
   */
  @Test
  void momentsByQuadrature() {
    Censored.Pathwise d = Censored.of(Normal.of(0, 1), Tensor.scalar(0), infinite());
    double mean = 1 / Math.sqrt(2 * Math.PI);
    assertThat(d.mean().evalScalar()).isCloseTo(mean, within(1e-13));
    assertThat(d.variance().evalScalar()).isCloseTo(0.5 - mean * mean, within(1e-13));
    Censored.Pathwise whole = Censored.of(Gamma.of(2.5, 0.5), Tensor.scalar(-INFINITE), infinite());
    assertThat(whole.mean().evalScalar()).isCloseTo(5, within(1e-12));
    assertThat(whole.variance().evalScalar()).isCloseTo(10, within(1e-11));
    Tensor one = Tensor.ones(DType.FLOAT);
    Censored.Pathwise narrow =
        Censored.of(Normal.of(one.mul(0), one), one.mul(0), Tensor.fill(DType.FLOAT, INFINITE));
    assertThat(narrow.mean().evalScalar()).isCloseTo(mean, within(1e-6));
    assertThatThrownBy(
            () -> Censored.of(Poisson.of(2.0), Tensor.scalar(0), Tensor.scalar(3)).mean())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Censored.mean: there must be a closed form, got a distribution without one; estimate"
                + " it from samples");
  }

  /** By its lower end: phi / Phi at that end, 0 inside. */
  @Test
  void gradientByAnEnd() {
    Parameter low = Parameter.of("low", Tensor.scalar(-0.5).eval());
    Censored.Pathwise d = Censored.of(Normal.of(0, 1), low, Tensor.scalar(1));
    double atEnd = Math.exp(-0.125) / Math.sqrt(2 * Math.PI) / phi(-0.5);
    double[] expected = {atEnd, 0, 0};
    for (int i = 0; i < 3; i++) {
      Tensor log = d.logProb(Tensor.scalar(-0.5 + 0.75 * i));
      double slope = Gradients.of(log, low).of(low).evalScalar();
      assertThat(slope).as("at %d", i).isCloseTo(expected[i], within(1e-14));
    }
    assertThat(Gradients.orZero(d.cdf(Tensor.scalar(0)), low).of(low).evalScalar()).isZero();
  }

  /** Gradients of moments and of samples' means agree: dE y/dloc = P(low < x < high). */
  @Test
  void gradientsOfSamplesAreUnbiased() {
    int n = 200_000;
    Parameter loc = Grid.parameter("loc", DType.DOUBLE, Shape.of(n), i -> 0.4);
    Tensor low = Tensor.scalar(-0.5);
    Tensor high = Tensor.scalar(1);
    Censored.Pathwise d = Censored.of(Normal.of(loc, Tensor.scalar(1)), low, high);
    Tensor y = d.rsample();
    double[] each =
        Grid.values(Gradients.of(y.sum(), loc).of(loc).sharingNoiseOf(y).eval(MonteCarlo.KEY));
    double expected = phi(0.6) - phi(-0.9);
    MonteCarlo.assertMean("dy/dloc", each, expected, 0.03);
    Parameter one = Parameter.of("loc", Tensor.scalar(0.4).eval());
    Tensor mean = Censored.of(Normal.of(one, Tensor.scalar(1)), low, high).mean();
    assertThat(Gradients.of(mean, one).of(one).evalScalar()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void samplesAreClippedAndTheScoreHasMeanZero() {
    Parameter loc = Grid.parameter("loc", DType.DOUBLE, Shape.of(Score.COUNT), i -> 0.4);
    Parameter scale = Grid.parameter("scale", DType.DOUBLE, Shape.of(Score.COUNT), i -> 1.3);
    Censored.Pathwise d =
        Censored.of(Normal.of(loc, scale), Tensor.scalar(-0.5), Tensor.scalar(1.5));
    Tensor y = d.sample();
    assertThat(values(y)).contains(-0.5, 1.5);
    assertThat(values(d.support().contains(y))).containsOnly(1);
    Score.assertMeanIsZero(d, y, loc, scale);
    Censored counts =
        Censored.of(
            Poisson.of(Tensor.fill(DType.DOUBLE, 3, Score.COUNT)),
            Tensor.scalar(1),
            Tensor.scalar(4));
    assertThat(values(counts.sample())).containsOnly(1, 2, 3, 4);
  }

  /** Of counts P(X >= high) contains high, and all probabilities sum to 1. */
  @Test
  void probabilitiesOfCountsSumToOne() {
    Censored d = Censored.of(Poisson.of(3.0), Tensor.scalar(1), Tensor.scalar(4));
    double[] log = values(d.logProb(Tensor.vector(0.0, 1, 2, 3, 4, 5)));
    assertThat(log[0]).isEqualTo(-INFINITE);
    assertThat(log[5]).isEqualTo(-INFINITE);
    assertThat(Math.exp(log[1])).isCloseTo(4 * Math.exp(-3), within(1e-14));
    double sum = 0;
    for (int i = 1; i < 5; i++) {
      sum += Math.exp(log[i]);
    }
    assertThat(sum).isCloseTo(1, within(1e-14));
  }

  /** An end where the base has no mass beyond is no point of censoring. */
  @Test
  void endOfTheBasesSupportHasItsDensity() {
    Censored.Pathwise d = Censored.of(Exponential.of(2), Tensor.scalar(0), Tensor.scalar(3));
    double[] log = values(d.logProb(Tensor.vector(0.0, 3)));
    assertThat(log[0]).isCloseTo(Math.log(2), within(1e-15));
    assertThat(log[1]).isCloseTo(-6, within(1e-14));
    assertThat(values(d.support().contains(Tensor.vector(-1.0, 0, 3, 4))))
        .containsExactly(0, 1, 1, 0);
    Censored.Pathwise point = Censored.of(Normal.of(0, 1), Tensor.scalar(2), Tensor.scalar(2));
    assertThat(point.logProb(Tensor.scalar(2)).evalScalar()).isZero();
  }

  /** ln(Phi(41) - Phi(40)) by mpmath, and of a narrow interval the density times its width. */
  @Test
  void intervalsKeepTheirDigits() {
    Tensor log = Censored.intervalLogProb(Normal.of(0, 1), Tensor.scalar(40), Tensor.scalar(41));
    assertThat(log.evalScalar()).isCloseTo(-804.6084420137538, within(1e-10));
    double width = 0x1p-30;
    Tensor narrow =
        Censored.intervalLogProb(Normal.of(0, 1), Tensor.scalar(1), Tensor.scalar(1 + width));
    double density = Normal.of(0, 1).logProb(Tensor.scalar(1 + width / 2)).evalScalar();
    assertThat(narrow.evalScalar()).isCloseTo(Math.log(width) + density, within(1e-13));
    Tensor counts = Censored.intervalLogProb(Poisson.of(3.0), Tensor.scalar(1), Tensor.scalar(2));
    assertThat(counts.evalScalar()).isCloseTo(Math.log(7.5) - 3, within(1e-14));
  }

  @Test
  void expandAndFactories() {
    Censored d = Censored.of((Distribution) Normal.of(0, 1), Tensor.vector(-1.0, 0), infinite());
    assertThat(d).isInstanceOf(Censored.Pathwise.class);
    assertThat(d.batchShape()).isEqualTo(Shape.of(2));
    assertThat(d.expand(3, 2).sample(5).shape()).isEqualTo(Shape.of(5, 3, 2));
    assertThat(d.mean().shape()).isEqualTo(Shape.of(2));
    Censored counts = Censored.of(Poisson.of(2.0), Tensor.scalar(0), Tensor.vector(3.0, 4));
    assertThat(counts.expand(3, 2).logProb(Tensor.scalar(1)).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(d).hasToString("Censored Normal [2] DOUBLE");
    assertThat(List.of(d.low().shape(), counts.high().shape())).containsOnly(Shape.of(2));
  }

  @Test
  void refusesWhatIsWrong() {
    Normal normal = Normal.of(0, 1);
    assertThatThrownBy(() -> Censored.of(normal, Tensor.scalar(1), Tensor.scalar(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Censored.of: high - low must be >= 0, got -1.0");
    Tensor ends = Tensor.vector(1.0, 2);
    assertThatThrownBy(
            () -> Censored.of(normal, ends, Tensor.scalar(1.5)).logProb(Tensor.scalar(1)).eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("Censored.of: high - low must be >= 0 everywhere, got -0.5 at [1]");
    Dirichlet vectors = Dirichlet.of(Tensor.vector(1.0, 2));
    assertThatThrownBy(() -> Censored.of(vectors, Tensor.scalar(0), Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Censored.of: events must be scalars, got shape [2]");
    assertThatThrownBy(() -> Censored.intervalLogProb(vectors, Tensor.scalar(0), Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Censored.intervalLogProb: events must be scalars, got shape [2]");
  }
}
