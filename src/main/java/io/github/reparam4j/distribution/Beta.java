/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.StandardDensity;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The beta distribution with two concentrations. Density x^(concentration1 - 1) (1 -
 * x)^(concentration0 - 1) / B(concentration1, concentration0) on [0, 1].
 *
 * <p>Samples are made from two gamma variates; the gradient is implicit and exact to 1e-10 in
 * DOUBLE, 1e-5 in FLOAT. Second derivatives by the concentrations are implicit too. For small
 * concentrations samples round to 0 or 1: {@link #rsampleLogit} does not.
 */
public final class Beta implements Reparameterized {
  private final Tensor concentration1;
  private final Tensor concentration0;
  private final Shape batchShape;

  private Beta(Tensor concentration1, Tensor concentration0, Shape batchShape) {
    this.concentration1 = concentration1;
    this.concentration0 = concentration0;
    this.batchShape = batchShape;
  }

  /**
   * A batch of beta distributions.
   *
   * @param concentration1 one more than the exponent of x, &gt; 0
   * @param concentration0 one more than the exponent of 1 - x, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Beta of(Tensor concentration1, Tensor concentration0) {
    String where = "Beta.of";
    return new Beta(
        Parameters.positive(where, "concentration1", concentration1),
        Parameters.positive(where, "concentration0", concentration0),
        Parameters.batchShape(where, concentration1, concentration0));
  }

  /**
   * One beta distribution, in DOUBLE.
   *
   * @param concentration1 one more than the exponent of x, &gt; 0
   * @param concentration0 one more than the exponent of 1 - x, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Beta of(double concentration1, double concentration0) {
    return of(Tensor.scalar(concentration1), Tensor.scalar(concentration0));
  }

  // ---- parameters

  /** {@return the concentration at 1, before broadcasting} */
  public Tensor concentration1() {
    return concentration1;
  }

  /** {@return the concentration at 0, before broadcasting} */
  public Tensor concentration0() {
    return concentration0;
  }

  @Override
  public DType dtype() {
    return concentration1.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Beta expand(long... batchShape) {
    Tensor wide = concentration1.broadcastTo(batchShape);
    return new Beta(wide, concentration0.broadcastTo(batchShape), wide.shape());
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Interval(Tensor.zeros(dtype()), Tensor.ones(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return rsampleLogit(sampleShape).sigmoid();
  }

  /** The log-density is computed from the logit, before x or 1 - x is rounded. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor t = rsampleLogit(sampleShape);
    Tensor jacobian = StandardDensity.logLogistic(t);
    Tensor logProb = BetaVariates.logitLogDensity(concentration1, concentration0, t).sub(jacobian);
    return new SampleWithLogProb(t.sigmoid(), logProb);
  }

  /**
   * Logits ln x - ln(1 - x) of samples, with gradients. The noise is that of {@link #rsample},
   * whose samples are the sigmoid of these logits.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return samples of shape sample + batch
   */
  public Tensor rsampleLogit(long... sampleShape) {
    Shape full = Parameters.sampleShape(this, sampleShape);
    return BetaVariates.logit(
        concentration1,
        concentration0,
        GammaVariates.logGamma(concentration1.stopGradient(), full),
        GammaVariates.logGamma(concentration0.stopGradient(), full));
  }

  // ---- density

  /**
   * {@inheritDoc} At 0 the value is infinite, minus infinity or finite for concentration1 below,
   * above or equal to 1; at 1 likewise by concentration0.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Beta.logProb", "value", value);
    return support()
        .restrict(value, BetaVariates.logDensity(concentration1, concentration0, value));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Beta.cdf", "value", value);
    return value.clamp(0, 1).incompleteBeta(concentration1, concentration0);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Beta.logCdf", "value", value);
    return tail(IncompleteBeta.LOG_BETA_I, value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Beta.survival", "value", value);
    return tail(IncompleteBeta.BETA_COMPLEMENT, value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Beta.logSurvival", "value", value);
    return tail(IncompleteBeta.LOG_BETA_COMPLEMENT, value);
  }

  private Tensor tail(IncompleteBeta function, Tensor value) {
    return Expressions.apply(function, concentration1, concentration0, value.clamp(0, 1));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Beta.icdf", "probability", probability);
    return BetaVariates.logitQuantile(concentration1, concentration0, probability).sigmoid();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Beta.inverseSurvival", "probability", probability);
    return BetaVariates.logitQuantile(concentration0, concentration1, probability).neg().sigmoid();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return concentration0.div(concentration1).add(1).reciprocal();
  }

  @Override
  public Tensor variance() {
    Tensor other = concentration1.div(concentration0).add(1).reciprocal();
    return mean().mul(other).div(concentration1.add(concentration0).add(1));
  }

  /**
   * {@inheritDoc} If the density is infinite at an end, that end; 1/2 if the density is constant.
   */
  @Override
  public Tensor mode() {
    Tensor a = concentration1.sub(1).maximum(0);
    Tensor both = a.add(concentration0.sub(1).maximum(0));
    Tensor above = concentration1.stopGradient().gt(concentration0.stopGradient());
    Tensor flat =
        concentration1.stopGradient().eq(1).mul(concentration0.stopGradient().eq(1)).mul(0.5);
    return Tensor.where(both.stopGradient().gt(0), a.div(both), above.add(flat));
  }

  // ---- entropy

  /** {@inheritDoc} Computed in DOUBLE for FLOAT too. */
  @Override
  public Tensor entropy() {
    return entropy(concentration1.cast(DType.DOUBLE), concentration0.cast(DType.DOUBLE))
        .cast(dtype());
  }

  static Tensor entropy(Tensor a, Tensor b) {
    Tensor total = a.add(b);
    Tensor entropy =
        Dirichlet.entropyTerm(a, b, total)
            .add(Dirichlet.entropyTerm(b, a, total))
            .sub(KlLogGamma.g(total));
    Tensor tiny =
        Tensor.withGradient(
            entropy,
            (input, y, g) -> g.multiplyNoNan(Dirichlet.tinySlope(input == 0 ? a : b, total, 2)),
            a,
            b);
    return Tensor.where(Dirichlet.isTiny(total), tiny, entropy);
  }

  // ---- divergences

  static KlRules<Beta> divergences() {
    return KlRules.from(Beta.class)
        .to(Beta.class, Beta::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q))
        .to(Uniform.class, KlMoments::constant)
        .to(ContinuousBernoulli.class, KlMoments::linear)
        .to(Kumaraswamy.class, Beta::divergence);
  }

  /**
   * -H(p) - ln(c d) - (c - 1) E ln x - (d - 1) E ln(1 - x^c) for the concentrations c, d of q; E
   * ln((1 - x^c) / (1 - x)) is by quadrature, to 1e-10.
   */
  private static Tensor divergence(Beta p, Kumaraswamy q) {
    Tensor a = p.concentration1.cast(DType.DOUBLE);
    Tensor b = p.concentration0.cast(DType.DOUBLE);
    Tensor c = q.concentration1().cast(DType.DOUBLE);
    Tensor d = q.concentration0().cast(DType.DOUBLE);
    Tensor first = a.sub(c).mul(BetaVariates.meanLog(a, b)).sub(a.logBeta(b));
    Tensor second = b.sub(d).mul(BetaVariates.meanLog(b, a)).sub(c.log()).sub(d.log());
    return first.add(second).sub(d.sub(1).mul(KlPowers.meanLogRatio(a, b, c, c.sub(1))));
  }

  private static Tensor divergence(Beta p, Beta q) {
    return divergence(p.concentration1, p.concentration0, q.concentration1, q.concentration0);
  }

  /** The divergence of Beta(a, b) from Beta(c, d), in DOUBLE. */
  static Tensor divergence(Tensor a, Tensor b, Tensor c, Tensor d) {
    Tensor a1 = a.cast(DType.DOUBLE);
    Tensor b1 = b.cast(DType.DOUBLE);
    Tensor c1 = c.cast(DType.DOUBLE);
    Tensor d1 = d.cast(DType.DOUBLE);
    Tensor p = a1.add(b1);
    Tensor q = c1.add(d1);
    Tensor change = c1.sub(a1).add(d1.sub(b1));
    Tensor total = LogRatio.of(p, q, change.neg());
    return KlLogGamma.excess(c1, a1)
        .add(KlLogGamma.excess(d1, b1))
        .sub(KlLogGamma.excess(q, p, change))
        .add(Dirichlet.meanDivergence(c1, a1, total, q.div(p)))
        .add(Dirichlet.meanDivergence(d1, b1, total, q.div(p)));
  }

  /** E ln x. */
  private Tensor meanLog() {
    return BetaVariates.meanLog(concentration1, concentration0);
  }

  @Override
  public String toString() {
    return "Beta " + batchShape() + " " + dtype();
  }
}
