/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiFloats.ONE;
import static io.github.reparam4j.program.vector.VectorApiFloats.SPECIES;
import static io.github.reparam4j.program.vector.VectorApiFloats.ZERO;
import static io.github.reparam4j.program.vector.VectorApiFloats.load;
import static io.github.reparam4j.program.vector.VectorApiFloats.of;
import static io.github.reparam4j.program.vector.VectorApiLoopChain.floats;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops over {@link VectorApiFloats}, the twin of {@link VectorApiDoubleLoops}: each is written
 * out, so that it compiles to one loop. A loop too long for C2 to inline completely is cut in two.
 */
final class VectorApiFloatLoops {
  private static final int LANES = SPECIES.length();

  private VectorApiFloatLoops() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(Transcendental.EXP, floats((in, out, s, n) -> exp(in[0], out, n)));
    kernels.put(
        Transcendental.EXPM1,
        floats(
            (in, out, s, n) -> expm1(in[0], s[0], n),
            (in, out, s, n) -> expm1(in[0], s[0], out, n)));
    kernels.put(
        Transcendental.LOG,
        floats(
            (in, out, s, n) -> split(in[0], s[0], s[1], n),
            (in, out, s, n) -> log(in[0], s[0], s[1], out, n)));
    kernels.put(
        Transcendental.LOG1P,
        floats((in, out, s, n) -> split1p(in[0], s, n), (in, out, s, n) -> logOfSum(s, out, n)));
    kernels.put(
        Transcendental.TANH,
        floats(
            (in, out, s, n) -> expm1OfMinusTwice(in[0], s[0], n),
            (in, out, s, n) -> tanh(in[0], s[0], out, n)));
    kernels.put(
        Activation.SIGMOID,
        floats(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> sigmoid(in[0], s[0], out, n)));
    kernels.put(
        Activation.SOFTPLUS,
        floats(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> softplus(in[0], s[0], out, n)));
    kernels.put(
        Activation.LOG_SIGMOID,
        floats(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> logSigmoid(in[0], s[0], out, n)));
    addSelections(kernels);
  }

  private static void addSelections(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(Selection.EQ, VectorApiFloatLoops::eq);
    kernels.put(Selection.NE, VectorApiFloatLoops::ne);
    kernels.put(Selection.LT, VectorApiFloatLoops::lt);
    kernels.put(Selection.LE, VectorApiFloatLoops::le);
    kernels.put(Selection.GT, VectorApiFloatLoops::gt);
    kernels.put(Selection.GE, VectorApiFloatLoops::ge);
    kernels.put(Selection.WHERE, VectorApiFloatLoops::where);
    kernels.put(Arithmetic.MULTIPLY_NO_NAN, VectorApiFloatLoops::multiplyNoNan);
    kernels.put(Arithmetic.RSQRT, VectorApiFloatLoops::rsqrt);
  }

  static void exp(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.exp(load(x, i)).intoArray(y, i);
    }
  }

  private static void expm1(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expm1(load(x, i)).intoArray(y, i);
    }
  }

  private static void expm1(float[] x, float[] y, float[] out, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expm1(load(x, i), load(y, i)).intoArray(out, i);
    }
  }

  // ---- logarithms

  /** x = 2^k (1 + f). */
  private static void split(float[] x, float[] k, float[] f, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = load(x, i);
      FloatVector normal = VectorApiFloats.normal(v);
      VectorApiFloats.fraction(normal).intoArray(f, i);
      VectorApiFloats.exponent(v, normal).intoArray(k, i);
    }
  }

  /** 1 + x = v (1 + correction) with v = 2^k (1 + f): k, f, correction, v. */
  private static void split1p(float[] x, float[][] parts, int n) {
    float[] k = parts[0];
    float[] f = parts[1];
    float[] corrections = parts[2];
    float[] sums = parts[3];
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = load(x, i);
      FloatVector u = v.add(of(ONE));
      v.sub(u.sub(of(ONE))).div(u).intoArray(corrections, i);
      VectorApiFloats.exponent(u).intoArray(k, i);
      VectorApiFloats.fraction(u).intoArray(f, i);
      u.intoArray(sums, i);
    }
  }

  private static void log(float[] x, float[] k, float[] f, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.log(load(x, i), load(k, i), load(f, i), of(ZERO)).intoArray(y, i);
    }
  }

  private static void logOfSum(float[][] parts, float[] y, int n) {
    float[] k = parts[0];
    float[] f = parts[1];
    float[] corrections = parts[2];
    float[] sums = parts[3];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.logOfSum(load(sums, i), load(k, i), load(f, i), load(corrections, i))
          .intoArray(y, i);
    }
  }

  // ---- functions of exponentials

  private static void expm1OfMinusTwice(float[] x, float[] t, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expm1OfMinusTwice(load(x, i)).intoArray(t, i);
    }
  }

  private static void tanh(float[] x, float[] t, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.tanh(load(x, i), load(t, i)).intoArray(y, i);
    }
  }

  static void expOfMinusAbs(float[] x, float[] u, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expOfMinusAbs(load(x, i)).intoArray(u, i);
    }
  }

  static void sigmoid(float[] x, float[] u, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.sigmoid(load(x, i), load(u, i)).intoArray(y, i);
    }
  }

  static void softplus(float[] x, float[] u, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i), load(u, i)).intoArray(y, i);
    }
  }

  static void logSigmoid(float[] x, float[] u, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i).neg(), load(u, i)).neg().intoArray(y, i);
    }
  }

  // ---- comparisons and selections

  private static void eq(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.EQ, load(b, i))).intoArray(out, i);
    }
  }

  private static void ne(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.NE, load(b, i))).intoArray(out, i);
    }
  }

  private static void lt(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.LT, load(b, i))).intoArray(out, i);
    }
  }

  private static void le(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.LE, load(b, i))).intoArray(out, i);
    }
  }

  private static void gt(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.GT, load(b, i))).intoArray(out, i);
    }
  }

  private static void ge(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      of(ZERO).blend(of(ONE), load(a, i).compare(VectorOperators.GE, load(b, i))).intoArray(out, i);
    }
  }

  private static void where(float[][] in, float[] out, int n) {
    float[] c = in[0];
    float[] a = in[1];
    float[] b = in[2];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Float> chosen = load(c, i).compare(VectorOperators.NE, 0);
      load(b, i).blend(load(a, i), chosen).intoArray(out, i);
    }
  }

  private static void multiplyNoNan(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.multiplyNoNan(load(a, i), load(b, i)).intoArray(out, i);
    }
  }

  private static void rsqrt(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      of(ONE).div(load(x, i).lanewise(VectorOperators.SQRT)).intoArray(out, i);
    }
  }
}
