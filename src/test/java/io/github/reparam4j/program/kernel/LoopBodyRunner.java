/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs loop bodies on operands that are given as doubles: by the generated loop, and element by
 * element by the definition of {@link LoopBody}. The latter computes in double precision, which
 * rounds a single sum, product, quotient or root of floats to the same float as single precision.
 */
final class LoopBodyRunner {
  /** Runs after which C2 has been asked to compile a loop. */
  private static final int MANY = 20_000;

  private LoopBodyRunner() {}

  /** Zeros, infinities, NaN, extreme values, and ties of rounding. */
  static double[] special(DType dtype) {
    boolean single = dtype == DType.FLOAT;
    double ulp = single ? Math.ulp(1f) : Math.ulp(1.0);
    double least = single ? Float.MIN_VALUE : Double.MIN_VALUE;
    double normal = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    double most = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    double root = single ? (float) Math.sqrt(most) : Math.sqrt(most);
    double third = single ? 1f / 3 : 1.0 / 3;
    double[] special = {
      0.0,
      -0.0,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN,
      least,
      -least,
      3 * least,
      normal,
      -normal,
      normal - least,
      most,
      -most,
      most * (1 - ulp),
      most * ulp / 4,
      1,
      -1,
      1 + ulp,
      1 - ulp / 2,
      ulp,
      ulp / 2,
      -ulp / 4,
      2,
      -2,
      3,
      0.5,
      -0.5,
      root,
      root * (1 + 2 * ulp),
      1 / root,
      third,
      -third
    };
    for (int i = 0; i < special.length; i++) {
      special[i] = single ? (float) special[i] : special[i];
    }
    return special;
  }

  /** The arrays after a run on copies of them. */
  static double[][] run(LoopBody body, int n, double[]... operands) {
    LoopBody.Loop loop = LoopCodegen.loop(body);
    if (body.dtype() == DType.FLOAT) {
      float[][] work = narrow(operands);
      loop.run(work, n);
      return widen(body, (Object[]) work);
    }
    double[][] work = deepCopy(operands);
    loop.run(work, n);
    return widen(body, (Object[]) work);
  }

  /** Runs a loop until it is compiled, and checks each run. */
  static void checkOften(Object what, LoopBody body, double[]... operands) {
    boolean single = body.dtype() == DType.FLOAT;
    LoopBody.Loop loop = LoopCodegen.loop(body);
    int length = operands[0].length;
    int[] lengths = {Math.min(67, length), 64, 33, 16, 15, 1};
    double[][] expected = interpret(body, length, operands);
    Object[] given = single ? narrow(operands) : operands;
    Object[] wanted = single ? narrow(expected) : expected;
    Object[] work = single ? narrow(operands) : deepCopy(operands);
    for (int time = 0; time < MANY; time++) {
      if (time == MANY * 9 / 10) {
        awaitCompiler();
      }
      int n = time % 50 == 0 ? length : lengths[time % lengths.length];
      for (int i = 0; i < body.arrays(); i++) {
        System.arraycopy(given[i], 0, work[i], 0, n);
      }
      if (single) {
        loop.run((float[][]) work, n);
      } else {
        loop.run((double[][]) work, n);
      }
      for (int i = 0; i < body.arrays(); i++) {
        if (!isSame(work[i], wanted[i], n)) {
          String run = what + ", run " + time + " of " + n + " elements";
          assertSameBits(run, widen(body, work), expected, body.arrays());
        }
      }
    }
  }

  /** The JVM compiles in another thread, which needs time. */
  private static void awaitCompiler() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static boolean isSame(Object a, Object b, int n) {
    return a instanceof float[] x
        ? Arrays.equals(x, 0, n, (float[]) b, 0, n)
        : Arrays.equals((double[]) a, 0, n, (double[]) b, 0, n);
  }

  private static double[][] widen(LoopBody body, Object... arrays) {
    double[][] out = new double[body.arrays()][];
    for (int i = 0; i < out.length; i++) {
      if (arrays[i] instanceof float[] x) {
        out[i] = new double[x.length];
        for (int j = 0; j < x.length; j++) {
          out[i][j] = x[j];
        }
      } else {
        out[i] = (double[]) arrays[i];
      }
    }
    return out;
  }

  private static float[][] narrow(double[]... x) {
    float[][] out = new float[x.length][];
    for (int i = 0; i < x.length; i++) {
      out[i] = new float[x[i].length];
      for (int j = 0; j < x[i].length; j++) {
        out[i][j] = (float) x[i][j];
      }
    }
    return out;
  }

  private static double[][] deepCopy(double[]... x) {
    double[][] out = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i].clone();
    }
    return out;
  }

  /** The expected elements of the arrays after a run. */
  static double[][] interpret(LoopBody body, int n, double[]... operands) {
    double[][] out = deepCopy(operands);
    for (int i = 0; i < n; i++) {
      List<Double> values = new ArrayList<>();
      for (int j = 0; j < body.inputs(); j++) {
        values.add(operands[j][i]);
      }
      for (int j = 0; j < body.scalars(); j++) {
        values.add(operands[body.arrays() + j][0]);
      }
      for (LoopBody.Term t : body.terms()) {
        double a = values.get(t.values().get(0));
        double b = values.get(t.values().get(t.values().size() - 1));
        double exact = compute((Arithmetic) t.op(), a, b);
        values.add(body.dtype() == DType.FLOAT ? (float) exact : exact);
      }
      for (LoopBody.Result r : body.results()) {
        out[r.array()][i] = values.get(r.value());
      }
    }
    return out;
  }

  private static double compute(Arithmetic op, double a, double b) {
    return switch (op) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQUARE -> a * a;
      case SQRT -> Math.sqrt(a);
      case RECIPROCAL -> 1 / a;
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      default -> throw new AssertionError("no case for " + op);
    };
  }

  /** Asserts that the arrays' elements have the same bits; all NaNs count as equal. */
  static void assertSameBits(Object what, double[][] actual, double[][] expected, int arrays) {
    for (int i = 0; i < arrays; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        if (Double.doubleToLongBits(actual[i][j]) != Double.doubleToLongBits(expected[i][j])) {
          assertThat(actual[i][j])
              .as("element %d of array %d after %s", j, i, what)
              .isEqualTo(expected[i][j]);
        }
      }
    }
  }
}
