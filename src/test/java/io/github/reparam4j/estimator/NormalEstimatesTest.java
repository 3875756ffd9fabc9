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
    return Replicas.of(p -> estimator.expectation(q.apply(p), NormalEstimatesTest::cost), at, rows);
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
    Replicas.of(r -> pair.expectation(Exponential.of(r), z -> z), 1, ROWS)
        .value()
        .hasMean(1)
        .hasVariance(1 - Math.PI * Math.PI / 12);
    Function<Tensor, Reparameterized> gumbel = s -> Gumbel.of(rows(0, s), s);
    Replicas.Draws together =
        Replicas.of(s -> pair.expectation(gumbel.apply(s), z -> z), 1, ROWS).value();
    together.hasMean(0.5772156649015329);
    assertThat(together.variance()).isLessThan(0.7 * Math.PI * Math.PI / 12);
  }

  /** Its exact moments are those of {@link ScoreFunctionTest}. */
  @Test
  void scoreFunction() {
    Replicas.Result byLoc = draws(ScoreFunction.samples(8), NormalEstimatesTest::withLoc, MU, ROWS);
    byLoc.value().hasMean(D * D + SIGMA * SIGMA);
    double s2 = SIGMA * SIGMA;
    byLoc.gradient().hasMean(2 * D).hasVariance((D * D * D * D / s2 + 14 * D * D + 15 * s2) / 8);
  }
}
