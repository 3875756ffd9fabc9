/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.SkewNormalFunction;
import io.github.reparam4j.tensor.Tensor;

/**
 * The skew normal distribution with given location, scale and skewness s (also called shape,
 * alpha). With z = (x - loc) / scale its density is 2 phi(z) Phi(s z) / scale on the reals. For s =
 * 0 it is normal; for large s nearly a half-normal above loc, for large -s below.
 *
 * <p>Samples are loc + scale (d |n| + sqrt(1 - d^2) m) with standard normal n and m and d = s /
 * sqrt(1 + s^2). Their gradient by the skewness is dz/ds = phi(s z) / Phi(s z) / (1 + s^2), which
 * holds the distribution function constant: the mean of the gradient of that formula for given z,
 * so of less variance. It may be differentiated again.
 *
 * <pre>{@code
 * SkewNormal noise = SkewNormal.of(loc, raw.softplus(), skewness);
 * Tensor loss = noise.logProb(data).mean().neg();
 * }</pre>
 *
 * <p>The distribution function is Phi(z) - 2 T(z, s) with Owen's T function, computed without that
 * difference. The mode is found by Newton's method and the entropy by quadrature, to 1e-13. Source:
 * A. Azzalini, "A class of distributions which includes the normal ones", Scandinavian Journal of
 * Statistics 12 (1985).
 */
public final class SkewNormal implements Reparameterized {
  private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final int NEWTON_STEPS = 14;

  private final LocationScale base;
  private final Tensor skewness;

  private SkewNormal(LocationScale base, Tensor skewness) {
    this.base = base;
    this.skewness = skewness;
  }

