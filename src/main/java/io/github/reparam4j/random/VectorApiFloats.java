package io.github.reparam4j.random;

import java.util.EnumMap;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatKernels} on vectors: the same operations in the same order, so the same bits; no
 * fused multiply-add here either. The formulas are explained there.
 *
 * <p>Words and samples are in order; a Box-Muller pair is 16 samples apart. A law is a sequence of
 * short loops, called through an interface so that each is compiled by itself, and constants are
 * kept as vectors: past its limit on the size of a method C2 stops to inline, and the loop takes
 * ten times as long.
 */
final class VectorApiFloats {
  /** One pass over all samples of a call, or over all pairs. */
  private interface Loop {
    void run(int[] words, float[] f, float[] e, float[] out, int at, int count);
  }

  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorApiPhilox.SHAPE);
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorApiPhilox.SHAPE);
  private static final int LANES = FLOATS.length();
  private static final int RUN = Philox.COUNTERS_PER_BLOCK;

  private static final FloatVector HALF = of(0.5f);
  private static final FloatVector ONE = of(1f);
  private static final FloatVector TWO = of(2f);
  private static final FloatVector UNIT_23 = of(0x1p-23f);
  private static final FloatVector UNIT_31 = of(0x1p-31f);
  private static final FloatVector UNIT_32 = of(0x1p-32f);
  private static final FloatVector LN2_HIGH = of(FloatKernels.LN2_HIGH);
  private static final FloatVector LN2_LOW = of(FloatKernels.LN2_LOW);
  private static final FloatVector LOG_0 = of(FloatKernels.LOG_0);
  private static final FloatVector LOG_1 = of(FloatKernels.LOG_1);
  private static final FloatVector LOG_2 = of(FloatKernels.LOG_2);
  private static final FloatVector SINE_0 = of(FloatKernels.SINE_0);
  private static final FloatVector SINE_1 = of(FloatKernels.SINE_1);
  private static final FloatVector SINE_2 = of(FloatKernels.SINE_2);
  private static final FloatVector SINE_3 = of(FloatKernels.SINE_3);
  private static final FloatVector SINE_4 = of(FloatKernels.SINE_4);
  private static final IntVector ONE_BITS = of(FloatKernels.ONE_BITS);
  private static final IntVector SIGN_BIT = of(FloatKernels.SIGN_BIT);
  private static final IntVector FRACTION_MASK = of(FloatKernels.FRACTION_MASK);
  private static final IntVector SQRT_HALF_BITS = of(FloatKernels.SQRT_HALF_BITS);
  private static final IntVector EXPONENT_BIAS = of(FloatKernels.EXPONENT_BIAS);
  private static final IntVector ANGLE_MASK = of(0x3FFF_FFFF);
  private static final IntVector ANGLE_ONE = of(1);

  private static final Map<NoiseLaw, Loop[]> LOOPS = new EnumMap<>(NoiseLaw.class);

  static {
    put(NoiseLaw.UNIFORM, VectorApiFloats::uniform);
    put(NoiseLaw.RADEMACHER, VectorApiFloats::rademacher);
    put(
        NoiseLaw.EXPONENTIAL,
        VectorApiFloats::uniforms,
        VectorApiFloats::splitUniforms,
        VectorApiFloats::finishLogs);
    put(
        NoiseLaw.GUMBEL,
        VectorApiFloats::uniforms,
        VectorApiFloats::splitUniforms,
        VectorApiFloats::logs,
        VectorApiFloats::splitExponents,
        VectorApiFloats::finishLogs);
    put(
        NoiseLaw.STANDARD_NORMAL,
        VectorApiFloats::evenUniforms,
        VectorApiFloats::splitEvenUniforms,
        VectorApiFloats::radii,
        VectorApiFloats::cosines,
        VectorApiFloats::sines);
  }

  private VectorApiFloats() {}

  private static void put(NoiseLaw law, Loop... loops) {
    LOOPS.put(law, loops);
  }

  /** Writes the samples of {@code count} words to {@code out} from {@code at} on. */
  static void transform(
      NoiseLaw law, int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (Loop loop : LOOPS.get(law)) {
      loop.run(words, f, e, out, at, count);
    }
  }

  private static FloatVector of(float x) {
    return FloatVector.broadcast(FLOATS, x);
  }

  private static IntVector of(int x) {
    return IntVector.broadcast(INTS, x);
  }

  private static IntVector load(int[] words, int i) {
    return IntVector.fromArray(INTS, words, i);
  }

  private static FloatVector load(float[] values, int i) {
    return FloatVector.fromArray(FLOATS, values, i);
  }

  private static FloatVector toFloat(IntVector x) {
    return (FloatVector) x.convert(VectorOperators.I2F, 0);
  }

  /** Where sample i of the even runs, counted without the odd ones, lies. */
  private static int evenRun(int i) {
    return i + (i & -RUN);
  }

  private static void uniform(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector top = load(words, i).lanewise(VectorOperators.LSHR, 9);
      toFloat(top).add(HALF).mul(UNIT_23).intoArray(out, at + i);
    }
  }

  private static void rademacher(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector bits = load(words, i).and(SIGN_BIT).or(ONE_BITS);
      bits.reinterpretAsFloats().intoArray(out, at + i);
    }
  }

  private static void uniforms(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      uniform(load(words, i), f, e, i);
    }
  }

  /** The uniforms of the even runs. */
  private static void evenUniforms(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      uniform(load(words, evenRun(i)), f, e, i);
    }
  }

  /** Turns f and e from u and what rounding took from it to 2^e (1 + f). */
  private static void splitUniforms(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector bits = shiftedBits(load(f, i));
      mantissa(bits).add(load(e, i)).intoArray(f, i);
      exponent(bits).intoArray(e, i);
    }
  }

  private static void splitEvenUniforms(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    splitUniforms(words, f, e, out, at, count / 2);
  }

  /** Turns f to -ln(2^e (1 + f)). */
  private static void logs(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      negativeLog(load(f, i), load(e, i)).intoArray(f, i);
    }
  }

  /** Turns f to 2^e (1 + f). */
  private static void splitExponents(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector bits = shiftedBits(load(f, i));
      exponent(bits).intoArray(e, i);
      mantissa(bits).intoArray(f, i);
    }
  }

  private static void finishLogs(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      negativeLog(load(f, i), load(e, i)).intoArray(out, at + i);
    }
  }

  /** Turns f to sqrt(-2 ln(2^e (1 + f))). */
  private static void radii(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      FloatVector exponential = negativeLog(load(f, i), load(e, i));
      exponential.mul(TWO).lanewise(VectorOperators.SQRT).intoArray(f, i);
    }
  }

  private static void cosines(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int even = evenRun(i);
      IntVector word = load(words, even + RUN);
      IntVector angle = SIGN_BIT.sub(sineAngle(word));
      timesSine(load(f, i), angle, word).intoArray(out, at + even);
    }
  }

  private static void sines(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int odd = evenRun(i) + RUN;
      IntVector word = load(words, odd);
      timesSine(load(f, i), sineAngle(word), word.add(word)).intoArray(out, at + odd);
    }
  }

  /** The uniform u of a word, and what rounding took from it. */
  private static void uniform(IntVector word, float[] uniforms, float[] rests, int i) {
    IntVector sign = word.lanewise(VectorOperators.ASHR, 31);
    FloatVector upper = sign.and(ONE_BITS).reinterpretAsFloats();
    IntVector distanceBits = word.lanewise(VectorOperators.XOR, sign);
    FloatVector distance = toFloat(distanceBits).add(HALF).mul(UNIT_32);
    FloatVector u = upper.sub(distance).abs();
    u.intoArray(uniforms, i);
    ONE.sub(u).sub(distance).mul(upper).intoArray(rests, i);
  }

  private static IntVector shiftedBits(FloatVector x) {
    return x.reinterpretAsInts().add(ONE_BITS).sub(SQRT_HALF_BITS);
  }

  private static FloatVector exponent(IntVector bits) {
    return toFloat(
        bits.lanewise(VectorOperators.ASHR, FloatKernels.FRACTION_BITS).sub(EXPONENT_BIAS));
  }

  private static FloatVector mantissa(IntVector bits) {
    return bits.and(FRACTION_MASK).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(ONE);
  }

  /** -ln(2^e (1 + f)). */
  private static FloatVector negativeLog(FloatVector f, FloatVector e) {
    FloatVector s = f.div(f.add(TWO));
    FloatVector z = s.mul(s);
    FloatVector r = z.mul(LOG_2).add(LOG_1).mul(z).add(LOG_0).mul(z);
    return s.mul(f.sub(r)).sub(e.mul(LN2_LOW)).sub(f).sub(e.mul(LN2_HIGH));
  }

  private static IntVector sineAngle(IntVector word) {
    IntVector angle = word.and(ANGLE_MASK);
    return angle.add(angle).add(ANGLE_ONE);
  }

  /** radius * sin(angle), negative if the top bit of sign is set. */
  private static FloatVector timesSine(FloatVector radius, IntVector angle, IntVector sign) {
    // The sign is put in after the conversion, which rounds -x to minus what it rounds x to.
    FloatVector w =
        toFloat(angle)
            .reinterpretAsInts()
            .lanewise(VectorOperators.XOR, sign.and(SIGN_BIT))
            .reinterpretAsFloats()
            .mul(UNIT_31);
    FloatVector z = w.mul(w);
    FloatVector sum = z.mul(SINE_4).add(SINE_3).mul(z).add(SINE_2).mul(z).add(SINE_1).mul(z);
    return w.mul(sum.add(SINE_0)).mul(radius);
  }
}
