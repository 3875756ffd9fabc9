/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.Rounding;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The triangular distribution with given ends and peak. The density rises linearly from 0 at low to
 * 2 / (high - low) at the peak and falls linearly to 0 at high. The peak may lie at an end. Samples
 * are low + sqrt(u (high - low) (peak - low)) left of the peak and high - sqrt((1 - u) (high - low)
 * (high - peak)) right of it, u uniform on (0, 1).
 */
public final class Triangular implements Reparameterized {
  private static final double LOG_TWO = Math.log(2);

  private final Tensor low;
  private final Tensor high;
  private final Tensor peak;
  private final Tensor width;
  private final Tensor left;
  private final Tensor right;

  private Triangular(
      Tensor low, Tensor high, Tensor peak, Tensor width, Tensor left, Tensor right) {
    this.low = low;
    this.high = high;
    this.peak = peak;
    this.width = width;
    this.left = left;
    this.right = right;
  }

  /**
   * A batch of triangular distributions.
   *
   * @param low lower end
   * @param high upper end, &gt; low; their difference must be finite
   * @param peak where the density is greatest, in [low, high]
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Triangular of(Tensor low, Tensor high, Tensor peak) {
    Errors.given("Triangular.of", "low", low);
    Errors.given("Triangular.of", "high", high);
    Errors.given("Triangular.of", "peak", peak);
    String where = "Triangular.of";
    Shape batchShape = Parameters.batchShape(where, low, high, peak);
    return new Triangular(
        low,
        high,
        peak,
        Parameters.width(where, low, high).broadcastTo(batchShape),
        side(where, "peak - low", peak, low),
        side(where, "high - peak", high, peak));
  }

  private static Tensor side(String where, String name, Tensor to, Tensor from) {
    Tensor side = Parameters.difference(where, to, from);
    return Parameters.require(where, name, side, Condition.NON_NEGATIVE, null);
  }

  /**
   * One triangular distribution, in DOUBLE.
   *
   * @param low lower end
   * @param high upper end, &gt; low
   * @param peak where the density is greatest, in [low, high]
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Triangular of(double low, double high, double peak) {
    return of(Tensor.scalar(low), Tensor.scalar(high), Tensor.scalar(peak));
  }

  // ---- parameters

  /** {@return the lower end, before broadcasting} */
  public Tensor low() {
    return low;
  }

  /** {@return the upper end, before broadcasting} */
  public Tensor high() {
    return high;
  }

  /** {@return where the density is greatest, before broadcasting} */
  public Tensor peak() {
    return peak;
  }

  @Override
  public DType dtype() {
    return width.dtype();
  }

  @Override
  public Shape batchShape() {
    return width.shape();
  }

  @Override
  public Triangular expand(long... batchShape) {
    return new Triangular(low, high, peak, width.broadcastTo(batchShape), left, right);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(low, high);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    return at(Noise.of(NoiseDistribution.UNIFORM, dtype(), shape));
  }

  /** The quantile, from the probabilities below and above it. */
  private Tensor at(Tensor below, Tensor above, Tensor isLeft) {
    Tensor share = Tensor.where(isLeft, below, above);
    Tensor side = Tensor.where(isLeft, left, right);
    Tensor distance = share.sqrt().mul(width.sqrt()).mul(side.sqrt());
    Tensor x = Tensor.where(isLeft, low.add(distance), high.sub(distance));
    return Rounding.clip(x, low, high);
  }

  private Tensor at(Tensor p) {
    return at(p, p.neg().add(1), p.mul(width).le(left).stopGradient());
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Triangular.logProb", "value", value);
    return support().restrict(value, logHeight(value).sub(width.log()).add(LOG_TWO));
  }

  /** The density relative to that at the peak. */
  private Tensor height(Tensor x) {
    Tensor one = Tensor.ones(dtype());
    Tensor rise = x.sub(low).div(Tensor.where(hasLeft(), left, one));
    Tensor fall = high.sub(x).div(Tensor.where(hasRight(), right, one));
    return Tensor.where(isLeft(x), rise, fall);
  }

