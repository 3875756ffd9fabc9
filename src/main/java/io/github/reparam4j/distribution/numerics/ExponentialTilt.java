/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * The density on [0, 1] proportional to exp(n x), measured from the end where the density is
 * greatest: y = x for n &lt;= 0, else 1 - x, has the density exp(w y - A(w)) with w = -|n|. All
 * functions switch to series near w = 0, where the closed forms cancel; at n = 0 the branches for n
 * &lt;= 0 and n &gt; 0 agree in all derivatives.
 *
 * @param n the tilt, finite
 * @param slope w
 */
public record ExponentialTilt(Tensor n, Tensor slope) {
  /** B(2n) / (2n)!, B the Bernoulli numbers, for n = 1, 2, ... */
  private static final double[] BERNOULLI = {
    1.0 / 12,
    -1.0 / 720,
    1.0 / 30240,
    -1.0 / 1209600,
    1.0 / 47900160,
    -691.0 / 1307674368000.0,
    1.0 / 74724249600.0,
    -3617.0 / 10670622842880000.0,
    43867.0 / 5109094217170944000.0,
    -174611.0 / 802857662698291200000.0
  };

  /** Below this |n| the series in Bernoulli numbers, of radius 2 pi, is exact to rounding. */
  private static final double SERIES_THRESHOLD = 1;

  /**
   * Below this |n| the short series of quantile and distribution function are exact to rounding.
   */
  private static final double CDF_SERIES_THRESHOLD = 0.05;

  /** Up to here e^n is computed as it is. */
  private static final double MODERATE = 30;

  public static ExponentialTilt of(Tensor n) {
    return new ExponentialTilt(n, Tensor.where(n.stopGradient().gt(0), n.neg(), n));
  }

  private Tensor rises() {
    return n.stopGradient().gt(0);
  }

  private Tensor isWithin(double limit) {
    return n.stopGradient().abs().lt(limit);
  }

  /** Maps x to y and y to x: 1 - x where the density rises. */
  public Tensor mirror(Tensor x) {
    return Tensor.where(rises(), x.neg().add(1), x);
  }

  /** The sum of factor(2k) B(2k) / (2k)! w^(2k - 2) over k = 1, 2, ... */
  private Tensor series(IntToDoubleFunction factor) {
    Tensor square = slope.square();
    Tensor sum = Tensor.zeros(n.dtype());
    for (int k = BERNOULLI.length; k > 0; k--) {
      sum = sum.mul(square).add(factor.applyAsDouble(2 * k) * BERNOULLI[k - 1]);
    }
    return sum;
  }

  /** A(w) = ln((exp(w) - 1) / w). */
  public Tensor logNormaliser() {
    Tensor near = slope.mul(0.5).add(slope.square().mul(series(k -> 1.0 / k)));
    return Tensor.where(isWithin(SERIES_THRESHOLD), near, slope.log1mexp().sub(slope.neg().log()));
  }

  /** E y = A'(w). */
  public Tensor mean() {
    Tensor near = slope.mul(series(k -> 1)).add(0.5);
    Tensor a = slope.neg();
    return Tensor.where(
        isWithin(SERIES_THRESHOLD), near, a.reciprocal().sub(a.expm1().reciprocal()));
  }

  /** A''(w). */
  public Tensor variance() {
    Tensor ratio = slope.exp().div(slope.expm1().square());
    Tensor far = slope.reciprocal().square().sub(ratio);
    return Tensor.where(isWithin(SERIES_THRESHOLD), series(k -> k - 1), far);
  }

  /** A(w) - w A'(w). */
  public Tensor entropy() {
    Tensor near = slope.square().mul(series(k -> 1.0 / k - 1));
    Tensor a = slope.neg();
    Tensor far = slope.log1mexp().sub(a.log()).sub(a.div(a.expm1())).add(1);
    return Tensor.where(isWithin(SERIES_THRESHOLD), near, far);
  }

  /** w y at the quantile y of the probability 1 - exp(-e): ln(1 - (1 - exp(-e)) (1 - exp(w))). */
  public Tensor fallAt(Tensor e) {
    Tensor small = e.neg().expm1().neg().mul(slope.expm1()).log1p();
    Tensor large = e.expm1().mul(slope.exp()).log1p().sub(e);
    return Tensor.where(e.stopGradient().lt(1), small, large);
  }

