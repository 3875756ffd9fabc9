/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

/**
 * From random 64-bit words to double samples, with nothing but IEEE 754 basic operations. The
 * counterpart of {@link FloatKernels}, which explains the method.
 *
 * <p>The stated bounds are on the whole result, in ulps of the exact value for the given word,
 * rounding of the word included.
 */
public final class DoubleKernels {
  public static final long ONE_BITS = 0x3FF0_0000_0000_0000L;
  public static final long SIGN_BIT = 0x8000_0000_0000_0000L;
  public static final long FRACTION_MASK = 0x000F_FFFF_FFFF_FFFFL;
  public static final int FRACTION_BITS = 52;
  public static final int EXPONENT_BIAS = 1023;

  /** Low bits of a word that a uniform sample does not use, and the spacing of such samples. */
  public static final int UNIFORM_SHIFT = 12;

  public static final double UNIFORM_UNIT = 0x1p-52;

  /** Position of the top bit of a word, and the unit of an unsigned word as a fraction of 1. */
  public static final int SIGN_SHIFT = 63;

  public static final double WORD_UNIT = 0x1p-64;

  /** The bits of a word that give an angle, and pi/2 / 2^63 in units of pi/2. */
  static final long ANGLE_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  public static final double ANGLE_UNIT = 0x1p-63;

  /** The bits of sqrt(1/2), rounded down: mantissas are taken from [sqrt(1/2), sqrt(2)). */
  public static final long SQRT_HALF_BITS = 0x3FE6_A09E_667F_3BCCL;

  /** ln 2 = high + low; high has 44 bits, so that its product with an exponent is exact. */
  public static final double LN2_HIGH = 0x1.62e42fefa38p-1;

  public static final double LN2_LOW = 0x1.ef35793c7673p-45;

  // 2 atanh(s) = 2 s + s z (LOG_0 + LOG_1 z + ... + LOG_6 z^6), z = s^2 <= 0.02945, within 2^-58.6.
  public static final double LOG_0 = 0.666666666666671;
  public static final double LOG_1 = 0.3999999999951953;
  public static final double LOG_2 = 0.2857142872936539;
  public static final double LOG_3 = 0.22222199081404306;
  public static final double LOG_4 = 0.1818357208406401;
  public static final double LOG_5 = 0.1531314946958875;
  public static final double LOG_6 = 0.14810677359592228;

  // sin(pi/2 w) = w (SINE_0 + SINE_1 z + ... + SINE_8 z^8), z = w^2 <= 1, within 2^-54.5.
  public static final double SINE_0 = 1.5707963267948966;
  public static final double SINE_1 = -0.6459640975062462;
  public static final double SINE_2 = 0.07969262624616572;
  public static final double SINE_3 = -0.004681754135304384;
  public static final double SINE_4 = 0.0001604411847125538;
  public static final double SINE_5 = -3.5988430179144426e-06;
  public static final double SINE_6 = 5.692136012414161e-08;
  public static final double SINE_7 = -6.684386158047782e-10;
  public static final double SINE_8 = 5.872112525165433e-12;

  private DoubleKernels() {}

  /** Uniform on (0, 1): (k + 1/2) / 2^52 with k the top 52 bits. Exact; never 0 or 1. */
  public static void uniform(long[] words, double[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = ((double) (words[i] >>> UNIFORM_SHIFT) + 0.5) * UNIFORM_UNIT;
    }
  }

  /** -1 if the top bit is set, else 1. Exact. */
  public static void rademacher(long[] words, double[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = Double.longBitsToDouble(ONE_BITS | (words[i] & SIGN_BIT));
    }
  }

  /**
   * Exponential with rate 1: -ln u with u = (word + 1/2) / 2^64, the word unsigned. From 2.7e-20 to
   * 45.1, within 3 ulp also where u is near 1, because 1 - u is formed from the word, not from u.
   */
  public static void exponential(
      long[] words, double[] out, double[] exponents, double[] spare, int count) {
    double[] uppers = spare;
    double[] distances = out;
    for (int i = 0; i < count; i++) {
      uppers[i] = (double) (words[i] >>> SIGN_SHIFT);
      distances[i] = (double) (words[i] ^ (words[i] >> SIGN_SHIFT));
    }
    double[] rests = spare;
    for (int i = 0; i < count; i++) {
      // For u < 1/2: upper = 0 and distance = u. Else: upper = 1 and distance = 1 - u.
      double upper = uppers[i];
      double distance = (distances[i] + 0.5) * WORD_UNIT;
      double u = Math.abs(upper - distance);
      rests[i] = ((1.0 - u) - distance) * upper; // the rounding error of u = 1 - distance
      out[i] = u;
    }
    splitExponents(out, exponents, count);
    for (int i = 0; i < count; i++) {
      out[i] += rests[i];
    }
    finishNegativeLog(out, exponents, count);
  }

