/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The reparameterised Gaussian: y = mu(x) + sigma(x) z with z ~ N(0, I), a deterministic and
 * differentiable function of its parameters and of noise that has none. Therefore the gradient of
 * an expected loss flows through the sample into mu and sigma, and into the networks that made
 * them:
 *
 * <pre>{@code
 * Tensor y = ReparamGaussian.of(mu, sigma).rsample();
 * Gradients g = Gradients.of(y.sub(target).square().sum(), theta);
 * }</pre>
 *
 * <p>dy/dmu = 1 and dy/dsigma = z (Kingma and Welling 2014, section 2.4; Rezende et al. 2014,
 * section 3). In expectation these are the identities of Bonnet and Price: d/dmu E f(y) = E f'(y),
 * d/dsigma E f(y) = E f'(y) z = sigma E f''(y).
 *
 * <p>Four forms of sigma: a standard deviation for each element, its logarithm as a log-variance, a
 * lower-triangular scale L (covariance L L'), and a low-rank factor W with a diagonal (covariance W
 * W' + diag d). The first two describe independent elements: the event is a scalar and densities
 * are element by element. The last two describe vectors: the event is the last axis of mu, and
 * densities are one value for each vector. Samples have the shape sample + batch + event.
 *
 * <p>Scales are checked: a standard deviation, the diagonal of L and d must be greater than 0. A
 * scalar standard deviation is refused at once; other tensors stop the run with an {@link
 * ArithmeticException} that names the array, the index and the value. {@code
 * Program.withoutChecks()} omits the checks of a run.
 *
 * <p>The dtype is FLOAT or DOUBLE, the same for all parameters. Parameters broadcast.
 */
public final class ReparamGaussian implements Reparameterized {
  static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final Tensor loc;
  private final GaussianScale scale;
  private final Shape batchShape;

  private ReparamGaussian(Tensor loc, GaussianScale scale, Shape batchShape) {
    this.loc = loc;
    this.scale = scale;
    this.batchShape = batchShape;
  }

  /**
   * Independent elements by their standard deviation, not variance.
   *
   * @param loc mean
   * @param scale standard deviation, &gt; 0 everywhere
   * @return the distribution; its batch shape is that to which both broadcast, its event a scalar
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar scale is
   *     out of range
   */
  public static ReparamGaussian of(Tensor loc, Tensor scale) {
    Errors.given("ReparamGaussian.of", "loc", loc);
    Errors.given("ReparamGaussian.of", "scale", scale);
    return of("ReparamGaussian.of", loc, scale);
  }

  /** As {@link #of(Tensor, Tensor)}, for a distribution built on this one. */
  static ReparamGaussian of(String where, Tensor loc, Tensor scale) {
    Parameters.requireOneType(where, loc, scale);
    return ofElements(where, loc, DiagonalScale.ofStandardDeviation(where, scale));
  }

  /**
   * Independent elements by the logarithm of their variance: sigma = exp(logVariance / 2). Any real
   * value is allowed, so nothing is checked.
   *
   * @param loc mean
   * @param logVariance ln sigma^2
   * @return the distribution; its batch shape is that to which both broadcast, its event a scalar
   * @throws IllegalArgumentException if shapes do not broadcast or dtypes differ
   */
  public static ReparamGaussian fromLogVariance(Tensor loc, Tensor logVariance) {
    Errors.given("ReparamGaussian.fromLogVariance", "loc", loc);
    Errors.given("ReparamGaussian.fromLogVariance", "logVariance", logVariance);
    Parameters.requireOneType("ReparamGaussian.fromLogVariance", loc, logVariance);
    return ofElements(
        "ReparamGaussian.fromLogVariance", loc, DiagonalScale.ofLogVariance(logVariance));
  }

  /**
   * Vectors by a lower-triangular scale: y = mu + L z, covariance L L'.
   *
   * @param loc mean, [..., d]
   * @param scaleTril L, [..., d, d]; its diagonal must be &gt; 0, checked when run; elements above
   *     the diagonal are not read
   * @return the distribution; the event is [d], the batch shape that to which the axes before it
   *     broadcast
   * @throws IllegalArgumentException if shapes do not fit or dtypes differ
   */
  public static ReparamGaussian fromScaleTril(Tensor loc, Tensor scaleTril) {
    Errors.given("ReparamGaussian.fromScaleTril", "loc", loc);
    Errors.given("ReparamGaussian.fromScaleTril", "scaleTril", scaleTril);
    return fromScaleTril("ReparamGaussian.fromScaleTril", loc, scaleTril);
  }

  static ReparamGaussian fromScaleTril(String where, Tensor loc, Tensor scaleTril) {
    Parameters.requireOneType(where, loc, scaleTril);
    return ofVectors(where, loc, TriangularScale.of(where, loc, scaleTril));
  }

  /**
   * Vectors by a low-rank factor and a diagonal: y = mu + W z1 + sqrt(d) z2, covariance W W' +
   * diag(d). Costs n r^2 instead of n^2 for the density of n elements at rank r.
   *
   * @param loc mean, [..., n]
   * @param factor W, [..., n, r]
   * @param diagonal d, variances (not standard deviations), [..., n], &gt; 0, checked when run
   * @return the distribution; the event is [n], the batch shape that to which the axes before it
   *     broadcast
   * @throws IllegalArgumentException if shapes do not fit or dtypes differ
   */
  public static ReparamGaussian fromLowRank(Tensor loc, Tensor factor, Tensor diagonal) {
    Errors.given("ReparamGaussian.fromLowRank", "loc", loc);
    Errors.given("ReparamGaussian.fromLowRank", "factor", factor);
    Errors.given("ReparamGaussian.fromLowRank", "diagonal", diagonal);
    return fromLowRank("ReparamGaussian.fromLowRank", loc, factor, diagonal);
  }

  static ReparamGaussian fromLowRank(String where, Tensor loc, Tensor factor, Tensor diagonal) {
    Parameters.requireOneType(where, loc, factor, diagonal);
    return ofVectors(where, loc, LowRankScale.of(where, loc, factor, diagonal));
  }

  /**
   * N(0, 1) in every element.
   *
   * @param dtype element type
   * @param shape batch shape
   * @return the distribution
   */
  public static ReparamGaussian standard(DType dtype, long... shape) {
    Errors.given("ReparamGaussian.standard", "shape", shape);
    Errors.given("ReparamGaussian.standard", "dtype", dtype);
    return of(Tensor.zeros(dtype, shape), Tensor.ones(dtype, shape));
  }

  private static ReparamGaussian ofElements(String where, Tensor loc, GaussianScale scale) {
    return new ReparamGaussian(
        loc, scale, loc.shape().broadcast(where, scale.standardDeviation().shape()));
  }

  private static ReparamGaussian ofVectors(String where, Tensor loc, GaussianScale scale) {
    Shape all = loc.shape().broadcast(where, scale.standardDeviation().shape());
    return new ReparamGaussian(loc, scale, all.slice(0, all.rank() - 1));
  }

  // ---- shapes and parameters

  @Override
  public DType dtype() {
    return loc.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  /** {@return the shape of one draw: scalar, or [d]} */
  @Override
  public Shape eventShape() {
    return scale.isVector() ? Shape.of(eventLength()) : Shape.scalar();
  }

  @Override
  public Constraint support() {
    Constraint reals = new Constraint.Reals();
    return scale.isVector() ? new Constraint.Each(reals, 1) : reals;
  }

  @Override
  public ReparamGaussian expand(long... batchShape) {
    Shape larger = Shape.of(batchShape);
    Tensor wide = mean().broadcastTo(larger.append(eventShape()));
    return new ReparamGaussian(wide, scale, larger);
  }

  GaussianScale scale() {
    return scale;
  }

  /** {@return the mean, mu, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  @Override
  public Tensor mean() {
    return loc.broadcastTo(batchShape.append(eventShape()));
  }

  @Override
  public Tensor mode() {
    return mean();
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return scale.standardDeviation().broadcastTo(batchShape.append(eventShape()));
  }

  private int eventLength() {
    return loc.shape().dim(-1);
  }

  // ---- samples

  /**
   * Shape of the noise z that {@link #rsample(Tensor)} takes for some samples: sample + batch +
   * [the number of standard normals that one draw takes], which for the low-rank form is r + n.
   *
   * @param sampleShape shape of the samples; none for one
   * @return the shape of z
   */
  public Shape noiseShape(long... sampleShape) {
    Shape front = Shape.of(sampleShape).append(batchShape);
    return scale.isVector() ? front.append(Shape.of(scale.noiseLength())) : front;
  }

  /**
   * Samples with gradients: y = mu + sigma z with fresh noise.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return y, of shape sample + batch + event
   */
  @Override
  public Tensor rsample(long... sampleShape) {
    return rsample(noise(sampleShape));
  }

  /**
   * The deterministic function y = mu + sigma z of given noise, for common random numbers,
   * antithetic pairs ({@link Noise#antithetic}) or tests.
   *
   * @param z the noise, of the shape {@link #noiseShape} or with other leading axes
   * @return y, of shape sample + batch + event
   * @throws IllegalArgumentException if z does not end in batch and noise axes or has another dtype
   */
  public Tensor rsample(Tensor z) {
    Shape needed = noiseShape();
    int extra = z.shape().rank() - needed.rank();
    if (extra < 0
        || !z.shape().slice(extra, z.shape().rank()).equals(needed)
        || z.dtype() != loc.dtype()) {
      throw Errors.argument(
          "ReparamGaussian.rsample",
          "z must end in the axes " + needed + " and be " + loc.dtype(),
          "shape " + z.shape() + " " + z.dtype(),
          null);
    }
    return loc.add(scale.times(z));
  }

  /**
   * Samples with gradients and their log-density, which is computed from the noise without
   * inverting the map again (except in the low-rank form, whose density is not a function of z
   * alone).
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return both; the log-density has the shape sample + batch
   */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = noise(sampleShape);
    Tensor y = rsample(z);
    if (!scale.isFunctionOfNoise()) {
      return new SampleWithLogProb(y, logProb(y));
    }
    return new SampleWithLogProb(y, logDensity(sumEvent(z.square())));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(NoiseDistribution.STANDARD_NORMAL, loc.dtype(), noiseShape(sampleShape));
  }

  // ---- densities

  /**
   * Log-density: -1/2 (y-mu)' Sigma^-1 (y-mu) - 1/2 ln |2 pi Sigma|.
   *
   * @param y values, broadcast against batch + event
   * @return the log-density of each event
   */
  @Override
  public Tensor logProb(Tensor y) {
    Errors.given("ReparamGaussian.logProb", "y", y);
    return logDensity(scale.mahalanobis(y.sub(loc)));
  }

  /** {@inheritDoc} Of independent elements only: vectors have none. */
  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("ReparamGaussian.cdf", "value", value);
    return standardised("cdf", value).ndtr();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("ReparamGaussian.logCdf", "value", value);
    return standardised("logCdf", value).logNdtr();
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("ReparamGaussian.survival", "value", value);
    return standardised("survival", value).neg().ndtr();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("ReparamGaussian.logSurvival", "value", value);
    return standardised("logSurvival", value).neg().logNdtr();
  }

  private Tensor standardised(String function, Tensor value) {
    requireElements(function);
    return value.sub(mean()).div(standardDeviation());
  }

  /** {@inheritDoc} Of independent elements only: vectors have none. */
  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("ReparamGaussian.icdf", "probability", probability);
    requireElements("icdf");
    return mean().add(standardDeviation().mul(probability.ndtri()));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("ReparamGaussian.inverseSurvival", "probability", probability);
    requireElements("inverseSurvival");
    return mean().sub(standardDeviation().mul(probability.ndtri()));
  }

  private void requireElements(String function) {
    if (scale.isVector()) {
      throw Errors.unsupported(
          "ReparamGaussian." + function,
          "events must be scalars",
          "shape " + eventShape(),
          "take ReparamGaussian.of(mean(), standardDeviation()) for each element alone");
    }
  }

  private Tensor logDensity(Tensor mahalanobis) {
    double constant = scale.isVector() ? eventLength() * HALF_LOG_TWO_PI : HALF_LOG_TWO_PI;
    return mahalanobis.mul(-0.5).sub(scale.logDet()).sub(constant);
  }

  /** {@return the entropy 1/2 ln |2 pi e Sigma| of each event, of the batch shape} */
  @Override
  public Tensor entropy() {
    double each = HALF_LOG_TWO_PI + 0.5;
    return scale
        .logDet()
        .add(scale.isVector() ? eventLength() * each : each)
        .broadcastTo(batchShape);
  }

  /**
   * Kullback-Leibler divergence to another Gaussian, KL(this || p), in closed form: a sum of
   * non-negative terms, accurate also for nearly equal distributions. Vectors of n elements cost
   * n^3, also in the low-rank form.
   *
   * @param p the other distribution, with the same event shape
   * @return the divergence of each event, of the shape to which the batches broadcast
   * @throws IllegalArgumentException if the event shapes or the dtypes differ
   */
  public Tensor kl(ReparamGaussian p) {
    if (!eventShape().equals(p.eventShape()) || loc.dtype() != p.loc.dtype()) {
      throw Errors.argument(
          "ReparamGaussian.kl",
          "both must have the same event shape and dtype",
          eventShape() + " " + loc.dtype() + " and " + p.eventShape() + " " + p.loc.dtype(),
          null);
    }
    return scale.excessOver(p.scale).add(p.scale.mahalanobis(loc.sub(p.loc))).mul(0.5);
  }

  /** {@return KL(this || N(0, I)) of each event in closed form, of the batch shape} */
  public Tensor klToStandard() {
    return scale.excess().add(sumEvent(loc.square())).mul(0.5).broadcastTo(batchShape);
  }

  private Tensor sumEvent(Tensor x) {
    return scale.isVector() ? x.sum(-1) : x;
  }

  @Override
  public String toString() {
    return "ReparamGaussian batch " + batchShape + " event " + eventShape() + " " + loc.dtype();
  }
}
