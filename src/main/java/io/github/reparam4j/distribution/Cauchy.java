/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Cauchy distribution with given median and scale (half the distance of the quartiles). Density
 * 1 / (pi scale (1 + ((x - loc) / scale)^2)) on the reals. Mean and variance do not exist. Samples
 * are loc + scale z1 / z2 with z1, z2 standard normal: the ratio reaches further into the tails
 * than a tangent of uniform noise does.
 */
public final class Cauchy implements Reparameterized {
  private static final double FAR = 1e8;

  private final LocationScale base;

  private Cauchy(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of Cauchy distributions.
   *
   * @param loc median
   * @param scale half the distance of the quartiles, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Cauchy of(Tensor loc, Tensor scale) {
    return new Cauchy(LocationScale.of("Cauchy.of", loc, scale));
  }

  /**
   * One Cauchy distribution, in DOUBLE.
   *
   * @param loc median
   * @param scale half the distance of the quartiles, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Cauchy of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the median, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
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
  public Cauchy expand(long... batchShape) {
    return new Cauchy(base.expand(batchShape));
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

  /** The log-density is computed from z1 / z2. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor t = standard(sampleShape);
    return new SampleWithLogProb(base.fromStandard(t), logDensity(logOnePlusSquare(t.abs())));
  }

  private Tensor standard(long... sampleShape) {
    Tensor numerator = base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape);
    return numerator.div(base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Cauchy.logProb", "value", value);
    Tensor distance = value.sub(base.loc()).abs();
    return support().restrict(value, logDensity(logOnePlusSquare(distance, base.scale())));
  }

  private Tensor logDensity(Tensor logOnePlusSquare) {
    return logOnePlusSquare.add(base.scale().log()).add(Math.log(Math.PI)).neg();
  }

  /** ln(1 + a^2) for a &gt;= 0, without overflow of a^2. */
  private static Tensor logOnePlusSquare(Tensor a) {
    Tensor rest = a.minimum(a.reciprocal()).square().log1p();
    return a.maximum(1).log().mul(2).add(rest);
  }

  /** ln(1 + (d / scale)^2) for d &gt;= 0, without overflow of the quotient. */
  static Tensor logOnePlusSquare(Tensor d, Tensor scale) {
    Tensor a = d.div(scale);
    Tensor overflows = a.stopGradient().eq(Double.POSITIVE_INFINITY);
    return Tensor.where(overflows, d.log().sub(scale.log()).mul(2), logOnePlusSquare(a));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Cauchy.cdf", "value", value);
    return below(value.sub(base.loc()));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Cauchy.logCdf", "value", value);
    return logBelow(value.sub(base.loc()));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Cauchy.survival", "value", value);
    return below(base.loc().sub(value));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Cauchy.logSurvival", "value", value);
    return logBelow(base.loc().sub(value));
  }

  /** 1/2 + atan(d / scale) / pi, for d &lt; -scale as atan(scale / -d) / pi. */
  private Tensor below(Tensor d) {
    Tensor tail = base.scale().div(d).neg().atan().div(Math.PI);
    Tensor t = d.div(base.scale());
    return Tensor.where(t.stopGradient().lt(-1), tail, t.atan().div(Math.PI).add(0.5));
  }

  /** Beyond -1e8 scales, where d / scale may overflow, the arc tangent is scale / -d. */
  private Tensor logBelow(Tensor d) {
    Tensor t = d.div(base.scale()).stopGradient();
    Tensor near = below(Tensor.where(t.lt(0), d, Tensor.zeros(dtype()))).log();
    Tensor far = base.scale().log().sub(d.neg().log()).sub(Math.log(Math.PI));
    Tensor rest = below(Tensor.where(t.lt(0), Tensor.zeros(dtype()), d.neg())).neg().log1p();
    return Tensor.where(t.lt(-FAR), far, Tensor.where(t.lt(0), near, rest));
  }

  /** loc - scale cot(pi p), from the nearer of 0, 1/2 and 1. */
  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Cauchy.icdf", "probability", probability);
    return base.fromStandard(quantile(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Cauchy.inverseSurvival", "probability", probability);
    return base.fromStandard(quantile(probability).neg());
  }

  private static Tensor quantile(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor tail = Tensor.where(p.stopGradient().lt(0.5), p, p.neg().add(1));
    return p.sub(0.5).mul(Math.PI).sin().div(tail.mul(Math.PI).sin());
  }

  // ---- moments

  /** NaN: the mean does not exist. */
  @Override
  public Tensor mean() {
    return Tensor.fill(dtype(), Double.NaN).broadcastTo(batchShape());
  }

  /** NaN: the variance does not exist without a mean. */
  @Override
  public Tensor variance() {
    return mean();
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.entropy(Math.log(4 * Math.PI));
  }

  // ---- divergences

  static KlRules<Cauchy> divergences() {
    return KlRules.from(Cauchy.class)
        .to(Cauchy.class, (p, q) -> divergence(p.loc().sub(q.loc()), p.scale(), q.scale()))
        .to(StudentT.class, Cauchy::divergence);
  }

  /**
   * With E ln(1 + ((x - m) / a)^2) = 2 ln(1 + s / a) + ln(1 + ((loc - m) / (s + a))^2) for the
   * scale s of x, in DOUBLE: ln((x - m)^2 + a^2) is harmonic in the half-plane of loc + i s.
   */
  private static Tensor divergence(Cauchy p, StudentT q) {
    LocationScale from = p.base.real();
    StudentT to = q.real();
    Tensor a = to.scale().mul(to.df().sqrt());
    Tensor far = from.loc().sub(to.loc()).div(from.scale().add(a)).square().log1p();
    Tensor meanLog = from.scale().div(a).log1p().mul(2).add(far);
    Tensor atLoc = to.logProb(to.loc());
    return to.df().add(1).mul(0.5).mul(meanLog).sub(atLoc).sub(from.entropy(Math.log(4 * Math.PI)));
  }

  LocationScale base() {
    return base;
  }

  Cauchy real() {
    return new Cauchy(base.real());
  }

  /**
   * ln(((s + t)^2 + d^2) / (4 s t)), here as ln(1 + ((s - t)^2 + d^2) / (4 s t)), in DOUBLE.
   * Source: F. Chyzak, F. Nielsen, "A closed-form formula for the Kullback-Leibler divergence
   * between Cauchy distributions", 2019.
   */
  static Tensor divergence(Tensor distance, Tensor scaleP, Tensor scaleQ) {
    Tensor s = scaleP.cast(DType.DOUBLE);
    Tensor t = scaleQ.cast(DType.DOUBLE);
    Tensor twice = s.sqrt().mul(t.sqrt()).mul(2);
    return KlTerms.logOnePlusSquares(s.sub(t), distance.cast(DType.DOUBLE), twice);
  }

  @Override
  public String toString() {
    return "Cauchy " + batchShape() + " " + dtype();
  }
}
