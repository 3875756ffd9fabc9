/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.vector;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.kernel.FloatKernels;
import io.github.reparam4j.random.kernel.Philox;
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
 * <p>Words and samples are in order; a Box-Muller pair is 16 samples apart. A distribution is a
 * sequence of short loops, called through an interface so that each is compiled by itself: beyond
 * its limit on the size of a method C2 stops inlining, and the loop takes ten times as long.
 * Constants are broadcast where they are used, which C2 hoists out of the loop; vectors in static
 * fields would be reloaded in every iteration, because a store to an array could have changed them.
 */
final class VectorApiFloatNoise {
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

  private static final float HALF = 0.5f;
  private static final float ONE = 1f;
  private static final float TWO = 2f;
  private static final float UNIFORM_UNIT = FloatKernels.UNIFORM_UNIT;
  private static final float ANGLE_UNIT = FloatKernels.ANGLE_UNIT;
  private static final float WORD_UNIT = FloatKernels.WORD_UNIT;
  private static final float LN2_HIGH = FloatKernels.LN2_HIGH;
  private static final float LN2_LOW = FloatKernels.LN2_LOW;
  private static final float LOG_0 = FloatKernels.LOG_0;
  private static final float LOG_1 = FloatKernels.LOG_1;
  private static final float LOG_2 = FloatKernels.LOG_2;
  private static final float SINE_0 = FloatKernels.SINE_0;
  private static final float SINE_1 = FloatKernels.SINE_1;
  private static final float SINE_2 = FloatKernels.SINE_2;
  private static final float SINE_3 = FloatKernels.SINE_3;
  private static final float SINE_4 = FloatKernels.SINE_4;
  private static final int ONE_BITS = FloatKernels.ONE_BITS;
  private static final int SIGN_BIT = FloatKernels.SIGN_BIT;
  private static final int FRACTION_MASK = FloatKernels.FRACTION_MASK;
  private static final int SQRT_HALF_BITS = FloatKernels.SQRT_HALF_BITS;
  private static final int ANGLE_MASK = 0x7FFF_FFFE;
  private static final int ANGLE_LIMIT = 0x7FFF_FFFF;
  private static final int ANGLE_ONE = 1;

  private static final Map<NoiseDistribution, Loop[]> LOOPS =
      new EnumMap<>(NoiseDistribution.class);

  static {
    put(NoiseDistribution.UNIFORM, VectorApiFloatNoise::uniform);
    put(NoiseDistribution.RADEMACHER, VectorApiFloatNoise::rademacher);
    put(
        NoiseDistribution.EXPONENTIAL,
        VectorApiFloatNoise::splitUniforms,
        VectorApiFloatNoise::finishLogs);
    put(
        NoiseDistribution.GUMBEL,
        VectorApiFloatNoise::splitUniforms,
        VectorApiFloatNoise::logs,
        VectorApiFloatNoise::splitExponents,
        VectorApiFloatNoise::finishLogs);
    put(
        NoiseDistribution.STANDARD_NORMAL,
        VectorApiFloatNoise::splitEvenUniforms,
        VectorApiFloatNoise::radii,
        VectorApiFloatNoise::cosines,
        VectorApiFloatNoise::sines);
  }

  private VectorApiFloatNoise() {}

  private static void put(NoiseDistribution distribution, Loop... loops) {
    LOOPS.put(distribution, loops);
  }

  /** Writes the samples of {@code count} words to {@code out} from {@code at} on. */
  static void transform(
      NoiseDistribution distribution,
      int[] words,
      float[] f,
      float[] e,
      float[] out,
      int at,
      int count) {
    for (Loop loop : LOOPS.get(distribution)) {
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

  /** Index of sample i of the even runs, counted without the odd ones. */
  private static int evenRun(int i) {
    return i + (i & -RUN);
  }

  private static void uniform(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector top = load(words, i).lanewise(VectorOperators.LSHR, FloatKernels.UNIFORM_SHIFT);
      toFloat(top).add(of(HALF)).mul(of(UNIFORM_UNIT)).intoArray(out, at + i);
    }
  }

  private static void rademacher(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      IntVector bits = load(words, i).and(of(SIGN_BIT)).or(of(ONE_BITS));
      bits.reinterpretAsFloats().intoArray(out, at + i);
    }
  }

