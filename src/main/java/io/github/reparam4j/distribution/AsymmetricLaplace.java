/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The asymmetric Laplace distribution with given mode, scale and asymmetry k. With z = (x - loc) /
 * scale its density is exp(z / k) / (scale (k + 1/k)) for z &lt; 0 and exp(-z k) / (scale (k +
 * 1/k)) for z &gt;= 0: for k &gt; 1 the left tail is the heavier one, k = 1 is {@link Laplace}. The
 * probability below loc is k^2 / (1 + k^2). Samples invert the distribution function at u = 1 -
 * exp(-e), e standard exponential. Source: S. Kotz, T. Kozubowski, K. Podgorski, "The Laplace
 * distribution and generalizations" (2001), chapter 3.
 */
public final class AsymmetricLaplace implements Reparameterized {
  private final LocationScale base;
  private final Tensor asymmetry;

  private AsymmetricLaplace(LocationScale base, Tensor asymmetry) {
    this.base = base;
    this.asymmetry = asymmetry;
  }

  /**
   * A batch of asymmetric Laplace distributions.
   *
   * @param loc mode
   * @param scale scale, &gt; 0
   * @param asymmetry k, &gt; 0
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static AsymmetricLaplace of(Tensor loc, Tensor scale, Tensor asymmetry) {
    String where = "AsymmetricLaplace.of";
    Tensor k = Parameters.positive(where, "asymmetry", asymmetry);
    Shape batchShape = Parameters.batchShape(where, loc, scale, k);
    LocationScale pair = LocationScale.of(where, loc, scale);
    return new AsymmetricLaplace(new LocationScale(pair.loc(), pair.scale(), batchShape), k);
  }

  /**
   * One asymmetric Laplace distribution, in DOUBLE.
   *
   * @param loc mode
   * @param scale scale, &gt; 0
   * @param asymmetry k, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static AsymmetricLaplace of(double loc, double scale, double asymmetry) {
    return of(Tensor.scalar(loc), Tensor.scalar(scale), Tensor.scalar(asymmetry));
  }

  // ---- parameters

  /** {@return the mode, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  /** {@return the asymmetry, before broadcasting} */
  public Tensor asymmetry() {
    return asymmetry;
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
  public AsymmetricLaplace expand(long... batchShape) {
    return new AsymmetricLaplace(base.expand(batchShape), asymmetry);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return sample(noise(sampleShape)).value();
  }

  /** The log-density is computed from the noise. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Quantile q = sample(noise(sampleShape));
    return new SampleWithLogProb(q.value(), logDensity(q.exponent));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.of(
        NoiseDistribution.EXPONENTIAL, dtype(), Parameters.sampleShape(this, sampleShape));
  }

  private Quantile sample(Tensor e) {
    return new Quantile(e.neg().expm1().neg().log(), e.neg());
  }

  /** A quantile, given the logarithms of the probabilities below and above it. */
  private final class Quantile {
    private final Tensor isLeft;
    private final Tensor exponent;

    Quantile(Tensor logBelow, Tensor logAbove) {
      Tensor left = logBelow.sub(logLeft());
      isLeft = left.stopGradient().lt(0);
      exponent = Tensor.where(isLeft, left, logAbove.sub(logRight()));
    }

    /** The value: the exponent of the density is z / k on the left, -z k on the right. */
    Tensor value() {
      Tensor slope = Tensor.where(isLeft, asymmetry, asymmetry.reciprocal().neg());
      return base.fromStandard(slope.mul(exponent));
    }
  }

  /** The square of k or 1/k, whichever is below 1. */
  private Tensor lesserSquare() {
    Tensor isBelowOne = isBelowOne();
    return Tensor.where(isBelowOne, asymmetry, asymmetry.reciprocal()).square();
  }

  private Tensor isBelowOne() {
    return asymmetry.stopGradient().lt(1);
  }

  private Tensor share(Tensor isLesser) {
    Tensor square = lesserSquare();
    return Tensor.where(isLesser, square, Tensor.ones(dtype())).div(square.add(1));
  }

  private Tensor logShare(Tensor isLesser) {
    Tensor log = asymmetry.log().mul(2);
    Tensor lesser = Tensor.where(isBelowOne(), log, log.neg());
    Tensor zero = Tensor.zeros(dtype());
    return Tensor.where(isLesser, lesser, zero).sub(lesserSquare().log1p());
  }

  /** The probability below the mode, k^2 / (1 + k^2). */
  private Tensor left() {
    return share(isBelowOne());
  }

  /** The probability above the mode, 1 / (1 + k^2). */
  private Tensor right() {
    return share(isBelowOne().eq(0));
  }

  /** The logarithm of the probability below the mode. */
  private Tensor logLeft() {
    return logShare(isBelowOne());
  }

  /** The logarithm of the probability above the mode. */
  private Tensor logRight() {
    return logShare(isBelowOne().eq(0));
  }

  /** ln(scale (k + 1/k)). */
  private Tensor logNormaliser() {
    return base.scale().log().sub(logLeft().add(logRight()).mul(0.5));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("AsymmetricLaplace.logProb", "value", value);
    Tensor z = base.standardise(value);
    return support().restrict(value, logDensity(exponent(z)));
  }

  private static Tensor isLeft(Tensor z) {
    return z.stopGradient().lt(0);
  }

  private Tensor exponent(Tensor z) {
    return Tensor.where(isLeft(z), z.div(asymmetry), z.mul(asymmetry).neg());
  }

  private Tensor logDensity(Tensor exponent) {
    return exponent.sub(logNormaliser());
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("AsymmetricLaplace.cdf", "value", value);
    return new Tails(value).below();
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("AsymmetricLaplace.logCdf", "value", value);
    Tails t = new Tails(value);
    Tensor far = t.exponent.add(logLeft());
    Tensor near = LogProbability.of(t.below(), t.above());
    return Tensor.where(t.isLeft, far, near);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("AsymmetricLaplace.survival", "value", value);
    return new Tails(value).above();
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("AsymmetricLaplace.logSurvival", "value", value);
    Tails t = new Tails(value);
    Tensor far = t.exponent.add(logRight());
    Tensor near = LogProbability.of(t.above(), t.below());
    return Tensor.where(t.isLeft, near, far);
  }

  /** Both tails as sums of positive terms. */
  private final class Tails {
    private final Tensor isLeft;
    private final Tensor exponent;

    Tails(Tensor value) {
      Tensor z = base.standardise(value);
      isLeft = isLeft(z);
      exponent = exponent(z);
    }

    /** The probability beyond the value on its side of the mode. */
    private Tensor tail() {
      return exponent.exp().mul(Tensor.where(isLeft, left(), right()));
    }

    /** The probability between the value and the mode. */
    private Tensor between() {
      return exponent.expm1().neg().mul(Tensor.where(isLeft, left(), right()));
    }

    Tensor below() {
      return Tensor.where(isLeft, tail(), fromMode(left()));
    }

    Tensor above() {
      return Tensor.where(isLeft, fromMode(right()), tail());
    }

    /** 1 less the tail; where the tail is large, the probability up to the mode and from there. */
    private Tensor fromMode(Tensor upToMode) {
      Tensor tail = tail();
      Tensor isSmall = tail.stopGradient().lt(0.5);
      return Tensor.where(isSmall, tail.neg().add(1), upToMode.add(between()));
    }
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("AsymmetricLaplace.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return new Quantile(p.log(), p.neg().log1p()).value();
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("AsymmetricLaplace.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return new Quantile(p.neg().log1p(), p.log()).value();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return base.fromStandard(asymmetry.reciprocal().sub(asymmetry));
  }

  /** scale^2 (k^2 + 1/k^2). */
  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  /** Computed from the greater of k and 1/k, so that squares do not overflow. */
  @Override
  public Tensor standardDeviation() {
    Tensor greater = asymmetry.maximum(asymmetry.reciprocal());
    Tensor rest = greater.reciprocal().square().square();
    return base.wideScale().mul(greater).mul(rest.add(1).sqrt());
  }

  @Override
  public Tensor mode() {
    return base.wideLoc();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return logNormaliser().add(1).broadcastTo(batchShape());
  }

  // ---- divergences

  static KlRules<AsymmetricLaplace> divergences() {
    return KlRules.from(AsymmetricLaplace.class).to(Normal.class, KlMoments::normal);
  }

  @Override
  public String toString() {
    return "AsymmetricLaplace " + batchShape() + " " + dtype();
  }
}
