/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The normal distribution with given mean and standard deviation (not variance). Density exp(-((x -
 * loc) / scale)^2 / 2) / (scale sqrt(2 pi)) on the reals. Samples are those of {@link
 * ReparamGaussian}: loc + scale z.
 */
public final class Normal implements Reparameterized {
  private final ReparamGaussian gaussian;
  private final Tensor loc;
  private final Tensor scale;

  private Normal(ReparamGaussian gaussian, Tensor loc, Tensor scale) {
    this.gaussian = gaussian;
    this.loc = loc;
    this.scale = scale;
  }

  /**
   * A batch of normal distributions.
   *
   * @param loc mean
   * @param scale standard deviation, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Normal of(Tensor loc, Tensor scale) {
    Errors.given("Normal.of", "loc", loc);
    Errors.given("Normal.of", "scale", scale);
    Tensor finite = Parameters.finite("Normal.of", "loc", loc);
    return new Normal(ReparamGaussian.of("Normal.of", finite, scale), loc, scale);
  }

  /**
   * One normal distribution, in DOUBLE.
   *
   * @param loc mean
   * @param scale standard deviation, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Normal of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  /**
   * N(0, 1) in every element.
   *
   * @param dtype element type
   * @param batchShape batch shape
   * @return the distribution
   */
  public static Normal standard(DType dtype, long... batchShape) {
    return of(Tensor.zeros(dtype, batchShape), Tensor.ones(dtype, batchShape));
  }

  /** Wraps a Gaussian distribution of scalars. */
  static Normal of(ReparamGaussian gaussian) {
    return new Normal(gaussian, gaussian.loc(), gaussian.scale().standardDeviation());
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return the standard deviation, before broadcasting} */
  public Tensor scale() {
    return scale;
  }

  @Override
  public DType dtype() {
    return gaussian.dtype();
  }

  @Override
  public Shape batchShape() {
    return gaussian.batchShape();
  }

  @Override
  public Normal expand(long... batchShape) {
    return new Normal(gaussian.expand(batchShape), loc, scale);
  }

  // ---- support

  @Override
  public Constraint support() {
    return gaussian.support();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return gaussian.rsample(sampleShape);
  }

  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    return gaussian.rsampleAndLogProb(sampleShape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Normal.logProb", "value", value);
    return gaussian.logProb(value);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Normal.cdf", "value", value);
    return gaussian.cdf(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Normal.logCdf", "value", value);
    return gaussian.logCdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Normal.survival", "value", value);
    return gaussian.survival(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Normal.logSurvival", "value", value);
    return gaussian.logSurvival(value);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Normal.icdf", "probability", probability);
    return gaussian.icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Normal.inverseSurvival", "probability", probability);
    return gaussian.inverseSurvival(probability);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return gaussian.mean();
  }

  @Override
  public Tensor variance() {
    return gaussian.variance();
  }

  @Override
  public Tensor standardDeviation() {
    return gaussian.standardDeviation();
  }

  @Override
  public Tensor mode() {
    return gaussian.mode();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return gaussian.entropy();
  }

  // ---- divergences

  static KlRules<Normal> divergences() {
    return KlRules.from(Normal.class)
        .to(Normal.class, (p, q) -> divergence(p.loc, p.scale, q.loc, q.scale))
        .to(Gumbel.class, Normal::divergence)
        .to(Laplace.class, (p, q) -> p.onReals().from(q))
        .to(Logistic.class, (p, q) -> p.onReals().from(q))
        .to(Cauchy.class, (p, q) -> p.onReals().from(q))
        .to(StudentT.class, (p, q) -> p.onReals().from(q));
  }

  /**
   * (s^2 - 1 - ln s^2 + d^2) / 2 with the ratio s of the scales and the distance d in those of q:
   * the divergence of distributions that an invertible map makes normal.
   */
  static Tensor divergence(Tensor locP, Tensor scaleP, Tensor locQ, Tensor scaleQ) {
    Tensor excess = KlTerms.excess(LogRatio.of(scaleP, scaleQ).mul(2));
    return excess.add(locP.sub(locQ).div(scaleQ).square()).mul(0.5);
  }

  private static Tensor divergence(Normal p, Gumbel q) {
    Tensor z = q.loc().sub(p.loc).div(q.scale());
    return KlMoments.gumbel(p, q, z.add(p.scale.div(q.scale()).square().mul(0.5)));
  }

  /** With E |z - c| = 2 phi(c) + c erf(c / sqrt 2). */
  private KlReals onReals() {
    LocationScale base = new LocationScale(loc, scale, batchShape()).real();
    Distribution real = Normal.of(base.loc(), base.scale()).expand(batchShape().toLongs());
    return new KlReals(
        real,
        base,
        c -> {
          Tensor density = c.square().mul(-0.5).exp().mul(Math.sqrt(2 / Math.PI));
          return density.add(c.mul(c.mul(Math.sqrt(0.5)).erf()));
        });
  }

  @Override
  public String toString() {
    return "Normal " + batchShape() + " " + dtype();
  }
}
