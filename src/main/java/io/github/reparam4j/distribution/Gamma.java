/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.GammaDifferences;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.IncompleteGamma;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The gamma distribution with concentration a (also called shape) and rate (the reciprocal of the
 * scale). Density rate^a x^(a-1) exp(-rate x) / Gamma(a) for x &gt;= 0; at 0 the density is
 * infinite for a &lt; 1, rate for a = 1 and 0 for a &gt; 1. Samples are made by the method of
 * Marsaglia and Tsang (2000) and divided by the rate, with implicit gradients of first and second
 * order.
 */
public final class Gamma implements Reparameterized {
  /** For rate x below this, exp(-rate x) rounds to 1; representable in both dtypes. */
  private static final double TINY = 1e-30;

  private final Tensor concentration;
  private final Tensor rate;
  private final Shape batchShape;

  private Gamma(Tensor concentration, Tensor rate, Shape batchShape) {
    this.concentration = concentration;
    this.rate = rate;
    this.batchShape = batchShape;
  }

  /**
   * A batch of gamma distributions.
   *
   * @param concentration a, &gt; 0
   * @param rate reciprocal of the scale, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Gamma of(Tensor concentration, Tensor rate) {
    return of("Gamma.of", concentration, rate);
  }

  /**
   * One gamma distribution, in DOUBLE.
   *
   * @param concentration a, &gt; 0
   * @param rate reciprocal of the scale, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Gamma of(double concentration, double rate) {
    return of(Tensor.scalar(concentration), Tensor.scalar(rate));
  }

  static Gamma of(String where, Tensor concentration, Tensor rate) {
    return new Gamma(
        Parameters.positive(where, "concentration", concentration),
        Parameters.positive(where, "rate", rate),
        Parameters.batchShape(where, concentration, rate));
  }

  // ---- parameters

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return concentration;
  }

  /** {@return the rate, before broadcasting} */
  public Tensor rate() {
    return rate;
  }

