/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.BorderSlope;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The F distribution of R. A. Fisher and G. W. Snedecor with two degrees of freedom: the
 * distribution of the ratio of two independent chi-squared variates, each divided by its degrees of
 * freedom. With a = df1 / 2, b = df2 / 2 and X a Beta(a, b) variate, the variate is (b / a) X / (1
 * - X); density (a x / b)^a (1 + a x / b)^-(a+b) / (x B(a,b)) for x &gt;= 0.
 *
 * <p>Samples are made from two gamma variates; the gradient is implicit and exact to 1e-10 in
 * DOUBLE, 1e-5 in FLOAT. Second derivatives by the degrees of freedom are implicit too.
 */
public final class FisherSnedecor implements Reparameterized {
  private final Tensor df1;
  private final Tensor df2;
  private final Shape batchShape;

  private FisherSnedecor(Tensor df1, Tensor df2, Shape batchShape) {
    this.df1 = df1;
    this.df2 = df2;
    this.batchShape = batchShape;
  }

  /**
   * A batch of F distributions.
   *
   * @param df1 degrees of freedom of the numerator, &gt; 0
   * @param df2 degrees of freedom of the denominator, &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static FisherSnedecor of(Tensor df1, Tensor df2) {
    String where = "FisherSnedecor.of";
    return new FisherSnedecor(
        Parameters.positive(where, "df1", df1),
        Parameters.positive(where, "df2", df2),
        Parameters.batchShape(where, df1, df2));
  }

  /**
   * One F distribution, in DOUBLE.
   *
   * @param df1 degrees of freedom of the numerator, &gt; 0
   * @param df2 degrees of freedom of the denominator, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static FisherSnedecor of(double df1, double df2) {
    return of(Tensor.scalar(df1), Tensor.scalar(df2));
  }

  // ---- parameters

  /** {@return the degrees of freedom of the numerator, before broadcasting} */
  public Tensor df1() {
    return df1;
  }

  /** {@return the degrees of freedom of the denominator, before broadcasting} */
  public Tensor df2() {
    return df2;
  }

  @Override
  public DType dtype() {
    return df1.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public FisherSnedecor expand(long... batchShape) {
    Tensor wide = df1.broadcastTo(batchShape);
    return new FisherSnedecor(wide, df2.broadcastTo(batchShape), wide.shape());
  }

  private Tensor a() {
    return df1.mul(0.5);
  }

  private Tensor b() {
    return df2.mul(0.5);
  }

  /** ln(a / b): the logit of X is ln x + ln(a / b). */
  private Tensor logRatio() {
    return df1.log().sub(df2.log());
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return logSample(sampleShape).exp();
  }

  /** The log-density is computed from the logarithm of the sample, before rounding. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor logX = logSample(sampleShape);
    return new SampleWithLogProb(logX.exp(), logDensity(logX));
  }

  private Tensor logSample(long... sampleShape) {
    Shape full = Parameters.sampleShape(this, sampleShape);
    return BetaVariates.logFisherSnedecor(
        df1,
        df2,
        GammaVariates.logGamma(a().stopGradient(), full),
        GammaVariates.logGamma(b().stopGradient(), full));
  }

  // ---- density

  /**
   * {@inheritDoc} At 0 the value is infinite for df1 &lt; 2, 0 for df1 = 2, minus infinity for df1
   * &gt; 2.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("FisherSnedecor.logProb", "value", value);
    Tensor zero = value.stopGradient().eq(0);
    Tensor logX = Tensor.where(zero, Tensor.ones(dtype()), value).log();
    Tensor end = a().sub(1).xlogy(value).add(a().mul(logRatio())).sub(a().logBeta(b()));
    Tensor slope = b().add(1).mul(logRatio().exp()).neg();
    end = BorderSlope.add(end, value, 0, a(), slope);
    return support().restrict(value, Tensor.where(zero, end, logDensity(logX)));
  }

  private Tensor logDensity(Tensor logX) {
    return BetaVariates.logitLogDensity(a(), b(), logX.add(logRatio())).sub(logX);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("FisherSnedecor.cdf", "value", value);
    return withSlopeAtZero(BetaVariates.logitCdf(a(), b(), logit(value)), value, 1);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("FisherSnedecor.logCdf", "value", value);
    return Expressions.apply(IncompleteBeta.LOGIT_BETA_LOG_I, a(), b(), logit(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("FisherSnedecor.survival", "value", value);
    Tensor q = BetaVariates.logitCdf(b(), a(), logit(value).neg());
    return withSlopeAtZero(q, value, -1);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("FisherSnedecor.logSurvival", "value", value);
    Tensor log = Expressions.apply(IncompleteBeta.LOGIT_BETA_LOG_I, b(), a(), logit(value).neg());
    return withSlopeAtZero(log, value, -1);
  }

  private Tensor logit(Tensor value) {
    return value.clamp(0, Double.POSITIVE_INFINITY).log().add(logRatio());
  }

  private Tensor withSlopeAtZero(Tensor y, Tensor value, int sign) {
    Tensor slope = logRatio().sub(a().logBeta(b())).exp().mul(sign);
    return BorderSlope.add(y, value, 0, a(), slope);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("FisherSnedecor.icdf", "probability", probability);
    return BetaVariates.logitQuantile(a(), b(), probability).sub(logRatio()).exp();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("FisherSnedecor.inverseSurvival", "probability", probability);
    return BetaVariates.logitQuantile(b(), a(), probability).add(logRatio()).neg().exp();
  }

  // ---- moments

  /** {@inheritDoc} df2 / (df2 - 2); infinite for df2 &lt;= 2. */
  @Override
  public Tensor mean() {
    Tensor isFinite = df2.stopGradient().gt(2);
    return Moments.infiniteUnless(isFinite, df2.div(df2.sub(2))).broadcastTo(batchShape);
  }

  /** {@inheritDoc} Infinite for df2 in (2, 4]; NaN for df2 &lt;= 2, where the mean is infinite. */
  @Override
  public Tensor variance() {
    Tensor ratio = df2.div(df2.sub(2)).square();
    Tensor finite = ratio.mul(df1.add(df2).sub(2)).div(df1).div(df2.sub(4)).mul(2);
    Tensor other = Moments.infiniteOrNan(df2.stopGradient().gt(2));
    return Tensor.where(df2.stopGradient().gt(4), finite, other);
  }

  /** {@inheritDoc} 0 for df1 &lt;= 2. */
  @Override
  public Tensor mode() {
    Tensor numerator = df1.sub(2).maximum(0).div(df1);
    return numerator.mul(df2.div(df2.add(2)));
  }

  // ---- entropy

  /** {@inheritDoc} Computed in DOUBLE for FLOAT too. */
  @Override
  public Tensor entropy() {
    Tensor a = a().cast(DType.DOUBLE);
    Tensor b = b().cast(DType.DOUBLE);
    // The derivative of the beta variate and the mean of the logarithm of the derivative of F.
    return Beta.entropy(a, b)
        .sub(BetaVariates.meanLog(b, a).mul(2))
        .add(LogRatio.of(b, a))
        .cast(dtype());
  }

  @Override
  public String toString() {
    return "FisherSnedecor " + batchShape() + " " + dtype();
  }
}
