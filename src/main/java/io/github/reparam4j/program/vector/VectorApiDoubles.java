/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of double vectors, without branches. The twin of {@link VectorApiFloats},
 * which explains the method.
 *
 * <p>Results are within 2 ulp of the exact value; subnormal results within 1 ulp more. Largest
 * errors found at 12,000 to 24,000 points each: exp 0.96, expm1 1.34, log 0.74, log1p 0.75, ln(1 -
 * e^x) 1.21, tanh 1.74, sigmoid 1.27, softplus 1.52.
 *
 * <p>The polynomials interpolate at Chebyshev's points, which is close to the best; {@code
 * special-functions/elementary.py} of the tests makes them. Their errors are below 2^-58, relative
 * to the result.
 */
final class VectorApiDoubles {
  static final VectorSpecies<Double> SPECIES =
      VectorSpecies.of(double.class, VectorApiFloats.SPECIES.vectorShape());

  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, SPECIES.vectorShape());

  static final DoubleVector ZERO = of(0.0);
  static final DoubleVector HALF = of(0.5);
  static final DoubleVector ONE = of(1.0);
  private static final DoubleVector MINUS_ONE = of(-1.0);

  /**
   * Added and subtracted again, it rounds to an integer; the sum has the integer in its low bits.
   */
  static final DoubleVector ROUND = of(0x1.8p52);

  private static final DoubleVector INV_LN2 = of(1.4426950408889634);
  private static final DoubleVector LN2 = of(0x1.62e42fefa39efp-1);
  private static final DoubleVector LN2_LOW = of(0x1.abc9e3b39803fp-56);
  private static final DoubleVector MINUS_LN2 = LN2.neg();
  private static final DoubleVector MINUS_LN2_LOW = LN2_LOW.neg();

  // Below, e^x rounds to 0; above, to infinity.
  private static final DoubleVector MIN_EXP = of(-746.0);
  private static final DoubleVector ONE_MINUS_EXP_THRESHOLD = of(-36.7);
  private static final DoubleVector MIN_EXPM1 = of(-50.0);
  private static final DoubleVector MAX_EXP = of(710.0);

  private static final int FRACTION_BITS = 52;
  private static final LongVector MANTISSA = of(0x000fffffffffffffL);
  private static final LongVector SQRT_HALF_BITS = of(0x3fe6a09e667f3bcdL);
  private static final LongVector TO_SQRT_HALF = ONE.reinterpretAsLongs().sub(SQRT_HALF_BITS);
  private static final LongVector INTEGER_BITS = of(0x1p52).reinterpretAsLongs();
  private static final LongVector EXPONENT_BIAS = of(1023L);
  private static final DoubleVector BIAS = of(0x1p52 + 1023);
  private static final DoubleVector NORMALIZER = of(0x1p54);
  private static final DoubleVector NORMALIZER_EXPONENT = of(54.0);
  private static final DoubleVector MIN_NORMAL = of(Double.MIN_NORMAL);
  private static final DoubleVector MIN_VALUE = of(Double.MIN_VALUE);
  private static final DoubleVector MAX_VALUE = of(Double.MAX_VALUE);
  private static final DoubleVector TWO = of(2.0);
  private static final DoubleVector TINY = of(1e-17);
  private static final DoubleVector SMALL = of(1e-9);

  // (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2.
  private static final DoubleVector EXP_3 = of(0.1666666666666667);
  private static final DoubleVector EXP_4 = of(0.04166666666666667);
  private static final DoubleVector EXP_5 = of(0.008333333333326136);
  private static final DoubleVector EXP_6 = of(0.0013888888888883748);
  private static final DoubleVector EXP_7 = of(0.00019841269874820627);
  private static final DoubleVector EXP_8 = of(2.4801587325547743e-05);
  private static final DoubleVector EXP_9 = of(2.7557255400206422e-06);
  private static final DoubleVector EXP_10 = of(2.75572736431103e-07);
  private static final DoubleVector EXP_11 = of(2.5105217004720745e-08);
  private static final DoubleVector EXP_12 = of(2.0914686968086876e-09);

  // (2 artanh(s) - 2 s) / s^3 for |s| <= 1/5.
  private static final DoubleVector LOG_0 = of(0.6666666666666666);
  private static final DoubleVector LOG_1 = of(0.4000000000000794);
  private static final DoubleVector LOG_2 = of(0.28571428567275936);
  private static final DoubleVector LOG_3 = of(0.2222222304835159);
  private static final DoubleVector LOG_4 = of(0.18181737626302938);
  private static final DoubleVector LOG_5 = of(0.15388867805613718);
  private static final DoubleVector LOG_6 = of(0.13209708242059462);
  private static final DoubleVector LOG_7 = of(0.13609030262858499);

  private VectorApiDoubles() {}

  static DoubleVector of(double x) {
    return DoubleVector.broadcast(SPECIES, x);
  }

  private static LongVector of(long x) {
    return LongVector.broadcast(LONGS, x);
  }

  static DoubleVector load(double[] x, int i) {
    return DoubleVector.fromArray(SPECIES, x, i);
  }

  /** 2^k for k in [-1022, 1024), given k + {@link #ROUND}. */
  private static DoubleVector powerOfTwo(DoubleVector shifted) {
    LongVector biased = shifted.reinterpretAsLongs().add(EXPONENT_BIAS);
    return biased.lanewise(VectorOperators.LSHL, FRACTION_BITS).reinterpretAsDoubles();
  }

  static DoubleVector exp(DoubleVector x) {
    DoubleVector held = x.max(MIN_EXP).min(MAX_EXP);
    DoubleVector k = held.fma(INV_LN2, ROUND).sub(ROUND);
    DoubleVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2, held));
    DoubleVector p = r.fma(expm1Tail(r).mul(r), r).add(ONE);
    DoubleVector half = k.fma(HALF, ROUND);
    DoubleVector rest = k.sub(half.sub(ROUND)).add(ROUND);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(rest));
  }

  static DoubleVector expm1Tail(DoubleVector r) {
    DoubleVector q = r.fma(EXP_12, EXP_11);
    q = q.fma(r, EXP_10);
    q = q.fma(r, EXP_9);
    q = q.fma(r, EXP_8);
    q = q.fma(r, EXP_7);
    q = q.fma(r, EXP_6);
    q = q.fma(r, EXP_5);
    q = q.fma(r, EXP_4);
    q = q.fma(r, EXP_3);
    return q.fma(r, HALF);
  }

  static DoubleVector expm1(DoubleVector x) {
    DoubleVector held = x.max(MIN_EXPM1).min(MAX_EXP);
    DoubleVector shifted = held.fma(INV_LN2, ROUND);
    DoubleVector k = shifted.sub(ROUND);
    DoubleVector first = k.fma(MINUS_LN2, held);
    DoubleVector r = k.fma(MINUS_LN2_LOW, first);
    DoubleVector lost = k.fma(MINUS_LN2_LOW, first.sub(r));
    DoubleVector p = r.fma(expm1Tail(r).mul(r), lost).add(r);
    DoubleVector scale = powerOfTwo(shifted.sub(ONE));
    DoubleVector y = p.fma(scale, scale.sub(HALF)).mul(TWO);
    // Keeps the sign of zero and the last bits of tiny arguments.
    return y.blend(x, x.abs().lt(TINY));
  }

  /**
   * ln(1 - e^x) in parts, for x &lt;= 0: 1 - e^x is rounded, and its rounding error is stored, so
   * that e^x is known to its last bits where it is small.
   *
   * @param u e^x, which is the rounding error far below 0
   * @param corrections receives the rounding error, relative to the rounded value
   * @param at its index
   * @return 1 - e^x, rounded
   */
  static DoubleVector oneMinusExp(DoubleVector x, DoubleVector u, double[] corrections, int at) {
    DoubleVector held = x.max(MIN_EXPM1).min(MAX_EXP);
    DoubleVector shifted = held.fma(INV_LN2, ROUND);
    DoubleVector k = shifted.sub(ROUND);
    DoubleVector r = k.fma(MINUS_LN2_LOW, k.fma(MINUS_LN2, held));
    DoubleVector p = r.fma(expm1Tail(r).mul(r), r);
    DoubleVector scale = powerOfTwo(shifted);
    DoubleVector whole = scale.sub(ONE);
    DoubleVector high = p.fma(scale, whole);
    VectorMask<Double> vanishes = x.lt(ONE_MINUS_EXP_THRESHOLD);
    DoubleVector low = p.fma(scale, whole.sub(high)).blend(u, vanishes);
    high = high.blend(MINUS_ONE, vanishes);
    low.div(high).intoArray(corrections, at);
    return high.neg();
  }

  /** 2^54 x for a subnormal x, else x. */
  static DoubleVector normal(DoubleVector x) {
    return x.blend(x.mul(NORMALIZER), x.lt(MIN_NORMAL));
  }

  /** k of a normal x = 2^k m with m in [sqrt(1/2), sqrt 2). */
  static DoubleVector exponent(DoubleVector x) {
    LongVector biased = shifted(x).lanewise(VectorOperators.LSHR, FRACTION_BITS);
    // Converted by putting the integer into the last bits of 2^52.
    return biased.or(INTEGER_BITS).reinterpretAsDoubles().sub(BIAS);
  }

  /** k of an x, given x or 2^54 x, whichever is normal. */
  static DoubleVector exponent(DoubleVector x, DoubleVector normal) {
    DoubleVector k = exponent(normal);
    return k.blend(k.sub(NORMALIZER_EXPONENT), x.lt(MIN_NORMAL));
  }

  /** m - 1 of a normal x = 2^k m. */
  static DoubleVector fraction(DoubleVector x) {
    return shifted(x).and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsDoubles().sub(ONE);
  }

  private static LongVector shifted(DoubleVector x) {
    return x.reinterpretAsLongs().add(TO_SQRT_HALF);
  }

  /** ln x for x = 2^k (1 + f), plus a small correction. */
  static DoubleVector log(DoubleVector x, DoubleVector k, DoubleVector f, DoubleVector correction) {
    DoubleVector y = k.fma(LN2, logOnePlus(f, k.fma(LN2_LOW, correction)));
    // -infinity at zeros, NaN below, infinity at infinity.
    DoubleVector special = x.lanewise(VectorOperators.SQRT).sub(ONE.div(x.abs()));
    return special.blend(y, x.max(MIN_VALUE).min(MAX_VALUE).eq(x));
  }

  /** ln v + correction, which is the correction where v is 1. */
  static DoubleVector logOfSum(
      DoubleVector v, DoubleVector k, DoubleVector f, DoubleVector correction) {
    return log(v, k, f, correction).blend(correction, v.eq(ONE));
  }

  /** ln(1 + f) + low for 1 + f in [2/3, 3/2]. */
  static DoubleVector logOnePlus(DoubleVector f, DoubleVector low) {
    DoubleVector s = f.div(f.add(TWO));
    DoubleVector z = s.mul(s);
    DoubleVector q = z.fma(LOG_7, LOG_6);
    q = q.fma(z, LOG_5);
    q = q.fma(z, LOG_4);
    q = q.fma(z, LOG_3);
    q = q.fma(z, LOG_2);
    q = q.fma(z, LOG_1);
    q = q.fma(z, LOG_0);
    // 2 s = f - s f: the rest is small beside f.
    DoubleVector halfSquare = f.mul(f).mul(HALF);
    DoubleVector rest = s.fma(z.fma(q, halfSquare), low);
    return f.sub(halfSquare.sub(rest));
  }

  /**
   * x / (a + b) for |b| &lt;= a, with the rounding errors of the sum and the quotient added back.
   */
  private static DoubleVector divideBySum(DoubleVector x, DoubleVector a, DoubleVector b) {
    DoubleVector sum = b.add(a);
    DoubleVector lost = b.sub(sum.sub(a));
    DoubleVector y = x.div(sum);
    DoubleVector left = y.neg().fma(sum, x).sub(y.mul(lost));
    return left.div(sum).add(y);
  }

  /** 1 / (1 + e^-x), given u = e^-|x|. */
  static DoubleVector sigmoid(DoubleVector x, DoubleVector u) {
    return divideBySum(ONE.blend(u, x.lt(ZERO)), ONE, u);
  }

  /** max(x, 0) + ln(1 + u), which is softplus for u = e^-|x|. */
  static DoubleVector softplus(DoubleVector x, DoubleVector u) {
    return logOnePlusUnit(u).add(x.max(ZERO));
  }

  /** ln(1 + u) for u in [0, 1]: from 1/2 on as ln 2 + ln(1 + (u - 1) / 2). */
  static DoubleVector logOnePlusUnit(DoubleVector u) {
    VectorMask<Double> large = u.lt(HALF).not();
    DoubleVector f = u.blend(u.sub(ONE).mul(HALF), large);
    DoubleVector low = ZERO.blend(LN2_LOW, large);
    return logOnePlus(f, low).add(ZERO.blend(LN2, large));
  }

  /** tanh x, given t = e^(-2|x|) - 1. */
  static DoubleVector tanh(DoubleVector x, DoubleVector t) {
    DoubleVector y = divideBySum(t.neg(), TWO, t);
    return y.blend(y.neg(), x.lt(ZERO)).blend(x, x.abs().lt(SMALL));
  }

  /** a b, but 0 where a is 0. */
  static DoubleVector multiplyNoNan(DoubleVector a, DoubleVector b) {
    return a.mul(b).blend(ZERO, a.eq(ZERO));
  }
}
