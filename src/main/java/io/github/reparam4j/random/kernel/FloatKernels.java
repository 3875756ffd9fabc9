/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

/**
 * From random 32-bit words to float samples, with nothing but IEEE 754 basic operations.
 *
 * <p>Each method works lane by lane without branches, in a fixed order of additions,
 * multiplications, divisions and square roots, conversions and bit operations. These are exactly
 * defined, so every JVM and any vector implementation that keeps the order gives the same bits;
 * {@link Math#log(double)} and the like would not. No fused multiply-add is used: it rounds
 * differently and is slow without hardware for it. The arrays {@code exponents} and {@code spare}
 * are scratch memory, as long as {@code words}; their contents afterwards are unspecified.
 *
 * <p>The polynomials are minimax in relative error (Remez exchange in 60 digits, coefficients then
 * rounded to float). The stated bounds are on the whole result, in ulps of the exact value for the
 * given word, rounding of the word included.
 */
public final class FloatKernels {
  public static final int ONE_BITS = 0x3F80_0000;
  public static final int SIGN_BIT = 0x8000_0000;
  public static final int FRACTION_MASK = 0x007F_FFFF;
  public static final int FRACTION_BITS = 23;
  static final int EXPONENT_BIAS = 127;

  /** Low bits of a word that a uniform sample does not use, and the spacing of such samples. */
  public static final int UNIFORM_SHIFT = 9;

  public static final float UNIFORM_UNIT = 0x1p-23f;

  /** Position of the top bit of a word, and the unit of an unsigned word as a fraction of 1. */
  public static final int SIGN_SHIFT = 31;

  public static final float WORD_UNIT = 0x1p-32f;

  /** The bits of a word that give an angle, and pi/2 / 2^31 in units of pi/2. */
  static final int ANGLE_MASK = 0x3FFF_FFFF;

  public static final float ANGLE_UNIT = 0x1p-31f;

  /** The bits of sqrt(1/2), rounded down: mantissas are taken from [sqrt(1/2), sqrt(2)). */
  public static final int SQRT_HALF_BITS = 0x3F35_04F3;

  /** ln 2 = high + low; high has 15 bits, so that its product with an exponent is exact. */
  public static final float LN2_HIGH = 0x1.62e4p-1f;

  public static final float LN2_LOW = 0x1.7f7d1cp-20f;

  // 2 atanh(s) = 2 s + s z (LOG_0 + LOG_1 z + LOG_2 z^2), z = s^2 <= 0.02945, within 2^-29.2.
  public static final float LOG_0 = 0.66666776f;
  public static final float LOG_1 = 0.39976072f;
  public static final float LOG_2 = 0.29925734f;

  // sin(pi/2 w) = w (SINE_0 + SINE_1 z + ... + SINE_4 z^4), z = w^2 <= 1, within 2^-25.0.
  public static final float SINE_0 = 1.5707964f;
  public static final float SINE_1 = -0.6459645f;
  public static final float SINE_2 = 0.079692684f;
  public static final float SINE_3 = -0.0046778796f;
  public static final float SINE_4 = 0.0001533413f;

  private FloatKernels() {}

