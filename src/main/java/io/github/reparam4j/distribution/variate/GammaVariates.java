/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.IncompleteGamma;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Gamma variates and quantiles of the gamma distribution, on the logarithmic scale. Variates are
 * deterministic functions of noise and concentration, with a pathwise gradient with respect to the
 * concentration.
 *
 * <p>The quantile function has no closed form, so a variate is drawn by rejection and its gradient
 * is the implicit one: at a fixed value of the distribution function F with density f, dx/da =
 * -(dF/da) / f(x). See M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization Gradients",
 * 2018, section 2.
 *
 * <p>Second derivatives with respect to the concentration are exact too, to 1e-9 in DOUBLE, and
 * cost some hundred times as much as first ones; a third is an error that says so.
 *
 * <pre>{@code
 * Tensor y = GammaVariates.logGamma(concentration, Shape.of(1000, 3));   // concentration [3]
 * Tensor x = y.exp().div(rate);
 * }</pre>
 *
 * <p>FLOAT or DOUBLE; all arguments must have one type and shapes that broadcast, else an {@link
 * IllegalArgumentException} says so. {@code Gamma} and its relatives in the package {@code
 * distribution} are built on these.
 */
public final class GammaVariates {
  private GammaVariates() {}

  /**
   * The logarithm y of a gamma variate: X = e^y has density x^(a-1) e^-x / Gamma(a). The logarithm
   * does not underflow for small a, where most of X does.
   *
   * <p>Value: by Marsaglia and Tsang's method (2000), see {@link
   * IncompleteGamma#LOG_GAMMA_VARIATE}; for a &lt; 1 the variate of a + 1, less e / a with the
   * exponential noise e. The elements of the four tensors that meet must be independent. NaN where
   * a is NaN or not positive.
   *
   * <p>Gradient by a: {@link IncompleteGamma#LOG_GAMMA_VARIATE_BY_CONCENTRATION}, exact to 1e-10 in
   * DOUBLE, 1e-6 in FLOAT. The paths to the noise are blocked.
   *
   * @param concentration a &gt; 0
   * @param normal standard normal noise
   * @param uniform uniform noise on (0, 1)
   * @param exponential standard exponential noise
   * @return y, of the shape that the four broadcast to
   */
  private static Tensor logGamma(
      Tensor concentration, Tensor normal, Tensor uniform, Tensor exponential) {
    Tensor a = concentration.stopGradient();
    Tensor drawn = Expressions.apply(IncompleteGamma.LOG_GAMMA_VARIATE, a, normal, uniform);
    Tensor zero = Tensor.fill(a.dtype(), 0);
    Tensor sample = drawn.sub(Tensor.where(a.lt(1), exponential.div(a), zero)).stopGradient();
    GradientRule implicit =
        (input, y, g) ->
            g.multiplyNoNan(
                Expressions.apply(
                    IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, concentration, y));
    return Tensor.withGradient(sample, implicit, concentration);
  }

  /**
   * As {@link #logGamma(Tensor, Tensor, Tensor, Tensor)}, with new noise leaves.
   *
   * @param concentration a &gt; 0
   * @param shape shape of the samples, which the concentration's must broadcast to
   * @return y, of that shape
   * @throws IllegalArgumentException if the concentration does not broadcast to the shape
   */
  public static Tensor logGamma(Tensor concentration, Shape shape) {
    if (!concentration.shape().broadcastsTo(shape)) {
      throw Errors.argument(
          "GammaVariates.logGamma",
          "the concentration must broadcast to the shape of the samples " + shape,
          "shape " + concentration.shape(),
          null);
    }
    DType dtype = concentration.dtype();
    return logGamma(
        concentration,
        Noise.forRejection(NoiseDistribution.STANDARD_NORMAL, dtype, shape),
        Noise.forRejection(NoiseDistribution.UNIFORM, dtype, shape),
        Noise.forRejection(NoiseDistribution.EXPONENTIAL, dtype, shape));
  }

  /**
   * The logarithm y of a quantile of the gamma distribution of concentration a: P(a, e^y) = p.
   *
   * <p>Gradients by both, those by a of first and second order; 1 / (x f(x)) by p with the density
   * f at x = e^y.
   *
   * @param concentration a &gt; 0
   * @param probability p in [0, 1], NaN if not; shapes broadcast
   * @return y, minus infinity for p = 0 and infinity for p = 1
   */
  public static Tensor logGammaQuantile(Tensor concentration, Tensor probability) {
    return Expressions.apply(IncompleteGamma.LOG_GAMMA_P_INVERSE, concentration, probability);
  }

  /**
   * As {@link #logGammaQuantile}, of the upper tail: Q(a, e^y) = 1 - P(a, e^y) = q. A small q keeps
   * its precision.
   *
   * @param concentration a &gt; 0
   * @param probability q in [0, 1], NaN if not; shapes broadcast
   * @return y, infinity for q = 0 and minus infinity for q = 1
   */
  public static Tensor logGammaUpperQuantile(Tensor concentration, Tensor probability) {
    return Expressions.apply(IncompleteGamma.LOG_GAMMA_Q_INVERSE, concentration, probability);
  }
}
