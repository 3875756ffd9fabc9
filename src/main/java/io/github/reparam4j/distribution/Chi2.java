/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The chi-squared distribution with df degrees of freedom. For an integer df it is the distribution
 * of the sum of squares of df standard normal variates. It equals {@link Gamma} with concentration
 * df / 2 and rate 1/2: density x^(df/2-1) exp(-x/2) / (2^(df/2) Gamma(df/2)) for x &gt;= 0.
 */
public final class Chi2 implements Reparameterized {
  private final Tensor df;
  private final Gamma gamma;

  private Chi2(Tensor df, Gamma gamma) {
    this.df = df;
    this.gamma = gamma;
  }

  /**
   * A batch of chi-squared distributions.
   *
   * @param df degrees of freedom, &gt; 0, not necessarily an integer
   * @return the distribution, of the shape of df
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Chi2 of(Tensor df) {
    Tensor positive = Parameters.positive("Chi2.of", "df", df);
    return new Chi2(positive, Gamma.of("Chi2.of", positive.mul(0.5), Tensor.fill(df.dtype(), 0.5)));
  }

  /**
   * One chi-squared distribution, in DOUBLE.
   *
   * @param df degrees of freedom, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if df is out of range
   */
  public static Chi2 of(double df) {
    return of(Tensor.scalar(df));
  }

  // ---- parameters

  /** {@return the degrees of freedom} */
  public Tensor df() {
    return df;
  }

  @Override
  public DType dtype() {
    return gamma.dtype();
  }

  @Override
  public Shape batchShape() {
    return gamma.batchShape();
  }

  @Override
  public Chi2 expand(long... batchShape) {
    return new Chi2(df.broadcastTo(batchShape), gamma.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return gamma.support();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return gamma.rsample(sampleShape);
  }

  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    return gamma.rsampleAndLogProb(sampleShape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Chi2.logProb", "value", value);
    return gamma.logProb(value);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Chi2.cdf", "value", value);
    return gamma.cdf(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Chi2.logCdf", "value", value);
    return gamma.logCdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Chi2.survival", "value", value);
    return gamma.survival(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Chi2.logSurvival", "value", value);
    return gamma.logSurvival(value);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Chi2.icdf", "probability", probability);
    return gamma.icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Chi2.inverseSurvival", "probability", probability);
    return gamma.inverseSurvival(probability);
  }

  // ---- moments

  /** df. */
  @Override
  public Tensor mean() {
    return gamma.mean();
  }

  /** 2 df. */
  @Override
  public Tensor variance() {
    return gamma.variance();
  }

  @Override
  public Tensor standardDeviation() {
    return gamma.standardDeviation();
  }

  /** df - 2, 0 for df &lt;= 2. */
  @Override
  public Tensor mode() {
    return gamma.mode();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return gamma.entropy();
  }

  // ---- divergences

  static KlRules<Chi2> divergences() {
    return KlRules.from(Chi2.class)
        .to(Chi2.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Gamma.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Exponential.class, (p, q) -> p.gammaParameters().divergence(q.gammaParameters()))
        .to(Normal.class, KlMoments::normal)
        .to(LogNormal.class, (p, q) -> KlMoments.logNormal(p, p.meanLog(), p.varianceLog(), q))
        .to(
            Gumbel.class,
            (p, q) -> Gamma.divergence(p, p.df.mul(0.5), Tensor.fill(p.dtype(), 0.5), q));
  }

  Gamma.DoubleParameters gammaParameters() {
    Tensor half = df.cast(DType.DOUBLE).mul(0.5);
    return new Gamma.DoubleParameters(half, Tensor.scalar(0.5));
  }

  /** E ln x. */
  private Tensor meanLog() {
    return df.mul(0.5).digamma().add(Math.log(2));
  }

  /** The variance of ln x. */
  private Tensor varianceLog() {
    return df.mul(0.5).trigamma();
  }

  @Override
  public String toString() {
    return "Chi2 " + batchShape() + " " + dtype();
  }
}
