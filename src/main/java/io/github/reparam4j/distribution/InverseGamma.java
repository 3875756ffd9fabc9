/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The inverse gamma distribution of 1 / X, where X is gamma-distributed with concentration a and
 * the given rate ({@link Gamma}). For 1 / X the rate is a scale. Density rate^a x^(-a-1) exp(-rate
 * / x) / Gamma(a) for x &gt; 0, and 0 at 0. Samples are rate divided by standard gamma variates
 * (see {@link Gamma}), with implicit gradients of first and second order.
 */
public final class InverseGamma implements Reparameterized {
  private final Gamma reciprocal;

  private InverseGamma(Gamma reciprocal) {
    this.reciprocal = reciprocal;
  }

  /**
   * A batch of inverse gamma distributions.
   *
   * @param concentration a, &gt; 0
   * @param rate rate of 1 / x, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static InverseGamma of(Tensor concentration, Tensor rate) {
    return new InverseGamma(Gamma.of("InverseGamma.of", concentration, rate));
  }

  /**
   * One inverse gamma distribution, in DOUBLE.
   *
   * @param concentration a, &gt; 0
   * @param rate rate of 1 / x, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static InverseGamma of(double concentration, double rate) {
    return of(Tensor.scalar(concentration), Tensor.scalar(rate));
  }

  // ---- parameters

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return reciprocal.concentration();
  }

  /** {@return the rate, before broadcasting} */
  public Tensor rate() {
    return reciprocal.rate();
  }

  @Override
  public DType dtype() {
    return reciprocal.dtype();
  }

  @Override
  public Shape batchShape() {
    return reciprocal.batchShape();
  }

  @Override
  public InverseGamma expand(long... batchShape) {
    return new InverseGamma(reciprocal.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return reciprocal.support();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return at(reciprocal.standard(sampleShape));
  }

  /** The log-density is computed from ln x and stays accurate where x overflows, as for small a. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor y = reciprocal.standard(sampleShape);
    Tensor logDensity = Gamma.logDensity(concentration(), y.exp(), y).add(y.mul(2));
    return new SampleWithLogProb(at(y), logDensity.sub(rate().log()));
  }

  /**
   * rate exp(-y), in two factors, so that an intermediate value does not overflow before the
   * result.
   */
  private Tensor at(Tensor y) {
    Tensor root = y.mul(-0.5).exp();
    return rate().mul(root).mul(root);
  }

  // ---- density

  /** The gradient is that of the formula as it stands: by x = rate / value its terms cancel. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("InverseGamma.logProb", "value", value);
    Tensor a = concentration();
    Tensor log = value.log();
    Tensor y = rate().log().sub(log);
    Tensor x = rate().div(value);
    Tensor jacobian = rate().log().sub(log.maximum(LogNormal.MIN_LOG).mul(2));
    Tensor density =
        Tensor.withGradient(
            Gamma.logDensity(a, x, y).add(jacobian),
            (input, v, g) ->
                g.multiplyNoNan(
                    switch (input) {
                      case 0 -> y.sub(a.digamma());
                      case 1 -> a.div(rate()).sub(value.reciprocal());
                      default -> x.sub(a.add(1));
                    }),
            a,
            rate(),
            log);
    return support().restrict(value, density);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("InverseGamma.cdf", "value", value);
    return reciprocal.survivalAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("InverseGamma.logCdf", "value", value);
    return reciprocal.logSurvivalAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("InverseGamma.survival", "value", value);
    return reciprocal.cdfAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("InverseGamma.logSurvival", "value", value);
    return reciprocal.logCdfAt(scaled(value), logScaled(value));
  }

  private Tensor scaled(Tensor value) {
    return rate().div(value.clamp(0, Double.POSITIVE_INFINITY));
  }

  private Tensor logScaled(Tensor value) {
    return rate().log().sub(value.clamp(0, Double.POSITIVE_INFINITY).log());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("InverseGamma.icdf", "probability", probability);
    return at(GammaVariates.logGammaUpperQuantile(concentration(), probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("InverseGamma.inverseSurvival", "probability", probability);
    return at(GammaVariates.logGammaQuantile(concentration(), probability));
  }

  // ---- moments

  /** rate / (a - 1), infinite for a &lt;= 1. */
  @Override
  public Tensor mean() {
    return infiniteUpTo(1, rate().div(concentration().sub(1)));
  }

  /** rate^2 / ((a - 1)^2 (a - 2)), infinite for a &lt;= 2. */
  @Override
  public Tensor variance() {
    Tensor mean = rate().div(concentration().sub(1));
    return infiniteUpTo(2, mean.square().div(concentration().sub(2)));
  }

  private Tensor infiniteUpTo(double least, Tensor moment) {
    return Moments.infiniteUnless(concentration().stopGradient().gt(least), moment);
  }

  /** rate / (a + 1). */
  @Override
  public Tensor mode() {
    return rate().div(concentration().add(1));
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor a = concentration();
    return Gamma.entropy(a).sub(a.digamma().mul(2)).add(rate().log());
  }

  // ---- divergences

  static KlRules<InverseGamma> divergences() {
    return KlRules.from(InverseGamma.class)
        .to(InverseGamma.class, InverseGamma::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q));
  }

  /** The divergence of the reciprocals. */
  private static Tensor divergence(InverseGamma p, InverseGamma q) {
    return p.reciprocal.gammaParameters().divergence(q.reciprocal.gammaParameters());
  }

  /** E ln x. */
  private Tensor meanLog() {
    return rate().log().sub(concentration().digamma());
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return concentration().trigamma();
  }

  @Override
  public String toString() {
    return "InverseGamma " + batchShape() + " " + dtype();
  }
}
