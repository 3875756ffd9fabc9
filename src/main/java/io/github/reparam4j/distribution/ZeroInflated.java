/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A count with additional zeros: 0 with probability g, the gate, else a count of the base. P(0) = g
 * + (1 - g) P_base(0), P(k) = (1 - g) P_base(k) for k &gt; 0 (D. Lambert, "Zero-inflated Poisson
 * regression", Technometrics 34, 1992).
 *
 * <pre>{@code
 * var claims = ZeroInflated.fromLogits(Poisson.fromLogRate(logRate), gateLogits);
 * Tensor loss = claims.logProb(counts).mean().neg();
 * }</pre>
 *
 * <p>Distribution function, moments, quantiles and entropy are those of the base where it has them.
 * Samples have no gradient.
 */
public final class ZeroInflated implements Distribution {
  private final Distribution base;
  private final SuccessProbability gate;

  private ZeroInflated(Distribution base, SuccessProbability gate) {
    this.base = base;
    this.gate = gate;
  }

  /**
   * A batch by probabilities of an additional zero.
   *
   * @param base counts, such as {@link Poisson} or {@link NegativeBinomial}
   * @param gate g, in [0, 1]
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if the base is not of counts, shapes do not broadcast, dtypes
   *     differ or a scalar gate is out of range
   */
  public static ZeroInflated of(Distribution base, Tensor gate) {
    return of("ZeroInflated.of", base, SuccessProbability.of("ZeroInflated.of", "gate", gate));
  }

  /**
   * A batch by logits of an additional zero.
   *
   * @param base counts, such as {@link Poisson} or {@link NegativeBinomial}
   * @param gateLogits ln(g / (1 - g)), any value except NaN
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if the base is not of counts, shapes do not broadcast, dtypes
   *     differ or a scalar logit is NaN
   */
  public static ZeroInflated fromLogits(Distribution base, Tensor gateLogits) {
    String where = "ZeroInflated.fromLogits";
    return of(where, base, SuccessProbability.ofLogits(where, "gateLogits", gateLogits));
  }

  private static ZeroInflated of(String where, Distribution base, SuccessProbability gate) {
    requireCounts(where, "base", base);
    Parameters.requireOneType(where, gate.given(), Tensor.zeros(base.dtype()));
    Shape batchShape = base.batchShape().broadcast(where, gate.shape());
    return new ZeroInflated(base.expand(batchShape.toLongs()), gate);
  }

  static void requireCounts(String where, String name, Distribution base) {
    Errors.given(where, name, base);
    if (!base.support().isDiscrete() || !base.eventShape().isScalar()) {
      throw Errors.argument(where, name + " must be a distribution of counts", base, null);
    }
  }

  // ---- parameters

  /** {@return the distribution of counts, of this batch} */
  public Distribution base() {
    return base;
  }

  /** {@return the probability g of an additional zero, before broadcasting} */
  public Tensor gate() {
    return gate.probs();
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
  public ZeroInflated expand(long... batchShape) {
    return new ZeroInflated(base.expand(batchShape), gate.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return base.support();
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    Tensor rest = gate.logFailure();
    Tensor zero = Tensor.where(rest.eq(rest), Tensor.zeros(dtype()), rest);
    return Tensor.where(e.lt(rest.neg()).add(rest.ne(rest)), zero, base.sample(sampleShape))
        .stopGradient();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("ZeroInflated.logProb", "value", value);
    Tensor log = base.logProb(value);
    Tensor other = gate.logFailure().add(log);
    Tensor isZero = value.stopGradient().eq(0);
    Tensor atZero = Tensor.where(isZero, log, Tensor.fill(dtype(), -1));
    return Tensor.where(isZero, withZeros(atZero, atZero.log1mexp()), other);
  }

  /**
   * ln(g + (1 - g) e^log), given ln(1 - e^log) too: near 0 from the complement, which has the
   * digits there. At g = 0 and 1 otherwise the logarithm of the sum, where a sum of logarithms
   * would lose the finite slope by g as 0 times infinity.
   */
  private Tensor withZeros(Tensor log, Tensor logComplement) {
    Tensor logs = gate.logSuccess().logAddExp(gate.logFailure().add(log));
    Tensor sum = gate.probs().add(gate.complement().mul(log.exp()));
    Tensor g = gate.probs().stopGradient();
    Tensor isEnd = g.eq(0).add(g.eq(1)).mul(sum.stopGradient().gt(0));
    Tensor rest = gate.logFailure().add(logComplement);
    Tensor isNear = rest.stopGradient().lt(-1).mul(g.lt(1));
    return Tensor.where(isNear, rest.log1mexp(), Tensor.where(isEnd, sum.log(), logs));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("ZeroInflated.cdf", "value", value);
    Tensor lower = gate.probs().add(gate.complement().mul(base.cdf(value)));
    Tensor upper = gate.complement().mul(base.survival(value));
    Tensor isNear = upper.stopGradient().lt(0.25);
    return from(value, 0, Tensor.where(isNear, upper.neg().add(1), lower));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("ZeroInflated.survival", "value", value);
    return from(value, 1, gate.complement().mul(base.survival(value)));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("ZeroInflated.logCdf", "value", value);
    Tensor log = withZeros(base.logCdf(value), base.logSurvival(value));
    return from(value, Double.NEGATIVE_INFINITY, log);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("ZeroInflated.logSurvival", "value", value);
    return from(value, 0, gate.logFailure().add(base.logSurvival(value)));
  }

  /** A constant for values below 0, else a function of the value. */
  private static Tensor from(Tensor value, double below, Tensor inside) {
    Tensor constant = Tensor.fill(value.dtype(), below);
    return Tensor.where(value.stopGradient().lt(0), constant, inside);
  }

  /** The least count whose distribution function is at least the probability. */
  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("ZeroInflated.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor rest = gate.complement().stopGradient();
    Tensor above = p.sub(gate.probs().stopGradient()).maximum(0).div(rest);
    Tensor isZero = p.le(gate.probs().stopGradient());
    return Tensor.where(isZero, p.mul(0), base.icdf(Tensor.where(isZero, p.mul(0), above)));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("ZeroInflated.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor rest = gate.complement().stopGradient();
    Tensor isZero = p.ge(rest);
    Tensor q = Tensor.where(isZero, Tensor.ones(dtype()), p.div(rest));
    return Tensor.where(isZero, p.mul(0), base.inverseSurvival(q));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return gate.complement().mul(base.mean());
  }

  @Override
  public Tensor variance() {
    Tensor excess = gate.probs().mul(base.mean().square());
    return gate.complement().mul(base.variance().add(excess));
  }

  @Override
  public Tensor mode() {
    Tensor mode = base.mode();
    Tensor zero = Tensor.zeros(dtype(), batchShape().toLongs());
    Tensor isZero = logProb(zero).ge(logProb(mode));
    return Tensor.where(isZero.stopGradient(), zero, mode);
  }

  // ---- entropy

  /** With p = P_base(0): -P(0) ln P(0) + (1 - g) (H_base + p ln p - (1 - p) ln(1 - g)). */
  @Override
  public Tensor entropy() {
    Tensor zero = Tensor.zeros(dtype(), batchShape().toLongs());
    Tensor own = logProb(zero);
    Tensor log = base.logProb(zero);
    Tensor p = log.exp();
    Tensor rest = log.expm1().neg();
    Tensor ofBase = base.entropy().add(p.mul(SuccessProbability.finiteOrZero(log)));
    Tensor failure = SuccessProbability.finiteOrZero(gate.logFailure());
    Tensor others = gate.complement().mul(ofBase.sub(rest.mul(failure)));
    return others.sub(own.exp().mul(SuccessProbability.finiteOrZero(own)));
  }

  @Override
  public String toString() {
    return "ZeroInflated " + base;
  }
}
