/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.distribution.variate.SphericalVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The power spherical distribution of unit vectors x of R^d with given mean direction mu and
 * concentration: with respect to the area of the sphere its density is (1 + mu'x)^concentration /
 * N. With b = (d - 1) / 2 and a = b + concentration, N = 2^(a + b) pi^b Gamma(a) / Gamma(a + b). At
 * concentration 0 it is uniform. It resembles {@link VonMisesFisher} and needs no Bessel functions.
 *
 * <p>Samples are t mu + sqrt(1 - t^2) v, where (1 + t) / 2 is a Beta(a, b) variate and v is uniform
 * among the unit vectors perpendicular to mu. The gradient by mu is explicit, that by the
 * concentration implicit; both are unbiased. Second derivatives by the concentration are refused.
 *
 * <pre>{@code
 * PowerSpherical posterior = PowerSpherical.of(encoder.slice(-1, 0, 10), raw.softplus());
 * Tensor z = posterior.rsample();
 * Tensor kl = KlDivergence.of(posterior, HypersphericalUniform.of(DType.FLOAT, 10));
 * }</pre>
 *
 * <p>Source: N. De Cao and W. Aziz, "The power spherical distribution", ICML 2020 workshop on
 * invertible neural networks, arXiv:2006.04437.
 */
public final class PowerSpherical implements Reparameterized {
  private final SphericalDirection base;

  private PowerSpherical(SphericalDirection base) {
    this.base = base;
  }

  /**
   * A batch of power spherical distributions.
   *
   * @param meanDirection vectors [..., d], d &gt;= 2, finite and not 0; only their directions are
   *     used, so that gradients by them are perpendicular to them
   * @param concentration &gt;= 0, finite, of the batch shape
   * @return the distribution of events [d], of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static PowerSpherical of(Tensor meanDirection, Tensor concentration) {
    Errors.given("PowerSpherical.of", "meanDirection", meanDirection);
    Errors.given("PowerSpherical.of", "concentration", concentration);
    return new PowerSpherical(
        SphericalDirection.of("PowerSpherical.of", meanDirection, concentration));
  }

  // ---- parameters

  /** {@return mu, unit vectors, before broadcasting} */
  public Tensor meanDirection() {
    return base.mu();
  }

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return base.concentration();
  }

  @Override
  public DType dtype() {
    return base.mu().dtype();
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  @Override
  public Shape eventShape() {
    return Shape.of(base.dimension());
  }

  @Override
  public PowerSpherical expand(long... batchShape) {
    return new PowerSpherical(base.expand("PowerSpherical.expand", batchShape));
  }

  /** a. */
  private Tensor first() {
    return concentration().add(0.5 * (base.dimension() - 1));
  }

  /** b. */
  private Tensor second() {
    return Tensor.fill(dtype(), 0.5 * (base.dimension() - 1));
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.UNIT_SPHERE;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return SphericalVariates.around(base.mu(), logit(sampleShape));
  }

  /** The log-density is computed from the projection, before it is rounded. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor y = logit(sampleShape);
    return new SampleWithLogProb(
        SphericalVariates.around(base.mu(), y), logDensity(y.logSigmoid()));
  }

  /** ln((1 + t) / (1 - t)). */
  private Tensor logit(long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(batchShape());
    return BetaVariates.logit(
        first(),
        second(),
        GammaVariates.logGamma(first(), shape),
        GammaVariates.logGamma(second(), shape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("PowerSpherical.logProb", "value", value);
    Tensor lower = base.halfVersine("PowerSpherical.logProb", value);
    Tensor upper = base.halfCoversine("PowerSpherical.logProb", value);
    Tensor near = lower.stopGradient().lt(0.5);
    Tensor clamped = Tensor.where(near, lower, Tensor.zeros(dtype()));
    Tensor log = Tensor.where(near, clamped.neg().log1p(), upper.log());
    return support().restrict(value, logDensity(log));
  }

  /**
   * The log-density where ln((1 + t) / 2) is given.
   *
   * @param log minus infinity opposite to mu
   */
  private Tensor logDensity(Tensor log) {
    return concentration().multiplyNoNan(log).sub(logVolume());
  }

  /** ln N - concentration ln 2. */
  private Tensor logVolume() {
    int d = base.dimension();
    double constant = (d - 1) * (Math.log(2) + 0.5 * Math.log(Math.PI));
    return MultivariateGamma.logRise(first(), second()).neg().add(constant);
  }

  // ---- moments

  /** {@return concentration / (concentration + d - 1) mu} */
  @Override
  public Tensor mean() {
    Tensor length = concentration().div(concentration().add(base.dimension() - 1.0));
    return base.wideMu().mul(length.expandDims(-1));
  }

  /**
   * {@return with s = a + b, 2 (d - 1) a / (s^2 (s + 1)) mu[i]^2 + 2 a / (s (s + 1)) (1 - mu[i]^2)}
   */
  @Override
  public Tensor variance() {
    double width = base.dimension() - 1.0;
    Tensor sum = concentration().add(width);
    Tensor across = first().div(sum).mul(2).div(sum.add(1));
    return base.variance(across.mul(width).div(sum), across);
  }

  /** {@return mu} */
  @Override
  public Tensor mode() {
    return base.wideMu();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor meanLog = BetaVariates.meanLog(first(), second());
    return logVolume().sub(concentration().mul(meanLog)).broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<PowerSpherical> divergences() {
    return KlRules.from(PowerSpherical.class)
        .to(HypersphericalUniform.class, PowerSpherical::divergence)
        .to(VonMisesFisher.class, VonMisesFisher::divergenceOf);
  }

  private static Tensor divergence(PowerSpherical p, HypersphericalUniform q) {
    Shape joint = p.batchShape().broadcast("KlDivergence.of", q.batchShape());
    return informationGain(0.5 * (p.base.dimension() - 1), p.concentration().cast(DType.DOUBLE))
        .broadcastTo(joint);
  }

  /**
   * The entropy of the uniform distribution less that of a concentration k, which is the integral
   * of s (psi'(b + s) - psi'(2 b + s)) from 0 to k; for small k by the rule of Gauss and Legendre.
   */
  private static Tensor informationGain(double b, Tensor k) {
    Tensor second = Tensor.fill(DType.DOUBLE, b);
    Tensor a = k.add(b);
    Tensor gain =
        MultivariateGamma.logRise(a, second)
            .sub(MultivariateGamma.logRise(second, second))
            .add(k.mul(BetaVariates.meanLog(a, second)));
    Tensor isSmall = k.stopGradient().le(0.2 * b);
    Tensor at = Tensor.where(isSmall, k, Tensor.zeros(DType.DOUBLE));
    Tensor integral = Tensor.zeros(DType.DOUBLE);
    for (int i = 0; i < VonMisesFisher.NODES.length; i++) {
      double node = VonMisesFisher.NODES[i];
      Tensor s = at.mul(node).add(b);
      Tensor slope = s.trigamma().sub(s.add(b).trigamma());
      integral = integral.add(slope.mul(node * VonMisesFisher.WEIGHTS[i]));
    }
    return Tensor.where(isSmall, integral.mul(at.square()), gain);
  }

  /** KL(p || q) for uniform p, of which (1 + mu'x) / 2 is Beta(b, b). */
  static Tensor divergenceOf(HypersphericalUniform p, PowerSpherical q) {
    Tensor meanLog = BetaVariates.meanLog(q.second(), q.second());
    return q.logVolume().sub(q.concentration().mul(meanLog)).sub(p.entropy());
  }

  @Override
  public String toString() {
    return "PowerSpherical batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
