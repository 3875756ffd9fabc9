/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * CARMS, the categorical-antithetic-REINFORCE multi-sample estimator: for categorical variables
 * with logits l and K samples z_k, of which any two are negatively dependent and so seldom equal,
 *
 * <pre>
 * dE f / dl = E 1 / (K (K - 1)) sum over pairs i &lt; j of
 *             P(z_i) P(z_j) / P(z_i, z_j) (f(z_i) - f(z_j)) (e(z_i) - e(z_j))
 * </pre>
 *
 * <p>with e(z) the one-hot vector of z (A. Dimitriev and M. Zhou, "CARMS: categorical-antithetic-
 * REINFORCE multi-sample gradient estimator", NeurIPS 2021). Unbiased, for any f. With independent
 * samples the ratio would be 1 and the sum {@link Baseline#leaveOneOut}, with two samples of two
 * categories it is {@link DisArm}. The samples take the categories in the order of increasing
 * probability by stick-breaking, from uniform numbers of a Dirichlet copula; the ratio has a closed
 * form.
 *
 * <pre>{@code
 * Categorical q = Categorical.fromLogits(logits);                        // batch [128], 10 categories
 * Tensor loss = Carms.samples(4).expectation(q, z -> cost(z)).mean();    // [4, 128] to [4, 128]
 * }</pre>
 *
 * <p>For {@link Categorical}, whose samples are indices, {@link OneHotCategorical}, and {@link
 * Independent} ones. The order takes a square of the number of categories for each variable. In
 * FLOAT a value of probability below 2^-24 is not drawn. The gradient is right to first order; a
 * second derivative by the logits is an error that says so ({@link ScoreFunction} has one).
 */
public final class Carms implements Estimator<Distribution> {
  private static final String WHERE = "Carms.expectation";

  private final int samples;

  private Carms(int samples) {
    this.samples = samples;
  }

  /**
   * The estimator with K jointly antithetic samples for each row.
   *
   * @param count number K of samples, at least 2
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 2
   */
  public static Carms samples(int count) {
    SampleCost.requireCount("Carms.samples", "count", count, 2);
    return new Carms(count);
  }

  /**
   * An expression that estimates E f(z).
   *
   * @param q {@link Categorical} or {@link OneHotCategorical}, or {@code Independent} ones
   * @param cost f, from samples [K] + batch + event to one number for each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if q is of another family, or the cost has another shape or
   *     dtype
   */
  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    Distribution elements = SurrogateTerm.elements(q);
    if (elements instanceof OneHotCategorical c) {
      AntitheticCategories z = AntitheticCategories.draw(c.logProbs(), samples);
      return surrogate(z, c.logProbs(), SampleCost.of(WHERE, q, z.oneHot(), cost));
    }
    if (elements instanceof Categorical c) {
      AntitheticCategories z = AntitheticCategories.draw(c.logProbs(), samples);
      return surrogate(z, c.logProbs(), SampleCost.of(WHERE, q, z.index(), cost));
    }
    throw Errors.argument(
        WHERE,
        "distribution must be Categorical or OneHotCategorical, or Independent ones",
        q,
        "DisArm is for Bernoulli; ScoreFunction takes any distribution");
  }

  private Tensor surrogate(AntitheticCategories z, Tensor logProbs, Tensor f) {
    Tensor value = f.mean(0);
    Tensor gradient = gradient(z, f.stopGradient());
    return value.add(
        SurrogateTerm.of(
            WHERE,
            value,
            (input, y, g) -> gradient.mul(SampleCost.alignTo(gradient.shape(), g)),
            logProbs));
  }

  /** The sum over pairs, batch + [categories]. */
  private Tensor gradient(AntitheticCategories z, Tensor f) {
    Tensor cost = SampleCost.alignTo(z.position().shape(), f);
    Tensor isFirst = z.position().expandDims(1).lt(z.position().expandDims(0));
    Tensor ratio = Tensor.where(isFirst, z.ratio().expandDims(1), z.ratio().expandDims(0));
    Tensor ofSample = ratio.mul(cost.expandDims(1).sub(cost.expandDims(0))).sum(1);
    return z.oneHot().mul(ofSample.expandDims(-1)).sum(0).div(samples * (samples - 1.0));
  }

  @Override
  public String toString() {
    return "Carms[samples=" + samples + "]";
  }
}
