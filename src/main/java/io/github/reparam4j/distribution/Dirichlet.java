/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Dirichlet distribution on the simplex with concentration a. The density with respect to k - 1
 * of the coordinates is the product of x[i]^(a[i] - 1), divided by the product of Gamma(a[i]),
 * times Gamma(a[0] + ... + a[k-1]).
 *
 * <p>Samples are normalised gamma variates, G[i] / (G[0] + ... + G[k-1]), computed from their
 * logarithms, so that small concentrations, whose variates underflow, give vertices of the simplex
 * and not NaN. The gradient by a is the implicit gradient of the gamma variates (M. Figurnov, S.
 * Mohamed, A. Mnih, "Implicit reparameterization gradients", 2018, section 5).
 */
public final class Dirichlet implements Reparameterized {
  private static final double TINY = 1e-100;

  private final Tensor concentration;

  private Dirichlet(Tensor concentration) {
    this.concentration = concentration;
  }

  /**
   * A batch of Dirichlet distributions.
   *
   * @param concentration a, [..., k], &gt; 0 and finite
   * @return the distribution of events [k]; the batch shape is the axes before the last
   * @throws IllegalArgumentException if concentration has no axis or a scalar parameter is out of
   *     range
   */
  public static Dirichlet of(Tensor concentration) {
    Errors.given("Dirichlet.of", "concentration", concentration);
    String where = "Dirichlet.of";
    if (concentration.shape().rank() < 1) {
      throw Errors.argument(
          where, "concentration must be [..., k]", "shape " + concentration.shape(), null);
    }
    Tensor finite = Parameters.finite(where, "concentration", concentration);
    return new Dirichlet(Parameters.positive(where, "concentration", finite));
  }

  // ---- parameters

  /** {@return the concentration} */
  public Tensor concentration() {
    return concentration;
  }

  @Override
  public DType dtype() {
    return concentration.dtype();
  }

  @Override
  public Shape batchShape() {
    return EventShapes.batch(concentration, 1);
  }

  @Override
  public Shape eventShape() {
    return Shape.of(length());
  }

  private int length() {
    return concentration.shape().dim(-1);
  }

  @Override
  public Dirichlet expand(long... batchShape) {
    Shape larger = EventShapes.larger("Dirichlet.expand", batchShape(), batchShape);
    return new Dirichlet(concentration.broadcastTo(larger.append(eventShape())));
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.SIMPLEX;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return logSample(sampleShape).exp();
  }

