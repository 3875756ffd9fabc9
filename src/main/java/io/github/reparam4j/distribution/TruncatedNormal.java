/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.TruncatedStandardNormal;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The normal distribution restricted to an interval, given by the mean and the standard deviation
 * of the parent normal distribution and by the ends, which may be infinite. Density proportional to
 * exp(-((x - loc) / scale)^2 / 2) for low &lt;= x &lt;= high.
 *
 * <p>Densities, samples and gradients stay accurate far out in a tail of the parent and on narrow
 * intervals: there they are computed from the distance to the nearer end and the hazard of the
 * normal distribution, not from probabilities of the parent, which would underflow. Samples invert
 * the distribution function; gradients flow into all four parameters. Mean, variance and entropy
 * are Gauss-Legendre sums, exact to rounding.
 */
public final class TruncatedNormal implements Reparameterized {
  private final LocationScale base;
  private final Tensor low;
  private final Tensor high;
  private final Tensor length;
  private final TruncatedStandardNormal piece;

  private TruncatedNormal(
      LocationScale base, Tensor low, Tensor high, Tensor length, TruncatedStandardNormal piece) {
    this.base = base;
    this.low = low;
    this.high = high;
    this.length = length;
    this.piece = piece;
  }

  /**
   * A batch of truncated normal distributions.
   *
   * @param loc mean of the parent
   * @param scale standard deviation of the parent, &gt; 0
   * @param low lower end, may be minus infinity
   * @param high upper end, &gt; low, may be infinity
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static TruncatedNormal of(Tensor loc, Tensor scale, Tensor low, Tensor high) {
    Errors.given("TruncatedNormal.of", "loc", loc);
    Errors.given("TruncatedNormal.of", "scale", scale);
    Errors.given("TruncatedNormal.of", "low", low);
    Errors.given("TruncatedNormal.of", "high", high);
    String where = "TruncatedNormal.of";
    Shape batchShape = Parameters.batchShape(where, loc, scale, low, high);
    LocationScale pair = LocationScale.of(where, loc, scale);
    Tensor difference = Parameters.difference(where, high, low);
    Tensor length = Parameters.require(where, "high - low", difference, Condition.POSITIVE, null);
    TruncatedStandardNormal piece =
        TruncatedStandardNormal.of(
            pair.standardise(low), pair.standardise(high), length.div(pair.scale()));
    LocationScale base = new LocationScale(pair.loc(), pair.scale(), batchShape);
    return new TruncatedNormal(base, low, high, length, piece);
  }

  /**
   * One truncated normal distribution, in DOUBLE.
   *
   * @param loc mean of the parent
   * @param scale standard deviation of the parent, &gt; 0
   * @param low lower end, may be minus infinity
   * @param high upper end, &gt; low, may be infinity
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static TruncatedNormal of(double loc, double scale, double low, double high) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale), Tensor.scalar(low), Tensor.scalar(high));
  }

  // ---- parameters

  /** {@return the mean of the parent, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the standard deviation of the parent, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  /** {@return the lower end, before broadcasting} */
  public Tensor low() {
    return low;
  }

  /** {@return the upper end, before broadcasting} */
  public Tensor high() {
    return high;
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  /** Functions of the parameters alone are still computed for the smaller batch. */
  @Override
  public TruncatedNormal expand(long... batchShape) {
    return new TruncatedNormal(base.expand(batchShape), low, high, length, piece);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(low, high);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return rsampleAndLogProb(sampleShape).sample();
  }

  /** The log-density is computed from the distance to the nearer end, before x is rounded. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    return at(e.neg().expm1().neg(), e);
  }

  /**
   * The value with the given share of the mass between itself and the near end; e = -ln(1 - share).
   */
  private SampleWithLogProb at(Tensor share, Tensor e) {
    Tensor p = piece.position(share, e);
    Tensor fraction = piece.fraction(share);
    Tensor distance = Tensor.where(piece.isVeryNarrow(), piece.width().mul(fraction), p);
    Tensor start = Tensor.where(piece.isTail(), Tensor.zeros(dtype()), piece.near());
    Tensor t = Tensor.where(piece.isVeryNarrow(), start.add(distance), p);
    Tensor narrow = fromNearEnd(length.mul(fraction));
    Tensor x = Tensor.where(piece.isVeryNarrow(), narrow, value(p));
    return new SampleWithLogProb(x.clamp(low, high), logDensity(t, t));
  }

  /** The value at a distance from the near end. */
  private Tensor fromNearEnd(Tensor distance) {
    return Tensor.where(piece.isMirrored(), high.sub(distance), low.add(distance));
  }

  /** The value at position p: the distance y from the near end in a tail, else t. */
  private Tensor value(Tensor p) {
    Tensor centre = base.fromStandard(Tensor.where(piece.isMirrored(), p.neg(), p));
    return Tensor.where(piece.isTail(), fromNearEnd(base.scale().mul(p)), centre);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    return support().restrict(value, logDensity(distance(value), base.standardise(value)));
  }

  /** The distance from the near end in units of the scale. */
  private Tensor distance(Tensor x) {
    return Tensor.where(piece.isMirrored(), high.sub(x), x.sub(low)).div(base.scale());
  }

  private Tensor logDensity(Tensor y, Tensor t) {
    return piece.fall(y, t).add(piece.logIntegral(base.scale(), length)).neg();
  }

  @Override
  public Tensor cdf(Tensor value) {
    Tensor x = value.clamp(low, high);
    Tensor t = base.standardise(x);
    Tensor turned = Tensor.where(piece.isMirrored(), t.neg(), t);
    Tensor share = piece.share(distance(x), turned).clamp(0, 1);
    return Tensor.where(piece.isMirrored(), share.neg().add(1), share);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor share = Tensor.where(piece.isMirrored(), p.neg().add(1), p);
    Tensor e = Tensor.where(piece.isMirrored(), p.log(), p.neg().log1p()).neg();
    return at(share, e).sample();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return value(piece.moments().mean()).clamp(low, high).broadcastTo(batchShape());
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return base.scale().mul(piece.moments().standardDeviation()).broadcastTo(batchShape());
  }

  /** The point of the interval that is nearest to loc. */
  @Override
  public Tensor mode() {
    return base.loc().clamp(low, high).broadcastTo(batchShape());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor normaliser = piece.logIntegral(base.scale(), length);
    return piece.moments().meanFall().add(normaliser).broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<TruncatedNormal> divergences() {
    return KlRules.from(TruncatedNormal.class)
        .to(TruncatedNormal.class, KlMoments::truncatedNormal)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Uniform.class, KlMoments::constant);
  }

  @Override
  public String toString() {
    return "TruncatedNormal " + batchShape() + " " + dtype();
  }
}