  /**
   * A batch of skew normal distributions.
   *
   * @param loc location, the mean where the skewness is 0
   * @param scale scale, &gt; 0, the standard deviation where the skewness is 0
   * @param skewness s, any finite value
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static SkewNormal of(Tensor loc, Tensor scale, Tensor skewness) {
    String where = "SkewNormal.of";
    Tensor s = Parameters.finite(where, "skewness", skewness);
    Shape batchShape = Parameters.batchShape(where, loc, scale, s);
    LocationScale pair = LocationScale.of(where, loc, scale);
    return new SkewNormal(new LocationScale(pair.loc(), pair.scale(), batchShape), s);
  }

  /**
   * One skew normal distribution, in DOUBLE.
   *
   * @param loc location
   * @param scale scale, &gt; 0
   * @param skewness s, any finite value
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static SkewNormal of(double loc, double scale, double skewness) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale), Tensor.scalar(skewness));
  }

  // ---- parameters

  /** {@return the location, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  /** {@return the skewness, before broadcasting} */
  public Tensor skewness() {
    return skewness;
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  @Override
  public SkewNormal expand(long... batchShape) {
    return new SkewNormal(base.expand(batchShape), skewness);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(standard(sampleShape));
  }

  /** The log-density is computed from z. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = standard(sampleShape);
    return new SampleWithLogProb(base.fromStandard(z), logDensity(z));
  }

  private Tensor standard(long... sampleShape) {
    long[] shape = Parameters.sampleShape(this, sampleShape).toLongs();
    Tensor along = Noise.standardNormal(dtype(), shape).abs();
    Tensor across = Noise.standardNormal(dtype(), shape);
    Tensor s = skewness.stopGradient();
    Tensor value = along.mul(sine(s)).add(across.mul(cosine(s)));
    return Tensor.withGradient(
        value,
        (input, z, g) -> g.mul(skewness.mul(z).normalHazard()).mul(cosine(skewness).square()),
        skewness);
  }

  /** d = s / sqrt(1 + s^2). */
  private static Tensor sine(Tensor s) {
    Tensor size = s.stopGradient().abs();
    Tensor isLarge = size.gt(1);
    Tensor one = Tensor.ones(s.dtype());
    Tensor inverse = Tensor.where(isLarge, s, one).reciprocal();
    Tensor large = s.stopGradient().sign().mul(inverse.square().add(1).rsqrt());
    Tensor small = Tensor.where(isLarge, one, s);
    return Tensor.where(isLarge, large, small.mul(small.square().add(1).rsqrt()));
  }

  /** 1 / sqrt(1 + s^2). */
  private static Tensor cosine(Tensor s) {
    Tensor isLarge = s.stopGradient().abs().gt(1);
    Tensor one = Tensor.ones(s.dtype());
    Tensor inverse = Tensor.where(isLarge, s, one).reciprocal();
    Tensor large = inverse.abs().mul(inverse.square().add(1).rsqrt());
    Tensor small = Tensor.where(isLarge, one, s);
    return Tensor.where(isLarge, large, small.square().add(1).rsqrt());
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("SkewNormal.logProb", "value", value);
    return support().restrict(value, logDensity(base.standardise(value)));
  }

  private Tensor logDensity(Tensor z) {
    return logStandard(skewness, z).sub(base.scale().log());
  }

  private static Tensor logStandard(Tensor s, Tensor z) {
    Tensor tilt = s.multiplyNoNan(z).logNdtr();
    return z.square().mul(-0.5).add(tilt).add(Math.log(SQRT_TWO_OVER_PI));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("SkewNormal.cdf", "value", value);
    return logCdf(value).exp();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("SkewNormal.logCdf", "value", value);
    return logSurvival(skewness.neg(), base.standardise(value).neg());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("SkewNormal.survival", "value", value);
    return logSurvival(value).exp();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("SkewNormal.logSurvival", "value", value);
    return logSurvival(skewness, base.standardise(value));
  }

  private static Tensor logSurvival(Tensor s, Tensor z) {
    return Expressions.apply(SkewNormalFunction.SKEW_NORMAL_LOG_SURVIVAL, s, z);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("SkewNormal.icdf", "probability", probability);
    Tensor mirrored = inverse(skewness.neg(), Parameters.probabilityOrNan(probability));
    return base.fromStandard(mirrored.neg());
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("SkewNormal.inverseSurvival", "probability", probability);
    return base.fromStandard(inverse(skewness, Parameters.probabilityOrNan(probability)));
  }

  private static Tensor inverse(Tensor s, Tensor q) {
    return Expressions.apply(SkewNormalFunction.SKEW_NORMAL_SURVIVAL_INVERSE, s, q);
  }

  // ---- moments

  /** loc + scale d sqrt(2 / pi). */
  @Override
  public Tensor mean() {
    return base.fromStandard(sine(skewness).mul(SQRT_TWO_OVER_PI)).broadcastTo(batchShape());
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  /** scale sqrt(1 - 2 d^2 / pi). */
  @Override
  public Tensor standardDeviation() {
    Tensor share = sine(skewness).square().mul(-2 / Math.PI).add(1);
    return base.scale().mul(share.sqrt()).broadcastTo(batchShape());
  }

  /**
   * loc + scale s v, where v is the solution of v = phi(w) / Phi(w) at w = s^2 v. The difference of
   * the logarithms is concave, so that Newton's method converges from everywhere.
   */
  @Override
  public Tensor mode() {
    Tensor s = skewness.cast(DType.DOUBLE);
    Tensor square = s.square();
    Tensor v = square.mul(2 / Math.PI).add(1).reciprocal().mul(SQRT_TWO_OVER_PI);
    for (int i = 0; i < NEWTON_STEPS; i++) {
      Tensor w = square.mul(v);
      Tensor hazard = w.normalHazard();
      Tensor excess =
          w.square().mul(0.5).add(w.logNdtr()).add(ReparamGaussian.HALF_LOG_TWO_PI).add(v.log());
      Tensor slope = square.mul(hazard.add(w)).add(v.reciprocal());
      v = v.sub(excess.div(slope));
    }
    return base.fromStandard(s.mul(v).cast(dtype())).broadcastTo(batchShape());
  }

  // ---- entropy

  /** ln scale + (1 + ln(pi / 2)) / 2 - E ln Phi(s z), by quadrature. */
  @Override
  public Tensor entropy() {
    Tensor s = skewness.cast(DType.DOUBLE).broadcastTo(batchShape());
    Quadrature rule = Quadrature.line(Tensor.ones(DType.DOUBLE), s.stopGradient().mul(0));
    Tensor z = rule.nodes();
    Tensor log = s.mul(z).logNdtr();
    Tensor mean = rule.integral(logStandard(s, z).exp().multiplyNoNan(log));
    return base.scale()
        .log()
        .sub(mean.cast(dtype()))
        .add(0.5 * (1 + Math.log(Math.PI / 2)))
        .broadcastTo(batchShape());
  }

  @Override
  public String toString() {
    return "SkewNormal " + batchShape() + " " + dtype();
  }
}
