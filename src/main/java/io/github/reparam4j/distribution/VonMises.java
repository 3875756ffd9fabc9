/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.Rounding;
import io.github.reparam4j.distribution.variate.VonMisesVariates;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.VonMisesFunction;

/**
 * The von Mises distribution of an angle in radians with given mean direction and concentration (if
 * large, about the reciprocal of the variance; 0 gives the uniform distribution). Density
 * exp(concentration cos(x - loc)) / (2 pi I0(concentration)) on [-pi, pi].
 *
 * <p>Samples are loc + z, wrapped into [-pi, pi], with z drawn by rejection (Best and Fisher 1979);
 * the gradient by the concentration is implicit, dz/dconcentration at a constant value of the
 * distribution function. The gradient is that of a point on the circle: correct for functions with
 * the period 2 pi, such as functions of sin x and cos x. For a function that jumps between pi and
 * -pi, such as x itself, the term of samples that cross the jump is left out. Second derivatives by
 * the concentration are implicit too.
 */
public final class VonMises implements Reparameterized {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** Terms of the mean's series, exact to rounding for concentrations up to 1. */
  private static final int SERIES_LENGTH = 12;

  private final Tensor loc;
  private final Tensor concentration;
  private final Shape batchShape;

  private VonMises(Tensor loc, Tensor concentration, Shape batchShape) {
    this.loc = loc;
    this.concentration = concentration;
    this.batchShape = batchShape;
  }

  /**
   * A batch of von Mises distributions.
   *
   * @param loc mean direction in radians, finite; wrapped into [-pi, pi]
   * @param concentration &gt;= 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static VonMises of(Tensor loc, Tensor concentration) {
    String where = "VonMises.of";
    String hint = "pass a log-concentration through exp or softplus";
    return new VonMises(
        wrapped(Parameters.finite(where, "loc", loc)),
        Parameters.require(
            where, "concentration", concentration, Condition.FINITE_NON_NEGATIVE, hint),
        Parameters.batchShape(where, loc, concentration));
  }

  /**
   * One von Mises distribution, in DOUBLE.
   *
   * @param loc mean direction in radians, finite
   * @param concentration &gt;= 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static VonMises of(double loc, double concentration) {
    return of(Tensor.scalar(loc), Tensor.scalar(concentration));
  }

  /** The angle wrapped into [-pi, pi], with derivative 1. */
  private static Tensor wrapped(Tensor angle) {
    Tensor turns = angle.stopGradient().add(Math.PI).div(2 * Math.PI).floor();
    Tensor near = angle.sub(turns.mul(2 * Math.PI));
    Tensor rounded = near.stopGradient();
    return near.add(rounded.clamp(-Math.PI, Math.PI).sub(rounded));
  }

  // ---- parameters

  /** {@return the mean direction in [-pi, pi], before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return concentration;
  }

  @Override
  public DType dtype() {
    return loc.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public VonMises expand(long... batchShape) {
    Tensor wide = loc.broadcastTo(batchShape);
    return new VonMises(wide, concentration.broadcastTo(batchShape), wide.shape());
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.fill(dtype(), -Math.PI), Tensor.fill(dtype(), Math.PI));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return wrapped(loc.add(deviation(sampleShape)));
  }

  /** The log-density is computed from z, before loc is added. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = deviation(sampleShape);
    return new SampleWithLogProb(wrapped(loc.add(z)), logDensity(z));
  }

  private Tensor deviation(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    return VonMisesVariates.of(
        concentration,
        Noise.forRejection(NoiseDistribution.UNIFORM, dtype(), shape),
        Noise.forRejection(NoiseDistribution.UNIFORM, dtype(), shape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    return support().restrict(value, logDensity(value.sub(loc)));
  }

  /** Uses cos z - 1 = -2 sin^2(z / 2) and I0 scaled by e^-concentration. */
  private Tensor logDensity(Tensor z) {
    Tensor exponent = z.mul(0.5).sin().square().mul(concentration).mul(-2);
    return exponent.sub(concentration.logBesselI0e()).sub(LOG_TWO_PI);
  }

  /** The probability of an angle from -pi up to the value. */
  @Override
  public Tensor cdf(Tensor value) {
    return logCdf(value).exp();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Tensor log = LogProbability.ofLogs(below(value), above(value));
    return LogProbability.withEnd(log, value.add(Math.PI), logDensity(pi().neg().sub(loc)));
  }

  /** The probability of an angle from the value up to pi. */
  @Override
  public Tensor survival(Tensor value) {
    return logSurvival(value).exp();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Tensor log = LogProbability.ofLogs(above(value), below(value));
    return LogProbability.withEnd(log, value.neg().add(Math.PI), logDensity(pi().sub(loc)));
  }

