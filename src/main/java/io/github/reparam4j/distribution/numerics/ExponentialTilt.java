/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
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
  /**
   * B(2k) / (2k)! = -2 (-1)^k zeta(2k) / (2 pi)^(2k), B the Bernoulli numbers, for k = 1, 2, ...
   */
  private static final double[] BERNOULLI = bernoulli(22);

  /** Below this |n| the series in Bernoulli numbers, of radius 2 pi, is exact to rounding. */
  private static final double SERIES_THRESHOLD = 2.5;

  /**
   * Below this |n| the short series of quantile and distribution function are exact to rounding.
   */
  private static final double CDF_SERIES_THRESHOLD = 0.05;

  public static ExponentialTilt of(Tensor n) {
    return new ExponentialTilt(n, Tensor.where(n.stopGradient().gt(0), n.neg(), n));
  }

  private static double[] bernoulli(int count) {
    double[] values = new double[count];
    double power = -1;
    for (int k = 1; k <= count; k++) {
      double zeta = 1;
      for (int n = 40; n > 1; n--) {
        zeta += Math.pow(n, -2 * k);
      }
      power /= -4 * Math.PI * Math.PI;
      values[k - 1] = 2 * power * zeta;
    }
    values[0] = 1.0 / 12; // the sums converge slowly for k = 1 to 4
    values[1] = -1.0 / 720;
    values[2] = 1.0 / 30240;
    values[3] = -1.0 / 1209600;
    return values;
  }

  /** Up to here e^n does not overflow. */
  private double moderate() {
    return n.dtype() == DType.FLOAT ? 80 : 700;
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
    return clip(Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near, fall.div(slope)));
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
    Tensor logSum = p.neg().log1p().logAddExp(p.log().add(n));
    Tensor far = Tensor.where(isFalling().mul(p.stopGradient().gt(0.5)), logSum, log1pOf(p));
    return clip(Tensor.where(isWithin(CDF_SERIES_THRESHOLD), nearQuantile(p, n), far.div(n)));
  }

  /**
   * The x with P(X &gt; x) = p: for n &lt; 0 as ln(p + (1 - p) e^n) / n, else from the upper end as
   * 1 + ln(1 - p + p e^-n) / n; for p &gt; 1/2 as the quantile of 1 - p, which is exact.
   */
  public Tensor inverseSurvival(Tensor p) {
    Tensor falling = p.log().logAddExp(p.neg().log1p().add(n)).div(n);
    Tensor rising = p.mul(n.neg().expm1()).log1p().div(n).add(1);
    Tensor far = Tensor.where(isFalling(), falling, rising);
    Tensor near = nearQuantile(p, n.neg()).neg().add(1);
    Tensor isLarge = p.stopGradient().gt(0.5);
    Tensor small = clip(Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near, far));
    return Tensor.where(isLarge, icdf(p.neg().add(1)), small);
  }

  /** ln(1 + p (e^n - 1)), for large n, where e^n overflows, softplus(ln p + n). */
  private Tensor log1pOf(Tensor p) {
    Tensor isModerate = n.stopGradient().lt(moderate());
    Tensor small = p.mul(n.minimum(moderate()).expm1()).log1p();
    return Tensor.where(isModerate, small, p.log().add(n).softplus());
  }

  private Tensor isFalling() {
    return n.stopGradient().lt(0);
  }

  private static Tensor clip(Tensor x) {
    return Rounding.clip(x, Tensor.zeros(x.dtype()), Tensor.ones(x.dtype()));
  }

  /** P(X &lt;= x) for x in [0, 1]: (e^(n x) - 1) / (e^n - 1). */
  public Tensor cdf(Tensor x) {
    Tensor m = n.minimum(moderate());
    Tensor direct = m.mul(x).expm1().div(m.expm1());
    Tensor shifted = slope.mul(x.neg().add(1)).exp().mul(slope.mul(x).expm1().neg());
    Tensor far = Tensor.where(n.stopGradient().lt(moderate()), direct, shifted);
    return Tensor.where(isWithin(CDF_SERIES_THRESHOLD), nearCdf(x, n), far);
  }

  /** P(X &gt; x) for x in [0, 1]: e^(n x) (1 - e^(n (1 - x))) / (1 - e^n), by -|n|. */
  public Tensor survival(Tensor x) {
    Tensor rest = x.neg().add(1);
    Tensor far = fall(x).exp().mul(slope.mul(rest).expm1()).div(slope.expm1());
    return Tensor.where(isWithin(CDF_SERIES_THRESHOLD), nearCdf(rest, n.neg()), far);
  }

  /** ln P(X &lt;= x). */
  public Tensor logCdf(Tensor x) {
    return logTail(nearCdf(x, n), logFarCdf(x), survival(x));
  }

  /** ln P(X &gt; x). */
  public Tensor logSurvival(Tensor x) {
    return logTail(nearCdf(x.neg().add(1), n.neg()), logFarSurvival(x), cdf(x));
  }

  private Tensor logTail(Tensor near, Tensor logFar, Tensor rest) {
    Tensor isLarge = rest.stopGradient().lt(0.5);
    Tensor small = Tensor.where(isWithin(CDF_SERIES_THRESHOLD), near.log(), logFar);
    return Tensor.where(isLarge, rest.neg().log1p(), small);
  }

  private Tensor logFarCdf(Tensor x) {
    Tensor fromEnd = slope.mul(x.neg().add(1));
    Tensor fall = Tensor.where(rises(), fromEnd, Tensor.zeros(n.dtype()));
    return fall.add(slope.mul(x).log1mexp()).sub(slope.log1mexp());
  }

  private Tensor logFarSurvival(Tensor x) {
    Tensor fromEnd = slope.mul(x.neg().add(1));
    return fall(x).add(fromEnd.log1mexp()).sub(slope.log1mexp());
  }

  /** n x for n &lt;= 0, else 0. */
  private Tensor fall(Tensor x) {
    return Tensor.where(rises(), Tensor.zeros(n.dtype()), slope.mul(x));
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
