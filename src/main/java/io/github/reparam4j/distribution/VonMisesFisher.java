/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.variate.SphericalVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.SphericalBessel;
import io.github.reparam4j.tensor.SphericalBessel.Kind;
import io.github.reparam4j.tensor.Tensor;

/**
 * The von Mises-Fisher distribution of unit vectors x of R^d with given mean direction mu and
 * concentration: with respect to the area of the sphere its density is e^(concentration mu'x) / Z,
 * where Z = (2 pi)^(d/2) I_(d/2-1)(concentration) / concentration^(d/2-1). At concentration 0 it is
 * uniform; for d = 2 it is {@link VonMises} of the angle.
 *
 * <p>Samples are t mu + sqrt(1 - t^2) v, where the projection t is drawn by rejection (A. T. A.
 * Wood, "Simulation of the von Mises Fisher distribution", Communications in Statistics -
 * Simulation and Computation 23, 1994, doi:10.1080/03610919408813161) and v is uniform among the
 * unit vectors perpendicular to mu. The gradient by mu is explicit. The gradient by the
 * concentration is implicit, dt/dconcentration at a constant value of the distribution function of
 * t, so gradients of expectations by both are unbiased. Second derivatives by the concentration are
 * refused.
 *
 * <pre>{@code
 * VonMisesFisher posterior = VonMisesFisher.of(encoder.slice(-1, 0, 10), raw.softplus());
 * Tensor z = posterior.rsample();
 * Tensor kl = KlDivergence.of(posterior, HypersphericalUniform.of(DType.FLOAT, 10));
 * }</pre>
 *
 * <p>Densities and entropies are accurate for all dimensions and concentrations, such as d = 5000
 * and 1e30. Near mu they are computed from |x - mu|. Source: K. V. Mardia and P. E. Jupp,
 * "Directional statistics", 2000, section 9.3.2, doi:10.1002/9780470316979.
 */
public final class VonMisesFisher implements Reparameterized {
  /** Below this both concentrations of a divergence are small. */
  private static final double SMALL = 1;

  /** The rule of Gauss and Legendre on (0, 1). */
  static final double[] NODES = {
    0.046910077030668004, 0.23076534494715845, 0.5, 0.7692346550528415, 0.953089922969332
  };

  static final double[] WEIGHTS = {
    0.11846344252809454,
    0.23931433524968324,
    0.28444444444444444,
    0.23931433524968324,
    0.11846344252809454
  };

  private final SphericalDirection base;

  private VonMisesFisher(SphericalDirection base) {
    this.base = base;
  }

