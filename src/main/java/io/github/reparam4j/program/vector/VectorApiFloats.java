/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of float vectors, without branches. Results are within 2 ulp of the exact
 * value; subnormal results within 1 ulp more. {@link VectorApiDoubles} is its twin.
 *
 * <p>Method as in the scalar form, in float arithmetic with fused multiply-add: e^x = 2^k e^r, ln x
 * = k ln 2 + 2 artanh((m-1)/(m+1)); ln 2 is split in two.
 *
 * <p>Constants are scalars, broadcast where they are used, which C2 hoists out of loops. Vectors in
 * static fields would be reloaded after every store to an array of floats, because C2 assumes that
 * the store could have changed them.
 */
final class VectorApiFloats {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());

  static final float ZERO = 0f;
  static final float ONE = 1f;
  private static final float HALF = 0.5f;
  private static final float TWO = 2f;

  /**
   * Added and subtracted again, it rounds to an integer; the sum has the integer in its low bits.
   */
  private static final float ROUND = 0x1.8p23f;

  private static final float INV_LN2 = 1.44269504f;
  private static final float LN2 = 0.693147182f;
  private static final float LN2_LOW = -1.90465421e-9f;
  private static final float MINUS_LN2 = -LN2;
  private static final float MINUS_LN2_LOW = -LN2_LOW;

  private static final int INFINITY_BITS = 0x7f800000;
  private static final int TWO_TO_64_BITS = 191 << 23;

  /** Of 104: e^-104 rounds to 0, e^104 to infinity. */
  private static final int MAX_EXP_BITS = 0x42d00000;

  /** Of 89: e^89 is infinite, and half of it is not. */
  private static final int MAX_EXPM1_BITS = 0x42b20000;

  /** Of 30: e^-30 - 1 rounds to -1. */
  private static final int MAX_MINUS_EXPM1_BITS = 0x41f00000;

  private static final int FRACTION_BITS = 23;
  private static final int MANTISSA = 0x007fffff;
  private static final int SQRT_HALF_BITS = 0x3f3504f3;
  private static final int TO_SQRT_HALF = Float.floatToRawIntBits(1) - SQRT_HALF_BITS;
  private static final int INTEGER_BITS = Float.floatToRawIntBits(0x1p23f);
  private static final int EXPONENT_BIAS = 127;
  private static final float BIAS = 0x1p23f + 127;
  private static final float NORMALIZER = 0x1p25f;
  private static final float NORMALIZER_EXPONENT = 25f;
  private static final float MIN_NORMAL = Float.MIN_NORMAL;
  private static final float MIN_VALUE = Float.MIN_VALUE;
  private static final float MAX_VALUE = Float.MAX_VALUE;
  private static final float TINY = 1e-8f;
  private static final float SMALL = 1e-4f;

  // (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, interpolated at Chebyshev's points: within 2^-30 of
  // e^r.
  private static final float EXP_3 = 0.16666667f;
  private static final float EXP_4 = 0.041666456f;
  private static final float EXP_5 = 0.0083333105f;
  private static final float EXP_6 = 0.0013934541f;
  private static final float EXP_7 = 0.0001989198f;

  // (2 artanh(s) - 2 s) / s^3 for |s| <= 1/5.
  private static final float LOG_0 = 2f / 3;
  private static final float LOG_1 = 2f / 5;
  private static final float LOG_2 = 2f / 7;
  private static final float LOG_3 = 2f / 9;
  private static final float LOG_4 = 2f / 11;

  private VectorApiFloats() {}

  static FloatVector of(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  private static IntVector of(int x) {
    return IntVector.broadcast(INTS, x);
  }

  static FloatVector load(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i);
  }

  /** 2^k for k in [-126, 128), given k + {@link #ROUND}. */
  private static FloatVector powerOfTwo(FloatVector shifted) {
    IntVector biased = shifted.reinterpretAsInts().add(of(EXPONENT_BIAS));
    return biased.lanewise(VectorOperators.LSHL, FRACTION_BITS).reinterpretAsFloats();
  }

  /** The bits of |x|, whose order as integers is that of |x|, with NaN above infinity. */
  static IntVector magnitude(FloatVector x) {
    return x.reinterpretAsInts().and(of(Integer.MAX_VALUE));
  }

  /** Bits to be set in a result to make it NaN where x is. */
  private static IntVector nan(IntVector magnitude) {
    return of(INFINITY_BITS).sub(magnitude).lanewise(VectorOperators.ASHR, 31);
  }

  // The functions below clamp |x| by its bits: max and min of floats cost as much as five
  // operations.

  static FloatVector exp(FloatVector x) {
    IntVector magnitude = magnitude(x);
    IntVector sign = x.reinterpretAsInts().and(of(Integer.MIN_VALUE));
    FloatVector held = magnitude.min(of(MAX_EXP_BITS)).or(sign).reinterpretAsFloats();
    FloatVector round = of(ROUND);
    FloatVector shifted = held.fma(of(INV_LN2), round);
    FloatVector p = expOfRest(held, shifted.sub(round));
    // 2^k as 2^64 2^(k - 64), or for a negative x as 2^-64 2^(k + 64), so that both are normal.
    IntVector factor = of(TWO_TO_64_BITS).sub(sign.lanewise(VectorOperators.LSHR, 1));
    IntVector biased = shifted.reinterpretAsInts().add(of(2 * EXPONENT_BIAS));
    IntVector rest = biased.lanewise(VectorOperators.LSHL, FRACTION_BITS).sub(factor);
    FloatVector y = p.mul(rest.reinterpretAsFloats()).mul(factor.reinterpretAsFloats());
    return y.reinterpretAsInts().or(nan(magnitude)).reinterpretAsFloats();
  }

  /** e^-|x|. */
  static FloatVector expOfMinusAbs(FloatVector x) {
    IntVector magnitude = magnitude(x);
    IntVector bits = magnitude.min(of(MAX_EXP_BITS)).or(of(Integer.MIN_VALUE));
    FloatVector held = bits.reinterpretAsFloats();
    FloatVector shifted = held.fma(of(INV_LN2), of(ROUND));
    FloatVector p = expOfRest(held, shifted.sub(of(ROUND)));
    // In two factors, of which only the second can make it subnormal.
    FloatVector y = p.mul(powerOfTwo(shifted.add(of(64f)))).mul(of(0x1p-64f));
    return y.reinterpretAsInts().or(nan(magnitude)).reinterpretAsFloats();
  }

  /** e^(x - k ln 2) for a k that makes the exponent small. */
  private static FloatVector expOfRest(FloatVector x, FloatVector k) {
    FloatVector r = k.fma(of(MINUS_LN2_LOW), k.fma(of(MINUS_LN2), x));
    return r.fma(expm1Tail(r).mul(r), r).add(of(ONE));
  }

  static FloatVector expm1Tail(FloatVector r) {
    FloatVector q = r.fma(of(EXP_7), of(EXP_6));
    q = q.fma(r, of(EXP_5));
    q = q.fma(r, of(EXP_4));
    q = q.fma(r, of(EXP_3));
    return q.fma(r, of(HALF));
  }

  /** e^x - 1 except for NaN and tiny x, which {@link #expm1(FloatVector, FloatVector)} handles. */
  static FloatVector expm1(FloatVector x) {
    IntVector negative = x.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    IntVector bound =
        negative.and(of(MAX_MINUS_EXPM1_BITS - MAX_EXPM1_BITS)).add(of(MAX_EXPM1_BITS));
    IntVector sign = negative.and(of(Integer.MIN_VALUE));
    return expm1OfHeld(magnitude(x).min(bound).or(sign).reinterpretAsFloats());
  }

  /** e^x - 1, given y that is right except for NaN and tiny x; keeps the sign of zero. */
  static FloatVector expm1(FloatVector x, FloatVector y) {
    return y.blend(x, x.abs().lt(of(TINY)))
        .reinterpretAsInts()
        .or(nan(magnitude(x)))
        .reinterpretAsFloats();
  }

  /** e^(-2|x|) - 1. */
  static FloatVector expm1OfMinusTwice(FloatVector x) {
    FloatVector twice = x.add(x);
    IntVector magnitude = magnitude(twice);
    IntVector bits = magnitude.min(of(MAX_MINUS_EXPM1_BITS)).or(of(Integer.MIN_VALUE));
    FloatVector y = expm1OfHeld(bits.reinterpretAsFloats());
    return y.reinterpretAsInts().or(nan(magnitude)).reinterpretAsFloats();
  }

  private static FloatVector expm1OfHeld(FloatVector x) {
    FloatVector shifted = x.fma(of(INV_LN2), of(ROUND));
    FloatVector k = shifted.sub(of(ROUND));
    FloatVector first = k.fma(of(MINUS_LN2), x);
    FloatVector r = k.fma(of(MINUS_LN2_LOW), first);
    FloatVector lost = k.fma(of(MINUS_LN2_LOW), first.sub(r));
    FloatVector p = r.fma(expm1Tail(r).mul(r), lost).add(r);
    FloatVector scale = powerOfTwo(shifted.sub(of(ONE)));
    return p.fma(scale, scale.sub(of(HALF))).mul(of(TWO));
  }

  /** 2^25 x for a subnormal x, else x. */
  static FloatVector normal(FloatVector x) {
    return x.blend(x.mul(of(NORMALIZER)), x.lt(of(MIN_NORMAL)));
  }

  /** k of a normal x = 2^k m with m in [sqrt(1/2), sqrt 2). */
  static FloatVector exponent(FloatVector x) {
    IntVector biased = shifted(x).lanewise(VectorOperators.LSHR, FRACTION_BITS);
    // Converted by putting the integer into the last bits of 2^23.
    return biased.or(of(INTEGER_BITS)).reinterpretAsFloats().sub(of(BIAS));
  }

  /** k of an x, given x or 2^25 x, whichever is normal. */
  static FloatVector exponent(FloatVector x, FloatVector normal) {
    FloatVector k = exponent(normal);
    return k.blend(k.sub(of(NORMALIZER_EXPONENT)), x.lt(of(MIN_NORMAL)));
  }

  /** m - 1 of a normal x = 2^k m. */
  static FloatVector fraction(FloatVector x) {
    return shifted(x).and(of(MANTISSA)).add(of(SQRT_HALF_BITS)).reinterpretAsFloats().sub(of(ONE));
  }

  private static IntVector shifted(FloatVector x) {
    return x.reinterpretAsInts().add(of(TO_SQRT_HALF));
  }

  /** ln x for x = 2^k (1 + f), plus a small correction. */
  static FloatVector log(FloatVector x, FloatVector k, FloatVector f, FloatVector correction) {
    FloatVector y = k.fma(of(LN2), logOnePlus(f, k.fma(of(LN2_LOW), correction)));
    // -infinity at zeros, NaN below, infinity at infinity.
    FloatVector special = x.lanewise(VectorOperators.SQRT).sub(of(ONE).div(x.abs()));
    return special.blend(y, x.max(of(MIN_VALUE)).min(of(MAX_VALUE)).eq(x));
  }

  /** ln v + correction, which is the correction where v is 1. */
  static FloatVector logOfSum(FloatVector v, FloatVector k, FloatVector f, FloatVector correction) {
    return log(v, k, f, correction).blend(correction, v.eq(of(ONE)));
  }

  /** ln(1 + f) + low for 1 + f in [2/3, 3/2]. */
  static FloatVector logOnePlus(FloatVector f, FloatVector low) {
    FloatVector s = f.div(f.add(of(TWO)));
    FloatVector z = s.mul(s);
    FloatVector q = z.fma(of(LOG_4), of(LOG_3));
    q = q.fma(z, of(LOG_2));
    q = q.fma(z, of(LOG_1));
    q = q.fma(z, of(LOG_0));
    // 2 s = f - s f: the rest is small beside f.
    FloatVector halfSquare = f.mul(f).mul(of(HALF));
    FloatVector rest = s.fma(z.fma(q, halfSquare), low);
    return f.sub(halfSquare.sub(rest));
  }

  /**
   * x / (a + b) for |b| &lt;= a, with the rounding errors of the sum and the quotient added back.
   */
  private static FloatVector divideBySum(FloatVector x, FloatVector a, FloatVector b) {
    FloatVector sum = b.add(a);
    FloatVector lost = b.sub(sum.sub(a));
    FloatVector y = x.div(sum);
    FloatVector left = y.neg().fma(sum, x).sub(y.mul(lost));
    return left.div(sum).add(y);
  }

  /** 1 / (1 + e^-x), given u = e^-|x|. */
  static FloatVector sigmoid(FloatVector x, FloatVector u) {
    return divideBySum(of(ONE).blend(u, x.lt(of(ZERO))), of(ONE), u);
  }

  /** max(x, 0) + ln(1 + u), which is softplus for u = e^-|x|. */
  static FloatVector softplus(FloatVector x, FloatVector u) {
    return logOnePlusUnit(u).add(x.max(of(ZERO)));
  }

  /** ln(1 + u) for u in [0, 1]: from 1/2 on as ln 2 + ln(1 + (u - 1) / 2). */
  static FloatVector logOnePlusUnit(FloatVector u) {
    VectorMask<Float> large = u.lt(of(HALF)).not();
    FloatVector f = u.blend(u.sub(of(ONE)).mul(of(HALF)), large);
    FloatVector low = of(ZERO).blend(of(LN2_LOW), large);
    return logOnePlus(f, low).add(of(ZERO).blend(of(LN2), large));
  }

  /** tanh x, given t = e^(-2|x|) - 1. */
  static FloatVector tanh(FloatVector x, FloatVector t) {
    FloatVector y = divideBySum(t.neg(), of(TWO), t);
    return y.blend(y.neg(), x.lt(of(ZERO))).blend(x, x.abs().lt(of(SMALL)));
  }

  /** a b, but 0 where a is 0. */
  static FloatVector multiplyNoNan(FloatVector a, FloatVector b) {
    return a.mul(b).blend(of(ZERO), a.eq(of(ZERO)));
  }
}