  /**
   * The quantile y of the probability q, from q and w y; near w = 0 by the cumulants of q; at most
   * 1.
   */
  public Tensor quantile(Tensor q, Tensor fall) {
    Tensor near = nearQuantile(q, slope);
    return Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near, fall.div(slope)).minimum(1);
  }

  /** ln(1 - q + q e^n) / n near n = 0: the cumulants of a variable that is 1 with probability q. */
  private static Tensor nearQuantile(Tensor q, Tensor n) {
    Tensor v = q.mul(q.neg().add(1));
    Tensor skew = q.mul(-2).add(1);
    Tensor[] cumulants = {
      q,
      v,
      v.mul(skew),
      v.mul(v.mul(-6).add(1)),
      v.mul(skew).mul(v.mul(-12).add(1)),
      v.mul(v.mul(120).sub(30).mul(v).add(1)),
      v.mul(skew).mul(v.mul(360).sub(60).mul(v).add(1)),
      v.mul(v.mul(-5040).add(1680).mul(v).sub(126).mul(v).add(1))
    };
    Tensor near = cumulants[7].div(8);
    for (int k = 7; k > 0; k--) {
      near = near.mul(n).add(cumulants[k - 1]);
      near = k > 1 ? near.div(k) : near;
    }
    return near;
  }

  /** The x with P(X &lt;= x) = p: ln(1 - p + p e^n) / n. */
  public Tensor icdf(Tensor p) {
    Tensor far = logMean(p, p.neg().log1p(), n).div(n);
    return clip(Tensor.where(isWithin(CDF_SERIES_THRESHOLD), nearQuantile(p, n), far));
  }

  /** The x with P(X &gt; x) = p: 1 + ln(1 - p + p e^-n) / n. */
  public Tensor inverseSurvival(Tensor p) {
    Tensor near = nearQuantile(p, n.neg());
    Tensor far = logMean(p, p.neg().log1p(), n.neg()).div(n.neg());
    Tensor fromEnd = Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near, far).neg().add(1);
    // Far from the upper end 1 - x is not exact, but 1 - p is.
    Tensor isLarge = p.stopGradient().gt(0.5);
    return Tensor.where(isLarge, icdf(p.neg().add(1)), clip(fromEnd));
  }

  private static Tensor clip(Tensor x) {
    return Rounding.clip(x, Tensor.zeros(x.dtype()), Tensor.ones(x.dtype()));
  }

  /**
   * ln(1 - p + p e^m), the second argument ln(1 - p): for m &lt; 0 from the greater part, for m
   * &gt; 30 without overflow.
   */
  private static Tensor logMean(Tensor p, Tensor logRest, Tensor m) {
    Tensor logP = p.log();
    Tensor sum = logRest.logAddExp(logP.add(m));
    Tensor small = p.mul(m.clamp(-MODERATE, MODERATE).expm1()).log1p();
    Tensor rising = Tensor.where(m.stopGradient().gt(MODERATE), logP.add(m).softplus(), small);
    Tensor isFalling = m.stopGradient().lt(0).mul(p.stopGradient().gt(0.5));
    return Tensor.where(isFalling, sum, rising);
  }

  /** P(X &lt;= x) for x in [0, 1]. */
  public Tensor cdf(Tensor x) {
    Tensor far = fallOfUpperEnd(x).exp().mul(slope.mul(x).expm1()).div(slope.expm1());
    return Tensor.where(isWithin(CDF_SERIES_THRESHOLD), nearCdf(x, n), far);
  }

  /** P(X &gt; x) for x in [0, 1]. */
  public Tensor survival(Tensor x) {
    return mirrored().cdf(x.neg().add(1));
  }

  /** ln P(X &lt;= x). */
  public Tensor logCdf(Tensor x) {
    Tensor rest = x.neg().add(1);
    Tensor near = LogProbability.of(nearCdf(x, n), nearCdf(rest, n.neg()));
    Tensor far = logFarCdf(x);
    Tensor isLarge = far.stopGradient().gt(-0.5);
    Tensor upper = mirrored().logFarCdf(rest);
    Tensor both = Tensor.where(isLarge, upper.log1mexp(), far);
    return Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near, both);
  }

  /** ln P(X &gt; x). */
  public Tensor logSurvival(Tensor x) {
    return mirrored().logCdf(x.neg().add(1));
  }

  private ExponentialTilt mirrored() {
    return new ExponentialTilt(n.neg(), slope);
  }

  /**
   * ln of (e^(n x) - 1) / (e^n - 1); for n &gt; 0 with the exponents measured from the upper end.
   */
  private Tensor logFarCdf(Tensor x) {
    return fallOfUpperEnd(x).add(slope.mul(x).log1mexp()).sub(slope.log1mexp());
  }

  /** n (x - 1) for n &gt; 0, else 0. */
  private Tensor fallOfUpperEnd(Tensor x) {
    return Tensor.where(rises(), slope.mul(x.neg().add(1)), Tensor.zeros(n.dtype()));
  }

  /** By Bernoulli polynomials. */
  private static Tensor nearCdf(Tensor x, Tensor n) {
    Tensor p = x.mul(x.sub(1));
    Tensor odd = p.mul(x.mul(2).sub(1));
    Tensor square = p.square();
    Tensor near = odd.mul(square.sub(p).add(1.0 / 3)).div(10080).mul(n);
    near = near.add(square.mul(p.sub(0.5)).div(720)).mul(n);
    near = near.add(odd.mul(p.sub(1.0 / 3)).div(240)).mul(n);
    near = near.add(square.div(24)).mul(n).add(odd.div(12)).mul(n);
    return near.add(p.div(2)).mul(n).add(x);
  }
}