  /**
   * A batch of von Mises-Fisher distributions.
   *
   * @param meanDirection vectors [..., d], d &gt;= 2, finite and not 0; only their directions are
   *     used, so that gradients by them are perpendicular to them
   * @param concentration &gt;= 0, finite, of the batch shape
   * @return the distribution of events [d], of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static VonMisesFisher of(Tensor meanDirection, Tensor concentration) {
    Errors.given("VonMisesFisher.of", "meanDirection", meanDirection);
    Errors.given("VonMisesFisher.of", "concentration", concentration);
    return new VonMisesFisher(
        SphericalDirection.of("VonMisesFisher.of", meanDirection, concentration));
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
  public VonMisesFisher expand(long... batchShape) {
    return new VonMisesFisher(base.expand("VonMisesFisher.expand", batchShape));
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
        SphericalVariates.around(base.mu(), y), logDensity(y.neg().sigmoid()));
  }

  /** ln((1 + t) / (1 - t)). */
  private Tensor logit(long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(batchShape());
    return SphericalVariates.vonMisesFisherLogit(base.dimension(), concentration(), shape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("VonMisesFisher.logProb", "value", value);
    Tensor half = base.halfVersine("VonMisesFisher.logProb", value);
    return support().restrict(value, logDensity(half));
  }

  /**
   * The log-density where (1 - t) / 2 is given.
   *
   * @param half (1 - t) / 2
   */
  private Tensor logDensity(Tensor half) {
    return concentration()
        .mul(half)
        .mul(-2)
        .sub(of(Kind.LOG_NORMALIZER_GAP, concentration()))
        .sub(SphericalDirection.logArea(base.dimension()));
  }

  private Tensor of(Kind kind, Tensor x) {
    return function(kind, 0.5 * base.dimension() - 1, x);
  }

  private static Tensor function(Kind kind, double order, Tensor x) {
    return Expressions.apply(new SphericalBessel(kind, order), x);
  }

  // ---- moments

  /** {@return A, the length of the mean: I_(d/2)(concentration) / I_(d/2-1)(concentration)} */
  public Tensor meanResultantLength() {
    return of(Kind.RATIO, concentration()).broadcastTo(batchShape());
  }

  /** {@return A mu} */
  @Override
  public Tensor mean() {
    return base.wideMu().mul(meanResultantLength().expandDims(-1));
  }

  /** {@return A' mu[i]^2 + (A / concentration) (1 - mu[i]^2)} */
  @Override
  public Tensor variance() {
    int d = base.dimension();
    Tensor next = function(Kind.RATIO, 0.5 * d, concentration());
    Tensor across = concentration().mul(next).add(d).reciprocal(); // A / concentration
    return base.variance(of(Kind.RATIO_SLOPE, concentration()), across);
  }

  /** {@return mu} */
  @Override
  public Tensor mode() {
    return base.wideMu();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor loss = concentration().mul(of(Kind.RATIO_GAP, concentration()));
    return of(Kind.LOG_NORMALIZER_GAP, concentration())
        .add(loss)
        .add(SphericalDirection.logArea(base.dimension()))
        .broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<VonMisesFisher> divergences() {
    return KlRules.from(VonMisesFisher.class)
        .to(VonMisesFisher.class, VonMisesFisher::divergence)
        .to(HypersphericalUniform.class, VonMisesFisher::divergence);
  }

  /**
   * The excess of G over its tangent, and A k |mu_p - mu_q|^2 / 2 with the concentration k of q.
   */
  private static Tensor divergence(VonMisesFisher p, VonMisesFisher q) {
    Tensor from = p.concentration().cast(DType.DOUBLE);
    Tensor to = q.concentration().cast(DType.DOUBLE);
    Tensor difference = p.base.mu().cast(DType.DOUBLE).sub(q.base.mu().cast(DType.DOUBLE));
    Tensor turn = difference.square().sum(-1).mul(0.5);
    Tensor turned = turn.mul(to).mul(p.of(Kind.RATIO, from));
    return p.excess(from, to).add(turned);
  }

  private static Tensor divergence(VonMisesFisher p, HypersphericalUniform q) {
    Tensor from = p.concentration().cast(DType.DOUBLE);
    Tensor zero = Tensor.zeros(DType.DOUBLE, q.batchShape().toLongs());
    return p.excess(from, zero).broadcastTo(p.batchShape().broadcast(q.batchShape()));
  }

  /**
   * G(to) - G(from) - (to - from) A(from): in the functions that vanish at 0 or in those that do
   * not grow, and for concentrations that are close as an integral of A'.
   */
  private Tensor excess(Tensor from, Tensor to) {
    Tensor step = to.sub(from);
    Tensor small =
        of(Kind.LOG_NORMALIZER, to)
            .sub(of(Kind.LOG_NORMALIZER, from))
            .sub(step.mul(of(Kind.RATIO, from)));
    Tensor large =
        of(Kind.LOG_NORMALIZER_GAP, to)
            .sub(of(Kind.LOG_NORMALIZER_GAP, from))
            .add(step.mul(of(Kind.RATIO_GAP, from)));
    Tensor integral = Tensor.zeros(DType.DOUBLE);
    for (int i = 0; i < NODES.length; i++) {
      Tensor slope = of(Kind.RATIO_SLOPE, from.add(step.mul(NODES[i])));
      integral = integral.add(slope.mul(WEIGHTS[i] * (1 - NODES[i])));
    }
    Tensor greater = from.maximum(to).stopGradient();
    Tensor far = Tensor.where(greater.lt(SMALL), small, large);
    Tensor isClose = step.stopGradient().abs().le(greater.mul(0.1));
    return Tensor.where(isClose, integral.mul(step.square()), KlTerms.notNegative(far));
  }

  /** KL(p || q) for any p on the sphere whose mean and entropy are known. */
  static Tensor divergenceOf(Distribution p, VonMisesFisher q) {
    Tensor k = q.concentration().cast(DType.DOUBLE);
    Tensor projection =
        p.mean().cast(DType.DOUBLE).mul(q.base.mu().cast(DType.DOUBLE)).sum(-1).mul(k);
    return q.of(Kind.LOG_NORMALIZER, k)
        .add(SphericalDirection.logArea(q.base.dimension()))
        .sub(projection)
        .sub(p.entropy().cast(DType.DOUBLE));
  }

  @Override
  public String toString() {
    return "VonMisesFisher batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
