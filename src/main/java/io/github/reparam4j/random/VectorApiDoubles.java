package io.github.reparam4j.random;

import java.util.EnumMap;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleKernels} on vectors: the same operations in the same order, so the same bits. The
 * counterpart of {@link VectorApiFloats}.
 *
 * <p>Long lanes are converted by additions of powers of two, with the one rounding that a
 * conversion has, as not every machine has an instruction for it.
 */
final class VectorApiDoubles {
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

  private static final DoubleVector HALF = of(0.5);
  private static final DoubleVector ONE = of(1.0);
  private static final DoubleVector TWO = of(2.0);
  private static final DoubleVector UNIT_52 = of(0x1p-52);
  private static final DoubleVector UNIT_63 = of(0x1p-63);
  private static final DoubleVector UNIT_64 = of(0x1p-64);
  private static final DoubleVector LN2_HIGH = of(DoubleKernels.LN2_HIGH);
  private static final DoubleVector LN2_LOW = of(DoubleKernels.LN2_LOW);
  private static final DoubleVector LOG_0 = of(DoubleKernels.LOG_0);
  private static final DoubleVector LOG_1 = of(DoubleKernels.LOG_1);
  private static final DoubleVector LOG_2 = of(DoubleKernels.LOG_2);
  private static final DoubleVector LOG_3 = of(DoubleKernels.LOG_3);
  private static final DoubleVector LOG_4 = of(DoubleKernels.LOG_4);
  private static final DoubleVector LOG_5 = of(DoubleKernels.LOG_5);
  private static final DoubleVector LOG_6 = of(DoubleKernels.LOG_6);
  private static final DoubleVector SINE_0 = of(DoubleKernels.SINE_0);
  private static final DoubleVector SINE_1 = of(DoubleKernels.SINE_1);
  private static final DoubleVector SINE_2 = of(DoubleKernels.SINE_2);
  private static final DoubleVector SINE_3 = of(DoubleKernels.SINE_3);
  private static final DoubleVector SINE_4 = of(DoubleKernels.SINE_4);
  private static final DoubleVector SINE_5 = of(DoubleKernels.SINE_5);
  private static final DoubleVector SINE_6 = of(DoubleKernels.SINE_6);
  private static final DoubleVector SINE_7 = of(DoubleKernels.SINE_7);
  private static final DoubleVector SINE_8 = of(DoubleKernels.SINE_8);
  private static final LongVector ZERO = of(0L);
  private static final LongVector ONE_BITS = of(DoubleKernels.ONE_BITS);
  private static final LongVector SIGN_BIT = of(DoubleKernels.SIGN_BIT);
  private static final LongVector FRACTION_MASK = of(DoubleKernels.FRACTION_MASK);
  private static final LongVector SQRT_HALF_BITS = of(DoubleKernels.SQRT_HALF_BITS);
  private static final LongVector ANGLE_MASK = of(0x3FFF_FFFF_FFFF_FFFFL);
  private static final LongVector ANGLE_ONE = of(1L);

  // A number below 2^52 put into the fraction of 2^52 adds itself, one below 2^32 put into that of
  // 2^84 adds 2^32 times itself.
  private static final DoubleVector TWO_52 = of(0x1p52);
  private static final DoubleVector TWO_84_PLUS_TWO_52 = of(0x1p84 + 0x1p52);
  private static final DoubleVector TWO_52_PLUS_BIAS = of(0x1p52 + DoubleKernels.EXPONENT_BIAS);
  private static final LongVector TWO_52_BITS = of(Double.doubleToRawLongBits(0x1p52));
  private static final LongVector TWO_84_BITS = of(Double.doubleToRawLongBits(0x1p84));
  private static final LongVector LOW_HALF = of(0xFFFF_FFFFL);

  private static final Map<NoiseLaw, Loop[]> LOOPS = new EnumMap<>(NoiseLaw.class);

  static {
    put(NoiseLaw.UNIFORM, VectorApiDoubles::uniform);
    put(NoiseLaw.RADEMACHER, VectorApiDoubles::rademacher);
    put(
        NoiseLaw.EXPONENTIAL,
        VectorApiDoubles::uniforms,
        VectorApiDoubles::splitUniforms,
        VectorApiDoubles::finishLogs);
    put(
        NoiseLaw.GUMBEL,
        VectorApiDoubles::uniforms,
        VectorApiDoubles::splitUniforms,
        VectorApiDoubles::logs,
        VectorApiDoubles::splitExponents,
        VectorApiDoubles::finishLogs);
    put(
        NoiseLaw.STANDARD_NORMAL,
        VectorApiDoubles::evenUniforms,
        VectorApiDoubles::splitEvenUniforms,
        VectorApiDoubles::radii,
        VectorApiDoubles::cosines,
        VectorApiDoubles::sines);
  }

  private VectorApiDoubles() {}

  private static void put(NoiseLaw law, Loop... loops) {
    LOOPS.put(law, loops);
  }

