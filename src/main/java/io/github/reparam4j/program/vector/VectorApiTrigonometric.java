/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.HALF;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ROUND;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiLoopChain.doubles;

import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Sine and cosine within 1 ulp (0.74 found). x = k pi/2 + r + low with |r| &lt;= pi/4 by Cody and
 * Waite's method: pi/2 is split in three, so that the first two products with k are exact. The
 * products are exact for |x| up to {@value #LIMIT}; larger elements are computed by {@link Math}
 * one by one.
 */
final class VectorApiTrigonometric {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  /** Up to here, k has at most 20 bits. */
  static final double LIMIT = 0x1p20;

  private static final DoubleVector TWO_OVER_PI = of(0.6366197723675814);
  private static final DoubleVector MINUS_HALF_PI = of(-0x1.921fb54442d18p0);

  // The second part has 33 bits at most.
  private static final DoubleVector HALF_PI_2 = of(0x1.1a62633p-54);
  private static final DoubleVector MINUS_HALF_PI_3 = of(-0x1.45c06e0e68948p-86);

  // (sin r - r) / r^3 and (cos r - 1 + r^2/2) / r^4 as polynomials in r^2, for |r| <= pi/4.
  private static final DoubleVector SIN_0 = of(-0.16666666666666666);
  private static final DoubleVector SIN_1 = of(0.008333333333333331);
  private static final DoubleVector SIN_2 = of(-0.0001984126984126506);
  private static final DoubleVector SIN_3 = of(2.7557319219335453e-06);
  private static final DoubleVector SIN_4 = of(-2.5052106231157904e-08);
  private static final DoubleVector SIN_5 = of(1.605853141458901e-10);
  private static final DoubleVector SIN_6 = of(-7.586685070091267e-13);
  private static final DoubleVector COS_0 = of(0.041666666666666664);
  private static final DoubleVector COS_1 = of(-0.0013888888888887395);
  private static final DoubleVector COS_2 = of(2.4801587298743433e-05);
  private static final DoubleVector COS_3 = of(-2.7557317270560326e-07);
  private static final DoubleVector COS_4 = of(2.0876146024689747e-09);
  private static final DoubleVector COS_5 = of(-1.1382614868556325e-11);

  private VectorApiTrigonometric() {}

  static void addTo(Map<Elementwise, Loops.Doubles> kernels) {
    kernels.put(
        Transcendental.SIN,
        doubles(
            (in, out, s, n) -> reduce(in[0], s, n),
            (in, out, s, n) -> sin(s, out, n),
            (in, out, s, n) -> recomputeBeyondLimit(Math::sin, s[3], out, n)));
    kernels.put(
        Transcendental.COS,
        doubles(
            (in, out, s, n) -> reduce(in[0], s, n),
            (in, out, s, n) -> cos(s, out, n),
            (in, out, s, n) -> recomputeBeyondLimit(Math::cos, s[3], out, n)));
  }

  /** Stores r, low, k (in its last bits), and x, because the output may be the input. */
  private static void reduce(double[] x, double[][] parts, int n) {
    double[] rests = parts[0];
    double[] lows = parts[1];
    double[] quadrants = parts[2];
    double[] saved = parts[3];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector shifted = v.fma(TWO_OVER_PI, ROUND);
      DoubleVector k = shifted.sub(ROUND);
      DoubleVector first = k.fma(MINUS_HALF_PI, v);
      DoubleVector second = k.mul(HALF_PI_2);
      DoubleVector r = first.sub(second);
      DoubleVector lost = first.sub(r).sub(second);
      r.intoArray(rests, i);
      k.fma(MINUS_HALF_PI_3, lost).intoArray(lows, i);
      shifted.intoArray(quadrants, i);
      v.intoArray(saved, i);
    }
  }

  private static void sin(double[][] parts, double[] y, int n) {
    double[] rests = parts[0];
    double[] lows = parts[1];
    double[] quadrants = parts[2];
    for (int i = 0; i < n; i += LANES) {
      LongVector quadrant = load(quadrants, i).reinterpretAsLongs();
      value(load(rests, i), load(lows, i), quadrant).intoArray(y, i);
    }
  }

  private static void cos(double[][] parts, double[] y, int n) {
    double[] rests = parts[0];
    double[] lows = parts[1];
    double[] quadrants = parts[2];
    for (int i = 0; i < n; i += LANES) {
      // One quadrant more: cos x = sin(x + pi/2).
      LongVector quadrant = load(quadrants, i).add(ONE).reinterpretAsLongs();
      value(load(rests, i), load(lows, i), quadrant).intoArray(y, i);
    }
  }

  private static void recomputeBeyondLimit(DoubleUnaryOperator f, double[] x, double[] y, int n) {
    DoubleVector maxMagnitude = DoubleVector.zero(VectorApiDoubles.SPECIES);
    for (int i = 0; i < n; i += LANES) {
      maxMagnitude = maxMagnitude.max(load(x, i).abs());
    }
    if (maxMagnitude.reduceLanes(VectorOperators.MAX) <= LIMIT) {
      return;
    }
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(x[i]) <= LIMIT)) {
        y[i] = f.applyAsDouble(x[i]);
      }
    }
  }

  /** sin(r + low + quadrant pi/2). */
  private static DoubleVector value(DoubleVector r, DoubleVector low, LongVector quadrant) {
    DoubleVector z = r.mul(r);
    DoubleVector half = z.mul(HALF);
    DoubleVector c = ONE.sub(half);
    DoubleVector lost = ONE.sub(c).sub(half);
    DoubleVector cosine = r.neg().fma(low, lost);
    cosine = cosTail(z).fma(z.mul(z), cosine).add(c);
    DoubleVector sine = sinTail(z).fma(z.mul(r), low.mul(c)).add(r);
    // Keeps the sign of zero.
    sine = sine.blend(r, r.eq(ZERO));
    // Moves the last bit of the quadrant to the sign, so that a comparison can test it.
    LongVector parity = quadrant.lanewise(VectorOperators.LSHL, 63);
    VectorMask<Double> odd = parity.or(ONE.reinterpretAsLongs()).reinterpretAsDoubles().lt(ZERO);
    LongVector y = sine.blend(cosine, odd).reinterpretAsLongs();
    LongVector sign = quadrant.and(2).lanewise(VectorOperators.LSHL, 62);
    return y.lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }

  private static DoubleVector sinTail(DoubleVector z) {
    DoubleVector q = z.fma(SIN_6, SIN_5);
    q = q.fma(z, SIN_4);
    q = q.fma(z, SIN_3);
    q = q.fma(z, SIN_2);
    q = q.fma(z, SIN_1);
    return q.fma(z, SIN_0);
  }

  private static DoubleVector cosTail(DoubleVector z) {
    DoubleVector q = z.fma(COS_5, COS_4);
    q = q.fma(z, COS_3);
    q = q.fma(z, COS_2);
    q = q.fma(z, COS_1);
    return q.fma(z, COS_0);
  }
}
