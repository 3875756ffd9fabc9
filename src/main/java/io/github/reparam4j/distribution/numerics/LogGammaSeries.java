/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** A combination of values of ln Gamma near 1, without cancellation. */
public final class LogGammaSeries {
  /** zeta(n) for n = 2, 3, ... */
  private static final double[] ZETA = {
    1.6449340668482264, 1.2020569031595942, 1.0823232337111382, 1.03692775514337,
    1.0173430619844491, 1.0083492773819228, 1.0040773561979443, 1.0020083928260822,
    1.0009945751278181, 1.0004941886041195, 1.000246086553308, 1.0001227133475785,
    1.0000612481350587, 1.0000305882363071, 1.0000152822594086, 1.0000076371976378
  };

  /** Up to this a the series is exact to rounding; its terms decrease as (2 a)^n. */
  private static final double SERIES_THRESHOLD = 1.0 / 16;

  private LogGammaSeries() {}

  /**
   * ln Gamma(1 + 2 a) - 2 ln Gamma(1 + a) for a &gt; 0, about a^2 pi^2 / 6 for small a. Source: the
   * power series of ln Gamma about 1, NIST Digital Library of Mathematical Functions, 5.7.3.
   */
  public static Tensor bend(Tensor a) {
    Tensor series = Tensor.fill(a.dtype(), 0);
    for (int n = ZETA.length + 1; n >= 2; n--) {
      double sign = n % 2 == 0 ? 1 : -1;
      series = series.mul(a).add(sign * ZETA[n - 2] * (Math.pow(2, n) - 2) / n);
    }
    series = series.mul(a).mul(a);
    Tensor direct = a.mul(2).add(1).lgamma().sub(a.add(1).lgamma().mul(2));
    return Tensor.where(a.stopGradient().lt(SERIES_THRESHOLD), series, direct);
  }

  /** Up to this |c| the series of {@link #reflectedOver} is exact to rounding. */
  private static final double REFLECTED_THRESHOLD = 1.0 / 8;

  /** Euler's constant. */
  private static final double EULER = 0.5772156649015329;

  /** ln Gamma(1 - c) / c for c &lt; 1, Euler's constant at 0. Source: as {@link #bend}. */
  public static Tensor reflectedOver(Tensor c) {
    Tensor series = Tensor.fill(c.dtype(), 0);
    for (int n = ZETA.length + 1; n >= 2; n--) {
      series = series.add(ZETA[n - 2] / n).mul(c);
    }
    Tensor direct = c.neg().add(1).lgamma().div(c);
    return Tensor.where(c.stopGradient().abs().lt(REFLECTED_THRESHOLD), series.add(EULER), direct);
  }

  /**
   * (ln Gamma(1 - 2 c) - 2 ln Gamma(1 - c)) / c^2 for c &lt; 1/2, pi^2 / 6 at 0. Source: as {@link
   * #bend}.
   */
  public static Tensor reflectedBendOver(Tensor c) {
    Tensor series = Tensor.fill(c.dtype(), 0);
    for (int n = ZETA.length + 1; n >= 2; n--) {
      series = series.mul(c).add(ZETA[n - 2] * (Math.pow(2, n) - 2) / n);
    }
    Tensor rest = c.neg().add(1).lgamma().mul(2);
    Tensor direct = c.mul(-2).add(1).lgamma().sub(rest).div(c.square());
    return Tensor.where(c.stopGradient().abs().lt(SERIES_THRESHOLD), series, direct);
  }
}
