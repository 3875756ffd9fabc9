/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.variate.CountVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.TweedieDensity;
import io.github.reparam4j.tensor.TweedieTail;

/**
 * The Tweedie distribution of given mean m, dispersion d and power p with 1 &lt; p &lt; 2: the sum
 * of N independent gamma variates with a Poisson N, as the total of insurance claims or of rain.
 * Its variance is d m^p. It has a mass at 0 and a density on x &gt; 0.
 *
 * <p>N has the rate r = m^(2-p) / (d (2 - p)); each gamma variate has the concentration a = (2 - p)
 * / (p - 1) and the scale s = d (p - 1) m^(p-1). P(x = 0) = e^-r; the density at x &gt; 0 is the
 * sum over n of P(N = n) times the density of a gamma variate of concentration n a at x / s, over
 * s. {@link #logProb} is ln P(x = 0) at 0 and the log-density elsewhere: the log-likelihood of
 * data. It is computed term by term without cancellation, for all dispersions and powers, with
 * first derivatives by the parameters; second derivatives are refused. So are the distribution
 * function and its logarithms, the sums over n of P(N = n) times those of the gamma variate. There
 * are no quantiles, no mode and no entropy.
 *
 * <pre>{@code
 * Tweedie claims = Tweedie.of(features.matmul(weights).exp(), dispersion, Tensor.scalar(1.5));
 * Tensor loss = claims.logProb(observed).mean().neg();
 * }</pre>
 *
 * <p>Samples have no gradient. Source: P. K. Dunn and G. K. Smyth, "Series evaluation of Tweedie
 * exponential dispersion model densities", Statistics and Computing 15 (2005),
 * doi:10.1007/s11222-005-4070-y.
 */
public final class Tweedie implements Distribution {
  private final Tensor mean;
  private final Tensor dispersion;
  private final Tensor power;
  private final Shape batchShape;

  private Tweedie(Tensor mean, Tensor dispersion, Tensor power, Shape batchShape) {
    this.mean = mean;
    this.dispersion = dispersion;
    this.power = power;
    this.batchShape = batchShape;
  }

  /**
   * A batch of Tweedie distributions.
   *
   * @param mean m, &gt; 0 and finite
   * @param dispersion d, &gt; 0 and finite
   * @param power p, greater than 1 and less than 2
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static Tweedie of(Tensor mean, Tensor dispersion, Tensor power) {
    Errors.given("Tweedie.of", "mean", mean);
    Errors.given("Tweedie.of", "dispersion", dispersion);
    Errors.given("Tweedie.of", "power", power);
    String where = "Tweedie.of";
    Shape batch = Parameters.batchShape(where, mean, dispersion, power);
    Tweedie d =
        new Tweedie(
            Parameters.positive(where, "mean", Parameters.finite(where, "mean", mean)),
            Parameters.positive(
                where, "dispersion", Parameters.finite(where, "dispersion", dispersion)),
            power,
            batch);
    d.overOne();
    d.belowTwo();
    return d;
  }

  /**
   * One Tweedie distribution, in DOUBLE.
   *
   * @param mean m, &gt; 0 and finite
   * @param dispersion d, &gt; 0 and finite
   * @param power p, greater than 1 and less than 2
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static Tweedie of(double mean, double dispersion, double power) {
    return of(Tensor.scalar(mean), Tensor.scalar(dispersion), Tensor.scalar(power));
  }

  // ---- parameters

  /** {@return d, before broadcasting} */
  public Tensor dispersion() {
    return dispersion;
  }

  /** {@return p, before broadcasting} */
  public Tensor power() {
    return power;
  }

