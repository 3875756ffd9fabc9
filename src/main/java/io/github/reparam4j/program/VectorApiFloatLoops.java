package io.github.reparam4j.program;

import static io.github.reparam4j.program.VectorApiFloats.ONE;
import static io.github.reparam4j.program.VectorApiFloats.SPECIES;
import static io.github.reparam4j.program.VectorApiFloats.ZERO;
import static io.github.reparam4j.program.VectorApiFloats.load;

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
 * The loops over {@link VectorApiFloats}, kept like {@link VectorApiDoubleLoops}: each is written
 * out, so that it compiles to one loop. What would be too long for the compiler to inline all of it
 * is cut into two loops.
 */
final class VectorApiFloatLoops {
  private static final int LANES = SPECIES.length();
  private static final ThreadLocal<float[]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[Tile.LENGTH]);

  private VectorApiFloatLoops() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(Transcendental.EXP, VectorApiFloatLoops::exp);
    kernels.put(Transcendental.EXPM1, VectorApiFloatLoops::expm1);
    kernels.put(Transcendental.LOG, VectorApiFloatLoops::log);
    kernels.put(Transcendental.LOG1P, VectorApiFloatLoops::log1p);
    kernels.put(Transcendental.TANH, VectorApiFloatLoops::tanh);
    kernels.put(Activation.SIGMOID, VectorApiFloatLoops::sigmoid);
    kernels.put(Activation.LOG_SIGMOID, VectorApiFloatLoops::logSigmoid);
    kernels.put(Activation.SOFTPLUS, VectorApiFloatLoops::softplus);
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

  private static void expOfMinusAbs(float[] x, float[] u, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.expOfMinusAbs(load(x, i)).intoArray(u, i);
    }
  }

  private static void softplus(float[][] in, float[] out, int n) {
    float[] x = in[0];
    float[] u = SCRATCH.get();
    expOfMinusAbs(x, u, n);
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i), load(u, i)).intoArray(out, i);
    }
  }

  private static void logSigmoid(float[][] in, float[] out, int n) {
    float[] x = in[0];
    float[] u = SCRATCH.get();
    expOfMinusAbs(x, u, n);
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i).neg(), load(u, i)).neg().intoArray(out, i);
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

  private static void rsqrt(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      ONE.div(load(x, i).lanewise(VectorOperators.SQRT)).intoArray(out, i);
    }
  }
}
