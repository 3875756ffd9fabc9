/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A way to estimate an expectation E f(z), z ~ q, and its gradient: an expression whose value
 * estimates the expectation and whose gradient under {@code Gradients.of} is the estimator's,
 * called a surrogate (J. Schulman, N. Heess, T. Weber and P. Abbeel, "Gradient estimation using
 * stochastic computation graphs", NeurIPS 2015). It is an expression like any other, so it can be
 * part of a loss, and an expectation can stand inside the cost of another one.
 *
 * <pre>{@code
 * Tensor loss = Pathwise.samples(16).expectation(q, z -> z.sub(target).square());
 * Gradients g = Gradients.of(loss.mean(), loc, logScale);
 * }</pre>
 *
 * <p>Shapes: the cost f is called with all samples, of shape [K] + batch + event; some estimators
 * call it more than once, with other numbers of samples. It returns one number for each sample and
 * row: of the shape [K] + batch, or of the first axes of it, if it sums over the last axes of the
 * batch. The expectation has the shape of the cost without its first axis, and each of its elements
 * has a gradient by the parameters of its own rows only. So a loss of a mini-batch is the mean of
 * the result.
 *
 * <p>The cost may depend on the parameters of q also directly, as a lower bound does, and on other
 * parameters: their ordinary gradients are part of the result's.
 *
 * <p>An estimator of your own is one function of q and f that keeps to the contract of shapes.
 *
 * @param <D> the distributions that the estimator is for
 */
@FunctionalInterface
public interface Estimator<D extends Distribution> {
  /**
   * An expression that estimates E f(z).
   *
   * @param q the distribution of z
   * @param cost f, from samples [K] + batch + event to one number for each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if the cost has another shape or dtype
   */
  Tensor expectation(D q, UnaryOperator<Tensor> cost);
}
