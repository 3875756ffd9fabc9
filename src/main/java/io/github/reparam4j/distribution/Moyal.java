/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Moyal distribution with given mode and scale. With z = (x - loc) / scale its density is
 * exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)) on the reals. Samples are loc - scale ln n^2 with n
 * standard normal: exp(-z) has a chi-squared distribution with one degree of freedom. Source: J. E.
 * Moyal, "Theory of ionization fluctuations", Philosophical Magazine 46 (1955).
 */
public final class Moyal implements Reparameterized {
  private static final double LOG_TWO = Math.log(2);

  /** From here on the series of {@link #logSurvival} is exact to rounding. */
  private static final double FAR = 20;

  private final LocationScale base;

  private Moyal(LocationScale base) {
    this.base = base;
  }

  /**
   * A batch of Moyal distributions.
   *
   * @param loc mode
   * @param scale standard deviation times sqrt(2) / pi, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Moyal of(Tensor loc, Tensor scale) {
    return new Moyal(LocationScale.of("Moyal.of", loc, scale));
  }

  /**
   * One Moyal distribution, in DOUBLE.
   *
   * @param loc mode
   * @param scale standard deviation times sqrt(2) / pi, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Moyal of(double loc, double scale) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the mode, before broadcasting} */
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
  public Moyal expand(long... batchShape) {
    return new Moyal(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(
        minusLogSquare(base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape)));
  }

  /** The log-density is computed from the noise: exp(-z) is n^2. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor n = base.noise(NoiseDistribution.STANDARD_NORMAL, sampleShape);
    Tensor z = minusLogSquare(n);
    return new SampleWithLogProb(base.fromStandard(z), logDensity(z, n.square()));
  }

  private static Tensor minusLogSquare(Tensor n) {
    return n.abs().log().mul(-2);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Moyal.logProb", "value", value);
    Tensor z = base.standardise(value);
    return support().restrict(value, logDensity(z, z.neg().exp()));
  }

  private Tensor logDensity(Tensor z, Tensor expMinusZ) {
    Tensor standard = StandardDensity.logMoyal(z, expMinusZ);
    return standard.sub(base.scale().log()).sub(ReparamGaussian.HALF_LOG_TWO_PI);
  }

  /** 2 Phi(-exp(-z / 2)). */
  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Moyal.cdf", "value", value);
    return root(base.standardise(value)).neg().ndtr().mul(2);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Moyal.logCdf", "value", value);
    Tensor root = root(base.standardise(value));
    Tensor lower = root.neg().logNdtr().add(LOG_TWO);
    Tensor upper = root.mul(Math.sqrt(0.5)).erf().neg().log1p();
    return Tensor.where(root.stopGradient().lt(0.7), upper, lower);
  }

  /** erf(exp(-z / 2) / sqrt 2). */
  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Moyal.survival", "value", value);
    return root(base.standardise(value)).mul(Math.sqrt(0.5)).erf();
  }

  /** Far out by the series of ln erf, where exp(-z / 2) underflows. */
  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Moyal.logSurvival", "value", value);
    Tensor z = base.standardise(value);
    Tensor w = root(z.minimum(FAR)).mul(Math.sqrt(0.5));
    Tensor isUpper = w.stopGradient().lt(0.5);
    Tensor near = Tensor.where(isUpper, w.erf().log(), w.erfc().neg().log1p());
    Tensor square = z.neg().exp();
    Tensor series = square.mul(1.0 / 90).sub(1.0 / 6).mul(square);
    Tensor far = series.sub(z.mul(0.5)).add(0.5 * Math.log(2 / Math.PI));
    return Tensor.where(z.stopGradient().gt(FAR), far, near);
  }

  private static Tensor root(Tensor z) {
    return z.mul(-0.5).exp();
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Moyal.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return base.fromStandard(minusLogSquare(p.mul(0.5).ndtri()));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Moyal.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return base.fromStandard(minusLogSquare(p.erfinv()).sub(LOG_TWO));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.at(Gumbel.EULER + Math.log(2));
  }

  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    return base.wideScale().mul(Math.PI / Math.sqrt(2));
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base.entropy(ReparamGaussian.HALF_LOG_TWO_PI + 0.5 * (1 + Gumbel.EULER + Math.log(2)));
  }

  // ---- divergences

  static KlRules<Moyal> divergences() {
    return KlRules.from(Moyal.class)
        .to(Normal.class, KlMoments::normal)
        .to(Moyal.class, Moyal::divergence);
  }

  /**
   * With the ratio r = scale / scale of q, d = (loc - loc of q) / scale of q and y = exp(-z) the
   * mean ln q is that of r z + d and of e^-d y^r, E y^r = 2^r Gamma(r + 1/2) / sqrt(pi). By the
   * excess E of ln Gamma(r + 1/2) over its tangent at r = 1 this is (e^u - 1 - u + E) / 2 + r - 1 -
   * ln r with u = E - d + (r - 1) (2 - gamma - ln 2): no term is negative. In DOUBLE.
   */
  private static Tensor divergence(Moyal p, Moyal q) {
    Tensor scale = p.scale().cast(DType.DOUBLE);
    Tensor scaleQ = q.scale().cast(DType.DOUBLE);
    Tensor ratio = scale.div(scaleQ);
    Tensor distance = p.loc().cast(DType.DOUBLE).sub(q.loc().cast(DType.DOUBLE)).div(scaleQ);
    Tensor excess = KlLogGamma.excessOfLogGamma(ratio.add(0.5), Tensor.scalar(1.5));
    Tensor slope = scale.sub(scaleQ).div(scaleQ).mul(2 - Gumbel.EULER - Math.log(2));
    Tensor u = excess.sub(distance).add(slope);
    Tensor tangents = KlTerms.excess(u).add(excess).mul(0.5);
    return tangents.add(KlTerms.excess(LogRatio.of(scale, scaleQ)));
  }

  @Override
  public String toString() {
    return "Moyal " + batchShape() + " " + dtype();
  }
}
