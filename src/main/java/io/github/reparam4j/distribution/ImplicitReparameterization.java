/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Gives samples of any origin the gradient that holds their distribution function F constant: for a
 * scalar x with the density f, dx/dtheta = -(dF/dtheta) / f (M. Figurnov, S. Mohamed and A. Mnih,
 * "Implicit reparameterization gradients", NeurIPS 2018, section 3).
 *
 * <p>A family of one's own with {@code cdf} and {@code logProb} needs one line to be {@link
 * Reparameterized}. With a sampler whose path is not differentiable (rejection, a table, a discrete
 * choice among components) in an overridden {@code sample}:
 *
 * <pre>{@code
 * public Tensor rsample(long... sampleShape) {
 *   return ImplicitReparameterization.of(this, sample(sampleShape));
 * }
 * }</pre>
 *
 * <p>Without a sampler, by numerical inversion of {@code cdf}:
 *
 * <pre>{@code
 * public Tensor rsample(long... sampleShape) {
 *   return ImplicitReparameterization.byInversion(this, sampleShape);
 * }
 *
 * public Tensor icdf(Tensor probability) {
 *   return ImplicitReparameterization.quantile(this, probability);
 * }
 * }</pre>
 *
 * <p>{@code cdf} must have a gradient by every parameter, and {@code logProb} must be its
 * derivative: check both with {@code GradientCheck}. The error of a gradient is that of dF/dtheta
 * divided by f. In the upper half it is computed from {@code survival}, and where that underflows
 * from {@code logSurvival}; override both with forms that have their digits in the tail.
 *
 * <p>The gradients are of first order: the sample in F and f is a constant, so a second derivative
 * by the parameters would lack terms. Reverse mode refuses it.
 */
public final class ImplicitReparameterization {
  private ImplicitReparameterization() {}

  /**
   * Samples with the implicit gradient by all parameters of their distribution.
   *
   * @param distribution the distribution, of scalars, with {@code cdf} and {@code logProb}
   * @param x its samples, of any shape that broadcasts against the batch; no gradient flows into
   *     the expression that made them
   * @return the same values with the gradient
   * @throws IllegalArgumentException if events are not scalars or are discrete
   * @throws UnsupportedOperationException if the distribution has no {@code cdf}
   */
  public static Tensor of(Distribution distribution, Tensor x) {
    Errors.given("ImplicitReparameterization.of", "distribution", distribution);
    Errors.given("ImplicitReparameterization.of", "x", x);
    requireDensityOfScalars("ImplicitReparameterization.of", distribution);
    NearerTail tail = NearerTail.at(distribution, x.stopGradient());
    return once(
        x.stopGradient(), (input, y, g) -> g.multiplyNoNan(tail.factor()).neg(), tail.rise());
  }

  /**
   * Samples with the implicit gradient by all that F depends on, from expressions.
   *
   * @param x the samples
   * @param cdf F at {@code x.stopGradient()}
   * @param logProb ln f at the same values
   * @return x with the gradient -dF / f
   */
  public static Tensor of(Tensor x, Tensor cdf, Tensor logProb) {
    Errors.given("ImplicitReparameterization.of", "x", x);
    Errors.given("ImplicitReparameterization.of", "cdf", cdf);
    Errors.given("ImplicitReparameterization.of", "logProb", logProb);
    Tensor density = logProb.exp().stopGradient();
    return once(x, (input, y, g) -> g.div(density).neg(), cdf);
  }

  /**
   * As {@link #of(Tensor, Tensor, Tensor)} from ln F, for a lower tail in which F or f underflows:
   * the gradient is -(d ln F) exp(ln F - ln f).
   *
   * @param x the samples
   * @param logCdf ln F at {@code x.stopGradient()}
   * @param logProb ln f at the same values
   * @return x with the gradient
   */
  public static Tensor fromLogCdf(Tensor x, Tensor logCdf, Tensor logProb) {
    Errors.given("ImplicitReparameterization.fromLogCdf", "x", x);
    Errors.given("ImplicitReparameterization.fromLogCdf", "logCdf", logCdf);
    Errors.given("ImplicitReparameterization.fromLogCdf", "logProb", logProb);
    Tensor ratio = logCdf.sub(logProb).exp().stopGradient();
    return once(x, (input, y, g) -> g.mul(ratio).neg(), logCdf);
  }

  /**
   * Samples by numerical inversion: the quantiles of uniform noise, with the implicit gradient.
   *
   * @param distribution the distribution, as for {@link #quantile}
   * @param sampleShape leading axes of independent samples; none for one
   * @return samples of shape sample + batch
   * @throws IllegalArgumentException as {@link #quantile}
   * @throws UnsupportedOperationException if the distribution has no {@code cdf}
   */
  public static Tensor byInversion(Distribution distribution, long... sampleShape) {
    Errors.given("ImplicitReparameterization.byInversion", "sampleShape", sampleShape);
    Errors.given("ImplicitReparameterization.byInversion", "distribution", distribution);
    requireDensityOfScalars("ImplicitReparameterization.byInversion", distribution);
    Shape shape = Parameters.sampleShape(distribution, sampleShape);
    Tensor u = Noise.uniform(distribution.dtype(), shape.toLongs());
    return of(distribution, CdfInversion.quantile(distribution, u));
  }

