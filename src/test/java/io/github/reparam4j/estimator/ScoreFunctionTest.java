/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Means and variances of the estimate and its derivatives, by sums over all outcomes instead of
 * draws: each row has one outcome of its samples, with its probability. So nothing is random here.
 */
class ScoreFunctionTest {
  private static final double MU = 3;
  private static final double SIGMA = 0.8;
  private static final double C = 1.5;
  private static final double D = MU - C;
  private static final double S2 = SIGMA * SIGMA;

  /** A distribution with given samples, of shape [K] + batch. */
  private record Given(Distribution q, Tensor samples) implements Distribution {
    @Override
    public DType dtype() {
      return q.dtype();
    }

    @Override
    public Shape batchShape() {
      return q.batchShape();
    }

    @Override
    public Constraint support() {
      return q.support();
    }

    @Override
    public Distribution expand(long... batchShape) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Tensor sample(long... sampleShape) {
      assertThat(samples.shape().slice(0, 1).toLongs()).containsExactly(sampleShape);
      return samples;
    }

    @Override
    public Tensor logProb(Tensor value) {
      return q.logProb(value);
    }
  }

  /** One draw for each outcome of K independent ones; of an outcome of K draws its probability. */
  private static final class Outcomes {
    final double[] probabilities;
    final Tensor samples;

    /** All K-tuples of points with weights. */
    Outcomes(double[] points, double[] weights, int k) {
      int n = points.length;
      int rows = (int) Math.round(Math.pow(n, k));
      double[] values = new double[k * rows];
      probabilities = new double[rows];
      for (int row = 0; row < rows; row++) {
        probabilities[row] = 1;
        for (int i = 0, rest = row; i < k; i++, rest /= n) {
          values[i * rows + row] = points[rest % n];
          probabilities[row] *= weights[rest % n];
        }
      }
      samples = Tensor.constant(values, k, rows);
    }

    /** Points of N(0, 1) by the trapezoidal rule, with an error below 1e-12 for polynomials. */
    static Outcomes ofNormal(int k) {
      double step = 0.25;
      double[] z = IntStream.rangeClosed(-40, 40).mapToDouble(i -> i * step).toArray();
      double[] w = new double[z.length];
      double[] y = new double[z.length];
      for (int i = 0; i < z.length; i++) {
        w[i] = step * Math.exp(-z[i] * z[i] / 2) / Math.sqrt(2 * Math.PI);
        y[i] = MU + SIGMA * z[i];
      }
      return new Outcomes(y, w, k);
    }

    double mean(double... values) {
      return IntStream.range(0, values.length).mapToDouble(i -> values[i] * probabilities[i]).sum();
    }

    double variance(double... values) {
      double mean = mean(values);
      return mean(
              IntStream.range(0, values.length).mapToDouble(i -> values[i] * values[i]).toArray())
          - mean * mean;
    }
  }

  /** The estimate of each row, and its first and second derivatives by the row's parameter. */
  private record Result(Outcomes outcomes, double[] value, double[] gradient, double[] second) {
    void hasMeans(double value, double gradient, double second) {
      assertThat(outcomes.mean(this.value)).isCloseTo(value, within(1e-11));
      assertThat(outcomes.mean(this.gradient)).isCloseTo(gradient, within(1e-11));
      assertThat(outcomes.mean(this.second)).isCloseTo(second, within(1e-10));
    }

    void hasVarianceOfGradient(double exact) {
      assertThat(outcomes.variance(gradient)).isCloseTo(exact, within(1e-9));
    }
  }

  /**
   * @param family q by its parameter
   * @param cost f by the parameter and z
   */
  private static Result of(
      Baseline baseline,
      Outcomes outcomes,
      double at,
      Function<Tensor, Distribution> family,
      BinaryOperator<Tensor> cost) {
    int k = outcomes.samples.shape().dim(0);
    long rows = outcomes.samples.shape().dim(1);
    Parameter p =
        Parameter.of("p", Nd4j.valueArrayOf(new long[] {rows}, at, DType.DOUBLE.toNd4j()));
    Tensor e =
        ScoreFunction.samples(k)
            .baseline(baseline)
            .expectation(new Given(family.apply(p), outcomes.samples), z -> cost.apply(p, z));
    Tensor gradient = Gradients.of(e.sum(), p).of(p);
    Tensor second = Gradients.of(gradient.sum(), p).of(p);
    return new Result(
        outcomes,
        e.eval().toDoubleVector(),
        gradient.eval().toDoubleVector(),
        second.eval().toDoubleVector());
  }