  /**
   * The log-density is computed from the logarithms of x and stays accurate where x rounds to 0.
   */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor logSample = logSample(sampleShape);
    Tensor density = concentration.sub(1).multiplyNoNan(logSample).sum(-1).sub(logBeta());
    return new SampleWithLogProb(logSample.exp(), density);
  }

  private Tensor logSample(long... sampleShape) {
    return GammaVariates.logGamma(concentration, Parameters.sampleShape(this, sampleShape))
        .logSoftmax(-1);
  }

  // ---- density

  /**
   * At the boundary of the simplex the density is the limit: the factor of a coordinate that is 0
   * is 1 for a = 1, infinite for a &lt; 1 and 0 for a &gt; 1. Where an infinite factor meets a
   * factor 0 there is no limit, and the density is 0.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Dirichlet.logProb", "value", value);
    Tensor terms = concentration.sub(1).xlogy(value);
    Tensor zero = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    Tensor isZero = terms.stopGradient().min(-1).eq(Double.NEGATIVE_INFINITY);
    Tensor density = Tensor.where(isZero, zero, terms.sum(-1).sub(logBeta()));
    return support().restrict(value, density);
  }

  /** ln of the integral of the product of x[i]^(a[i] - 1). */
  private Tensor logBeta() {
    return MultivariateGamma.logBeta(concentration);
  }

  // ---- moments

  private Tensor total() {
    return concentration.sumKeepDims(-1);
  }

  @Override
  public Tensor mean() {
    return concentration.div(total());
  }

  /** {@return m (1 - m) / (1 + the sum of a), with m the mean} */
  @Override
  public Tensor variance() {
    Tensor total = total();
    Tensor rest = total.sub(concentration);
    return concentration.div(total).mul(rest.div(total)).div(total.add(1));
  }

  /**
   * A value of greatest density: max(a - 1, 0), normalised. If no a is greater than 1, the vertex
   * of the greatest a, where the density is infinite or, for a = 1 everywhere, constant.
   */
  @Override
  public Tensor mode() {
    Tensor excess = concentration.sub(1).relu();
    Tensor total = excess.sumKeepDims(-1);
    Tensor index = Tensor.range(dtype(), length());
    Tensor vertex = index.eq(concentration.stopGradient().argMax(-1).expandDims(-1));
    return Tensor.where(total.stopGradient().gt(0), excess.div(total), vertex);
  }

  // ---- entropy

  /** {@inheritDoc} Computed in DOUBLE for FLOAT too. */
  @Override
  public Tensor entropy() {
    Tensor a = concentration.cast(DType.DOUBLE);
    Tensor total = a.sumKeepDims(-1);
    Tensor sum = entropyTerm(a, total.sub(a), total).sum(-1);
    Tensor entropy = sum.sub(KlLogGamma.g(total).squeeze(-1));
    Tensor tiny =
        Tensor.withGradient(
            entropy,
            (input, y, g) -> g.expandDims(-1).multiplyNoNan(tinySlope(a, total, length())),
            a);
    return Tensor.where(isTiny(total).squeeze(-1), tiny, entropy).cast(dtype());
  }

  /** Whether squares of 1 / a overflow for the concentrations a of a total. */
  static Tensor isTiny(Tensor total) {
    return total.stopGradient().lt(TINY);
  }

  /** The slope of the entropy by a where all are tiny, 1 / a^2 - count / total^2. */
  static Tensor tinySlope(Tensor a, Tensor total, int count) {
    Tensor ratio = total.div(a);
    double root = Math.sqrt(count);
    return ratio.sub(root).mul(ratio.add(root)).div(total).div(total);
  }

  /**
   * The term of one concentration a of the entropy, in DOUBLE. With means m[i] = a[i] / total and E
   * ln x[i] = ln m[i] + r[i] the entropy is the sum of ln Gamma(a[i]) - a[i] ln m[i] + ln m[i] -
   * (a[i] - 1) r[i], less ln Gamma(total). For large a each part is computed without cancellation.
   */
  static Tensor entropyTerm(Tensor a, Tensor rest, Tensor total) {
    Tensor logMean = LogRatio.of(a, total);
    Tensor small = MultivariateGamma.digammaRise(a, rest).neg().sub(logMean);
    Tensor large = KlLogGamma.slope(a).sub(KlLogGamma.slope(total));
    Tensor r = Tensor.where(a.stopGradient().lt(1), small, large);
    return KlLogGamma.g(a).add(logMean).sub(a.sub(1).mul(r));
  }

  // ---- divergences

  static KlRules<Dirichlet> divergences() {
    return KlRules.from(Dirichlet.class).to(Dirichlet.class, Dirichlet::divergence);
  }

  private static Tensor divergence(Dirichlet p, Dirichlet q) {
    Tensor a = p.concentration.cast(DType.DOUBLE);
    Tensor c = q.concentration.cast(DType.DOUBLE);
    Tensor from = a.sumKeepDims(-1);
    Tensor to = c.sumKeepDims(-1);
    Tensor change = c.sub(a).sumKeepDims(-1);
    Tensor total = LogRatio.of(from, to, change.neg());
    Tensor means = meanDivergence(c, a, total, to.div(from)).sum(-1);
    Tensor totals = KlLogGamma.excess(to, from, change).squeeze(-1);
    return KlLogGamma.excess(c, a).sum(-1).sub(totals).add(means);
  }

  /**
   * A term of the relative entropy of the means: of the concentration c of q and a of p.
   *
   * @param logTotal ln(total of p / total of q)
   * @param ratio total of q / total of p
   */
  static Tensor meanDivergence(Tensor c, Tensor a, Tensor logTotal, Tensor ratio) {
    return KlTerms.relativeEntropy(c, a.mul(ratio), LogRatio.of(a, c).sub(logTotal));
  }

  @Override
  public String toString() {
    return "Dirichlet batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
