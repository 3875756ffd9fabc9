package io.github.reparam4j.program;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of float vectors, without branches. Results are within 2 ulp of the exact
 * value; subnormal results within 1 ulp more. Kept function by function like {@link
 * VectorApiDoubles}.
 *
 * <p>Method as in the scalar form, in float arithmetic with fused multiply-add: e^x = 2^k e^r, ln x
 * = k ln 2 + 2 artanh((m-1)/(m+1)); ln 2 is split in two.
 *
 * <p>All constants are kept as vectors: made in a method, they would take it over the compiler's
 * limit for inlining.
 */
final class VectorApiFloats {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  static final FloatVector ZERO = of(0f);
  static final FloatVector ONE = of(1f);
  private static final FloatVector HALF = of(0.5f);
  private static final FloatVector TWO = of(2f);

  /** Added and taken off again, rounds to a whole number, which stands in the low bits between. */
  private static final FloatVector ROUND = of(0x1.8p23f);

  private static final FloatVector INV_LN2 = of(1.44269504f);
  private static final FloatVector LN2 = of(0.693147182f);
  private static final FloatVector LN2_LOW = of(-1.90465421e-9f);
  private static final FloatVector MINUS_LN2 = LN2.neg();
  private static final FloatVector MINUS_LN2_LOW = LN2_LOW.neg();

  // Below, e^x rounds to 0; above, to infinity.
  private static final FloatVector LOWEST_EXPONENT = of(-104f);
  private static final FloatVector LOWEST_OF_EXPM1 = of(-30f);
  private static final FloatVector HIGHEST_EXPONENT = of(89f);

  private static final IntVector MANTISSA = of(0x007fffff);
  private static final IntVector SQRT_HALF_BITS = of(0x3f3504f3);
  private static final IntVector TO_SQRT_HALF = ONE.reinterpretAsInts().sub(SQRT_HALF_BITS);
  private static final IntVector TWO_TO_23_BITS = of(0x1p23f).reinterpretAsInts();
  private static final IntVector EXPONENT_BIAS = of(127);
  private static final FloatVector BIAS = of(0x1p23f + 127);
  private static final FloatVector TWO_TO_25 = of(0x1p25f);
  private static final FloatVector TWENTY_FIVE = of(25f);
  private static final FloatVector MIN_NORMAL = of(Float.MIN_NORMAL);
  private static final FloatVector MIN_VALUE = of(Float.MIN_VALUE);
  private static final FloatVector MAX_VALUE = of(Float.MAX_VALUE);
  private static final FloatVector TINY = of(1e-8f);
  private static final FloatVector SMALL = of(1e-4f);

  // (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2.
  private static final FloatVector EXP_3 = of(1f / 6);
  private static final FloatVector EXP_4 = of(1f / 24);
  private static final FloatVector EXP_5 = of(1f / 120);
  private static final FloatVector EXP_6 = of(1f / 720);
  private static final FloatVector EXP_7 = of(1f / 5040);
  private static final FloatVector EXP_8 = of(1f / 40320);

