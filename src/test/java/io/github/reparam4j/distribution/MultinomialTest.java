/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Multinomial}, over all its values where they are few. */
class MultinomialTest {
  private static final int N = 6;
  private static final double[] P = {0.5, 0.2, 0.3};
  private static final int SAMPLES = 200_000;

  private static List<double[]> all() {
    List<double[]> counts = new ArrayList<>();
    for (int i = 0; i <= N; i++) {
      for (int j = 0; i + j <= N; j++) {
        counts.add(new double[] {i, j, N - i - j});
      }
    }
    return counts;
  }

  private static Tensor tensor(List<double[]> counts) {
    double[] flat = counts.stream().flatMapToDouble(Arrays::stream).toArray();
    return Tensor.constant(flat, counts.size(), 3);
  }

  @Test
  void logProbMatchesTheFormulaAndSumsToOne() {
    Tensor logits = Tensor.vector(P).log().add(3);
    double[] byProbs = values(Multinomial.of(N, Tensor.vector(P).mul(7)).logProb(tensor(all())));
    double[] byLogits =
        values(Multinomial.fromLogits(Tensor.scalar(N), logits).logProb(tensor(all())));
    double sum = 0;
    for (int i = 0; i < byProbs.length; i++) {
      double expected = LogGamma.value(N + 1);
      for (int j = 0; j < 3; j++) {
        double k = all().get(i)[j];
        expected += k * Math.log(P[j]) - LogGamma.value(k + 1);
      }
      assertThat(byProbs[i]).isCloseTo(expected, within(1e-13));
      assertThat(byLogits[i]).isCloseTo(expected, within(1e-13));
      sum += Math.exp(expected);
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void momentsMatchSums() {
    Multinomial d = Multinomial.of(N, Tensor.vector(P));
    double[] log = values(d.logProb(tensor(all())));
    for (int j = 0; j < 3; j++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < log.length; i++) {
        mean += Math.exp(log[i]) * all().get(i)[j];
        square += Math.exp(log[i]) * all().get(i)[j] * all().get(i)[j];
      }
      assertThat(values(d.mean())[j]).isCloseTo(mean, within(1e-12));
      assertThat(values(d.variance())[j]).isCloseTo(square - mean * mean, within(1e-11));
    }
  }

  /** A right sampler fails once in 10^9; a probability that is off by 5 % is found. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void samplesFollowTheProbabilities(DType dtype) {
    Multinomial d = Multinomial.of(N, Tensor.vector(P).cast(dtype));
    double[] x = Grid.values(d.sample(SAMPLES).eval(MonteCarlo.KEY));
    double[] log = values(Multinomial.of(N, Tensor.vector(P)).logProb(tensor(all())));
    double[] seen = new double[(N + 1) * (N + 1)];
    for (int i = 0; i < x.length; i += 3) {
      assertThat(x[i] + x[i + 1] + x[i + 2]).isEqualTo(N);
      seen[(int) (x[i] * (N + 1) + x[i + 1])]++;
    }
    double statistic = 0;
    for (int i = 0; i < log.length; i++) {
      double expected = SAMPLES * Math.exp(log[i]);
      double difference = seen[(int) (all().get(i)[0] * (N + 1) + all().get(i)[1])] - expected;
      statistic += difference * difference / expected;
    }
    double bound = ChiSquaredDistribution.of(log.length - 1).inverseSurvivalProbability(1e-9);
    assertThat(statistic).isLessThan(bound);
  }

  @Test
  void gradientMatchesCentralDifference() {
    Parameter logits = Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> 0.4 * i - 0.2);
    Tensor x = Tensor.vector(1.0, 4, 2);
    Tensor byLogits = Multinomial.fromLogits(Tensor.scalar(7), logits).logProb(x);
    CentralDifference.assertGradientsMatch(byLogits, List.of(logits));
    Tensor byProbs = Multinomial.of(7, logits.exp()).logProb(x);
    CentralDifference.assertGradientsMatch(byProbs, List.of(logits));
  }

  /** ln P = -5 ln(1 + r) for r = e^-50 + e^-60. */
  @Test
  void allDrawsOfACategoryNearCertaintyKeepTheirDigits() {
    Parameter logits =
        Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> i == 0 ? 0 : -40 - 10.0 * i);
    Tensor x = Tensor.vector(5.0, 0, 0);
    double r = Math.exp(-50) + Math.exp(-60);
    for (Multinomial d :
        List.of(
            Multinomial.fromLogits(Tensor.scalar(5), logits), Multinomial.of(5, logits.exp()))) {
      Tensor log = d.logProb(x);
      assertThat(values(log)[0]).isCloseTo(-5 * r, within(1e-13 * r));
      double[] slope = values(Gradients.of(log, logits).of(logits));
      assertThat(slope[0]).isCloseTo(5 * r, within(1e-13 * r));
      assertThat(slope[2]).isCloseTo(-5 * Math.exp(-60), within(1e-13 * Math.exp(-60)));
    }
  }

