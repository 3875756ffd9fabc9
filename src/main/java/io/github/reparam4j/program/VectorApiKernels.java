package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Transcendental;
import java.util.HashMap;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/** The loops over {@link VectorApiFloats}; each is written out, so that it compiles to one loop. */
final class VectorApiKernels implements VectorKernels {
  private static final int LANES = VectorApiFloats.SPECIES.length();

  private final Map<Elementwise, Loops.Floats> floats = new HashMap<>();

  VectorApiKernels() {
    floats.put(Transcendental.EXP, VectorApiKernels::exp);
    floats.put(Transcendental.EXPM1, VectorApiKernels::expm1);
    floats.put(Transcendental.LOG, VectorApiKernels::log);
    floats.put(Transcendental.LOG1P, VectorApiKernels::log1p);
    floats.put(Transcendental.TANH, VectorApiKernels::tanh);
    floats.put(Activation.SIGMOID, VectorApiKernels::sigmoid);
    floats.put(Activation.SOFTPLUS, VectorApiKernels::softplus);
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

  private static void softplus(float[][] in, float[] out, int n) {
    float[] x = in[0];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.softplus(load(x, i)).intoArray(out, i);
    }
  }

  private static void multiplyNoNan(float[][] in, float[] out, int n) {
    float[] a = in[0];
    float[] b = in[1];
    for (int i = 0; i < n; i += LANES) {
      VectorApiFloats.multiplyNoNan(load(a, i), load(b, i)).intoArray(out, i);
    }
  }
}
