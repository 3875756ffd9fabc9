/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A count made continuous by uniform dequantisation: x = k + u with a count k and u uniform on [0,
 * 1). The density is p(x) = P(floor x), the distribution function continuous and piecewise linear
 * (L. Theis, A. van den Oord and M. Bethge, "A note on the evaluation of generative models", ICLR
 * 2016).
 *
 * <p>Unlike those of the count, samples have a gradient by the parameters of the base: the implicit
 * one, which holds the distribution function constant (see {@link ImplicitReparameterization}). It
 * is exact for expectations over x; as an estimate of the derivative of an expectation over the
 * count floor(x) it is biased, unless the function is linear. It is of first order.
 *
 * <p>The base must have a differentiable {@code cdf}, as Poisson, binomial, negative binomial,
 * geometric and categorical distributions have.
 */
public final class Dequantized implements Reparameterized {
  private final Distribution base;

  private Dequantized(Distribution base) {
    this.base = base;
  }

  /**
   * A batch.
   *
   * @param base counts
   * @return the distribution, of the base's batch shape
   * @throws IllegalArgumentException if the base is not of counts
   */
  public static Dequantized of(Distribution base) {
    ZeroInflated.requireCounts("Dequantized.of", "base", base);
    return new Dequantized(base);
  }

  // ---- parameters

  /** {@return the distribution of counts} */
  public Distribution base() {
    return base;
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
  public Dequantized expand(long... batchShape) {
    return new Dequantized(base.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    Tensor zero = Tensor.zeros(dtype());
    return base.support() instanceof Constraint.CountsUpTo c
        ? new Constraint.Interval(zero, c.high().add(1))
        : new Constraint.AtLeast(zero);
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Tensor u = Noise.uniform(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
    return base.sample(sampleShape).add(u).stopGradient();
  }

  @Override
  public Tensor rsample(long... sampleShape) {
    return ImplicitReparameterization.of(this, sample(sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Dequantized.logProb", "value", value);
    return base.logProb(value.stopGradient().floor());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Dequantized.cdf", "value", value);
    Tensor k = count(value);
    Tensor inside = base.cdf(k.sub(1)).add(part(value, k).mul(base.logProb(k).exp()));
    return within(value, 0, inside, 1);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Dequantized.survival", "value", value);
    Tensor k = count(value);
    Tensor rest = part(value, k).neg().add(1);
    return within(value, 1, base.survival(k).add(rest.mul(base.logProb(k).exp())), 0);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Dequantized.logCdf", "value", value);
    Tensor k = count(value);
    Tensor upper = logUpper(value, k);
    Tensor lower = base.logCdf(k.sub(1)).logAddExp(part(value, k).log().add(base.logProb(k)));
    return within(value, Double.NEGATIVE_INFINITY, nearer(lower, upper), 0);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Dequantized.logSurvival", "value", value);
    Tensor k = count(value);
    Tensor lower = base.logCdf(k.sub(1)).logAddExp(part(value, k).log().add(base.logProb(k)));
    return within(value, 0, nearer(logUpper(value, k), lower), Double.NEGATIVE_INFINITY);
  }

  private Tensor logUpper(Tensor value, Tensor k) {
    Tensor rest = part(value, k).neg().log1p();
    return base.logSurvival(k).logAddExp(rest.add(base.logProb(k)));
  }

  /** A tail's logarithm; close to 0 from the other tail, which has the digits there. */
  private static Tensor nearer(Tensor own, Tensor other) {
    return Tensor.where(other.stopGradient().lt(-1), other.log1mexp(), own);
  }

  private static Tensor count(Tensor value) {
    Tensor x = value.stopGradient();
    Tensor isInside = x.ge(0).mul(x.lt(Double.POSITIVE_INFINITY));
    return Tensor.where(isInside, x.floor(), Tensor.zeros(x.dtype()));
  }

  private static Tensor part(Tensor value, Tensor k) {
    return value.sub(k);
  }

  private static Tensor within(Tensor value, double below, Tensor inside, double above) {
    Tensor x = value.stopGradient();
    Tensor lower = Tensor.where(x.lt(0), Tensor.fill(x.dtype(), below), inside);
    return Tensor.where(x.eq(Double.POSITIVE_INFINITY), Tensor.fill(x.dtype(), above), lower);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Dequantized.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return fromBelow(base.icdf(p), p);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Dequantized.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    Tensor k = base.inverseSurvival(p);
    Tensor finite = finiteOrZero(k);
    Tensor above = k.add(1).sub(share(p.sub(base.survival(finite)), finite));
    return Tensor.where(p.stopGradient().gt(0.5), fromBelow(k, p.neg().add(1)), above);
  }

  private Tensor fromBelow(Tensor k, Tensor p) {
    Tensor finite = finiteOrZero(k);
    return k.add(share(p.sub(base.cdf(finite.sub(1))), finite));
  }

  /** The share of a probability in that of k, in [0, 1]. */
  private Tensor share(Tensor probability, Tensor k) {
    Tensor zero = Tensor.zeros(dtype());
    Tensor log = probability.clamp(zero, Tensor.ones(dtype())).log().sub(base.logProb(k));
    return log.exp().clamp(zero, Tensor.ones(dtype()));
  }

  private static Tensor finiteOrZero(Tensor k) {
    return Tensor.where(k.lt(Double.POSITIVE_INFINITY), k, Tensor.zeros(k.dtype()));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.mean().add(0.5);
  }

  @Override
  public Tensor variance() {
    return base.variance().add(1.0 / 12);
  }

  /** {@return the middle of the interval of greatest density} */
  @Override
  public Tensor mode() {
    return base.mode().add(0.5);
  }

  // ---- entropy

  /** {@return the differential entropy, equal to the entropy of the count} */
  @Override
  public Tensor entropy() {
    return base.entropy();
  }

  @Override
  public String toString() {
    return "Dequantized " + base;
  }
}