  // (2 artanh(s) - 2 s) / s^3 for |s| <= 1/5.
  private static final FloatVector LOG_0 = of(2f / 3);
  private static final FloatVector LOG_1 = of(2f / 5);
  private static final FloatVector LOG_2 = of(2f / 7);
  private static final FloatVector LOG_3 = of(2f / 9);
  private static final FloatVector LOG_4 = of(2f / 11);

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
    IntVector biased = shifted.reinterpretAsInts().add(EXPONENT_BIAS);
    return biased.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector exp(FloatVector x) {
    FloatVector held = x.max(LOWEST_EXPONENT).min(HIGHEST_EXPONENT);
    FloatVector k = held.fma(INV_LN2, ROUND).sub(ROUND);
    FloatVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2, held));
    FloatVector p = r.fma(expm1Tail(r).mul(r), r).add(ONE);
    FloatVector half = k.fma(HALF, ROUND);
    FloatVector rest = k.sub(half.sub(ROUND)).add(ROUND);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(rest));
  }

  static FloatVector expm1Tail(FloatVector r) {
    FloatVector q = r.fma(EXP_8, EXP_7);
    q = q.fma(r, EXP_6);
    q = q.fma(r, EXP_5);
    q = q.fma(r, EXP_4);
    q = q.fma(r, EXP_3);
    return q.fma(r, HALF);
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector held = x.max(LOWEST_OF_EXPM1).min(HIGHEST_EXPONENT);
    FloatVector shifted = held.fma(INV_LN2, ROUND);
    FloatVector k = shifted.sub(ROUND);
    FloatVector first = k.fma(MINUS_LN2, held);
    FloatVector r = k.fma(MINUS_LN2_LOW, first);
    FloatVector lost = k.fma(MINUS_LN2_LOW, first.sub(r));
    FloatVector p = r.fma(expm1Tail(r).mul(r), lost).add(r);
    FloatVector scale = powerOfTwo(shifted.sub(ONE));
    FloatVector y = p.fma(scale, scale.sub(HALF)).mul(TWO);
    // Keeps the sign of zero and the last bits of tiny arguments.
    return y.blend(x, x.abs().lt(TINY));
  }

  /** 2^25 x for a subnormal x, else x. */
  static FloatVector normal(FloatVector x) {
    return x.blend(x.mul(TWO_TO_25), x.lt(MIN_NORMAL));
  }

  /** k of a normal x = 2^k m with m in [sqrt(1/2), sqrt 2). */
  static FloatVector exponent(FloatVector x) {
    IntVector biased = shifted(x).lanewise(VectorOperators.LSHR, 23);
    // As a whole number: put into the last bits of 2^23.
    return biased.or(TWO_TO_23_BITS).reinterpretAsFloats().sub(BIAS);
  }

  /** k of an x, given x or 2^25 x as a normal number. */
  static FloatVector exponent(FloatVector x, FloatVector normal) {
    FloatVector k = exponent(normal);
    return k.blend(k.sub(TWENTY_FIVE), x.lt(MIN_NORMAL));
  }

  /** m - 1 of a normal x = 2^k m. */
  static FloatVector fraction(FloatVector x) {
    return shifted(x).and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(ONE);
  }

  private static IntVector shifted(FloatVector x) {
    return x.reinterpretAsInts().add(TO_SQRT_HALF);
  }

  /** ln x for x = 2^k (1 + f), plus a small correction. */
  static FloatVector log(FloatVector x, FloatVector k, FloatVector f, FloatVector correction) {
    FloatVector y = k.fma(LN2, logOnePlus(f, k.fma(LN2_LOW, correction)));
    // -infinity at zeros, NaN below, infinity at infinity.
    FloatVector special = x.lanewise(VectorOperators.SQRT).sub(ONE.div(x.abs()));
    return special.blend(y, x.max(MIN_VALUE).min(MAX_VALUE).eq(x));
  }

  /** ln v + correction, which is the correction where v is 1. */
  static FloatVector logOfSum(FloatVector v, FloatVector k, FloatVector f, FloatVector correction) {
    return log(v, k, f, correction).blend(correction, v.eq(ONE));
  }

  /** ln(1 + f) + low for 1 + f in [2/3, 3/2]. */
  static FloatVector logOnePlus(FloatVector f, FloatVector low) {
    FloatVector s = f.div(f.add(TWO));
    FloatVector z = s.mul(s);
    FloatVector q = z.fma(LOG_4, LOG_3);
    q = q.fma(z, LOG_2);
    q = q.fma(z, LOG_1);
    q = q.fma(z, LOG_0);
    // 2 s = f - s f: the rest is small beside f.
    FloatVector halfSquare = f.mul(f).mul(HALF);
    FloatVector rest = s.fma(z.fma(q, halfSquare), low);
    return f.sub(halfSquare.sub(rest));
  }

  /** x / (a + b) for |b| &lt;= a, with what the sum and the quotient lost put back. */
  private static FloatVector divideBySum(FloatVector x, FloatVector a, FloatVector b) {
    FloatVector sum = b.add(a);
    FloatVector lost = b.sub(sum.sub(a));
    FloatVector y = x.div(sum);
    FloatVector left = y.neg().fma(sum, x).sub(y.mul(lost));
    return left.div(sum).add(y);
  }

  /** 1 / (1 + e^-x), given u = e^-|x|. */
  static FloatVector sigmoid(FloatVector x, FloatVector u) {
    return divideBySum(ONE.blend(u, x.lt(ZERO)), ONE, u);
  }

  /** max(x, 0) + ln(1 + u), which is softplus for u = e^-|x|. */
  static FloatVector softplus(FloatVector x, FloatVector u) {
    return logOnePlusUnit(u).add(x.max(ZERO));
  }

  /** ln(1 + u) for u in [0, 1]: from 1/2 on as ln 2 + ln(1 + (u - 1) / 2). */
  static FloatVector logOnePlusUnit(FloatVector u) {
    VectorMask<Float> large = u.lt(HALF).not();
    FloatVector f = u.blend(u.sub(ONE).mul(HALF), large);
    FloatVector low = ZERO.blend(LN2_LOW, large);
    return logOnePlus(f, low).add(ZERO.blend(LN2, large));
  }

  /** tanh x, given t = e^(-2|x|) - 1. */
  static FloatVector tanh(FloatVector x, FloatVector t) {
    FloatVector y = divideBySum(t.neg(), TWO, t);
    return y.blend(y.neg(), x.lt(ZERO)).blend(x, x.abs().lt(SMALL));
  }

  /** a b, but 0 where a is 0. */
  static FloatVector multiplyNoNan(FloatVector a, FloatVector b) {
    return a.mul(b).blend(ZERO, a.eq(ZERO));
  }
}