  @Override
  public DType dtype() {
    return mean.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Tweedie expand(long... batchShape) {
    Tensor wide = mean.broadcastTo(batchShape);
    return new Tweedie(
        wide, dispersion.broadcastTo(batchShape), power.broadcastTo(batchShape), wide.shape());
  }

  /** p - 1, in DOUBLE. */
  private Tensor overOne() {
    Tensor one = Tensor.ones(dtype());
    return checked("power - 1", Parameters.difference("Tweedie.of", power, one));
  }

  /** 2 - p, in DOUBLE. */
  private Tensor belowTwo() {
    Tensor two = Tensor.fill(dtype(), 2);
    return checked("2 - power", Parameters.difference("Tweedie.of", two, power));
  }

  private static Tensor checked(String name, Tensor difference) {
    return Parameters.require("Tweedie.of", name, difference, Condition.POSITIVE, null)
        .cast(DType.DOUBLE);
  }

  /** r, in DOUBLE. */
  private Tensor rate() {
    Tensor rest = belowTwo();
    Tensor power = mean.cast(DType.DOUBLE).pow(rest);
    return power.div(dispersion.cast(DType.DOUBLE)).div(rest);
  }

  /** a, in DOUBLE. */
  private Tensor concentration() {
    return belowTwo().div(overOne());
  }

  /** ln s, in DOUBLE: s itself may underflow. */
  private Tensor logScale() {
    Tensor rest = overOne();
    Tensor logMean = mean.cast(DType.DOUBLE).log();
    return logMean.mul(rest).add(rest.log()).add(dispersion.cast(DType.DOUBLE).log());
  }

  /** x / s, in DOUBLE. */
  private Tensor scaled(Tensor x) {
    Tensor rest = overOne();
    Tensor power = mean.cast(DType.DOUBLE).pow(rest);
    return x.cast(DType.DOUBLE).div(power).div(dispersion.cast(DType.DOUBLE)).div(rest);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor n = CountVariates.poisson(rate().cast(dtype()), shape);
    Tensor some = n.maximum(1).mul(concentration().cast(dtype())).stopGradient();
    Tensor log = GammaVariates.logGamma(some, shape).add(logScale().cast(dtype()));
    return Tensor.where(n.gt(0), log.exp(), Tensor.zeros(dtype())).stopGradient();
  }

  // ---- density

  /** ln P(x = 0) at 0, the log-density for x &gt; 0. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Tweedie.logProb", "value", value);
    Tensor density = apply(TweedieDensity.TWEEDIE_LOG_DENSITY, value).sub(logScale());
    return support().restrict(value, atZero(value, rate().neg(), density));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Tweedie.cdf", "value", value);
    return from(value, 0, logLower(value).exp());
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Tweedie.logCdf", "value", value);
    return from(value, Double.NEGATIVE_INFINITY, logLower(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Tweedie.survival", "value", value);
    return from(value, 1, logUpper(value).exp());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Tweedie.logSurvival", "value", value);
    return from(value, 0, logUpper(value));
  }

  private Tensor logLower(Tensor value) {
    return atZero(value, rate().neg(), apply(TweedieTail.TWEEDIE_LOG_LOWER, value));
  }

  private Tensor logUpper(Tensor value) {
    return atZero(value, rate().neg().log1mexp(), apply(TweedieTail.TWEEDIE_LOG_UPPER, value));
  }

  /** A function of rate, concentration and x / s for values x &gt; 0. */
  private Tensor apply(Elementwise function, Tensor value) {
    Tensor x = Tensor.where(value.stopGradient().gt(0), value, mean);
    return Expressions.apply(function, rate(), concentration(), scaled(x));
  }

  private Tensor atZero(Tensor value, Tensor zero, Tensor positive) {
    Tensor isPositive = value.stopGradient().gt(0);
    return Tensor.where(isPositive, positive.cast(dtype()), zero.cast(dtype()));
  }

  /** A constant for values below 0, else a function of the value. */
  private Tensor from(Tensor value, double below, Tensor inside) {
    Tensor x = value.stopGradient();
    Tensor constant = Tensor.fill(dtype(), below);
    return Tensor.where(x.lt(0), constant, Tensor.where(x.eq(x), inside, x));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return mean.broadcastTo(batchShape);
  }

  /** {@return d m^p} */
  @Override
  public Tensor variance() {
    return dispersion.mul(mean.pow(power)).broadcastTo(batchShape);
  }

  /** {@return P(x = 0)} */
  public Tensor probabilityOfZero() {
    return rate().neg().exp().cast(dtype()).broadcastTo(batchShape);
  }

  @Override
  public String toString() {
    return "Tweedie " + batchShape + " " + dtype();
  }
}
