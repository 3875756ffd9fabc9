/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The half-Cauchy distribution: the distribution of |y| with y Cauchy about 0. Density 2 / (pi
 * scale (1 + (x / scale)^2)) for x &gt;= 0. The scale is its median; mean and variance are
 * infinite. Samples are scale |z1 / z2| with z1, z2 standard normal.
 */
public final class HalfCauchy implements Reparameterized {
  private static final double HALF_PI = Math.PI / 2;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Tensor scale;

  private HalfCauchy(Tensor scale) {
    this.scale = scale;
  }

  /**
   * A batch of half-Cauchy distributions.
   *
   * @param scale median, &gt; 0
   * @return the distribution, of the scale's shape
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static HalfCauchy of(Tensor scale) {
    return new HalfCauchy(Parameters.positive("HalfCauchy.of", "scale", scale));
  }

  /**
   * One half-Cauchy distribution, in DOUBLE.
   *
   * @param scale median, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if the scale is out of range
   */
  public static HalfCauchy of(double scale) {
    return of(Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the scale} */
  public Tensor scale() {
    return scale;
  }

  @Override
  public DType dtype() {
    return scale.dtype();
  }

  @Override
  public Shape batchShape() {
    return scale.shape();
  }

  @Override
  public HalfCauchy expand(long... batchShape) {
    return new HalfCauchy(scale.broadcastTo(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return scale.mul(noise(sampleShape).div(noise(sampleShape)).abs());
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.STANDARD_NORMAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("HalfCauchy.logProb", "value", value);
    Tensor rise = Cauchy.logOnePlusSquare(value.maximum(0), scale);
    return support().restrict(value, rise.add(scale.log()).add(Math.log(HALF_PI)).neg());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("HalfCauchy.cdf", "value", value);
    return standardise(value).atan().div(HALF_PI);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("HalfCauchy.logCdf", "value", value);
    Tensor z = standardise(value);
    Tensor far = z.reciprocal().atan().div(HALF_PI).neg().log1p();
    Tensor near = logShare(z, LogRatio.of(value.clamp(0, INFINITY), scale));
    return Tensor.where(z.stopGradient().lt(1), near, far);
  }

  /** 2 atan(scale / x) / pi. */
  @Override
  public Tensor survival(Tensor value) {
    Errors.given("HalfCauchy.survival", "value", value);
    Tensor z = standardise(value);
    Tensor near = z.atan().div(HALF_PI).neg().add(1);
    Tensor far = z.reciprocal().atan().div(HALF_PI);
    return Tensor.where(z.stopGradient().lt(1), near, far);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("HalfCauchy.logSurvival", "value", value);
    Tensor z = standardise(value);
    Tensor near = z.atan().div(HALF_PI).neg().log1p();
    Tensor far = logShare(z.reciprocal(), LogRatio.of(scale, value.clamp(0, INFINITY)));
    return Tensor.where(z.stopGradient().lt(1), near, far);
  }

  /** scale tan(pi p / 2), from the nearer of 0 and 1. */
  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("HalfCauchy.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor rest = p.neg().add(1);
    return p.mul(HALF_PI).sin().div(rest.mul(HALF_PI).sin()).mul(scale);
  }

  /** scale / tan(pi p / 2), from the nearer of 0 and 1. */
  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("HalfCauchy.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor rest = p.neg().add(1);
    return rest.mul(HALF_PI).sin().div(p.mul(HALF_PI).sin()).mul(scale);
  }

  private Tensor standardise(Tensor value) {
    return value.clamp(0, INFINITY).div(scale);
  }

  /** ln(2 atan(z) / pi) of z and ln z, which z may lose by underflow. */
  private static Tensor logShare(Tensor z, Tensor log) {
    Tensor near = log.sub(Math.log(HALF_PI));
    Tensor far = z.atan().div(HALF_PI).log();
    return Tensor.where(z.stopGradient().lt(1e-20), near, far);
  }

  // ---- moments

  /** Infinite: the integral diverges. */
  @Override
  public Tensor mean() {
    return Tensor.fill(dtype(), Double.POSITIVE_INFINITY).broadcastTo(batchShape());
  }

  /** Infinite: the integral diverges. */
  @Override
  public Tensor variance() {
    return mean();
  }

  @Override
  public Tensor mode() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return scale.log().add(Math.log(2 * Math.PI));
  }

  // ---- divergences

  static KlRules<HalfCauchy> divergences() {
    return KlRules.from(HalfCauchy.class)
        .to(
            HalfCauchy.class,
            (p, q) -> Cauchy.divergence(Tensor.zeros(p.dtype()), p.scale, q.scale));
  }

  @Override
  public String toString() {
    return "HalfCauchy " + batchShape() + " " + dtype();
  }
}
