/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.vector;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.kernel.DoubleKernels;
import io.github.reparam4j.random.kernel.Philox;
import java.util.EnumMap;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleKernels} on vectors: the same operations in the same order, so the same bits. The
 * counterpart of {@link VectorApiFloatNoise}.
 *
 * <p>On vectors of less than 512 bits, long lanes are converted to double by additions of powers of
 * two, with the single rounding of a conversion: AVX2 has no instruction for it.
 */
final class VectorApiDoubleNoise {
  /** One pass over all samples of a call, or over all pairs. */
  private interface Loop {
    void run(long[] words, double[] f, double[] e, double[] out, int at, int count);
  }

  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, VectorApiPhilox.SHAPE);
  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, VectorApiPhilox.SHAPE);
  private static final int LANES = DOUBLES.length();
  private static final int RUN = Philox.COUNTERS_PER_BLOCK;

  /** Machines with vectors of this width have an instruction that converts long lanes. */
  private static final boolean CONVERTS = LONGS.vectorBitSize() >= 512;

  private static final double HALF = 0.5;
  private static final double ONE = 1.0;
  private static final double TWO = 2.0;
  private static final double UNIFORM_UNIT = DoubleKernels.UNIFORM_UNIT;
  private static final double ANGLE_UNIT = DoubleKernels.ANGLE_UNIT;
  private static final double WORD_UNIT = DoubleKernels.WORD_UNIT;
  private static final double LN2_HIGH = DoubleKernels.LN2_HIGH;
  private static final double LN2_LOW = DoubleKernels.LN2_LOW;
  private static final double LOG_0 = DoubleKernels.LOG_0;
  private static final double LOG_1 = DoubleKernels.LOG_1;
  private static final double LOG_2 = DoubleKernels.LOG_2;
  private static final double LOG_3 = DoubleKernels.LOG_3;
  private static final double LOG_4 = DoubleKernels.LOG_4;
  private static final double LOG_5 = DoubleKernels.LOG_5;
  private static final double LOG_6 = DoubleKernels.LOG_6;
  private static final double SINE_0 = DoubleKernels.SINE_0;
  private static final double SINE_1 = DoubleKernels.SINE_1;
  private static final double SINE_2 = DoubleKernels.SINE_2;
  private static final double SINE_3 = DoubleKernels.SINE_3;
  private static final double SINE_4 = DoubleKernels.SINE_4;
  private static final double SINE_5 = DoubleKernels.SINE_5;
  private static final double SINE_6 = DoubleKernels.SINE_6;
  private static final double SINE_7 = DoubleKernels.SINE_7;
  private static final double SINE_8 = DoubleKernels.SINE_8;
  private static final long ZERO = 0L;
  private static final long ONE_BITS = DoubleKernels.ONE_BITS;
  private static final long SIGN_BIT = DoubleKernels.SIGN_BIT;
  private static final long FRACTION_MASK = DoubleKernels.FRACTION_MASK;
  private static final long SQRT_HALF_BITS = DoubleKernels.SQRT_HALF_BITS;
  private static final long ANGLE_MASK = 0x7FFF_FFFF_FFFF_FFFEL;
  private static final long ANGLE_LIMIT = 0x7FFF_FFFF_FFFF_FFFFL;
  private static final long ANGLE_ONE = 1L;

  // The bits of an integer x < 2^52, put into the fraction of 2^52, give 2^52 + x; those of x <
  // 2^32, put into the fraction of 2^84, give 2^84 + 2^32 x.
  private static final double TWO_52 = 0x1p52;
  private static final double TWO_84_PLUS_TWO_52 = 0x1p84 + 0x1p52;
  private static final double TWO_52_PLUS_BIAS = 0x1p52 + DoubleKernels.EXPONENT_BIAS;
  private static final long TWO_52_BITS = Double.doubleToRawLongBits(0x1p52);
  private static final long TWO_84_BITS = Double.doubleToRawLongBits(0x1p84);
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private static final Map<NoiseDistribution, Loop[]> LOOPS =
      new EnumMap<>(NoiseDistribution.class);

  static {
    put(NoiseDistribution.UNIFORM, VectorApiDoubleNoise::uniform);
    put(NoiseDistribution.RADEMACHER, VectorApiDoubleNoise::rademacher);
    put(
        NoiseDistribution.EXPONENTIAL,
        VectorApiDoubleNoise::splitUniforms,
        VectorApiDoubleNoise::finishLogs);
    put(
        NoiseDistribution.GUMBEL,
        VectorApiDoubleNoise::splitUniforms,
        VectorApiDoubleNoise::logs,
        VectorApiDoubleNoise::splitExponents,
        VectorApiDoubleNoise::finishLogs);
    put(
        NoiseDistribution.STANDARD_NORMAL,
        VectorApiDoubleNoise::splitEvenUniforms,
        VectorApiDoubleNoise::radii,
        VectorApiDoubleNoise::cosines,
        VectorApiDoubleNoise::sines);
  }

  private VectorApiDoubleNoise() {}

  private static void put(NoiseDistribution distribution, Loop... loops) {
    LOOPS.put(distribution, loops);
  }

  /** Writes the samples of {@code count} words to {@code out} from {@code at} on. */
  static void transform(
      NoiseDistribution distribution,
      long[] words,
      double[] f,
      double[] e,
      double[] out,
      int at,
      int count) {
    for (Loop loop : LOOPS.get(distribution)) {
      loop.run(words, f, e, out, at, count);
    }
  }

  private static DoubleVector of(double x) {
    return DoubleVector.broadcast(DOUBLES, x);
  }

  private static LongVector of(long x) {
    return LongVector.broadcast(LONGS, x);
  }

  private static LongVector load(long[] words, int i) {
    return LongVector.fromArray(LONGS, words, i);
  }

  private static DoubleVector load(double[] values, int i) {
    return DoubleVector.fromArray(DOUBLES, values, i);
  }

  /** 2^52 + x for x in [0, 2^52). */
  private static DoubleVector plusTwo52(LongVector x) {
    return x.or(of(TWO_52_BITS)).reinterpretAsDoubles();
  }

  /** Converts an integer that is not negative, with one rounding. */
  private static DoubleVector toDouble(LongVector x) {
    if (CONVERTS) {
      return (DoubleVector) x.convert(VectorOperators.L2D, 0);
    }
    LongVector high = x.lanewise(VectorOperators.LSHR, 32).or(of(TWO_84_BITS));
    return high.reinterpretAsDoubles()
        .sub(of(TWO_84_PLUS_TWO_52))
        .add(plusTwo52(x.and(of(LOW_HALF))));
  }

  /** Index of sample i of the even runs, counted without the odd ones. */
  private static int evenRun(int i) {
    return i + (i & -RUN);
  }

  private static void uniform(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector top = load(words, i).lanewise(VectorOperators.LSHR, DoubleKernels.UNIFORM_SHIFT);
      plusTwo52(top).sub(of(TWO_52)).add(of(HALF)).mul(of(UNIFORM_UNIT)).intoArray(out, at + i);
    }
  }

  private static void rademacher(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector bits = load(words, i).and(of(SIGN_BIT)).or(of(ONE_BITS));
      bits.reinterpretAsDoubles().intoArray(out, at + i);
    }
  }

  /** The uniforms as 2^e (1 + f). */
  private static void splitUniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      splitUniform(load(words, i), f, e, i);
    }
  }

  /** The uniforms of the even runs as 2^e (1 + f). */
  private static void splitEvenUniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      splitUniform(load(words, evenRun(i)), f, e, i);
    }
  }

  /** Turns f to -ln(2^e (1 + f)). */
  private static void logs(long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      negativeLog(load(f, i), load(e, i)).intoArray(f, i);
    }
  }

  /** Turns f to 2^e (1 + f). */
  private static void splitExponents(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector bits = shiftedBits(load(f, i));
      exponent(bits).intoArray(e, i);
      mantissa(bits).intoArray(f, i);
    }
  }

  private static void finishLogs(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      negativeLog(load(f, i), load(e, i)).intoArray(out, at + i);
    }
  }

  /** Turns f to sqrt(-2 ln(2^e (1 + f))). */
  private static void radii(long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      DoubleVector exponential = negativeLog(load(f, i), load(e, i));
      exponential.mul(of(TWO)).lanewise(VectorOperators.SQRT).intoArray(f, i);
    }
  }

  private static void cosines(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int even = evenRun(i);
      LongVector word = load(words, even + RUN);
      // 2^63 - a for the odd angle a of the sine: the bits below the sign, inverted.
      LongVector angle =
          word.add(word).and(of(ANGLE_MASK)).lanewise(VectorOperators.XOR, of(ANGLE_LIMIT));
      timesSine(load(f, i), angle, word).intoArray(out, at + even);
    }
  }

  private static void sines(long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int odd = evenRun(i) + RUN;
      LongVector word = load(words, odd);
      LongVector twice = word.add(word);
      LongVector angle = twice.and(of(ANGLE_MASK)).or(of(ANGLE_ONE));
      timesSine(load(f, i), angle, twice).intoArray(out, at + odd);
    }
  }

  /** The uniform u of a word as 2^e (1 + f), with the rounding error of u added to f. */
  private static void splitUniform(LongVector word, double[] f, double[] e, int i) {
    LongVector sign = of(ZERO).sub(word.lanewise(VectorOperators.LSHR, DoubleKernels.SIGN_SHIFT));
    DoubleVector upper = sign.and(of(ONE_BITS)).reinterpretAsDoubles();
    LongVector distanceBits = word.lanewise(VectorOperators.XOR, sign);
    DoubleVector distance = toDouble(distanceBits).add(of(HALF)).mul(of(WORD_UNIT));
    DoubleVector u = upper.sub(distance).abs();
    DoubleVector rest = of(ONE).sub(u).sub(distance).mul(upper);
    LongVector bits = shiftedBits(u);
    mantissa(bits).add(rest).intoArray(f, i);
    exponent(bits).intoArray(e, i);
  }

  private static LongVector shiftedBits(DoubleVector x) {
    return x.reinterpretAsLongs().add(of(ONE_BITS - SQRT_HALF_BITS));
  }

  private static DoubleVector exponent(LongVector bits) {
    LongVector biased = bits.lanewise(VectorOperators.LSHR, DoubleKernels.FRACTION_BITS);
    return plusTwo52(biased).sub(of(TWO_52_PLUS_BIAS));
  }

  private static DoubleVector mantissa(LongVector bits) {
    return bits.and(of(FRACTION_MASK)).add(of(SQRT_HALF_BITS)).reinterpretAsDoubles().sub(of(ONE));
  }

  /** -ln(2^e (1 + f)). */
  private static DoubleVector negativeLog(DoubleVector f, DoubleVector e) {
    DoubleVector s = f.div(f.add(of(TWO)));
    DoubleVector z = s.mul(s);
    DoubleVector r =
        z.mul(of(LOG_6)).add(of(LOG_5)).mul(z).add(of(LOG_4)).mul(z).add(of(LOG_3)).mul(z);
    r = r.add(of(LOG_2)).mul(z).add(of(LOG_1)).mul(z).add(of(LOG_0)).mul(z);
    return s.mul(f.sub(r)).sub(e.mul(of(LN2_LOW))).sub(f).sub(e.mul(of(LN2_HIGH)));
  }

  /** radius * sin(angle), negative if the top bit of sign is set. */
  private static DoubleVector timesSine(DoubleVector radius, LongVector angle, LongVector sign) {
    // The sign is set after the conversion, which rounds -x to the negative of x rounded.
    DoubleVector w =
        toDouble(angle)
            .reinterpretAsLongs()
            .lanewise(VectorOperators.XOR, sign.and(of(SIGN_BIT)))
            .reinterpretAsDoubles()
            .mul(of(ANGLE_UNIT));
    DoubleVector z = w.mul(w);
    DoubleVector sum =
        z.mul(of(SINE_8)).add(of(SINE_7)).mul(z).add(of(SINE_6)).mul(z).add(of(SINE_5)).mul(z);
    sum =
        sum.add(of(SINE_4))
            .mul(z)
            .add(of(SINE_3))
            .mul(z)
            .add(of(SINE_2))
            .mul(z)
            .add(of(SINE_1))
            .mul(z);
    return w.mul(sum.add(of(SINE_0))).mul(radius);
  }
}
