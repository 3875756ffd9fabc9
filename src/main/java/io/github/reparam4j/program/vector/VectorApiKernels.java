/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import io.github.reparam4j.program.kernel.GemmMicrokernel;
import io.github.reparam4j.program.kernel.Kernel;
import io.github.reparam4j.program.kernel.VectorKernels;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import java.util.HashMap;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels on {@code jdk.incubator.vector}. An operation has one if it was faster than the
 * operation's own loop when measured on JDK 17 and 25. Lanes past n are ignored, and a lane's
 * result depends on its own inputs only.
 */
final class VectorApiKernels implements VectorKernels {
  private static final int FLOATS = VectorApiFloats.SPECIES.length();
  private static final int DOUBLES = VectorApiDoubles.SPECIES.length();

  // The micro-kernels need the 32 vector registers of AVX-512.
  private static final boolean WIDE = VectorApiFloats.SPECIES.vectorBitSize() >= 512;
  private static final GemmMicrokernel<float[]> FLOAT_MICROKERNEL =
      WIDE ? new VectorApiFloatPanels() : null;
  private static final GemmMicrokernel<double[]> DOUBLE_MICROKERNEL =
      WIDE ? new VectorApiDoublePanels() : null;

  private static final ThreadLocal<double[]> TOTAL =
      ThreadLocal.withInitial(() -> new double[DOUBLES]);

  private final Map<Elementwise, Loops.Floats> floats = new HashMap<>();
  private final Map<Elementwise, Loops.Doubles> doubles = new HashMap<>();

  VectorApiKernels() {
    VectorApiDoubleLoops.addTo(doubles);
    VectorApiTrigonometric.addTo(doubles);
    VectorApiErrorFunctions.addTo(doubles);
    VectorApiFloatLoops.addTo(floats);
    VectorApiBesselFunctions.addTo(floats);
    VectorApiGammaFunctions.addTo(floats);
    VectorApiGammaVariates.addTo(floats);
    VectorApiStudentFunctions.addTo(floats);
    VectorApiBetaFunctions.addTo(floats);
    VectorApiBetaVariates.addTo(floats);
    for (Elementwise op : doubles.keySet()) {
      Loops.Doubles kernel = doubles.get(op);
      floats.computeIfAbsent(op, o -> VectorApiFloatByDouble.of(kernel));
    }
  }

  @Override
  public Loops.Floats floats(Elementwise op) {
    return floats.get(op);
  }

  @Override
  public Loops.Doubles doubles(Elementwise op) {
    return doubles.get(op);
  }

  @Override
  public Kernel.SharedExp sharedExp(Elementwise op) {
    return VectorApiSharedExp.of(op);
  }

  // ---- products

  @Override
  public GemmMicrokernel<float[]> floatMicrokernel() {
    return FLOAT_MICROKERNEL;
  }

  @Override
  public GemmMicrokernel<double[]> doubleMicrokernel() {
    return DOUBLE_MICROKERNEL;
  }

  // ---- sums, in double precision

  @Override
  public double sum(float[] x, int at, int n) {
    // A local variable: a constant would be allocated on the heap, and so would every sum computed
    // from it.
    DoubleVector low = DoubleVector.zero(VectorApiDoubles.SPECIES);
    DoubleVector high = low;
    int end = at + n;
    int i = at;
    for (; i + FLOATS <= end; i += FLOATS) {
      FloatVector v = VectorApiFloats.load(x, i);
      low = low.add(half(v, 0));
      high = high.add(half(v, 1));
    }
    double total = total(low.add(high));
    for (; i < end; i++) {
      total += x[i];
    }
    return total;
  }

  @Override
  public double sum(double[] x, int at, int n) {
    DoubleVector even = DoubleVector.zero(VectorApiDoubles.SPECIES);
    DoubleVector odd = even;
    int end = at + n;
    int i = at;
    for (; i + 2 * DOUBLES <= end; i += 2 * DOUBLES) {
      even = even.add(VectorApiDoubles.load(x, i));
      odd = odd.add(VectorApiDoubles.load(x, i + DOUBLES));
    }
    double total = total(even.add(odd));
    for (; i < end; i++) {
      total += x[i];
    }
    return total;
  }

  /** Sum of the lanes, first to last: the order of reduceLanes is unspecified. */
  private static double total(DoubleVector v) {
    double[] lanes = TOTAL.get();
    v.intoArray(lanes, 0);
    double total = 0;
    for (double lane : lanes) {
      total += lane;
    }
    return total;
  }

  @Override
  public void addRows(double[] sums, int sumsAt, float[] x, int width, int n) {
    int column = 0;
    for (; column + FLOATS <= width; column += FLOATS) {
      int at = sumsAt + column;
      DoubleVector low = VectorApiDoubles.load(sums, at);
      DoubleVector high = VectorApiDoubles.load(sums, at + DOUBLES);
      for (int i = column; i < n; i += width) {
        FloatVector v = VectorApiFloats.load(x, i);
        low = low.add(half(v, 0));
        high = high.add(half(v, 1));
      }
      low.intoArray(sums, at);
      high.intoArray(sums, at + DOUBLES);
    }
    for (; column < width; column++) {
      double sum = sums[sumsAt + column];
      for (int i = column; i < n; i += width) {
        sum += x[i];
      }
      sums[sumsAt + column] = sum;
    }
  }

  private static DoubleVector half(FloatVector v, int part) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, VectorApiDoubles.SPECIES, part);
  }

  // ---- bounds

  @Override
  public double bound(float[] x, int n) {
    IntVector even = IntVector.zero(VectorApiFloats.INTS);
    IntVector odd = even;
    int i = 0;
    for (; i + 2 * FLOATS <= n; i += 2 * FLOATS) {
      even = even.max(VectorApiFloats.magnitude(VectorApiFloats.load(x, i)));
      odd = odd.max(VectorApiFloats.magnitude(VectorApiFloats.load(x, i + FLOATS)));
    }
    int greatest = even.max(odd).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      greatest = Math.max(greatest, Float.floatToRawIntBits(Math.abs(x[i])));
    }
    return Float.intBitsToFloat(greatest);
  }
}
