/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.GammaDifferences;
import io.github.reparam4j.distribution.numerics.GaussLegendre;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Kumaraswamy distribution on [0, 1] with concentrations a (on x) and b (on 1 - x). Density a b
 * x^(a - 1) (1 - x^a)^(b - 1), distribution function 1 - (1 - x^a)^b: similar to a beta
 * distribution, with explicit samples (1 - exp(-e / b))^(1 / a), e standard exponential.
 */
public final class Kumaraswamy implements Reparameterized {
  /** Up to this ln of the ratios of the concentrations, closed forms of a divergence cancel. */
  private static final double NEAR = 0.1;

  private final Tensor a;
  private final Tensor b;
  private final Shape batchShape;

  private Kumaraswamy(Tensor a, Tensor b, Shape batchShape) {
    this.a = a;
    this.b = b;
    this.batchShape = batchShape;
  }

  /**
   * A batch of Kumaraswamy distributions.
   *
   * @param concentration1 a, on x, &gt; 0
   * @param concentration0 b, on 1 - x, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Kumaraswamy of(Tensor concentration1, Tensor concentration0) {
    return new Kumaraswamy(
        Parameters.positive("Kumaraswamy.of", "concentration1", concentration1),
        Parameters.positive("Kumaraswamy.of", "concentration0", concentration0),
        Parameters.batchShape("Kumaraswamy.of", concentration1, concentration0));
  }

  /**
   * One Kumaraswamy distribution, in DOUBLE.
   *
   * @param concentration1 a, on x, &gt; 0
   * @param concentration0 b, on 1 - x, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Kumaraswamy of(double concentration1, double concentration0) {
    return of(Tensor.scalar(concentration1), Tensor.scalar(concentration0));
  }

  // ---- parameters

  /** {@return a, the concentration on x, before broadcasting} */
  public Tensor concentration1() {
    return a;
  }

  /** {@return b, the concentration on 1 - x, before broadcasting} */
  public Tensor concentration0() {
    return b;
  }

