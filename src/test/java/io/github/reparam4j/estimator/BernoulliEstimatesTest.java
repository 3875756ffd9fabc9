/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients by the logit of the first of two Bernoulli variables, against sums over all outcomes.
 * Each row of a run is one draw.
 */
class BernoulliEstimatesTest {
  private static final int ROWS = 400_000;
  private static final double LOGIT = -0.4;
  private static final double OTHER = 1.1;

  private static double cost(double first, double second) {
    return 1 + first + 2 * first * second - 0.5 * second;
  }

  private static Tensor cost(Tensor z) {
    Tensor first = z.select(-1, 0);
    Tensor second = z.select(-1, 1);
    return first.add(first.mul(second).mul(2)).sub(second.mul(0.5)).add(1);
  }

  private static double p(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double value(double logit) {
    double p = p(logit);
    double q = p(OTHER);
    return p * (q * cost(1, 1) + (1 - q) * cost(1, 0))
        + (1 - p) * (q * cost(0, 1) + (1 - q) * cost(0, 0));
  }

  /** dE/dl = p (1 - p) (E f(1, z) - E f(0, z)); the difference is 1 + 2 q. */
  private static double slope(double logit) {
    return p(logit) * (1 - p(logit)) * (1 + 2 * p(OTHER));
  }

  private static Replicas.Result draws(Estimator<? super Bernoulli> estimator, int rows) {
    return Replicas.of(
        logit -> {
          Tensor other = Tensor.fill(DType.DOUBLE, OTHER, rows);
          Bernoulli q = Bernoulli.fromLogits(Tensor.stack(-1, logit, other));
          return estimator.expectation(q, BernoulliEstimatesTest::cost);
        },
        LOGIT,
        rows);
  }

  @Test
  void unbiased() {
    draws(ScoreFunction.samples(12), ROWS / 2).gradient().hasMean(slope(LOGIT));
    for (int pairs : new int[] {1, 3}) {
      for (Estimator<Bernoulli> e : List.of(Arm.pairs(pairs), DisArm.pairs(pairs))) {
        Replicas.Result result = draws(e, 2 * ROWS / pairs);
        result.value().hasMean(value(LOGIT));
        result.gradient().hasMean(slope(LOGIT));
      }
    }
  }

  /**
   * Of each variable z = 1, z' = 0 or z = 0, z' = 1 with probability min(p, 1 - p) each, else both
   * are the more probable value. ARM has (f(z) - f(z')) (1/2 - u): of the same mean for each of
   * these, with the second moment of u added.
   */
  @Test
  void variances() {
    double p = p(LOGIT);
    double q = Math.min(p(OTHER), 1 - p(OTHER));
    double weight = 0.5 * (1 - p);
    double disArm = 0;
    double arm = 0;
    double[][] ofSecond = {{1, 0, q}, {0, 1, q}, {1, 1, 1 - 2 * q}};
    for (double[] s : ofSecond) {
      double up = Math.pow(cost(1, s[0]) - cost(0, s[1]), 2);
      double down = Math.pow(cost(0, s[0]) - cost(1, s[1]), 2);
      double same = Math.pow(cost(0, s[0]) - cost(0, s[1]), 2);
      disArm += s[2] * p * (up + down) * weight * weight;
      // Integrals of (1/2 - u)^2 over u in (0, p), (1 - p, 1) and (p, 1 - p).
      double outer = (0.125 - Math.pow(0.5 - p, 3)) / 3;
      arm += s[2] * ((up + down) * outer + same * 2 * Math.pow(0.5 - p, 3) / 3);
    }
    double square = slope(LOGIT) * slope(LOGIT);
    draws(DisArm.pairs(1), ROWS).gradient().hasVariance(disArm - square);
    draws(Arm.pairs(1), ROWS).gradient().hasVariance(arm - square);
    assertThat(disArm).isLessThan(arm);
  }

  @Test
  void refusesSecondDerivatives() {
    Parameter logit = Parameter.of("logit", Nd4j.scalar(LOGIT));
    Tensor e = DisArm.pairs(1).expectation(Bernoulli.fromLogits(logit), z -> z.mul(logit));
    Tensor gradient = Gradients.of(e, logit).of(logit);
    assertThatThrownBy(() -> Gradients.of(gradient, logit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a second derivative of DisArm.expectation");
  }

  /** b ~ Bernoulli, y ~ N(mu + 2 b, 1), and the cost mu y^2. */
  @Test
  void pathwiseWithinScoreFunction() {
    double mu = 1.5;
    double p = p(LOGIT);
    double one = (mu + 2) * (mu + 2) + 1;
    double zero = mu * mu + 1;
    ScoreFunction outer = ScoreFunction.samples(4).baseline(Baseline.leaveOneOut());
    Pathwise inner = Pathwise.samples(2);
    Tensor m = Tensor.fill(DType.DOUBLE, mu, ROWS);
    Replicas.of(logit -> series(outer, inner, logit, m), LOGIT, ROWS)
        .gradient()
        .hasMean(mu * p * (1 - p) * (one - zero));
    Tensor l = Tensor.fill(DType.DOUBLE, LOGIT, ROWS);
    Replicas.of(loc -> series(outer, inner, l, loc), mu, ROWS)
        .gradient()
        .hasMean(p * one + (1 - p) * zero + mu * (2 * mu + 4 * p));
  }

  private static Tensor series(ScoreFunction outer, Pathwise inner, Tensor logit, Tensor mu) {
    Tensor scale = Tensor.ones(DType.DOUBLE);
    return outer.expectation(
        Bernoulli.fromLogits(logit),
        b -> inner.expectation(Normal.of(mu.add(b.mul(2)), scale), y -> y.square().mul(mu)));
  }

  /** One pair of one variable in FLOAT: the gradient is 0 or (f(1) - f(0)) sigmoid(|l|) / 2. */
  @Test
  void floats() {
    Parameter logit = Parameter.of("logit", Nd4j.createFromArray(0.3f, 0.3f, 0.3f, 0.3f));
    Tensor e = DisArm.pairs(1).expectation(Bernoulli.fromLogits(logit), b -> b.mul(3));
    float[] g = Gradients.of(e.sum(), logit).of(logit).eval(RandomKey.of(5)).toFloatVector();
    float step = (float) (1.5 * p(0.3));
    for (float v : g) {
      assertThat(v == 0 || Math.abs(v - step) < 1e-6).isTrue();
    }
  }
}