  @Override
  public DType dtype() {
    return rate.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Gamma expand(long... batchShape) {
    Shape larger = Shape.of(batchShape);
    return new Gamma(concentration.broadcastTo(larger), rate.broadcastTo(larger), larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return standard(sampleShape).exp().div(rate);
  }

  /**
   * The log-density is computed from ln x and stays accurate where x underflows to 0, as for small
   * a.
   */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor y = standard(sampleShape);
    Tensor x = y.exp();
    return new SampleWithLogProb(x.div(rate), logDensity(concentration, x, y).add(rate.log()));
  }

  /** ln(rate x). */
  Tensor standard(long... sampleShape) {
    return GammaVariates.logGamma(concentration, Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  /** The gradient is that of the formula as it stands: by x = rate value its terms cancel. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Gamma.logProb", "value", value);
    Tensor a = concentration;
    Tensor log = value.log();
    Tensor y = rate.log().add(log);
    Tensor density =
        Tensor.withGradient(
            logDensity(a, rate.mul(value), y).add(rate.log()),
            (input, v, g) ->
                g.multiplyNoNan(
                    switch (input) {
                      case 0 -> y.sub(a.digamma());
                      case 1 -> a.div(rate).sub(value);
                      case 2 -> a.sub(1);
                      default -> rate.neg();
                    }),
            a,
            rate,
            log,
            value);
    return support().restrict(value, density);
  }

  /**
   * The log-density for rate 1 at x = e^y.
   *
   * @param y ln x, accurate even where x underflows
   */
  static Tensor logDensity(Tensor concentration, Tensor x, Tensor y) {
    Tensor isTiny = x.stopGradient().lt(TINY);
    Tensor held = Tensor.where(isTiny, Tensor.fill(x.dtype(), TINY), x);
    Tensor inside = concentration.gammaLogDensity(held);
    // From TINY on down the density is a power of x.
    Tensor power = concentration.sub(1).multiplyNoNan(y.sub(Math.log(TINY)));
    return Tensor.withGradient(
        Tensor.where(isTiny, inside.add(power), inside),
        (input, v, g) ->
            g.multiplyNoNan(
                input == 0 ? y.sub(concentration.digamma()) : concentration.sub(1).sub(x)),
        concentration,
        y);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Gamma.cdf", "value", value);
    return cdfAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Gamma.logCdf", "value", value);
    return logCdfAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Gamma.survival", "value", value);
    return survivalAt(scaled(value), logScaled(value));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Gamma.logSurvival", "value", value);
    return logSurvivalAt(scaled(value), logScaled(value));
  }

  /** rate x, 0 below the support. */
  private Tensor scaled(Tensor value) {
    return rate.mul(value.clamp(0, Double.POSITIVE_INFINITY));
  }

  private Tensor logScaled(Tensor value) {
    return rate.log().add(value.clamp(0, Double.POSITIVE_INFINITY).log());
  }

  /** P at x = e^y; y is used where x is tiny and may have underflowed. */
  Tensor cdfAt(Tensor x, Tensor y) {
    return Tensor.where(isTiny(x, y), powerLaw(x, y), concentration.gammaP(x));
  }

  Tensor logCdfAt(Tensor x, Tensor y) {
    Tensor log = Expressions.apply(IncompleteGamma.LOG_GAMMA_P, concentration, x);
    return Tensor.where(isTiny(x, y), nearZero(y), log);
  }

  Tensor survivalAt(Tensor x, Tensor y) {
    Tensor near =
        Tensor.withGradient(nearZero(y).expm1().neg(), (input, v, g) -> g.neg(), powerLaw(x, y));
    return Tensor.where(isTiny(x, y), near, concentration.gammaQ(x));
  }

  Tensor logSurvivalAt(Tensor x, Tensor y) {
    Tensor log = Expressions.apply(IncompleteGamma.LOG_GAMMA_Q, concentration, x);
    return Tensor.where(isTiny(x, y), nearZero(y).log1mexp(), log);
  }

  private static Tensor isTiny(Tensor x, Tensor y) {
    return x.stopGradient().lt(TINY).mul(y.stopGradient().gt(Double.NEGATIVE_INFINITY));
  }

  /** ln P for tiny x = e^y: a y - ln Gamma(a + 1). */
  private Tensor nearZero(Tensor y) {
    Tensor one = Tensor.ones(dtype());
    return concentration.mul(y).sub(GammaDifferences.lgamma(one, concentration));
  }

  /** P for tiny x. Its slope a P / x may be a normal number where P is none. */
  private Tensor powerLaw(Tensor x, Tensor y) {
    Tensor a = concentration;
    Tensor log = nearZero(y);
    return Tensor.withGradient(
        log.exp(),
        (input, p, g) ->
            g.multiplyNoNan(
                input == 0
                    ? p.multiplyNoNan(y.sub(a.add(1).digamma()))
                    : log.add(a.log()).sub(y).exp()),
        a,
        x);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Gamma.icdf", "probability", probability);
    return GammaVariates.logGammaQuantile(concentration, probability).exp().div(rate);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Gamma.inverseSurvival", "probability", probability);
    return GammaVariates.logGammaUpperQuantile(concentration, probability).exp().div(rate);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return concentration.div(rate);
  }

  @Override
  public Tensor variance() {
    return concentration.div(rate).div(rate);
  }

  @Override
  public Tensor standardDeviation() {
    return concentration.sqrt().div(rate);
  }

  /** (a - 1) / rate, 0 for a &lt;= 1. */
  @Override
  public Tensor mode() {
    return concentration.sub(1).maximum(0).div(rate);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return entropy(concentration).sub(rate.log());
  }

  /**
   * a + ln Gamma(a) + (1 - a) psi(a), the entropy for rate 1. Because the terms cancel for large a,
   * the asymptotic series of ln Gamma and psi are used there (NIST DLMF 5.11.1 and 5.11.2).
   */
  static Tensor entropy(Tensor concentration) {
    Tensor a = concentration;
    Tensor direct = a.add(a.lgamma()).sub(a.sub(1).mul(a.digamma()));
    double[] coefficients = {
      -1.0 / 3, -1.0 / 12, -1.0 / 90, 1.0 / 120, 1.0 / 210, -1.0 / 252, -1.0 / 210, 1.0 / 240
    };
    Tensor large = a.maximum(10);
    Tensor r = large.reciprocal();
    Tensor series = r.mul(coefficients[7]);
    for (int k = 6; k >= 0; k--) {
      series = series.add(coefficients[k]).mul(r);
    }
    series = series.add(large.log().mul(0.5)).add(0.5 * Math.log(2 * Math.PI) + 0.5);
    return Tensor.where(a.stopGradient().lt(20), direct, series);
  }

  // ---- divergences

  static KlRules<Gamma> divergences() {
    return KlRules.from(Gamma.class)
        .to(Gamma.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Exponential.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Chi2.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Normal.class, KlMoments::normal)
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q))
        .to(Gumbel.class, (p, q) -> divergence(p, p.concentration, p.rate, q))
        .to(Weibull.class, (p, q) -> divergence(p, p.concentration, p.rate, p.meanLog(), q))
        .to(InverseGamma.class, Gamma::divergence);
  }

  /** With E x^k = Gamma(a + k) / (Gamma(a) rate^k). */
  static Tensor divergence(Distribution p, Tensor a, Tensor rate, Tensor meanLog, Weibull q) {
    Tensor k = q.concentration();
    Tensor logMoment = a.add(k).lgamma().sub(a.lgamma()).sub(k.mul(rate.log()));
    return KlMoments.weibull(p, meanLog, logMoment, q);
  }

  /** With E 1 / x = rate / (a - 1), infinite for a &lt;= 1. */
  private static Tensor divergence(Gamma p, InverseGamma q) {
    Tensor exists = p.concentration.stopGradient().gt(1);
    Tensor a = Tensor.where(exists, p.concentration, Tensor.fill(p.dtype(), 2));
    Tensor kl = KlMoments.inverseGamma(p, p.meanLog(), p.rate.div(a.sub(1)), q);
    return Tensor.where(exists, kl, KlTerms.infinity(kl));
  }

  DoubleParameters gammaParameters() {
    return new DoubleParameters(concentration.cast(DType.DOUBLE), rate.cast(DType.DOUBLE));
  }

  /**
   * The parameters of a gamma distribution in DOUBLE.
   *
   * @param concentration a
   * @param rate reciprocal of the scale
   */
  record DoubleParameters(Tensor concentration, Tensor rate) {
    /**
     * KL(p || q), the excess of the concentrations plus b (e^u - 1 - u) with the concentration b of
     * q and u = ln(mean of p / mean of q).
     */
    Tensor divergence(DoubleParameters q) {
      Tensor b = q.concentration;
      Tensor u = LogRatio.of(concentration, b).add(LogRatio.of(q.rate, rate));
      return KlLogGamma.excess(b, concentration).add(b.mul(KlTerms.excess(u)));
    }
  }

  /** KL(p || q) of a gamma distribution p with concentration a from a Gumbel distribution. */
  static Tensor divergence(Distribution p, Tensor a, Tensor rate, Gumbel q) {
    Tensor fall = a.mul(rate.mul(q.scale()).reciprocal().log1p());
    return KlMoments.gumbel(p, q, q.loc().div(q.scale()).sub(fall));
  }

  /** E ln x. */
  private Tensor meanLog() {
    return concentration.digamma().sub(rate.log());
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return concentration.trigamma();
  }

  @Override
  public String toString() {
    return "Gamma " + batchShape() + " " + dtype();
  }
}