  /**
   * Standard Gumbel: -ln E of the exponential E above. From -3.81 to 45.1, with an absolute error
   * of at most 6e-16 plus 1 ulp of the value.
   */
  public static void gumbel(
      long[] words, double[] out, double[] exponents, double[] spare, int count) {
    exponential(words, out, exponents, spare, count);
    splitExponents(out, exponents, count);
    finishNegativeLog(out, exponents, count);
  }

  /**
   * Standard normal in pairs (Box and Muller 1958): {@code out[i] = r cos t}, {@code out[half + i]
   * = r sin t} with r = sqrt(-2 ln u), u as for the exponential from {@code words[i]}, and t from
   * {@code words[half + i]}: its low 62 bits k give t = pi/2 (k + 1/2) / 2^62 in the first
   * quadrant, its top two bits the signs of cosine and sine. Up to 9.49, within 5 ulp, never 0.
   */
  public static void normal(
      long[] words, double[] out, double[] radii, double[] exponents, int half) {
    exponential(words, radii, exponents, out, half);
    for (int i = 0; i < half; i++) {
      radii[i] = Math.sqrt(2.0 * radii[i]);
    }
    for (int i = 0; i < half; i++) {
      // cos t = sin(pi/2 - t): angles count in units of pi/2 / 2^63, where both are odd integers.
      long word = words[half + i];
      long sineAngle = 2 * (word & ANGLE_MASK) + 1;
      long cosineAngle = SIGN_BIT - sineAngle;
      long cosineSign = word >> SIGN_SHIFT;
      long sineSign = (word << 1) >> SIGN_SHIFT;
      out[i] = (double) ((cosineAngle ^ cosineSign) - cosineSign);
      out[half + i] = (double) ((sineAngle ^ sineSign) - sineSign);
    }
    multiplyBySine(out, 0, radii, half);
    multiplyBySine(out, half, radii, half);
  }

  /** Turns values from x &gt; 0 to f with x = 2^e (1 + f), sqrt(1/2) &lt;= 1 + f &lt; sqrt(2). */
  private static void splitExponents(double[] values, double[] exponents, int count) {
    for (int i = 0; i < count; i++) {
      long bits = Double.doubleToRawLongBits(values[i]) + (ONE_BITS - SQRT_HALF_BITS);
      exponents[i] = (double) ((bits >> FRACTION_BITS) - EXPONENT_BIAS);
      values[i] = Double.longBitsToDouble((bits & FRACTION_MASK) + SQRT_HALF_BITS) - 1.0;
    }
  }

  /** Turns values from f to -ln(2^e (1 + f)), with e from exponents. */
  private static void finishNegativeLog(double[] values, double[] exponents, int count) {
    for (int i = 0; i < count; i++) {
      double f = values[i];
      double e = exponents[i];
      // ln(1 + f) = 2 atanh(s) = f - s (f - r), as 2 s = f - s f.
      double s = f / (2.0 + f);
      double z = s * s;
      double tail = LOG_3 + z * (LOG_4 + z * (LOG_5 + z * LOG_6));
      double r = z * (LOG_0 + z * (LOG_1 + z * (LOG_2 + z * tail)));
      values[i] = ((s * (f - r) - e * LN2_LOW) - f) - e * LN2_HIGH;
    }
  }

  /** Turns values from an angle in units of pi/2 / 2^63 to radius * sin(angle). */
  private static void multiplyBySine(double[] values, int offset, double[] radii, int count) {
    for (int i = 0; i < count; i++) {
      double w = values[offset + i] * ANGLE_UNIT;
      double z = w * w;
      double tail = SINE_5 + z * (SINE_6 + z * (SINE_7 + z * SINE_8));
      double sum = SINE_0 + z * (SINE_1 + z * (SINE_2 + z * (SINE_3 + z * (SINE_4 + z * tail))));
      values[offset + i] = radii[i] * (w * sum);
    }
  }
}
