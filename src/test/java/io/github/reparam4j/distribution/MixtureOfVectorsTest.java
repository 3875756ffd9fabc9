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
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** {@link Mixture} of vectors of independent elements, and what mixtures refuse. */
final class MixtureOfVectorsTest {
  private static final int K = 2;
  private static final int D = 3;
  private static final Parameter LOGITS =
      Grid.parameter("logits", DType.DOUBLE, Shape.of(K), i -> 0.4 * i);
  private static final Parameter LOC =
      Grid.parameter("loc", DType.DOUBLE, Shape.of(K, D), i -> Math.sin(3 * i) * 1.2);
  private static final Parameter SCALE =
      Grid.parameter("scale", DType.DOUBLE, Shape.of(K, D), i -> 0.6 + 0.15 * i);
  private static final List<Parameter> ALL = List.of(LOGITS, LOC, SCALE);

  private static Mixture.Pathwise mixture() {
    return Mixture.fromLogits(LOGITS, Independent.of(Normal.of(LOC, SCALE), 1));
  }

  // ---- plain loops

  private static double[] weights() {
    double total = 0;
    double[] w = new double[K];
    for (int k = 0; k < K; k++) {
      w[k] = Math.exp(LOGITS.array().getDouble(k));
      total += w[k];
    }
    for (int k = 0; k < K; k++) {
      w[k] /= total;
    }
    return w;
  }

  private static NormalDistribution component(int k, int i) {
    return NormalDistribution.of(LOC.array().getDouble(k, i), SCALE.array().getDouble(k, i));
  }

  /** F of element i at t, given the elements before it. */
  private static double conditional(double[] x, int i, double t) {
    double[] w = weights();
    double total = 0;
    double sum = 0;
    for (int k = 0; k < K; k++) {
      double given = w[k];
      for (int j = 0; j < i; j++) {
        given *= component(k, j).density(x[j]);
      }
      total += given;
      sum += given * component(k, i).cumulativeProbability(t);
    }
    return sum / total;
  }

  /** The x of which the conditional distribution functions are u, by bisection. */
  private static double[] inverse(double[] u) {
    double[] x = new double[D];
    for (int i = 0; i < D; i++) {
      double low = -30;
      double high = 30;
      for (int step = 0; step < 100; step++) {
        double middle = (low + high) / 2;
        if (conditional(x, i, middle) < u[i]) {
          low = middle;
        } else {
          high = middle;
        }
      }
      x[i] = (low + high) / 2;
    }
    return x;
  }

  private static double loss(double... x) {
    return Math.sin(x[0]) + x[1] * x[2] + 0.5 * x[2];
  }

  // ---- tests

  @Test
  void logProbIsThatOfTheLoops() {
    double[] x = {0.3, -0.8, 1.1};
    double expected = 0;
    for (int k = 0; k < K; k++) {
      double density = weights()[k];
      for (int i = 0; i < D; i++) {
        density *= component(k, i).density(x[i]);
      }
      expected += density;
    }
    assertThat(mixture().logProb(Tensor.vector(x)).evalScalar())
        .isCloseTo(Math.log(expected), within(1e-13));
  }

  /** Gradients hold the conditional distribution functions: against x(theta) by bisection. */
  @Test
  void rsampleGradientKeepsTheConditionalDistributionFunctions() {
    Tensor x = mixture().rsample();
    Tensor loss =
        x.select(0, 0).sin().add(x.select(0, 1).mul(x.select(0, 2))).add(x.select(0, 2).mul(0.5));
    Gradients gradients = Gradients.of(loss, LOGITS, LOC, SCALE);
    double[] at = values(x);
    double[] u = new double[D];
    for (int i = 0; i < D; i++) {
      u[i] = conditional(at, i, at[i]);
    }
    for (Parameter p : ALL) {
      double[] found = values(gradients.of(p));
      for (int i = 0; i < found.length; i++) {
        int element = i;
        double start = p.array().getDouble(i);
        double expected =
            Differences.central(
                v -> {
                  p.array().putScalar(element, v);
                  return loss(inverse(u));
                },
                start,
                2e-3);
        p.array().putScalar(element, start);
        assertThat(found[i]).as("by %s [%d]", p, i).isCloseTo(expected, within(1e-8));
      }
    }
  }

  /**
   * Elements of one sample come from one component: E x0 x1 is the weighted sum of products. Fails
   * for less than one key in 10^8 if right; see {@link MonteCarlo}.
   */
  @Test
  void elementsOfASampleBelongTogether() {
    Tensor x = mixture().sample(MonteCarlo.COUNT);
    double[] products = Grid.values(x.select(-1, 0).mul(x.select(-1, 1)).eval(MonteCarlo.KEY));
    double exact = 0;
    for (int k = 0; k < K; k++) {
      exact += weights()[k] * component(k, 0).getMean() * component(k, 1).getMean();
    }
    MonteCarlo.assertMean("E x0 x1", products, exact, 0.02);
  }

