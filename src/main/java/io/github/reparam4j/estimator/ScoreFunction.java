/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The score-function estimator, also called REINFORCE: for samples z_k of q with parameters theta
 * and a baseline b,
 *
 * <pre>grad E f(z) = E [grad f(z) + (f(z) - b) grad ln q(z)]</pre>
 *
 * <p>(R. Williams, "Simple statistical gradient-following algorithms for connectionist
 * reinforcement learning", 1992). It needs only the log-density, so q may be any distribution and f
 * any function, with jumps too. Unbiased. Its variance is great without a baseline; {@link
 * Baseline} says how to reduce it.
 *
 * <pre>{@code
 * Bernoulli q = Bernoulli.fromLogits(logits);                        // batch [128, 200]
 * Tensor loss = ScoreFunction.samples(16)
 *     .baseline(Baseline.leaveOneOut())
 *     .expectation(q, b -> bound(x, b))                              // [16, 128, 200] to [16, 128]
 *     .mean();
 * }</pre>
 *
 * <p>Derivatives of every order are unbiased: the samples' weight is exp(ln q - stop(ln q)), whose
 * value is 1 (J. Foerster et al., "DiCE: the infinitely differentiable Monte Carlo estimator", ICML
 * 2018). The value of the result is the mean cost, with any baseline.
 */
public final class ScoreFunction implements Estimator<Distribution> {
  private static final String WHERE = "ScoreFunction.expectation";

  private final int samples;
  private final Baseline baseline;

  private ScoreFunction(int samples, Baseline baseline) {
    this.samples = samples;
    this.baseline = baseline;
  }

  /**
   * The estimator without a baseline.
   *
   * @param count number K of samples for each row, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static ScoreFunction samples(int count) {
    SampleCost.requireCount("ScoreFunction.samples", "count", count, 1);
    return new ScoreFunction(count, Baseline.none());
  }

  /**
   * This estimator with a baseline.
   *
   * @param baseline what is subtracted from the costs
   * @return a new estimator
   * @throws IllegalArgumentException if the baseline needs more samples
   */
  public ScoreFunction baseline(Baseline baseline) {
    Errors.given("ScoreFunction.baseline", "baseline", baseline);
    baseline.requireSamples("ScoreFunction.baseline", samples);
    return new ScoreFunction(samples, baseline);
  }

  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    Tensor z = q.sample(samples);
    Tensor f = SampleCost.of(WHERE, q, z, cost);
    Tensor weight = weight(SampleCost.sumToRowsOf(f, q.logProb(z)), f);
    Tensor constant = f.stopGradient();
    Tensor b = baseline.of(constant);
    Tensor weighted = f.mul(weight);
    Tensor each = b == null ? weighted : weighted.sub(b.mul(weight.sub(1)));
    return baseline.carriedBy(each.mean(0), constant);
  }

  /** exp(ln q - stop(ln q)): 1, and its own derivative by ln q. No density is computed for it. */
  private static Tensor weight(Tensor logProb, Tensor f) {
    Tensor one = Tensor.ones(f.dtype(), f.shape().toLongs());
    return Tensor.withGradient(one, (input, y, g) -> g.mul(y), logProb);
  }

  @Override
  public String toString() {
    return "ScoreFunction[samples=" + samples + ", baseline=" + baseline + "]";
  }
}
