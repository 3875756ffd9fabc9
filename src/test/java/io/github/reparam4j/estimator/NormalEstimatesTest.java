/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Exponential;
import io.github.reparam4j.distribution.Gumbel;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Gradients of E (y - c)^2, y ~ N(mu, sigma^2), by one sample: with d = mu - c their means are 2 d
 * and 2 sigma, and their variances known polynomials. Each row of a run is one draw.
 */
class NormalEstimatesTest {
  private static final int ROWS = 400_000;
  private static final double MU = 3;
  private static final double SIGMA = 1;
  private static final double C = 2;
  private static final double D = MU - C;

  private static Tensor rows(double value, Tensor like) {
    return Tensor.fill(DType.DOUBLE, value, like.shape().toLongs());
  }

  private static Normal withLoc(Tensor loc) {
    return Normal.of(loc, rows(SIGMA, loc));
  }

  private static Normal withScale(Tensor scale) {
    return Normal.of(rows(MU, scale), scale);
  }

  private static Tensor cost(Tensor y) {
    return y.sub(C).square();
  }

  private static <D extends Distribution> Replicas.Result draws(
      Estimator<? super D> estimator, Function<Tensor, D> q, double at, int rows) {
    return Replicas.of(
        p -> estimator.expectation(q.apply(p), NormalEstimatesTest::cost), at, rows, false);
  }

  @Test
  void pathwise() {
    Pathwise one = Pathwise.samples(1);
    Replicas.Result byLoc = draws(one, NormalEstimatesTest::withLoc, MU, 2 * ROWS);
    byLoc.value().hasMean(D * D + SIGMA * SIGMA);
    byLoc.gradient().hasMean(2 * D).hasVariance(4 * SIGMA * SIGMA);
    draws(one, NormalEstimatesTest::withScale, SIGMA, 3 * ROWS)
        .gradient()
        .hasMean(2 * SIGMA)
        .hasVariance(4 * D * D + 8 * SIGMA * SIGMA);
    draws(Pathwise.samples(5), NormalEstimatesTest::withLoc, MU, ROWS)
        .gradient()
        .hasMean(2 * D)
        .hasVariance(4 * SIGMA * SIGMA / 5);
  }

  /** The gradient by mu is linear in z; that by sigma has the even part 2 sigma z^2 alone. */
  @Test
  void antithetic() {
    Pathwise pair = Pathwise.samples(2).antithetic();
    draws(pair, NormalEstimatesTest::withLoc, MU, ROWS).gradient().hasMean(2 * D).hasVariance(0);
    draws(pair, NormalEstimatesTest::withScale, SIGMA, 2 * ROWS)
        .gradient()
        .hasMean(2 * SIGMA)
        .hasVariance(8 * SIGMA * SIGMA);
  }

  /**
   * Other noise is reflected through its distribution function: for a pair of exponential samples
   * the variance of the mean of -ln u and -ln(1 - u) is 1 - pi^2 / 12.
   */
  @Test
  void antitheticNoiseThatIsNotSymmetric() {
    Pathwise pair = Pathwise.samples(2).antithetic();
    Replicas.of(r -> pair.expectation(Exponential.of(r), z -> z), 1, ROWS, false)
        .value()
        .hasMean(1)
        .hasVariance(1 - Math.PI * Math.PI / 12);
    Function<Tensor, Reparameterized> gumbel = s -> Gumbel.of(rows(0, s), s);
    Replicas.Draws together =
        Replicas.of(s -> pair.expectation(gumbel.apply(s), z -> z), 1, ROWS, false).value();
    together.hasMean(0.5772156649015329);
    assertThat(together.variance()).isLessThan(0.7 * Math.PI * Math.PI / 12);
  }

  @Test
  void scoreFunction() {
    ScoreFunction one = ScoreFunction.samples(1);
    double s2 = SIGMA * SIGMA;
    double d2 = D * D;
    Replicas.Result byLoc = draws(one, NormalEstimatesTest::withLoc, MU, 7 * ROWS);
    byLoc.value().hasMean(d2 + s2);
    byLoc.gradient().hasMean(2 * D).hasVariance(d2 * d2 / s2 + 14 * d2 + 15 * s2);
    draws(ScoreFunction.samples(32), NormalEstimatesTest::withScale, SIGMA, ROWS)
        .gradient()
        .hasMean(2 * SIGMA)
        .hasVariance((2 * d2 * d2 / s2 + 60 * d2 + 74 * s2) / 32);
  }

  /** With two samples the gradient is (f(y1) - f(y2)) (score(y1) - score(y2)) / 2. */
  @Test
  void leaveOneOut() {
    ScoreFunction two = ScoreFunction.samples(2).baseline(Baseline.leaveOneOut());
    double f0 = SIGMA * SIGMA + D * D;
    DoubleUnaryOperator f = z -> Math.pow(D + SIGMA * z, 2) - f0;
    // E ((f1 - f2) (z1 - z2))^2 by the moments of f and z, which E f = 0 has made few.
    double ff = Replicas.expectation(z -> Math.pow(f.applyAsDouble(z), 2));
    double fz = Replicas.expectation(z -> f.applyAsDouble(z) * z);
    double ffzz = Replicas.expectation(z -> Math.pow(f.applyAsDouble(z) * z, 2));
    double square = 2 * (ffzz + ff) + 4 * fz * fz;
    double mean = 2 * D;
    draws(two, NormalEstimatesTest::withLoc, MU, 4 * ROWS)
        .gradient()
        .hasMean(mean)
        .hasVariance(square / (4 * SIGMA * SIGMA) - mean * mean);
  }

  @Test
  void constantBaseline() {
    double b = D * D + SIGMA * SIGMA;
    ScoreFunction one = ScoreFunction.samples(1).baseline(Baseline.learned(Tensor.scalar(b)));
    double square = Replicas.expectation(z -> Math.pow((Math.pow(D + SIGMA * z, 2) - b) * z, 2));
    Replicas.Result draws = draws(one, NormalEstimatesTest::withLoc, MU, 5 * ROWS);
    draws.value().hasMean(b);
    draws.gradient().hasMean(2 * D).hasVariance(square / (SIGMA * SIGMA) - 4 * D * D);
  }

  /** d^2/dsigma^2 E (y - c)^2 = 2, and d^2/dmu^2 E y^2 p = 2 p + ... of a cost with mu in it. */
  @Test
  void secondDerivatives() {
    for (Baseline b :
        new Baseline[] {
          Baseline.none(), Baseline.leaveOneOut(), Baseline.learned(Tensor.scalar(3.0))
        }) {
      ScoreFunction many = ScoreFunction.samples(20).baseline(b);
      // E mu (y - c)^2 = mu (d^2 + sigma^2): the cost has a gradient of its own.
      Replicas.Result result =
          Replicas.of(mu -> many.expectation(withLoc(mu), y -> mu.mul(cost(y))), MU, ROWS, true);
      result.gradient().hasMean(D * D + SIGMA * SIGMA + 2 * MU * D);
      result.second().hasMean(4 * D + 2 * MU);
    }
    Replicas.of(
            mu -> Pathwise.samples(1).expectation(withLoc(mu), y -> mu.mul(cost(y))),
            MU,
            ROWS,
            true)
        .second()
        .hasMean(4 * D + 2 * MU);
  }
}
