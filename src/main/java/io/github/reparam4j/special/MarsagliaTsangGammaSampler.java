/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The logarithm of a standard gamma variate as a function of noise: G. Marsaglia and W. W. Tsang,
 * "A simple method for generating gamma variables", ACM Transactions on Mathematical Software 26
 * (2000). A variate of concentration d + 1/3 is d (1 + c z)^3 with c = 1 / (3 sqrt d) and a
 * standard normal z, accepted for a uniform u if ln u &lt; z^2/2 + d - d v + d ln v, v = (1 + c
 * z)^3.
 *
 * <p>The first proposal uses the given noise; it is accepted with probability 0.951 for
 * concentration 1 and more for greater ones. Further proposals use a hash of the bits of z and u
 * and a counter, so that the result is a function of the concentration and the noise alone.
 *
 * <p>The results come from plain arithmetic and {@link StrictMath} and have the same bits on every
 * JVM.
 */
public final class MarsagliaTsangGammaSampler {
  /** Odd, and 2^64 over the golden ratio: the step of the counter that is hashed. */
  private static final long STEP = 0x9e3779b97f4a7c15L;

  /** All proposals up to this number are rejected with probability less than 1e-80. */
  private static final int MAX_PROPOSALS = 64;

  /** Below this |c z|, the logarithm of the density ratio is computed by its series. */
  private static final double SERIES_THRESHOLD = 0.01;

  private static final long ONE = 0x3ff0000000000000L;
  private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;
  private static final long MANTISSA = 0x000fffffffffffffL;

  private MarsagliaTsangGammaSampler() {}

  /**
   * ln X, X of concentration a, or of concentration a + 1 for a &lt; 1: X u^(1/a) with a uniform u
   * is then of concentration a.
   *
   * <p>Value: NaN for a &lt;= 0 or if any argument is NaN; plus infinity for a = infinity.
   *
   * @param a the concentration
   * @param z standard normal
   * @param u uniform on (0, 1)
   */
  public static double logVariate(double a, double z, double u) {
    if (!(a > 0 && a <= Double.MAX_VALUE)) {
      return a > 0 ? a + 0 * z * u : Double.NaN;
    }
    double d = (a < 1 ? a + 1 : a) - 1.0 / 3;
    double s = z / (3 * Math.sqrt(d));
    return isAccepted(d, s, z, u)
        ? StrictMath.log(d) + 3 * StrictMath.log1p(s)
        : StrictMath.log(d) + 3 * StrictMath.log1p(nextAccepted(d, z, u));
  }

  /** As {@link #logVariate}, with enough precision for a float result, for a up to 1e50. */
  public static double fastLogVariate(double a, double z, double u) {
    if (!(a > 0 && a <= Double.MAX_VALUE)) {
      return a > 0 ? a + 0 * z * u : Double.NaN;
    }
    double d = (a < 1 ? a + 1 : a) - 1.0 / 3;
    double s = z / (3 * Math.sqrt(d));
    double w = 1 + (isAccepted(d, s, z, u) ? s : nextAccepted(d, z, u));
    return w > 0 ? log(d * w * w * w) : Double.NaN;
  }

  /**
   * Whether a proposal is accepted.
   *
   * @param s c z
   */
  private static boolean isAccepted(double d, double s, double z, double u) {
    double square = z * z;
    if (!(s > -1 && u > 0)) {
      return false;
    }
    if (u < 1 - 0.0331 * square * square) {
      return true; // the full condition holds too, as the authors show
    }
    double w = 1 + s;
    double v = w * w * w;
    // z^2/2 + d (1 - v + ln v); for small s the series without z^2/2, which cancels because 9 d s^2
    // = z^2.
    double ratio =
        Math.abs(s) < SERIES_THRESHOLD
            ? square * s * s / 3 * (-0.25 + s * (0.2 - s * (1.0 / 6 - s * (1.0 / 7 - s / 8))))
            : 0.5 * square + d * (1 - v + 3 * log(w));
    return log(u) < ratio;
  }

  /** The c z of the first accepted proposal after the one of z and u; NaN if either is. */
  private static double nextAccepted(double d, double z, double u) {
    if (Double.isNaN(z + u)) {
      return Double.NaN;
    }
    long counter = mix(Double.doubleToLongBits(z) + STEP) ^ Double.doubleToLongBits(u);
    for (int i = 1; i < MAX_PROPOSALS; i++) {
      double radius = Math.sqrt(-2 * StrictMath.log(uniform(mix(counter += STEP))));
      double normal = radius * StrictMath.cos(2 * Math.PI * uniform(mix(counter += STEP)));
      double s = normal / (3 * Math.sqrt(d));
      if (isAccepted(d, s, normal, uniform(mix(counter += STEP)))) {
        return s;
      }
    }
    return 0;
  }

  /** The midpoint of one of 2^52 equal intervals of (0, 1). */
  private static double uniform(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }

  /** The finaliser of SplitMix64, D. Stafford's variant 13 of that of MurmurHash3. */
  private static long mix(long h) {
    h = (h ^ h >>> 30) * 0xbf58476d1ce4e5b9L;
    h = (h ^ h >>> 27) * 0x94d049bb133111ebL;
    return h ^ h >>> 31;
  }

  /** ln x to 1e-11 relative, for a positive, finite, normal x, without branches. */
  static double log(double x) {
    long shifted = Double.doubleToRawLongBits(x) + (ONE - SQRT_HALF);
    double exponent = (int) (shifted >> 52) - 1023;
    double f = Double.longBitsToDouble((shifted & MANTISSA) + SQRT_HALF) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double series =
        (2.0 / 3 + z * (2.0 / 5))
            + z2 * (2.0 / 7 + z * (2.0 / 9))
            + z2 * z2 * (2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15));
    return exponent * 0.6931471805599453 + (2 * s + s * z * series);
  }
}