  @Test
  void momentsAreThoseOfTheLoops() {
    double[] mean = values(mixture().mean());
    double[] variance = values(mixture().variance());
    for (int i = 0; i < D; i++) {
      double first = 0;
      double second = 0;
      for (int k = 0; k < K; k++) {
        NormalDistribution c = component(k, i);
        first += weights()[k] * c.getMean();
        second += weights()[k] * (c.getVariance() + c.getMean() * c.getMean());
      }
      assertThat(mean[i]).isCloseTo(first, within(1e-14));
      assertThat(variance[i]).isCloseTo(second - first * first, within(1e-13));
    }
  }

  @Test
  void shapes() {
    Tensor logits = Tensor.zeros(DType.DOUBLE, 5, 1, K);
    Mixture.Pathwise d =
        Mixture.fromLogits(logits, Independent.of(Normal.of(LOC.expandDims(0), SCALE), 1));
    assertThat(d.batchShape()).isEqualTo(Shape.of(5, 1));
    assertThat(d.eventShape()).isEqualTo(Shape.of(D));
    assertThat(d.rsample(4).shape()).isEqualTo(Shape.of(4, 5, 1, D));
    assertThat(d.logProb(d.rsample(4)).shape()).isEqualTo(Shape.of(4, 5, 1));
    assertThat(d.mean().shape()).isEqualTo(Shape.of(5, 1, D));
    assertThat(d.expand(2, 5, 7).sample(3).shape()).isEqualTo(Shape.of(3, 2, 5, 7, D));
    assertThat(d.support().eventRank()).isEqualTo(1);
  }

  @Test
  void aWeightOfZeroIsNeverDrawn() {
    Mixture d = Mixture.of(Tensor.vector(0.0, 1), Delta.of(Tensor.vector(3.0, 4)));
    assertThat(values(d.sample(1000))).containsOnly(4.0);
    assertThat(values(d.logProb(Tensor.vector(3.0, 4, 5))))
        .containsExactly(Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void supportHoldsAllComponents() {
    Mixture d =
        Mixture.of(
            Tensor.vector(0.5, 0.5),
            Truncated.of(
                Exponential.of(Tensor.ones(DType.DOUBLE, 2)),
                Tensor.vector(1.0, 3),
                Tensor.vector(2.0, 4)));
    assertThat(values(d.support().contains(Tensor.vector(0.9, 1, 4, 4.1))))
        .containsExactly(0, 1, 1, 0);
  }

  @Test
  void secondDerivativesOfSamplesAreRefused() {
    for (Tensor x :
        List.of(
            mixture().rsample(),
            Mixture.fromLogits(LOGITS, Normal.of(LOC.select(1, 0), SCALE.select(1, 0)))
                .rsample())) {
      Tensor first = Gradients.of(x.square().sum(), LOC).of(LOC).sum();
      assertThatThrownBy(() -> Gradients.of(first, LOC))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "gradients: an operation that is differentiable once must not be differentiated"
                  + " twice, got a second derivative of a sample with an implicit gradient, made at"
                  + " ");
    }
  }

  @Test
  void differentiableSamplesAreThoseOfTheComponents() {
    Independent opaque = Independent.of(new Opaque(Normal.of(LOC, SCALE)), 1);
    assertThat(Mixture.fromLogits(LOGITS, opaque)).isNotInstanceOf(Reparameterized.class);
    assertThat(Mixture.class.getMethods()).noneMatch(m -> m.getName().equals("rsample"));
    ReparamGaussian full =
        ReparamGaussian.fromScaleTril(LOC, Tensor.eye(DType.DOUBLE, D).broadcastTo(K, D, D));
    Mixture plain = Mixture.fromLogits(LOGITS, (Distribution) full);
    assertThat(plain).isNotInstanceOf(Reparameterized.class);
    assertThat(plain.expand(4).sample(2).shape()).isEqualTo(Shape.of(2, 4, D));
    assertThatThrownBy(() -> Mixture.fromLogits(LOGITS, full))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Mixture.fromLogits: components with differentiable samples must be scalars or"
                + " Independent scalars in a vector, got ReparamGaussian batch [2] event [3]"
                + " DOUBLE; pass them as a Distribution for a mixture without rsample");
  }

  @Test
  void errors() {
    Normal three = Normal.of(Tensor.zeros(DType.DOUBLE, 3), Tensor.ones(DType.DOUBLE, 3));
    assertThatThrownBy(() -> Mixture.fromLogits(LOGITS, three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Mixture.fromLogits: weights and the components' batch must have the same last axis,"
                + " got [2] and batch [3]");
    assertThatThrownBy(() -> Mixture.of(Tensor.ones(DType.FLOAT, 3), three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Mixture.of: parameters must have one dtype, got [FLOAT, DOUBLE]");
    assertThatThrownBy(
            () -> Mixture.of(Tensor.vector(1.0, -1, 1), three).sample().eval(MonteCarlo.KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Mixture.of: weights must be >= 0 everywhere, got -1.0 at [1] of shape [3]");
    assertThatThrownBy(() -> mixture().cdf(Tensor.scalar(0)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Mixture.cdf: events must be scalars, got shape [3]");
  }
}
