/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.SPECIES;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiLoopChain.doubles;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops over {@link VectorApiDoubles}, the twin of {@link VectorApiFloatLoops}: each is written
 * out, so that it compiles to one loop. A loop too long for C2 to inline completely is cut in two.
 */
final class VectorApiDoubleLoops {
  private static final int LANES = SPECIES.length();

  private VectorApiDoubleLoops() {}

  static void addTo(Map<Elementwise, Loops.Doubles> kernels) {
    kernels.put(Transcendental.EXP, doubles((in, out, s, n) -> exp(in[0], out, n)));
    kernels.put(Transcendental.EXPM1, VectorApiDoubleLoops::expm1);
    kernels.put(
        Transcendental.LOG,
        doubles(
            (in, out, s, n) -> split(in[0], s[0], s[1], n),
            (in, out, s, n) -> log(in[0], s[0], s[1], out, n)));
    kernels.put(
        Transcendental.LOG1P,
        doubles((in, out, s, n) -> split1p(in[0], s, n), (in, out, s, n) -> logOfSum(s, out, n)));
    kernels.put(
        Transcendental.LOG1MEXP,
        doubles(
            (in, out, s, n) -> exp(in[0], s[2], n),
            (in, out, s, n) -> oneMinusExp(in[0], s[2], s[3], n),
            (in, out, s, n) -> split(s[3], s[0], s[1], n),
            (in, out, s, n) -> logOfSum(s, out, n)));
    kernels.put(
        Transcendental.XLOGY,
        doubles(
            (in, out, s, n) -> split(in[1], s[0], s[1], n),
            (in, out, s, n) -> log(in[1], s[0], s[1], s[3], n),
            (in, out, s, n) -> timesLog(in[0], in[1], s[3], out, n)));
    kernels.put(
        Transcendental.XLOG1PY,
        doubles(
            (in, out, s, n) -> split1p(in[1], s, n),
            (in, out, s, n) -> logOfSum(s, s[3], n),
            (in, out, s, n) -> timesLog(in[0], in[1], s[3], out, n)));
    kernels.put(
        Transcendental.TANH,
        doubles(
            (in, out, s, n) -> expm1OfMinusTwice(in[0], s[0], n),
            (in, out, s, n) -> tanh(in[0], s[0], out, n)));
    kernels.put(
        Transcendental.LOG_ADD_EXP,
        doubles(
            (in, out, s, n) -> expOfMinusDistance(in[0], in[1], s[0], n),
            (in, out, s, n) -> logAddExp(in[0], in[1], s[0], out, n)));
    kernels.put(
        Activation.SIGMOID,
        doubles(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> sigmoid(in[0], s[0], out, n)));
    kernels.put(
        Activation.SOFTPLUS,
        doubles(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> softplus(in[0], s[0], out, n)));
    kernels.put(
        Activation.LOG_SIGMOID,
        doubles(
            (in, out, s, n) -> expOfMinusAbs(in[0], s[0], n),
            (in, out, s, n) -> logSigmoid(in[0], s[0], out, n)));
    addSelections(kernels);
  }

  private static void addSelections(Map<Elementwise, Loops.Doubles> kernels) {
    kernels.put(Selection.EQ, VectorApiDoubleLoops::eq);
    kernels.put(Selection.NE, VectorApiDoubleLoops::ne);
    kernels.put(Selection.LT, VectorApiDoubleLoops::lt);
    kernels.put(Selection.LE, VectorApiDoubleLoops::le);
    kernels.put(Selection.GT, VectorApiDoubleLoops::gt);
    kernels.put(Selection.GE, VectorApiDoubleLoops::ge);
    kernels.put(Selection.WHERE, VectorApiDoubleLoops::where);
    kernels.put(Arithmetic.MULTIPLY_NO_NAN, VectorApiDoubleLoops::multiplyNoNan);
  }

