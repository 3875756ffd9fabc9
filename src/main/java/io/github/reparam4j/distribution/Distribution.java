/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A probability distribution, or a batch of them, whose parameters are tensors, so that a network
 * can compute them and gradients flow into it.
 *
 * <p>Shapes: {@link #batchShape} is the shape of independent copies with their own parameters,
 * {@link #eventShape} the shape of one draw. Samples have the shape sample + batch + event, their
 * log-densities sample + batch, means and variances batch + event, entropies batch. Parameters
 * broadcast. The dtype is FLOAT or DOUBLE, the same for all parameters.
 *
 * <p>Distributions are immutable. The factories compute nothing. A scalar parameter, such as {@code
 * Tensor.scalar(2)}, is checked at once; other tensors are checked when a program runs: an {@link
 * ArithmeticException} names the parameter, the index and the value. {@code
 * Program.withoutChecks()} omits these checks.
 *
 * <p>Locations are finite, and scales, rates, temperatures, concentrations, degrees of freedom and
 * probabilities up to a constant are finite too: infinity is refused as NaN is, because the limit
 * has no density. Infinite are only the ends of truncations and logits, where a family says so; an
 * infinite logit stands for the probability 0 or 1.
 *
 * <p>Samples are functions of noise leaves ({@link io.github.reparam4j.tensor.Noise}): each call
 * creates new leaves, so two calls are independent, and one key gives the same samples in a loss
 * and in its gradient.
 *
 * <p>A method without a closed form for a distribution throws an {@link
 * UnsupportedOperationException} that says so. An undefined moment is NaN, a divergent one
 * infinite.
 *
 * <p>Users' distributions implement this interface or, with differentiable samples, {@link
 * Reparameterized}; the methods to implement are {@code dtype, batchShape, support, expand,
 * logProb} and {@code sample} or {@code rsample}.
 */
public interface Distribution {
  /** {@return the element type of parameters and samples} */
  DType dtype();

  /** {@return the shape of independent copies, to which the parameters broadcast} */
  Shape batchShape();

  /** {@return the shape of one draw, scalar by default} */
  default Shape eventShape() {
    return Shape.scalar();
  }

  /** {@return the set of values of samples} */
  Constraint support();

  /**
   * The same distribution with its parameters broadcast to a larger batch.
   *
   * @param batchShape the new batch shape
   * @return the larger batch
   * @throws IllegalArgumentException if the batch does not broadcast to it
   */
  Distribution expand(long... batchShape);

  /**
   * Samples without gradients.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return samples of shape sample + batch + event, constants for reverse mode
   */
  Tensor sample(long... sampleShape);

  /**
   * Logarithm of the density, or of the probability for a discrete distribution. Outside the
   * support the value is minus infinity; for NaN it is NaN.
   *
   * @param value values, of a shape that broadcasts against batch + event
   * @return one value for each event
   */
  Tensor logProb(Tensor value);

  /** {@return the entropy in nats, of the batch shape; for a density the differential entropy} */
  default Tensor entropy() {
    throw missing("entropy");
  }

  /** {@return the mean, of shape batch + event} */
  default Tensor mean() {
    throw missing("mean");
  }

  /** {@return the variance of each element, of shape batch + event} */
  default Tensor variance() {
    throw missing("variance");
  }

  /** {@return the standard deviation of each element, the square root of {@link #variance}} */
  default Tensor standardDeviation() {
    return variance().sqrt();
  }

  /** {@return a value of greatest density, of shape batch + event} */
  default Tensor mode() {
    throw missing("mode");
  }

  /**
   * The distribution function P(X &lt;= value).
   *
   * @param value values that broadcast against the batch
   * @return probabilities
   */
  default Tensor cdf(Tensor value) {
    throw missing("cdf");
  }

  /**
   * The logarithm of the distribution function, ln P(X &lt;= value). The families of this library
   * compute it without underflow, so that it is finite and differentiable far in the lower tail. By
   * default it is the logarithm of {@link #cdf}.
   *
   * @param value values that broadcast against the batch
   * @return logarithms of probabilities
   */
  default Tensor logCdf(Tensor value) {
    return cdf(value).log();
  }

  /**
   * The survival function P(X &gt; value). The families of this library compute it with a small
   * relative error far in the upper tail. By default it is 1 - {@link #cdf}, which has no digits
   * there.
   *
   * @param value values that broadcast against the batch
   * @return probabilities
   */
  default Tensor survival(Tensor value) {
    return cdf(value).neg().add(1);
  }

  /**
   * The logarithm of the survival function, ln P(X &gt; value). The families of this library
   * compute it without underflow, so that it is finite and differentiable far in the upper tail. By
   * default it is ln(1 - {@link #cdf}).
   *
   * @param value values that broadcast against the batch
   * @return logarithms of probabilities
   */
  default Tensor logSurvival(Tensor value) {
    return cdf(value).neg().log1p();
  }

  /**
   * The quantile function: the least value whose cdf is at least the probability.
   *
   * @param probability probabilities in [0, 1] that broadcast against the batch
   * @return the quantiles, NaN for arguments outside [0, 1]
   */
  default Tensor icdf(Tensor probability) {
    throw missing("icdf");
  }

  /**
   * The inverse of the survival function: the least value that is exceeded with at most the
   * probability. The families of this library compute it accurately for tiny probabilities, where
   * {@code icdf(1 - p)} is the end of the support. By default it is {@code icdf(1 - p)}.
   *
   * @param probability probabilities in [0, 1] that broadcast against the batch
   * @return the values, NaN for arguments outside [0, 1]
   */
  default Tensor inverseSurvival(Tensor probability) {
    return icdf(probability.neg().add(1));
  }

  private UnsupportedOperationException missing(String what) {
    Class<?> outer = getClass().getEnclosingClass();
    boolean isKind = outer != null && Distribution.class.isAssignableFrom(outer);
    return Errors.unsupported(
        (isKind ? outer : getClass()).getSimpleName() + "." + what,
        "there must be a closed form",
        "a distribution without one",
        "estimate it from samples");
  }
}
