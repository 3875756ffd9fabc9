package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A probability distribution, or a batch of them, whose parameters are tensors: so a network may
 * give them, and gradients flow into it.
 *
 * <p>Shapes: {@link #batchShape} is that of independent copies with parameters of their own, {@link
 * #eventShape} that of one draw. Samples have the shape sample + batch + event, their log-densities
 * sample + batch, means and variances batch + event, entropies batch. Parameters broadcast. FLOAT
 * or DOUBLE, as the parameters, which must agree.
 *
 * <p>Distributions are immutable. Making one computes nothing; parameters that are numbers are
 * checked at once, tensors as a program runs (an {@link ArithmeticException} names the parameter,
 * the index and the value, unless {@code Program.withoutChecks()} left the checks out).
 *
 * <p>Samples are functions of noise leaves ({@link io.github.reparam4j.tensor.Noise}): each call
 * makes new ones, so two calls are independent, and one key gives the same samples in a loss and in
 * its gradient.
 *
 * <p>What a distribution has no closed form for it does not offer: those methods throw an {@link
 * UnsupportedOperationException} that says so. A moment that is not defined is NaN, one that
 * diverges is infinite.
 *
 * <p>A distribution of the user's own implements this or, with differentiable samples, {@link
 * Reparameterized}; it needs {@code dtype, batchShape, support, expand, logProb} and {@code sample}
 * or {@code rsample}.
 */
public interface Distribution {
  /** {@return the element type of parameters and samples} */
  DType dtype();

  /** {@return the shape of independent copies, to which the parameters broadcast} */
  Shape batchShape();

  /** {@return the shape of one draw: that of a scalar unless the distribution says otherwise} */
  default Shape eventShape() {
    return Shape.scalar();
  }

  /** {@return where samples lie} */
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
   * Logarithm of the density, or of the probability for a discrete distribution. Outside of the
   * support it is minus infinity; of NaN it is NaN.
   *
   * @param value values, of a shape that broadcasts against batch + event
   * @return one number for each event
   */
  Tensor logProb(Tensor value);

  /** {@return the entropy in nats of each of the batch, the differential one of a density} */
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
   * The quantile function: the least value whose cdf is at least the probability.
   *
   * @param probability probabilities in [0, 1] that broadcast against the batch
   * @return the quantiles, NaN for what is not a probability
   */
  default Tensor icdf(Tensor probability) {
    throw missing("icdf");
  }

  private UnsupportedOperationException missing(String what) {
    Class<?> outer = getClass().getEnclosingClass();
    boolean isKind = outer != null && Distribution.class.isAssignableFrom(outer);
    return Failure.unsupported(
        (isKind ? outer : getClass()).getSimpleName() + "." + what,
        "there must be a closed form",
        "a distribution without one",
        "estimate it from samples");
  }
}