  /** Writes the samples of {@code count} words to {@code out} from {@code at} on. */
  static void transform(
      NoiseLaw law, long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (Loop loop : LOOPS.get(law)) {
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
    return x.or(TWO_52_BITS).reinterpretAsDoubles();
  }

  /** A number that is not negative, rounded once. */
  private static DoubleVector toDouble(LongVector x) {
    LongVector high = x.lanewise(VectorOperators.LSHR, 32).or(TWO_84_BITS);
    return high.reinterpretAsDoubles().sub(TWO_84_PLUS_TWO_52).add(plusTwo52(x.and(LOW_HALF)));
  }

  /** Where sample i of the even runs, counted without the odd ones, lies. */
  private static int evenRun(int i) {
    return i + (i & -RUN);
  }

  private static void uniform(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector top = load(words, i).lanewise(VectorOperators.LSHR, 12);
      plusTwo52(top).sub(TWO_52).add(HALF).mul(UNIT_52).intoArray(out, at + i);
    }
  }

  private static void rademacher(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector bits = load(words, i).and(SIGN_BIT).or(ONE_BITS);
      bits.reinterpretAsDoubles().intoArray(out, at + i);
    }
  }

  private static void uniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      uniform(load(words, i), f, e, i);
    }
  }

  /** The uniforms of the even runs. */
  private static void evenUniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      uniform(load(words, evenRun(i)), f, e, i);
    }
  }

  /** Turns f and e from u and what rounding took from it to 2^e (1 + f). */
  private static void splitUniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      LongVector bits = shiftedBits(load(f, i));
      mantissa(bits).add(load(e, i)).intoArray(f, i);
      exponent(bits).intoArray(e, i);
    }
  }

  private static void splitEvenUniforms(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    splitUniforms(words, f, e, out, at, count / 2);
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
      exponential.mul(TWO).lanewise(VectorOperators.SQRT).intoArray(f, i);
    }
  }

  private static void cosines(
      long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int even = evenRun(i);
      LongVector word = load(words, even + RUN);
      LongVector angle = SIGN_BIT.sub(sineAngle(word));
      timesSine(load(f, i), angle, word).intoArray(out, at + even);
    }
  }

  private static void sines(long[] words, double[] f, double[] e, double[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int odd = evenRun(i) + RUN;
      LongVector word = load(words, odd);
      timesSine(load(f, i), sineAngle(word), word.add(word)).intoArray(out, at + odd);
    }
  }

  /** The uniform u of a word, and what rounding took from it. */
  private static void uniform(LongVector word, double[] uniforms, double[] rests, int i) {
    LongVector sign = ZERO.sub(word.lanewise(VectorOperators.LSHR, 63));
    DoubleVector upper = sign.and(ONE_BITS).reinterpretAsDoubles();
    LongVector distanceBits = word.lanewise(VectorOperators.XOR, sign);
    DoubleVector distance = toDouble(distanceBits).add(HALF).mul(UNIT_64);
    DoubleVector u = upper.sub(distance).abs();
    u.intoArray(uniforms, i);
    ONE.sub(u).sub(distance).mul(upper).intoArray(rests, i);
  }

  private static LongVector shiftedBits(DoubleVector x) {
    return x.reinterpretAsLongs().add(ONE_BITS).sub(SQRT_HALF_BITS);
  }

  private static DoubleVector exponent(LongVector bits) {
    LongVector biased = bits.lanewise(VectorOperators.LSHR, DoubleKernels.FRACTION_BITS);
    return plusTwo52(biased).sub(TWO_52_PLUS_BIAS);
  }

  private static DoubleVector mantissa(LongVector bits) {
    return bits.and(FRACTION_MASK).add(SQRT_HALF_BITS).reinterpretAsDoubles().sub(ONE);
  }

  /** -ln(2^e (1 + f)). */
  private static DoubleVector negativeLog(DoubleVector f, DoubleVector e) {
    DoubleVector s = f.div(f.add(TWO));
    DoubleVector z = s.mul(s);
    DoubleVector r = z.mul(LOG_6).add(LOG_5).mul(z).add(LOG_4).mul(z).add(LOG_3).mul(z);
    r = r.add(LOG_2).mul(z).add(LOG_1).mul(z).add(LOG_0).mul(z);
    return s.mul(f.sub(r)).sub(e.mul(LN2_LOW)).sub(f).sub(e.mul(LN2_HIGH));
  }

  private static LongVector sineAngle(LongVector word) {
    LongVector angle = word.and(ANGLE_MASK);
    return angle.add(angle).add(ANGLE_ONE);
  }

  /** radius * sin(angle), negative if the top bit of sign is set. */
  private static DoubleVector timesSine(DoubleVector radius, LongVector angle, LongVector sign) {
    // The sign is put in after the conversion, which rounds -x to minus what it rounds x to.
    DoubleVector w =
        toDouble(angle)
            .reinterpretAsLongs()
            .lanewise(VectorOperators.XOR, sign.and(SIGN_BIT))
            .reinterpretAsDoubles()
            .mul(UNIT_63);
    DoubleVector z = w.mul(w);
    DoubleVector sum = z.mul(SINE_8).add(SINE_7).mul(z).add(SINE_6).mul(z).add(SINE_5).mul(z);
    sum = sum.add(SINE_4).mul(z).add(SINE_3).mul(z).add(SINE_2).mul(z).add(SINE_1).mul(z);
    return w.mul(sum.add(SINE_0)).mul(radius);
  }
}