  /** Uniform on (0, 1): (k + 1/2) / 2^23 with k the top 23 bits. Exact; never 0 or 1. */
  public static void uniform(int[] words, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = ((float) (words[i] >>> UNIFORM_SHIFT) + 0.5f) * UNIFORM_UNIT;
    }
  }

  /** -1 if the top bit is set, else 1. Exact. */
  public static void rademacher(int[] words, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = Float.intBitsToFloat(ONE_BITS | (words[i] & SIGN_BIT));
    }
  }

  /**
   * Exponential with rate 1: -ln u with u = (word + 1/2) / 2^32, the word unsigned. From 1.16e-10
   * to 22.9, within 3 ulp also where u is near 1, because 1 - u is formed from the word, not from
   * u.
   */
  public static void exponential(
      int[] words, float[] out, float[] exponents, float[] spare, int count) {
    float[] uppers = spare;
    float[] distances = out;
    for (int i = 0; i < count; i++) {
      uppers[i] = (float) (words[i] >>> SIGN_SHIFT);
      distances[i] = (float) (words[i] ^ (words[i] >> SIGN_SHIFT));
    }
    float[] rests = spare;
    for (int i = 0; i < count; i++) {
      // For u < 1/2: upper = 0 and distance = u. Else: upper = 1 and distance = 1 - u.
      float upper = uppers[i];
      float distance = (distances[i] + 0.5f) * WORD_UNIT;
      float u = Math.abs(upper - distance);
      rests[i] = ((1f - u) - distance) * upper; // the rounding error of u = 1 - distance
      out[i] = u;
    }
    splitExponents(out, exponents, count);
    for (int i = 0; i < count; i++) {
      out[i] += rests[i];
    }
    finishNegativeLog(out, exponents, count);
  }

  /**
   * Standard Gumbel: -ln E of the exponential E above. From -3.13 to 22.9, with an absolute error
   * of at most 3e-7 plus 1 ulp of the value.
   */
  public static void gumbel(int[] words, float[] out, float[] exponents, float[] spare, int count) {
    exponential(words, out, exponents, spare, count);
    splitExponents(out, exponents, count);
    finishNegativeLog(out, exponents, count);
  }

  /**
   * Standard normal in pairs (Box and Muller 1958): {@code out[i] = r cos t}, {@code out[half + i]
   * = r sin t} with r = sqrt(-2 ln u), u as for the exponential from {@code words[i]}, and t from
   * {@code words[half + i]}: its low 30 bits k give t = pi/2 (k + 1/2) / 2^30 in the first
   * quadrant, its top two bits the signs of cosine and sine. Up to 6.76, within 5 ulp, never 0.
   */
  public static void normal(int[] words, float[] out, float[] radii, float[] exponents, int half) {
    exponential(words, radii, exponents, out, half);
    for (int i = 0; i < half; i++) {
      radii[i] = (float) Math.sqrt(2f * radii[i]);
    }
    for (int i = 0; i < half; i++) {
      // cos t = sin(pi/2 - t): angles count in units of pi/2 / 2^31, where both are odd integers.
      int word = words[half + i];
      int sineAngle = 2 * (word & ANGLE_MASK) + 1;
      int cosineAngle = SIGN_BIT - sineAngle;
      int cosineSign = word >> SIGN_SHIFT;
      int sineSign = (word << 1) >> SIGN_SHIFT;
      out[i] = (float) ((cosineAngle ^ cosineSign) - cosineSign);
      out[half + i] = (float) ((sineAngle ^ sineSign) - sineSign);
    }
    multiplyBySine(out, 0, radii, half);
    multiplyBySine(out, half, radii, half);
  }

  /** Turns values from x &gt; 0 to f with x = 2^e (1 + f), sqrt(1/2) &lt;= 1 + f &lt; sqrt(2). */
  private static void splitExponents(float[] values, float[] exponents, int count) {
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(values[i]) + (ONE_BITS - SQRT_HALF_BITS);
      exponents[i] = (float) ((bits >> FRACTION_BITS) - EXPONENT_BIAS);
      values[i] = Float.intBitsToFloat((bits & FRACTION_MASK) + SQRT_HALF_BITS) - 1f;
    }
  }

  /** Turns values from f to -ln(2^e (1 + f)), with e from exponents. */
  private static void finishNegativeLog(float[] values, float[] exponents, int count) {
    for (int i = 0; i < count; i++) {
      float f = values[i];
      float e = exponents[i];
      // ln(1 + f) = 2 atanh(s) = f - s (f - r), as 2 s = f - s f.
      float s = f / (2f + f);
      float z = s * s;
      float r = z * (LOG_0 + z * (LOG_1 + z * LOG_2));
      values[i] = ((s * (f - r) - e * LN2_LOW) - f) - e * LN2_HIGH;
    }
  }

  /** Turns values from an angle in units of pi/2 / 2^31 to radius * sin(angle). */
  private static void multiplyBySine(float[] values, int offset, float[] radii, int count) {
    for (int i = 0; i < count; i++) {
      float w = values[offset + i] * ANGLE_UNIT;
      float z = w * w;
      float sum = SINE_0 + z * (SINE_1 + z * (SINE_2 + z * (SINE_3 + z * SINE_4)));
      values[offset + i] = radii[i] * (w * sum);
    }
  }
}
