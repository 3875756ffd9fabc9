package io.github.reparam4j.program;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions of float vectors, without branches. Results are within 2 ulp of the exact
 * value; subnormal results within 1 ulp more.
 *
 * <p>Method as in the scalar form, in float arithmetic with fused multiply-add: e^x = 2^k e^r, ln x
 * = k ln 2 + 2 artanh((m-1)/(m+1)); ln 2 is split so that its product with k is exact.
 */
final class VectorApiFloats {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final FloatVector ZERO = of(0f);
  static final FloatVector ONE = of(1f);

  private static final float INV_LN2 = 1.44269504f;
  private static final float LN2_HIGH = 0.693145752f;
  private static final float LN2_LOW = 1.42860677e-6f;

  /** Added and taken off again, rounds to a whole number, which stands in the low bits between. */
  private static final float ROUND = 0x1.8p23f;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  private static final int SQRT_HALF = 0x3f3504f3;
  private static final int ONE_BITS = 0x3f800000;

  // Kept as vectors: made in the method, they would take it over the compiler's limit for inlining.
  private static final FloatVector OVER_3 = of(1f / 3);
  private static final FloatVector OVER_5 = of(1f / 5);
  private static final FloatVector OVER_7 = of(1f / 7);
  private static final FloatVector OVER_9 = of(1f / 9);
  private static final FloatVector OVER_11 = of(1f / 11);
  private static final FloatVector OVER_13 = of(1f / 13);
  private static final FloatVector OVER_15 = of(1f / 15);
  private static final FloatVector OVER_17 = of(1f / 17);

  private VectorApiFloats() {}

  private static FloatVector of(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  static FloatVector load(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i);
  }

  private static FloatVector bits(IntVector bits) {
    return bits.reinterpretAsFloats();
  }

  /** 2^k for k in [-127, 128). */
  private static FloatVector powerOfTwo(IntVector k) {
    return bits(k.add(127).lanewise(VectorOperators.LSHL, 23));
  }

  static FloatVector exp(FloatVector x) {
    FloatVector held = x.max(-104f).min(89f);
    FloatVector shifted = held.fma(of(INV_LN2), of(ROUND));
    FloatVector k = shifted.sub(ROUND);
    FloatVector r = k.fma(of(-LN2_HIGH), held);
    r = k.fma(of(-LN2_LOW), r);
    FloatVector p = r.fma(expm1Tail(r).mul(r), r).add(1f);
    IntVector n = shifted.reinterpretAsInts().sub(ROUND_BITS);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /** (e^r - 1 - r) / r^2 for |r| &lt;= ln 2 / 2. */
  private static FloatVector expm1Tail(FloatVector r) {
    FloatVector q = r.fma(of(1f / 40320), of(1f / 5040));
    q = q.fma(r, of(1f / 720));
    q = q.fma(r, of(1f / 120));
    q = q.fma(r, of(1f / 24));
    q = q.fma(r, of(1f / 6));
    return q.fma(r, of(0.5f));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector held = x.max(-104f).min(89f);
    FloatVector shifted = held.fma(of(INV_LN2), of(ROUND));
    FloatVector k = shifted.sub(ROUND);
    FloatVector r = k.fma(of(-LN2_HIGH), held);
    r = k.fma(of(-LN2_LOW), r);
    FloatVector p = r.fma(expm1Tail(r).mul(r), r);
    IntVector n = shifted.reinterpretAsInts().sub(ROUND_BITS).max(-120);
    FloatVector scale = powerOfTwo(n.sub(1));
    FloatVector y = p.fma(scale, scale.sub(0.5f)).mul(2f);
    // Keeps the sign of zero and the last bits of tiny arguments.
    return y.blend(x, x.abs().lt(1e-8f));
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.lt(Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(0x1p25f), tiny);
    IntVector shifted = scaled.reinterpretAsInts().add(ONE_BITS - SQRT_HALF);
    FloatVector k =
        (FloatVector)
            shifted.lanewise(VectorOperators.ASHR, 23).sub(127).convert(VectorOperators.I2F, 0);
    k = k.blend(k.sub(25f), tiny);
    FloatVector m = bits(shifted.and(0x007fffff).add(SQRT_HALF));
    FloatVector f = m.sub(1f);
    FloatVector y = k.fma(of(LN2_HIGH), logOnePlus(f, k.mul(LN2_LOW)));
    y = y.blend(of(Float.NEGATIVE_INFINITY), x.eq(0f));
    y = y.blend(of(Float.NaN), x.lt(0f));
    return y.blend(x, x.lt(Float.POSITIVE_INFINITY).not().andNot(x.lt(0f)));
  }

  /** ln(1 + f) + low for 1 + f in [sqrt(1/2), sqrt 2). */
  private static FloatVector logOnePlus(FloatVector f, FloatVector low) {
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector q = z.fma(of(2f / 11), of(2f / 9));
    q = q.fma(z, of(2f / 7));
    q = q.fma(z, of(2f / 5));
    q = q.fma(z, of(2f / 3));
    // 2 s = f - s f: the rest is small beside f.
    FloatVector halfSquare = f.mul(f).mul(0.5f);
    FloatVector rest = s.fma(z.mul(q).add(halfSquare), low);
    return f.sub(halfSquare.sub(rest));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1f);
    FloatVector lost = x.sub(u.sub(1f));
    FloatVector y = log(u).add(lost.div(u));
    y = y.blend(x, x.abs().lt(1e-8f));
    return y.blend(log(u), u.eq(0f).or(u.lt(Float.POSITIVE_INFINITY).not()));
  }

  /** x / (a + b) for |b| &lt;= a, with what the sum and the quotient lost put back. */
  private static FloatVector divideBySum(FloatVector x, float a, FloatVector b) {
    FloatVector sum = b.add(a);
    FloatVector lost = b.sub(sum.sub(a));
    FloatVector y = x.div(sum);
    FloatVector left = y.neg().fma(sum, x).sub(y.mul(lost));
    return left.div(sum).add(y);
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector u = exp(x.abs().neg());
    return divideBySum(of(1f).blend(u, x.lt(0f)), 1f, u);
  }

  /** e^-|x|, the u of softplus. */
  static FloatVector expOfMinusAbs(FloatVector x) {
    return exp(x.abs().neg());
  }

  /** max(x, 0) + ln(1 + u), which is softplus for u = e^-|x|. */
  static FloatVector softplus(FloatVector x, FloatVector u) {
    FloatVector s = divideBySum(u, 2f, u);
    FloatVector z = s.mul(s);
    FloatVector q = z.fma(OVER_17, OVER_15);
    q = q.fma(z, OVER_13);
    q = q.fma(z, OVER_11);
    q = q.fma(z, OVER_9);
    q = q.fma(z, OVER_7);
    q = q.fma(z, OVER_5);
    q = q.fma(z, OVER_3);
    FloatVector twice = s.add(s);
    return twice.fma(z.mul(q), twice).add(x.max(0f));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector t = expm1(x.abs().mul(-2f));
    FloatVector y = divideBySum(t.neg(), 2f, t);
    return y.blend(y.neg(), x.lt(0f)).blend(x, x.abs().lt(1e-4f));
  }

  /** a b, but 0 where a is 0. */
  static FloatVector multiplyNoNan(FloatVector a, FloatVector b) {
    return a.mul(b).blend(of(0f), a.eq(0f));
  }
}
