/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link Discretized}, of a logistic and a normal base and of a mixture, with one to nine levels.
 */
class DiscretizedTest extends DiscreteContract {
  private static DistributionCase logistic(int levels, double... p) {
    return DistributionCase.of(x -> Discretized.of(Logistic.of(x[0], x[1]), levels), p);
  }

  private static DistributionCase normal(int levels, double... p) {
    return DistributionCase.of(x -> Discretized.of(Normal.of(x[0], x[1]), levels), p);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(logistic(4, 1.3, 0.8), normal(9, 3.6, 2), logistic(1, 0.5, 1));
  }

  @Override
  int greatest(DistributionCase c) {
    return ((Discretized) c.distribution(DType.DOUBLE)).levels() - 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(logistic(3, 1, 1e-3), logistic(3, -300, 1), logistic(3, 300, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.empty();
  }

  /**
   * The probabilities of a mixture are those of its components, weighted; a far level keeps its
   * digits: at level 200 of N(0, 1) it is P(X &gt; 199.5) - P(X &gt; 200.5).
   */
  @Test
  void mixtureOfLogisticsIsTheMixtureOfTheLevels() {
    Tensor weights = Tensor.vector(0.3, 0.7);
    Tensor locs = Tensor.vector(50.0, 180);
    Tensor scales = Tensor.vector(4.0, 15);
    Discretized whole = Discretized.of(Mixture.of(weights, Logistic.of(locs, scales)), 256);
    for (double k : new double[] {0, 1, 49, 130, 254, 255}) {
      double expected = 0;
      for (int j = 0; j < 2; j++) {
        Discretized part =
            Discretized.of(Logistic.of(j == 0 ? 50.0 : 180.0, j == 0 ? 4.0 : 15.0), 256);
        expected += (j == 0 ? 0.3 : 0.7) * Math.exp(part.logProb(Tensor.scalar(k)).evalScalar());
      }
      assertThat(whole.logProb(Tensor.scalar(k)).evalScalar())
          .isCloseTo(Math.log(expected), within(1e-10));
    }
    // ln P(199.5 < X < 200.5): 199.5 standard deviations out, by mpmath.
    double far =
        Discretized.of(Normal.of(0.0, 1.0), 300).logProb(Tensor.scalar(200.0)).evalScalar();
    assertThat(far).isCloseTo(-19906.339777893427, within(1e-9));
  }

  @Test
  void momentsAreSumsOverTheLevels() {
    Discretized d = Discretized.of(Logistic.of(1.3, 0.8), 4);
    double mean = 0;
    double square = 0;
    double entropy = 0;
    for (int k = 0; k < 4; k++) {
      double low = k == 0 ? 0 : 1 / (1 + Math.exp(-(k - 0.5 - 1.3) / 0.8));
      double high = k == 3 ? 1 : 1 / (1 + Math.exp(-(k + 0.5 - 1.3) / 0.8));
      mean += k * (high - low);
      square += k * k * (high - low);
      entropy -= (high - low) * Math.log(high - low);
    }
    assertThat(d.mean().evalScalar()).isCloseTo(mean, within(1e-14));
    assertThat(d.variance().evalScalar()).isCloseTo(square - mean * mean, within(1e-14));
    assertThat(d.entropy().evalScalar()).isCloseTo(entropy, within(1e-14));
  }

  @Test
  void gradientFlowsIntoTheBase() {
    Parameter loc = Parameter.of("loc", Nd4j.scalar(1.3));
    Tensor y = Discretized.of(Logistic.of(loc, Tensor.scalar(0.8)), 4).logProb(Tensor.scalar(2.0));
    double h = 1e-5;
    double[] at = new double[2];
    for (int i = 0; i < 2; i++) {
      Discretized moved = Discretized.of(Logistic.of(1.3 + (2 * i - 1) * h, 0.8), 4);
      at[i] = moved.logProb(Tensor.scalar(2.0)).evalScalar();
    }
    assertThat(Gradients.of(y, loc).of(loc).evalScalar())
        .isCloseTo((at[1] - at[0]) / (2 * h), within(1e-8));
  }

  @Test
  void refusesOtherBases() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Discretized.of(Poisson.of(2.0), 3))
        .withMessageStartingWith(
            "Discretized.of: base must be continuous and of scalars, got Poisson");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Discretized.of(Normal.of(0.0, 1.0), 0))
        .withMessage("Discretized.of: levels must be >= 1, got 0");
  }
}