  /** The logarithm of the integral of the density from -pi. */
  private Tensor below(Tensor value) {
    return arc(pi().neg().sub(loc), inside(value).sub(loc));
  }

  /** The logarithm of the integral of the density to pi. */
  private Tensor above(Tensor value) {
    return arc(inside(value).sub(loc), pi().sub(loc));
  }

  private Tensor arc(Tensor from, Tensor to) {
    return Expressions.apply(VonMisesFunction.VON_MISES_LOG_MASS, concentration, from, to);
  }

  private Tensor pi() {
    return Tensor.fill(dtype(), Math.PI);
  }

  private static Tensor inside(Tensor value) {
    return value.clamp(-Math.PI, Math.PI);
  }

  /** The angle with a probability from -pi, by Newton's method. */
  @Override
  public Tensor icdf(Tensor probability) {
    Tensor z = quantile(pi().neg().sub(loc), probability);
    return atEnds(probability, pi().neg(), Rounding.clip(loc.add(z), pi().neg(), pi()), pi());
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Tensor z = quantile(pi().neg().add(loc), probability);
    return atEnds(probability, pi(), Rounding.clip(loc.sub(z), pi().neg(), pi()), pi().neg());
  }

  private static Tensor atEnds(Tensor probability, Tensor atZero, Tensor inside, Tensor atOne) {
    Tensor p = probability.stopGradient();
    return Tensor.where(p.eq(0), atZero, Tensor.where(p.eq(1), atOne, inside));
  }

  private Tensor quantile(Tensor from, Tensor probability) {
    return Expressions.apply(VonMisesFunction.VON_MISES_QUANTILE, concentration, from, probability);
  }

  // ---- moments

  /**
   * The mean of the angle as a number in [-pi, pi], not the mean direction {@link #loc}: loc less 2
   * pi times the probability of the angles beyond the cut at pi; for small concentrations by the
   * Fourier series of x.
   */
  @Override
  public Tensor mean() {
    Tensor size = Tensor.where(loc.stopGradient().lt(0), loc.neg(), loc);
    Tensor beyond = VonMisesVariates.cdf(concentration, size.sub(Math.PI));
    Tensor far = size.sub(beyond.mul(2 * Math.PI));
    Tensor k = concentration.clamp(0, 1);
    Tensor near = Tensor.zeros(dtype());
    for (int j = SERIES_LENGTH; j > 0; j--) {
      Tensor term = k.besselIve(j).div(k.besselI0e()).mul(size.mul(j).sin()).mul(2.0 / j);
      near = j % 2 == 1 ? near.add(term) : near.sub(term);
    }
    Tensor mean = Tensor.where(concentration.stopGradient().lt(1), near, far);
    return Tensor.where(loc.stopGradient().lt(0), mean.neg(), mean).broadcastTo(batchShape);
  }

  /** {@return 1 - I1/I0 of the concentration, the mean of 1 - cos(x - loc), in [0, 1]} */
  public Tensor circularVariance() {
    return concentration.besselRatioGap().broadcastTo(batchShape);
  }

  /** {@return loc in [-pi, pi]} */
  @Override
  public Tensor mode() {
    return loc.broadcastTo(batchShape);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor mean = concentration.mul(concentration.besselRatioGap());
    return concentration.logBesselI0e().add(mean).add(LOG_TWO_PI).broadcastTo(batchShape);
  }

  // ---- divergences

  static KlRules<VonMises> divergences() {
    return KlRules.from(VonMises.class)
        .to(VonMises.class, VonMises::divergence)
        .to(Uniform.class, KlMoments::constant);
  }

  /**
   * The excess of ln I0 over its tangent, whose linear part |x| cancels, and A k 2 sin^2(d / 2)
   * with the mean resultant length A of p, the concentration k of q and the angle d between the
   * means.
   */
  private static Tensor divergence(VonMises p, VonMises q) {
    Tensor from = p.concentration.cast(DType.DOUBLE);
    Tensor to = q.concentration.cast(DType.DOUBLE);
    Tensor tangent = to.sub(from).mul(from.besselRatioGap());
    Tensor excess = to.logBesselI0e().sub(from.logBesselI0e()).add(tangent);
    Tensor angle = p.loc.sub(q.loc).cast(DType.DOUBLE);
    Tensor turn = angle.mul(0.5).sin().square().mul(2);
    return KlTerms.notNegative(excess).add(turn.mul(to).mul(from.besselRatio()));
  }

  @Override
  public String toString() {
    return "VonMises " + batchShape() + " " + dtype();
  }
}
