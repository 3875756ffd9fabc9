/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
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
 * Tensor loss = Pathwise.samples(16).expectation(q, z -> z.sub(target).square());
 * }</pre>
 *
 * <p>A discrete distribution is not {@link Reparameterized} and does not compile here.
 */
public final class Pathwise implements Estimator<Reparameterized> {
  private static final String WHERE = "Pathwise.expectation";

  private final int samples;

  private Pathwise(int samples) {
    this.samples = samples;
  }

  /**
   * The estimator with independent samples.
   *
   * @param count number K of samples for each row, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Pathwise samples(int count) {
    return new Pathwise(SampleCost.count("Pathwise.samples", "count", count, 1));
  }

  @Override
  public Tensor expectation(Reparameterized q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    return SampleCost.of(WHERE, q, q.rsample(samples), cost).mean(0);
  }

  @Override
  public String toString() {
    return "Pathwise[samples=" + samples + "]";
  }
}