  /**
   * The x with F(x) = p, by a fixed number of bisections and safeguarded Newton steps.
   * Differentiable by the parameters and by p, once: dx = (dp - dF) / f.
   *
   * <p>The support must be {@link Constraint.Reals}, {@link Constraint.AtLeast} or {@link
   * Constraint.Interval}, with finite ends. F is called about fifty times with expressions, so one
   * evaluation costs as much as fifty of {@code cdf}. x has the digits that F leaves it: an error
   * of about ulp(p) / f. F must increase; where it is NaN it counts as 0 in the lower part of the
   * support and as 1 in the upper one.
   *
   * @param distribution the distribution, of scalars, with {@code cdf} and {@code logProb}
   * @param probability p in [0, 1], of a shape that broadcasts against the batch
   * @return the quantiles, the ends of the support for 0 and 1, NaN for what is not a probability
   * @throws IllegalArgumentException if events are not scalars or are discrete
   * @throws UnsupportedOperationException if the distribution has no {@code cdf}
   */
  public static Tensor quantile(Distribution distribution, Tensor probability) {
    Errors.given("ImplicitReparameterization.quantile", "distribution", distribution);
    Errors.given("ImplicitReparameterization.quantile", "probability", probability);
    requireDensityOfScalars("ImplicitReparameterization.quantile", distribution);
    Tensor p = Parameters.probabilityOrNan(probability);
    return solution(distribution, CdfInversion.quantile(distribution, p), p, complement(p));
  }

  /**
   * The x that is exceeded with probability q, as {@link #quantile}. A tiny q gives an x far in the
   * upper tail with all its digits if {@code survival} and {@code logSurvival} have theirs there.
   *
   * @param distribution the distribution, of scalars, with {@code cdf} and {@code logProb}
   * @param probability q in [0, 1], of a shape that broadcasts against the batch
   * @return the values, the ends of the support for 1 and 0, NaN for what is not a probability
   * @throws IllegalArgumentException as {@link #quantile}
   * @throws UnsupportedOperationException if the distribution has no {@code cdf}
   */
  public static Tensor inverseSurvival(Distribution distribution, Tensor probability) {
    Errors.given("ImplicitReparameterization.inverseSurvival", "distribution", distribution);
    Errors.given("ImplicitReparameterization.inverseSurvival", "probability", probability);
    requireDensityOfScalars("ImplicitReparameterization.inverseSurvival", distribution);
    Tensor q = Parameters.probabilityOrNan(probability);
    return solution(distribution, CdfInversion.exceeded(distribution, q), complement(q), q);
  }

  private static Tensor complement(Tensor p) {
    return p.neg().add(1);
  }

  /** x with the derivative (dp - dF) / f, written for the nearer tail. */
  static Tensor solution(Distribution d, Tensor x, Tensor p, Tensor q) {
    NearerTail tail = NearerTail.at(d, x);
    Tensor rise = tail.of(p, q).sub(tail.rise());
    return once(x, (input, y, g) -> g.multiplyNoNan(tail.factor()), rise);
  }

  /**
   * Vectors on the last axis: dx solves J dx = -c dT for functions T of the conditional
   * distribution functions and factors c (section 4 there; A. Graves, "Stochastic backpropagation
   * through mixture density distributions", 2016).
   *
   * @param x the sample, without gradient
   * @param conditional T(x) for each element given those before it
   * @param factor c, which makes c dT[i]/dx[i] = 1
   * @param jacobian J = c dT/dx, lower-triangular with ones on the diagonal
   */
  static Tensor ofVectors(Tensor x, Tensor conditional, Tensor factor, Tensor jacobian) {
    Tensor j = jacobian.stopGradient();
    return once(
        x,
        (input, y, g) ->
            j.solveTransposed(g.expandDims(-1)).squeeze(-1).multiplyNoNan(factor).neg(),
        conditional);
  }

  private static void requireDensityOfScalars(String where, Distribution d) {
    if (!d.eventShape().isScalar() || d.support().isDiscrete()) {
      throw Errors.argument(
          where,
          "events must be scalars with a density",
          d + " with events of shape " + d.eventShape() + " in " + d.support(),
          null);
    }
  }

  private static Tensor once(Tensor x, GradientRule rule, Tensor function) {
    Marker once = new Marker.OnceDifferentiable("a sample with an implicit gradient", rule);
    return Expressions.apply(once, List.of(x, function));
  }
}
