/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Carms} against sums over all outcomes. Each row of a run is one draw. */
class CarmsTest {
  private static final double[] LOGITS = {1.1, -0.7, 0.2, 0.5};

  private static Tensor ofIndex(Tensor i) {
    return i.sub(3).square();
  }

  private static double ofIndex(int i) {
    return (i - 3) * (i - 3);
  }

  private static Tensor logits(Tensor first) {
    Tensor rest = Tensor.constant(new double[] {-0.7, 0.2, 0.5}, 1, 3);
    return Tensor.concat(-1, first.expandDims(-1), rest.broadcastTo(first.shape().dim(0), 3));
  }

  @Test
  void unbiasedForIndices() {
    double[] p = softmax(LOGITS);
    double slope = p[0] * (ofIndex(0) - mean(p));
    for (int samples : new int[] {3, 6}) {
      Carms carms = Carms.samples(samples);
      Replicas.Result draws =
          Replicas.of(
              l -> carms.expectation(Categorical.fromLogits(logits(l)), CarmsTest::ofIndex),
              LOGITS[0],
              50_000);
      draws.value().hasMean(mean(p));
      draws.gradient().hasMean(slope);
    }
  }

  /** The cost (f(z) + 20) (f(y) + 20) of an event of two variables, by a logit of the second. */
  @Test
  void unbiasedForEvents() {
    double[] p = softmax(LOGITS);
    int rows = 100_000;
    Tensor first = Tensor.fill(DType.DOUBLE, LOGITS[0], rows);
    Tensor values = ofIndex(Tensor.range(DType.DOUBLE, 4)).add(20);
    Replicas.of(
            second -> {
              Tensor both = Tensor.stack(1, logits(first), logits(second));
              return Carms.samples(6)
                  .expectation(
                      Independent.of(OneHotCategorical.fromLogits(both), 1),
                      z -> z.mul(values).sum(-1).prod(-1));
            },
            LOGITS[0],
            rows)
        .gradient()
        .hasMean(p[0] * (ofIndex(0) - mean(p)) * (mean(p) + 20));
  }

  /**
   * A pair takes categories a and b with a probability that is found here stick by stick from one
   * uniform number u and 1 - u. The variance of the gradient by the first logit, within 6 standard
   * errors of 200,000 draws: fails by chance with a probability of 2e-9.
   */
  @Test
  void varianceIsThatOfTheJointProbabilities() {
    double[] p = softmax(LOGITS);
    double[][] joint = joint(p);
    for (int k = 0; k < 4; k++) {
      assertThat(Arrays.stream(joint[k]).sum()).isCloseTo(p[k], within(1e-12));
    }
    double slope = p[0] * (ofIndex(0) - mean(p));
    double antithetic = -slope * slope;
    double independent = -slope * slope;
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        if (a != b) {
          double g = 0.5 * (ofIndex(a) - ofIndex(b)) * ((a == 0 ? 1 : 0) - (b == 0 ? 1 : 0));
          double product = p[a] * p[b];
          antithetic += product * product / joint[a][b] * g * g;
          independent += product * g * g;
        }
      }
    }
    assertThat(antithetic).isLessThan(0.75 * independent);
    Carms carms = Carms.samples(2);
    Replicas.of(
            l -> carms.expectation(Categorical.fromLogits(logits(l)), CarmsTest::ofIndex),
            LOGITS[0],
            200_000)
        .gradient()
        .hasMean(slope)
        .hasVariance(antithetic);
  }

  private static double mean(double[] p) {
    return IntStream.range(0, 4).mapToDouble(k -> p[k] * ofIndex(k)).sum();
  }

  private static double[] softmax(double[] logits) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Arrays.stream(logits).map(l -> Math.exp(l) / sum).toArray();
  }

  /** P(a, b) of a pair: of each stick one stops, or both stop, or both go on. */
  private static double[][] joint(double[] p) {
    Integer[] order = {0, 1, 2, 3};
    Arrays.sort(order, Comparator.comparingDouble(k -> p[k]));
    double[][] joint = new double[4][4];
    double both = 1;
    double rest = 1;
    for (int i = 0; i < 4; i++) {
      int a = order[i];
      double stop = p[a] / rest;
      joint[a][a] = both * Math.max(0, 2 * stop - 1);
      for (int j = i + 1; j < 4; j++) {
        // The other goes on by itself: it takes category b with its probability among the rest.
        int b = order[j];
        double one = both * (stop - Math.max(0, 2 * stop - 1)) * p[b] / (rest - p[a]);
        joint[a][b] = one;
        joint[b][a] = one;
      }
      both *= Math.max(0, 1 - 2 * stop);
      rest -= p[a];
    }
    return joint;
  }

  /** Two samples of two categories are the pair of DisARM, with its coefficient. */
  @Test
  void isDisArmForTwoCategories() {
    Parameter logit = Parameter.of("logit", Tensor.fill(DType.FLOAT, 0.3, 50).eval());
    Tensor logits = Tensor.stack(-1, Tensor.zeros(DType.FLOAT, 50), logit);
    Tensor e = Carms.samples(2).expectation(Categorical.fromLogits(logits), b -> b.mul(3));
    float[] g = Gradients.of(e.sum(), logit).of(logit).eval(RandomKey.of(5)).toFloatVector();
    double step = 1.5 / (1 + Math.exp(-0.3));
    int zeros = 0;
    for (float v : g) {
      assertThat(v == 0 || Math.abs(v - step) < 1e-6).as("%s", v).isTrue();
      zeros += v == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(1, 20);
  }

  /** Equal probabilities, one of 0, and one of 1. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void endsOfTheParameters(int samples) {
    double none = Double.NEGATIVE_INFINITY;
    Parameter logits =
        Parameter.of(
            "logits",
            Tensor.constant(new double[] {0, 0, 0, none, 1, 1, none, none, 3}, 3, 3).eval());
    Categorical q = Categorical.fromLogits(logits);
    Tensor e = Carms.samples(samples).expectation(q, CarmsTest::ofIndex);
    for (int i = 0; i < 20; i++) {
      RandomKey key = RandomKey.of(i);
      double[] g = Gradients.of(e.sum(), logits).of(logits).eval(key).ravel().toDoubleVector();
      assertThat(g).doesNotContain(Double.NaN);
      assertThat(g[3]).isZero();
      assertThat(Arrays.copyOfRange(g, 6, 9)).containsOnly(0);
      assertThat(e.eval(key).getDouble(2)).isCloseTo(ofIndex(2), within(1e-14));
    }
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> Carms.samples(1))
        .hasMessage("Carms.samples: count must be >= 2, got 1");
    assertThatThrownBy(() -> Carms.samples(2).expectation(Bernoulli.of(0.5), b -> b))
        .hasMessage(
            "Carms.expectation: distribution must be Categorical or OneHotCategorical, or"
                + " Independent ones, got "
                + Bernoulli.of(0.5)
                + "; DisArm is for Bernoulli; ScoreFunction takes any distribution");
    Parameter scores = Parameter.of("scores", Tensor.vector(LOGITS).eval());
    Tensor e = Carms.samples(2).expectation(Categorical.fromLogits(scores), CarmsTest::ofIndex);
    Tensor first = Gradients.of(e, scores).of(scores);
    assertThatThrownBy(() -> Gradients.of(first.sum(), scores))
        .hasMessageContaining("a second derivative of an estimate by Carms.expectation");
    assertThat(Carms.samples(2)).hasToString("Carms[samples=2]");
  }
}