  /**
   * With the logarithm of the distance from the end apart, so that slopes at the ends are limits.
   */
  private Tensor logHeight(Tensor x) {
    Tensor rise = LogProbability.logOrNone(x.sub(low)).sub(left.log());
    Tensor fall = LogProbability.logOrNone(high.sub(x)).sub(right.log());
    return Tensor.where(isLeft(x), rise, fall);
  }

  private Tensor hasLeft() {
    return left.stopGradient().gt(0);
  }

  private Tensor hasRight() {
    return right.stopGradient().gt(0);
  }

  /** Whether x lies on the rising side; the peak does, unless it is the lower end. */
  private Tensor isLeft(Tensor x) {
    return x.stopGradient().le(peak.stopGradient()).mul(hasLeft());
  }

  /** P(X &lt;= x), whose slopes cancel near 1. */
  private Tensor below(Tensor x) {
    Tensor height = height(x);
    Tensor falling = left.add(x.sub(peak).mul(height.add(1)));
    return Tensor.where(isLeft(x), height.mul(x.sub(low)), falling).div(width);
  }

  /** P(X &gt; x), whose slopes cancel near 1. */
  private Tensor above(Tensor x) {
    Tensor height = height(x);
    Tensor rising = right.add(peak.sub(x).mul(height.add(1)));
    return Tensor.where(isLeft(x), rising, height.mul(high.sub(x))).div(width);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Triangular.cdf", "value", value);
    return withEnds(value, 0, LogProbability.fromSmaller(below(value), above(value)), 1);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Triangular.logCdf", "value", value);
    Tensor distance = value.sub(low);
    Tensor far = logTail(distance, hasLeft(), left);
    Tensor near = LogProbability.of(cdf(value), survival(value));
    Tensor isFar = isLeft(value).mul(cdf(value).stopGradient().lt(0.5));
    return LogProbability.withEndAt(Tensor.where(isFar, far, near), distance, far);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Triangular.survival", "value", value);
    return withEnds(value, 1, LogProbability.fromSmaller(above(value), below(value)), 0);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Triangular.logSurvival", "value", value);
    Tensor distance = high.sub(value);
    Tensor far = logTail(distance, hasRight(), right);
    Tensor near = LogProbability.of(survival(value), cdf(value));
    Tensor isFar = isLeft(value).eq(0).mul(survival(value).stopGradient().lt(0.5));
    return LogProbability.withEndAt(Tensor.where(isFar, far, near), distance, far);
  }

  /** ln(d^2 / (side width)), at an end where the density jumps ln(2 d / width). */
  private Tensor logTail(Tensor distance, Tensor hasSide, Tensor side) {
    Tensor log = LogProbability.logOrNone(distance);
    Tensor smooth = log.mul(2).sub(side.log());
    return Tensor.where(hasSide, smooth, log.add(LOG_TWO)).sub(width.log());
  }

  private Tensor withEnds(Tensor value, double below, Tensor inside, double above) {
    Tensor x = value.stopGradient();
    Tensor upper = Tensor.where(x.gt(high.stopGradient()), Tensor.fill(dtype(), above), inside);
    return Tensor.where(x.lt(low.stopGradient()), Tensor.fill(dtype(), below), upper);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Triangular.icdf", "probability", probability);
    return at(Parameters.probabilityOrNan(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Triangular.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return at(p.neg().add(1), p, p.mul(width).ge(right).stopGradient());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return low.add(width.add(left).div(3));
  }

  /** (left^2 + left right + right^2) / 18 with the distances of the ends from the peak. */
  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    Tensor p = left.div(width);
    Tensor q = right.div(width);
    return p.square().add(p.mul(q)).add(q.square()).div(18).sqrt().mul(width);
  }

  @Override
  public Tensor mode() {
    return peak.broadcastTo(batchShape());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return width.log().add(0.5 - LOG_TWO);
  }

  // ---- divergences

  static KlRules<Triangular> divergences() {
    return KlRules.from(Triangular.class)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Uniform.class, KlMoments::constant)
        .to(ContinuousBernoulli.class, KlMoments::linear);
  }

  @Override
  public String toString() {
    return "Triangular " + batchShape() + " " + dtype();
  }
}