  private static Tensor like(Tensor p, double value) {
    return Tensor.fill(DType.DOUBLE, value, p.shape().toLongs());
  }

  private static Distribution byLoc(Tensor mu) {
    return Normal.of(mu, like(mu, SIGMA));
  }

  private static Distribution byScale(Tensor sigma) {
    return Normal.of(like(sigma, MU), sigma);
  }

  private static Tensor cost(Tensor p, Tensor y) {
    return y.sub(C).square();
  }

  @Test
  void normal() {
    Outcomes one = Outcomes.ofNormal(1);
    double value = D * D + S2;
    double d4 = D * D * D * D;
    Result byLoc = of(Baseline.none(), one, MU, ScoreFunctionTest::byLoc, ScoreFunctionTest::cost);
    byLoc.hasMeans(value, 2 * D, 2);
    byLoc.hasVarianceOfGradient(d4 / S2 + 14 * D * D + 15 * S2);
    Result byScale =
        of(Baseline.none(), one, SIGMA, ScoreFunctionTest::byScale, ScoreFunctionTest::cost);
    byScale.hasMeans(value, 2 * SIGMA, 2);
    byScale.hasVarianceOfGradient(2 * d4 / S2 + 60 * D * D + 74 * S2);
  }

  /**
   * A baseline b subtracts from f = d^2 + 2 d sigma z + sigma^2 z^2: for b = E f the gradient by mu
   * is (2 d z + sigma (z^2 - 1)) z, of second moment 12 d^2 + 10 sigma^2. With two samples, each of
   * which is the baseline of the other, it is half of the difference of f times that of z.
   */
  @Test
  void baselines() {
    double value = D * D + S2;
    Outcomes one = Outcomes.ofNormal(1);
    Baseline mean = Baseline.learned(Tensor.scalar(value));
    Result constant = of(mean, one, MU, ScoreFunctionTest::byLoc, ScoreFunctionTest::cost);
    constant.hasMeans(value, 2 * D, 2);
    constant.hasVarianceOfGradient(8 * D * D + 10 * S2);
    Result loo =
        of(
            Baseline.leaveOneOut(),
            Outcomes.ofNormal(2),
            MU,
            ScoreFunctionTest::byLoc,
            ScoreFunctionTest::cost);
    loo.hasMeans(value, 2 * D, 2);
    loo.hasVarianceOfGradient(6 * D * D + 6 * S2 + 2 * D * D);
  }

  /** E mu (y - c)^2 = mu (d^2 + sigma^2): the cost has a gradient of its own, to both orders. */
  @Test
  void costsThatDependOnTheParameter() {
    double value = D * D + S2;
    for (Baseline b :
        List.of(Baseline.none(), Baseline.leaveOneOut(), Baseline.learned(Tensor.scalar(2)))) {
      of(b, Outcomes.ofNormal(2), MU, ScoreFunctionTest::byLoc, (mu, y) -> mu.mul(cost(mu, y)))
          .hasMeans(MU * value, value + 2 * MU * D, 4 * D + 2 * MU);
    }
  }

  /** E (3 z + 1) = 3 p + 1 of three samples of a Bernoulli variable. */
  @Test
  void bernoulli() {
    double logit = -1.2;
    double p = 1 / (1 + Math.exp(-logit));
    Outcomes three = new Outcomes(new double[] {0, 1}, new double[] {1 - p, p}, 3);
    for (Baseline b : List.of(Baseline.none(), Baseline.leaveOneOut())) {
      of(b, three, logit, Bernoulli::fromLogits, (l, z) -> z.mul(3).add(1))
          .hasMeans(3 * p + 1, 3 * p * (1 - p), 3 * p * (1 - p) * (1 - 2 * p));
    }
  }
}