  /** The uniforms as 2^e (1 + f). */
  private static void splitUniforms(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count; i += LANES) {
      splitUniform(load(words, i), f, e, i);
    }
  }

  /** The uniforms of the even runs as 2^e (1 + f). */
  private static void splitEvenUniforms(
      int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      splitUniform(load(words, evenRun(i)), f, e, i);
    }
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
      exponential.mul(of(TWO)).lanewise(VectorOperators.SQRT).intoArray(f, i);
    }
  }

  private static void cosines(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int even = evenRun(i);
      IntVector word = load(words, even + RUN);
      // 2^31 - a for the odd angle a of the sine: the bits below the sign, inverted.
      IntVector angle =
          word.add(word).and(of(ANGLE_MASK)).lanewise(VectorOperators.XOR, of(ANGLE_LIMIT));
      timesSine(load(f, i), angle, word).intoArray(out, at + even);
    }
  }

  private static void sines(int[] words, float[] f, float[] e, float[] out, int at, int count) {
    for (int i = 0; i < count / 2; i += LANES) {
      int odd = evenRun(i) + RUN;
      IntVector word = load(words, odd);
      IntVector twice = word.add(word);
      IntVector angle = twice.and(of(ANGLE_MASK)).or(of(ANGLE_ONE));
      timesSine(load(f, i), angle, twice).intoArray(out, at + odd);
    }
  }

  /** The uniform u of a word as 2^e (1 + f), with the rounding error of u added to f. */
  private static void splitUniform(IntVector word, float[] f, float[] e, int i) {
    IntVector sign = word.lanewise(VectorOperators.ASHR, FloatKernels.SIGN_SHIFT);
    FloatVector upper = sign.and(of(ONE_BITS)).reinterpretAsFloats();
    IntVector distanceBits = word.lanewise(VectorOperators.XOR, sign);
    FloatVector distance = toFloat(distanceBits).add(of(HALF)).mul(of(WORD_UNIT));
    FloatVector u = upper.sub(distance).abs();
    FloatVector rest = of(ONE).sub(u).sub(distance).mul(upper);
    IntVector bits = shiftedBits(u);
    mantissa(bits).add(rest).intoArray(f, i);
    exponent(bits).intoArray(e, i);
  }

  private static IntVector shiftedBits(FloatVector x) {
    return x.reinterpretAsInts().sub(of(SQRT_HALF_BITS));
  }

  private static FloatVector exponent(IntVector bits) {
    return toFloat(bits.lanewise(VectorOperators.ASHR, FloatKernels.FRACTION_BITS));
  }

  private static FloatVector mantissa(IntVector bits) {
    return bits.and(of(FRACTION_MASK)).add(of(SQRT_HALF_BITS)).reinterpretAsFloats().sub(of(ONE));
  }

  /** -ln(2^e (1 + f)). */
  private static FloatVector negativeLog(FloatVector f, FloatVector e) {
    FloatVector s = f.div(f.add(of(TWO)));
    FloatVector z = s.mul(s);
    FloatVector r = z.mul(of(LOG_2)).add(of(LOG_1)).mul(z).add(of(LOG_0)).mul(z);
    return s.mul(f.sub(r)).sub(e.mul(of(LN2_LOW))).sub(f).sub(e.mul(of(LN2_HIGH)));
  }

  /** radius * sin(angle), negative if the top bit of sign is set. */
  private static FloatVector timesSine(FloatVector radius, IntVector angle, IntVector sign) {
    // The sign is set after the conversion, which rounds -x to the negative of x rounded.
    FloatVector w =
        toFloat(angle)
            .reinterpretAsInts()
            .lanewise(VectorOperators.XOR, sign.and(of(SIGN_BIT)))
            .reinterpretAsFloats()
            .mul(of(ANGLE_UNIT));
    FloatVector z = w.mul(w);
    FloatVector sum =
        z.mul(of(SINE_4)).add(of(SINE_3)).mul(z).add(of(SINE_2)).mul(z).add(of(SINE_1)).mul(z);
    return w.mul(sum.add(of(SINE_0))).mul(radius);
  }
}