  static void exp(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.exp(load(x, i)).intoArray(y, i);
    }
  }

  private static void expm1(double[][] in, double[] out, int n) {
    double[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.expm1(load(x, i)).intoArray(out, i);
    }
  }

  // ---- logarithms

  /** x = 2^k (1 + f). */
  private static void split(double[] x, double[] k, double[] f, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector normal = VectorApiDoubles.normal(v);
      VectorApiDoubles.fraction(normal).intoArray(f, i);
      VectorApiDoubles.exponent(v, normal).intoArray(k, i);
    }
  }

  /** 1 + x = v (1 + correction) with v = 2^k (1 + f): k, f, correction, v. */
  private static void split1p(double[] x, double[][] parts, int n) {
    double[] k = parts[0];
    double[] f = parts[1];
    double[] corrections = parts[2];
    double[] sums = parts[3];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector u = v.add(ONE);
      v.sub(u.sub(ONE)).div(u).intoArray(corrections, i);
      VectorApiDoubles.exponent(u).intoArray(k, i);
      VectorApiDoubles.fraction(u).intoArray(f, i);
      u.intoArray(sums, i);
    }
  }

  private static void log(double[] x, double[] k, double[] f, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.log(load(x, i), load(k, i), load(f, i), ZERO).intoArray(y, i);
    }
  }

  private static void logOfSum(double[][] parts, double[] y, int n) {
    double[] k = parts[0];
    double[] f = parts[1];
    double[] corrections = parts[2];
    double[] sums = parts[3];
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.logOfSum(load(sums, i), load(k, i), load(f, i), load(corrections, i))
          .intoArray(y, i);
    }
  }

  /** Writes 1 - e^x to y, and replaces e^x in u by a correction. */
  private static void oneMinusExp(double[] x, double[] u, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.oneMinusExp(load(x, i), load(u, i), u, i).intoArray(y, i);
    }
  }

  /** x ln y, but 0 where x is 0, unless y is NaN. */
  private static void timesLog(double[] x, double[] y, double[] log, double[] out, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector factor = load(x, i);
      DoubleVector v = load(y, i);
      VectorMask<Double> vanishes = factor.eq(ZERO).and(v.eq(v));
      factor.mul(load(log, i)).blend(ZERO, vanishes).intoArray(out, i);
    }
  }

  // ---- functions of exponentials

  private static void expm1OfMinusTwice(double[] x, double[] t, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector a = load(x, i).abs();
      VectorApiDoubles.expm1(a.add(a).neg()).intoArray(t, i);
    }
  }

  private static void tanh(double[] x, double[] t, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.tanh(load(x, i), load(t, i)).intoArray(y, i);
    }
  }

  static void expOfMinusAbs(double[] x, double[] u, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.exp(load(x, i).abs().neg()).intoArray(u, i);
    }
  }

  static void sigmoid(double[] x, double[] u, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.sigmoid(load(x, i), load(u, i)).intoArray(y, i);
    }
  }

  static void softplus(double[] x, double[] u, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.softplus(load(x, i), load(u, i)).intoArray(y, i);
    }
  }

  static void logSigmoid(double[] x, double[] u, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.softplus(load(x, i).neg(), load(u, i)).neg().intoArray(y, i);
    }
  }

  private static void expOfMinusDistance(double[] a, double[] b, double[] u, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.exp(load(a, i).sub(load(b, i)).abs().neg()).intoArray(u, i);
    }
  }

  private static void logAddExp(double[] a, double[] b, double[] u, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector high = load(a, i).max(load(b, i));
      DoubleVector sum = VectorApiDoubles.logOnePlusUnit(load(u, i)).add(high);
      sum.blend(high, high.abs().eq(Double.POSITIVE_INFINITY)).intoArray(y, i);
    }
  }

  // ---- comparisons and selections

  private static void eq(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.EQ, load(b, i))).intoArray(out, i);
    }
  }

  private static void ne(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.NE, load(b, i))).intoArray(out, i);
    }
  }

  private static void lt(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.LT, load(b, i))).intoArray(out, i);
    }
  }

  private static void le(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.LE, load(b, i))).intoArray(out, i);
    }
  }

  private static void gt(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.GT, load(b, i))).intoArray(out, i);
    }
  }

  private static void ge(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.GE, load(b, i))).intoArray(out, i);
    }
  }

  private static void where(double[][] in, double[] out, int n) {
    double[] c = in[0];
    double[] a = in[1];
    double[] b = in[2];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Double> chosen = load(c, i).compare(VectorOperators.NE, 0);
      load(b, i).blend(load(a, i), chosen).intoArray(out, i);
    }
  }

  private static void multiplyNoNan(double[][] in, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      VectorApiDoubles.multiplyNoNan(load(a, i), load(b, i)).intoArray(out, i);
    }
  }
}
