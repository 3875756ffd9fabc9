/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.NoiseSource;
import io.github.reparam4j.tensor.QuasiRandomNoise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The pathwise estimator: the mean of f over reparameterized samples, whose gradient flows through
 * the samples, (1/K) sum over k of df(z_k)/dz dz_k/dtheta (D. Kingma and M. Welling, "Auto-encoding
 * variational Bayes", 2013; D. Rezende, S. Mohamed and D. Wierstra, "Stochastic backpropagation and
 * approximate inference in deep generative models", 2014). Unbiased if f is differentiable, or
 * continuous with kinks; the gradient does not see the jumps of an f that has some.
 *
 * <pre>{@code
 * Normal q = Normal.of(loc, logScale.exp());
 * Tensor loss = Pathwise.samples(16).antithetic().expectation(q, z -> z.sub(target).square());
 * }</pre>
 *
 * <p>A discrete distribution is not {@link Reparameterized} and does not compile here; {@link
 * ScoreFunction} takes any distribution.
 */
public final class Pathwise implements Estimator<Reparameterized> {
  private static final String WHERE = "Pathwise.expectation";

  private final int samples;
  private final String sampling;
  private final Function<Reparameterized, NoiseSource> source;

  /**
   * @param samples number K
   * @param sampling how they are drawn, as toString says it
   * @param source their noise by distribution, or null for independent samples
   */
  private Pathwise(int samples, String sampling, Function<Reparameterized, NoiseSource> source) {
    this.samples = samples;
    this.sampling = sampling;
    this.source = source;
  }

  /**
   * The estimator with independent samples.
   *
   * @param count number K of samples for each row, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Pathwise samples(int count) {
    SampleCost.requireCount("Pathwise.samples", "count", count, 1);
    return new Pathwise(count, "independent", null);
  }

  /**
   * This estimator with antithetic pairs: sample k + K/2 is made from the noise of sample k
   * reflected, -z for normal noise, 1 - u for uniform noise, and F^-1(1 - F(x)) for other noise
   * with distribution function F. Every sample has the distribution q, so the estimate stays
   * unbiased; for costs that are monotonic or odd about the centre in each noise its variance is
   * less than that of independent samples, 0 for linear ones, and for even costs it is greater,
   * twice as much for a pair (J. Hammersley and K. Morton, "A new Monte Carlo technique: antithetic
   * variates", 1956).
   *
   * <p>For families whose samples are functions of normal, uniform, exponential or Gumbel noise.
   * Families drawn by rejection, such as {@code Gamma}, {@code Beta} and {@code VonMises}, are
   * refused by {@link #expectation}.
   *
   * @return a new estimator
   * @throws IllegalArgumentException if the number of samples is odd
   */
  public Pathwise antithetic() {
    if (samples % 2 != 0) {
      throw Errors.argument(
          "Pathwise.antithetic",
          "the number of samples must be even",
          samples,
          "samples come in pairs");
    }
    return new Pathwise(samples, "antithetic", q -> Pathwise::antitheticNoise);
  }

  /**
   * This estimator with quasi-random samples: their noise is the quantiles at K scrambled Sobol'
   * points, see {@link QuasiRandomNoise}. Every sample has the distribution q, so the estimate
   * stays unbiased; for costs that are smooth in each noise its variance goes down by about K^-3 in
   * few dimensions, where that of independent samples goes down by K^-1 (A. B. Owen, "Scrambled net
   * variance for integrals of smooth functions", Annals of Statistics 25, 1997).
   *
   * <p>Each row of the batch has points of its own, whose coordinates are the elements of the
   * event, 1,024 at most. Rows are scrambled independently. For elements whose interaction matters
   * to the cost, make them an event by {@code Independent}.
   *
   * <p>Families drawn by rejection are refused by {@link #expectation}, as by {@link #antithetic}.
   *
   * @return a new estimator
   * @throws IllegalArgumentException if the number of samples is not a power of two
   */
  public Pathwise quasiRandom() {
    if (Integer.bitCount(samples) != 1) {
      throw Errors.argument(
          "Pathwise.quasiRandom",
          "the number of samples must be a power of two",
          samples,
          "Sobol' points are evenly spread in such numbers");
    }
    return new Pathwise(samples, "quasi-random", q -> QuasiRandomNoise.ofRows(q.batchShape()));
  }

  private static Tensor antitheticNoise(NoiseDistribution distribution, DType dtype, Shape shape) {
    if (distribution.hasAntithetic()) {
      return Noise.antithetic(distribution, dtype, shape);
    }
    Tensor exponential = Noise.antithetic(NoiseDistribution.UNIFORM, dtype, shape).log().neg();
    return distribution == NoiseDistribution.GUMBEL ? exponential.log().neg() : exponential;
  }

  @Override
  public Tensor expectation(Reparameterized q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    Tensor z =
        source == null
            ? q.rsample(samples)
            : Noise.drawnFrom(source.apply(q), () -> q.rsample(samples));
    return SampleCost.of(WHERE, q, z, cost).mean(0);
  }

  @Override
  public String toString() {
    return "Pathwise[samples=" + samples + ", " + sampling + "]";
  }
}
