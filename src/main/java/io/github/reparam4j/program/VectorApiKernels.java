package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Transcendental;
import java.util.HashMap;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops over {@link VectorApiFloats}; each is written out, so that it compiles to one loop. */
final class VectorApiKernels implements VectorKernels {
  private static final int LANES = VectorApiFloats.SPECIES.length();

  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, VectorApiFloats.SPECIES.vectorShape());
  private static final FloatVector ZERO = FloatVector.zero(VectorApiFloats.SPECIES);
  private static final FloatVector ONE = FloatVector.broadcast(VectorApiFloats.SPECIES, 1f);
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[Tile.LENGTH]);

  private final Map<Elementwise, Loops.Floats> floats = new HashMap<>();

  VectorApiKernels() {
    floats.put(Transcendental.EXP, VectorApiKernels::exp);
    floats.put(Transcendental.EXPM1, VectorApiKernels::expm1);
    floats.put(Transcendental.LOG, VectorApiKernels::log);
    floats.put(Transcendental.LOG1P, VectorApiKernels::log1p);
    floats.put(Transcendental.TANH, VectorApiKernels::tanh);
    floats.put(Activation.SIGMOID, VectorApiKernels::sigmoid);
    floats.put(Activation.SOFTPLUS, VectorApiKernels::softplus);
    floats.put(Selection.EQ, VectorApiKernels::eq);
    floats.put(Selection.NE, VectorApiKernels::ne);
    floats.put(Selection.LT, VectorApiKernels::lt);
    floats.put(Selection.LE, VectorApiKernels::le);
    floats.put(Selection.GT, VectorApiKernels::gt);
    floats.put(Selection.GE, VectorApiKernels::ge);
    floats.put(Selection.WHERE, VectorApiKernels::where);
    floats.put(Arithmetic.MULTIPLY_NO_NAN, VectorApiKernels::multiplyNoNan);
  }

  @Override
  public Loops.Floats floats(Elementwise op) {
    return floats.get(op);
  }

  private static FloatVector load(float[] x, int i) {
    return FloatVector.fromArray(VectorApiFloats.SPECIES, x, i);
  }

  private static void exp(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.exp(load(x, i)).intoArray(out, i);
    }
  }

  private static void expm1(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expm1(load(x, i)).intoArray(out, i);
    }
  }

  private static void log(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.log(load(x, i)).intoArray(out, i);
    }
  }

  private static void log1p(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.log1p(load(x, i)).intoArray(out, i);
    }
  }

  private static void tanh(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.tanh(load(x, i)).intoArray(out, i);
    }
  }

  private static void sigmoid(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.sigmoid(load(x, i)).intoArray(out, i);
    }
  }

  /** In two loops: as one it would be too long for the compiler to inline all of it. */
  private static void softplus(float[][] in, float[] out, int n) {
    float[] x = in[0];
    float[] u = SCRATCH.get();
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expOfMinusAbs(load(x, i)).intoArray(u, i);
    }
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i), load(u, i)).intoArray(out, i);
    }
  }

  private static void eq(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.EQ, load(b, i))).intoArray(out, i);
    }
  }

  private static void ne(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.NE, load(b, i))).intoArray(out, i);
    }
  }

  private static void lt(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.LT, load(b, i))).intoArray(out, i);
    }
  }

  private static void le(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.LE, load(b, i))).intoArray(out, i);
    }
  }

  private static void gt(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.GT, load(b, i))).intoArray(out, i);
    }
  }

  private static void ge(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      ZERO.blend(ONE, load(a, i).compare(VectorOperators.GE, load(b, i))).intoArray(out, i);
    }
  }

  private static void where(float[][] in, float[] out, int n) {
    float[] c = in[0];
    float[] a = in[1];
    float[] b = in[2];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Float> chosen = load(c, i).compare(VectorOperators.NE, 0f);
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

  // ---- sums, in double precision

  @Override
  public double sum(float[] x, int at, int n) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    int end = at + n;
    int i = at;
    for (; i + LANES <= end; i += LANES) {
      FloatVector v = load(x, i);
      low = low.add(half(v, 0));
      high = high.add(half(v, 1));
    }
    double total = low.add(high).reduceLanes(VectorOperators.ADD);
    for (; i < end; i++) {
      total += x[i];
    }
    return total;
  }

  @Override
  public void addTo(double[] sums, int sumsAt, float[] x, int at, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector v = load(x, at + i);
      int j = sumsAt + i;
      DoubleVector.fromArray(DOUBLES, sums, j).add(half(v, 0)).intoArray(sums, j);
      j += LANES / 2;
      DoubleVector.fromArray(DOUBLES, sums, j).add(half(v, 1)).intoArray(sums, j);
    }
    for (; i < n; i++) {
      sums[sumsAt + i] += x[at + i];
    }
  }

  private static DoubleVector half(FloatVector v, int part) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, part);
  }
}