  @Override
  public DType dtype() {
    return a.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Kumaraswamy expand(long... batchShape) {
    Shape larger = Shape.of(batchShape);
    return new Kumaraswamy(a.broadcastTo(larger), b.broadcastTo(larger), larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.zeros(dtype()), Tensor.ones(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return logX(noise(sampleShape).div(b).neg()).exp();
  }

  /**
   * The log-density is computed from ln x and ln(1 - x^a) and stays accurate where x rounds to 0 or
   * 1.
   */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor logRest = noise(sampleShape).div(b).neg();
    Tensor logX = logX(logRest);
    return new SampleWithLogProb(logX.exp(), logDensity(logX, logRest));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  /** ln x from ln(1 - x^a). */
  private Tensor logX(Tensor logRest) {
    return logRest.log1mexp().div(a);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Kumaraswamy.logProb", "value", value);
    Tensor x = value.stopGradient();
    Tensor isOne = x.eq(1);
    Tensor logX = value.log();
    Tensor power = Tensor.where(isOne, a.stopGradient(), a).mul(logX);
    Tensor isLevel = x.eq(0).mul(a.stopGradient().eq(1));
    Tensor rest = BorderSlope.at(power.log1mexp(), value, isLevel, Tensor.fill(dtype(), -1));
    Tensor density = BorderSlope.at(logDensity(logX, rest), a, isOne, b.sub(1).div(a));
    return support().restrict(value, density);
  }

  private Tensor logDensity(Tensor logX, Tensor logRest) {
    Tensor powers = a.sub(1).multiplyNoNan(logX).add(b.sub(1).multiplyNoNan(logRest));
    return a.log().add(b.log()).add(powers);
  }

  /** ln(1 - x^a), with its slope at 0. */
  private Tensor logRest(Tensor value, Tensor logX) {
    return BorderSlope.add(a.mul(logX).log1mexp(), value, 0, a, Tensor.fill(dtype(), -1));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Kumaraswamy.cdf", "value", value);
    return BorderSlope.add(logSurvival(value).expm1().neg(), value, 1, b, a);
  }

  /** For tiny x^a, ln b + a ln x, which does not underflow. */
  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Kumaraswamy.logCdf", "value", value);
    Tensor power = a.mul(value.clamp(0, 1).log());
    Tensor near = power.add(b.log());
    Tensor isTiny = power.stopGradient().lt(-80).mul(near.stopGradient().lt(-80));
    Tensor log = BorderSlope.add(logSurvival(value).log1mexp(), value, 1, b, a);
    return Tensor.where(isTiny, near, log);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Kumaraswamy.survival", "value", value);
    return BorderSlope.add(logSurvival(value).exp(), value, 1, b, a.neg());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Kumaraswamy.logSurvival", "value", value);
    Tensor x = value.clamp(0, 1);
    return b.mul(logRest(value, x.log()));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Kumaraswamy.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return logX(p.neg().log1p().div(b)).exp();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Kumaraswamy.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return logX(p.log().div(b)).exp();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return logMoment(1).exp();
  }

  @Override
  public Tensor variance() {
    Tensor logRatio = logMoment(1).mul(2).sub(logMoment(2));
    Tensor log = Tensor.where(a.stopGradient().lt(2), logRatio, bend()).minimum(0);
    return log.expm1().neg().mul(logMoment(2).exp());
  }

  /**
   * ln E x^n = ln(b B(1 + t, b)) with t = n / a, which is r(t) = ln Gamma(1 + t) + ln Gamma(1 + b)
   * - ln Gamma(1 + b + t).
   */
  private Tensor logMoment(int n) {
    Tensor t = a.reciprocal().mul(n);
    Tensor one = Tensor.ones(dtype());
    Tensor near = GammaDifferences.lgamma(one, b).sub(GammaDifferences.lgamma(t.add(1), b));
    Tensor far = t.add(1).lgamma().sub(GammaDifferences.lgamma(b.add(1), t));
    return Tensor.where(b.stopGradient().lt(1), near, far);
  }

  /**
   * 2 r(t) - r(2 t) at t = 1 / a, which cancels for large a, as -t^2 times the integral of u (r''(t
   * u) + r''(t (2 - u))) over 0 &lt; u &lt; 1. Eight nodes are exact to rounding for t &lt;= 1/2.
   */
  private Tensor bend() {
    Tensor t = a.reciprocal().broadcastTo(batchShape());
    GaussLegendre rule = GaussLegendre.of(Tensor.zeros(dtype()), t, 1);
    Tensor u = rule.fractions();
    Tensor s = rule.positions();
    Tensor sum = trigammaDifference(s).add(trigammaDifference(t.mul(2).sub(s)));
    return rule.mean(u.mul(sum)).mul(t.square());
  }

  /** -r''(s). */
  private Tensor trigammaDifference(Tensor s) {
    return GammaDifferences.polygamma(1, s.add(1), b);
  }

  /**
   * ((a - 1) / (a b - 1))^(1/a) for a, b &gt;= 1; else an end of infinite density, 0 for a &lt; 1.
   * For a = b = 1, where the density is constant, 1/2.
   */
  @Override
  public Tensor mode() {
    Tensor inverse = a.reciprocal();
    Tensor inner = inverse.neg().add(1).div(b.sub(inverse)).log().div(a).exp();
    Tensor p = a.stopGradient();
    Tensor q = b.stopGradient();
    Tensor flat = p.eq(1).mul(q.eq(1));
    Tensor mode = Tensor.where(flat, Tensor.fill(dtype(), 0.5), inner);
    mode = Tensor.where(q.lt(1), Tensor.ones(dtype()), mode);
    return Tensor.where(p.lt(1), Tensor.zeros(dtype()), mode);
  }

  // ---- entropy

  /** (1 - 1/b) + (1 - 1/a) (digamma(b + 1) + gamma) - ln(a b). */
  @Override
  public Tensor entropy() {
    Tensor rest = a.reciprocal().neg().add(1).mul(harmonic(b)).add(b.reciprocal().neg()).add(1);
    return rest.sub(a.log()).sub(b.log());
  }

  // ---- divergences

  static KlRules<Kumaraswamy> divergences() {
    return KlRules.from(Kumaraswamy.class)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(Uniform.class, KlMoments::constant)
        .to(ContinuousBernoulli.class, KlMoments::linear)
        .to(Kumaraswamy.class, Kumaraswamy::divergence)
        .to(Beta.class, Kumaraswamy::divergence);
  }

  /**
   * With y = x^a, a Beta(1, b) variate, and r = c / a for the concentrations c, d of q: d / b - 1 -
   * ln(d / b) - ln r - (r - 1) E ln y - (d - 1) E ln((1 - y^r) / (1 - y)), in DOUBLE. The last
   * expectation is by quadrature, to 1e-10. Near p, where these terms cancel, that of q / p - 1 -
   * ln(q / p) is, which is never negative.
   */
  private static Tensor divergence(Kumaraswamy p, Kumaraswamy q) {
    Tensor from = real(p.b);
    Tensor to = real(q.b);
    Tensor a = real(p.a);
    Tensor c = real(q.a);
    Tensor excess = c.sub(a).div(a);
    Tensor r = c.div(a);
    Tensor logR = LogRatio.of(c, a);
    Tensor logB = LogRatio.of(to, from);
    Tensor isNear = logR.abs().maximum(logB.abs()).stopGradient().lt(NEAR);
    Tensor mean =
        KlPowers.mean(
            Tensor.ones(DType.DOUBLE),
            from,
            r,
            (logit, e) -> {
              Tensor h = to.sub(1).mul(KlPowers.logRatio(e, r, excess));
              Tensor powers = excess.mul(e).add(to.sub(from).mul(logit.softplus()));
              Tensor change = h.sub(powers).add(logR).add(logB);
              return Tensor.where(isNear, KlTerms.excess(change), h.neg());
            });
    Tensor far = KlTerms.excess(logB).add(excess.mul(harmonic(from))).sub(logR).add(mean);
    return Tensor.where(isNear, mean, far);
  }

  /** Likewise, with r = 1 / a and B(c, d) in the density of q. */
  private static Tensor divergence(Kumaraswamy p, Beta q) {
    Tensor a = real(p.a);
    Tensor b = real(p.b);
    Tensor c = real(q.concentration1());
    Tensor d = real(q.concentration0());
    Tensor excess = a.neg().add(1).div(a);
    Tensor mean = KlPowers.meanLogRatio(Tensor.ones(DType.DOUBLE), b, a.reciprocal(), excess);
    Tensor logs = a.log().add(b.log()).add(c.logBeta(d)).add(d.sub(b).div(b));
    return logs.add(c.sub(a).div(a).mul(harmonic(b))).sub(d.sub(1).mul(mean));
  }

  private static Tensor real(Tensor x) {
    return x.cast(DType.DOUBLE);
  }

  /** -E ln x^a = digamma(b + 1) + gamma. */
  private static Tensor harmonic(Tensor b) {
    return b.add(1).digamma().add(Gumbel.EULER);
  }

  /** E ln x. */
  private Tensor meanLog() {
    return harmonic(b).div(a).neg();
  }

  @Override
  public String toString() {
    return "Kumaraswamy " + batchShape() + " " + dtype();
  }
}