  @Test
  void gradientByTheNumberOfDrawsIsRefused() {
    Input n = Input.of("n", DType.DOUBLE);
    Tensor log = Multinomial.of(n, Tensor.vector(P)).logProb(Tensor.vector(1.0, 2, 3));
    assertThatThrownBy(() -> Gradients.of(log, n))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have a gradient, got poisson, made at ");
  }

  @Test
  void extremes() {
    double infinity = Double.POSITIVE_INFINITY;
    Tensor one = Tensor.vector(0.0, 1, 0);
    assertThat(values(Multinomial.of(4, one).sample(3))).containsExactly(0, 4, 0, 0, 4, 0, 0, 4, 0);
    Tensor x =
        Tensor.constant(new double[] {0, 4, 0, 1, 3, 0, 0, 5, 0, 0.5, 3.5, 0, -1, 5, 0}, 5, 3);
    assertThat(values(Multinomial.of(4, one).logProb(x)))
        .containsExactly(0, -infinity, -infinity, -infinity, -infinity);
    assertThat(values(Multinomial.of(0, one).logProb(Tensor.zeros(DType.DOUBLE, 3))))
        .containsExactly(0);
    assertThat(values(Multinomial.of(0, one).sample())).containsExactly(0, 0, 0);
    assertThat(values(Multinomial.of(4, one).logProb(Tensor.vector(4, Double.NaN, 0))))
        .containsOnly(Double.NaN);
    Multinomial large =
        Multinomial.fromLogits(Tensor.fill(DType.FLOAT, 1e9), Tensor.vector(1e38f, 1e38f, -1e38f));
    double[] counts = values(large.sample());
    assertThat(counts[0]).isCloseTo(5e8, within(2e5));
    assertThat(counts[2]).isZero();
    assertThat(values(large.logProb(Tensor.vector(5e8f, 5e8f, 0f)))[0])
        .isCloseTo(0.5 * Math.log(2 / (Math.PI * 1e9)), within(1e-4));
  }

  @Test
  void shapesAndErrors() {
    Multinomial d = Multinomial.of(Tensor.vector(3.0, 4), Tensor.ones(DType.DOUBLE, 5, 1, 3));
    assertThat(d.batchShape()).isEqualTo(Shape.of(5, 2));
    assertThat(d.sample(7).shape()).isEqualTo(Shape.of(7, 5, 2, 3));
    assertThat(d.logProb(d.sample(7)).shape()).isEqualTo(Shape.of(7, 5, 2));
    assertThat(d.mean().shape()).isEqualTo(Shape.of(5, 2, 3));
    assertThat(d.variance().shape()).isEqualTo(Shape.of(5, 2, 3));
    assertThat(d.expand(6, 5, 2).sample().shape()).isEqualTo(Shape.of(6, 5, 2, 3));
    assertThatThrownBy(() -> Multinomial.of(Tensor.scalar(2.5), Tensor.vector(1.0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Multinomial.of: totalCount must be an integer >= 0, got 2.5");
  }

  private static double[] values(Tensor t) {
    return DistributionContract.values(t);
  }
}
