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
    return of(new LocationScale(pair.loc(), pair.scale(), batchShape), low, high, length);
  }

  /**
   * Of parameters that have been checked.
   *
   * @param base the parent, of the batch shape of all parameters
   * @param length high - low
   */
  static TruncatedNormal of(LocationScale base, Tensor low, Tensor high, Tensor length) {
    TruncatedStandardNormal piece =
        TruncatedStandardNormal.of(
            base.standardise(low), base.standardise(high), length.div(base.scale()));
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
    return at(e.neg().expm1().neg(), e.neg().exp());
  }

  /**
   * The value with the given share of the mass between itself and the near end.
   *
   * @param share the share
   * @param rest 1 - share
   */
  private SampleWithLogProb at(Tensor share, Tensor rest) {
    Tensor total = total();
    Tensor start = share.mul(total).mul(piece.fall(piece.start()).exp());
    Tensor end = rest.mul(total).mul(piece.fall(piece.end()).exp());
    Tensor isNear = share.stopGradient().le(rest.stopGradient());
    Tensor isStart = piece.isSmall(start, piece.near()).mul(isNear);
    Tensor isEnd = piece.isSmall(end, piece.far()).mul(isNear.neg().add(1));
    Tensor fromStart = piece.distanceOfSmall(start, piece.near());
    Tensor fromEnd = piece.distanceOfSmall(end, piece.far().neg());
    Tensor position = piece.position(share, rest);
    Tensor fraction = piece.fraction(share);
    Tensor narrow = piece.width().mul(fraction);
    Tensor inside = Tensor.where(piece.isVeryNarrow(), narrow, position);
    Tensor p =
        Tensor.where(
            isStart,
            piece.start().add(fromStart),
            Tensor.where(isEnd, piece.end().sub(fromEnd), inside));
    Tensor x =
        Tensor.where(piece.isVeryNarrow(), fromNearEnd(length.mul(fraction)), value(position));
    Tensor atEnd = Tensor.where(isEnd, fromFarEnd(base.scale().mul(fromEnd)), x);
    Tensor atStart = Tensor.where(isStart, fromNearEnd(base.scale().mul(fromStart)), atEnd);
    return new SampleWithLogProb(atStart.clamp(low, high), logDensity(p));
  }

  /** The value at a distance from the near end. */
  private Tensor fromNearEnd(Tensor distance) {
    return Tensor.where(piece.isMirrored(), high.sub(distance), low.add(distance));
  }

  private Tensor fromFarEnd(Tensor distance) {
    return Tensor.where(piece.isMirrored(), low.add(distance), high.sub(distance));
  }

  /** The value at a position. */
  private Tensor value(Tensor p) {
    Tensor centre = base.fromStandard(Tensor.where(piece.isMirrored(), p.neg(), p));
    return Tensor.where(piece.isRelative(), fromNearEnd(base.scale().mul(p)), centre);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("TruncatedNormal.logProb", "value", value);
    Standardised x = new Standardised(value);
    return support().restrict(value, logDensity(x.position));
  }

  private Tensor logDensity(Tensor position) {
    return piece.fall(position).add(piece.logIntegral(base.scale(), length)).neg();
  }

  // ---- tails

  /** A value with its distances from the ends, and its position in units of the scale. */
  private final class Standardised {
    private final Tensor fromNear;
    private final Tensor fromFar;
    private final Tensor position;

    Standardised(Tensor x) {
      Tensor fromLow = distance(x, low);
      Tensor fromHigh = distance(high, x);
      fromNear = Tensor.where(piece.isMirrored(), fromHigh, fromLow);
      fromFar = Tensor.where(piece.isMirrored(), fromLow, fromHigh);
      Tensor t = base.standardise(x);
      Tensor turned = Tensor.where(piece.isMirrored(), t.neg(), t);
      position = Tensor.where(piece.isRelative(), scaled(fromNear), turned);
    }

    /** 0 for equal infinities. */
    private Tensor distance(Tensor a, Tensor b) {
      Tensor isEqual = a.stopGradient().eq(b.stopGradient());
      Tensor isInfinite = a.stopGradient().abs().eq(Double.POSITIVE_INFINITY);
      return Tensor.where(isEqual.mul(isInfinite), Tensor.zeros(dtype()), a.sub(b));
    }

    /** The share of the mass below or above, from the smaller part. */
    Tensor share(boolean isBelow) {
      Tensor nearShare = nearShare();
      Tensor farShare = farShare();
      Tensor isNear = isNear(isBelow);
      Tensor share = Tensor.where(isNear, nearShare, farShare);
      Tensor rest = Tensor.where(isNear, farShare, nearShare);
      Tensor isSmall = share.stopGradient().lt(rest.stopGradient());
      return Tensor.where(isSmall, share, rest.neg().add(1));
    }

    Tensor logShare(boolean isBelow) {
      Tensor isNear = isNear(isBelow);
      Tensor near = piece.logShare(piece.start(), position, scaled(fromNear), fraction(fromNear));
      Tensor far = piece.logShare(position, piece.end(), scaled(fromFar), fraction(fromFar));
      Tensor log = Tensor.where(isNear, near, far);
      Tensor rest = Tensor.where(isNear, farShare(), nearShare());
      return Tensor.where(rest.stopGradient().lt(0.5), rest.neg().log1p(), log);
    }

    private Tensor scaled(Tensor distance) {
      return distance.div(base.scale());
    }

    private Tensor fraction(Tensor distance) {
      return distance.div(length);
    }

    private Tensor isNear(boolean isBelow) {
      return isBelow ? piece.isMirrored().neg().add(1) : piece.isMirrored();
    }

    private Tensor nearShare() {
      return piece.share(piece.start(), position, scaled(fromNear), fraction(fromNear));
    }

    private Tensor farShare() {
      return piece.share(position, piece.end(), scaled(fromFar), fraction(fromFar));
    }
  }

  private Tensor total() {
    return piece.mass(piece.start(), piece.end(), piece.width());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("TruncatedNormal.cdf", "value", value);
    return new Standardised(value.clamp(low, high)).share(true);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("TruncatedNormal.survival", "value", value);
    return new Standardised(value.clamp(low, high)).share(false);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("TruncatedNormal.logCdf", "value", value);
    return new Standardised(value.clamp(low, high)).logShare(true);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("TruncatedNormal.logSurvival", "value", value);
    return new Standardised(value.clamp(low, high)).logShare(false);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("TruncatedNormal.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return quantile(p, p.neg().add(1));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("TruncatedNormal.inverseSurvival", "probability", probability);
    Tensor q = Parameters.probabilityOrNan(probability);
    return quantile(q.neg().add(1), q);
  }

  /** The value with probabilities p below and q above. */
  Tensor quantile(Tensor p, Tensor q) {
    Tensor share = Tensor.where(piece.isMirrored(), q, p);
    Tensor rest = Tensor.where(piece.isMirrored(), p, q);
    return at(share, rest).sample();
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
