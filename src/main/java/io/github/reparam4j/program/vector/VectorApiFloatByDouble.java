/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Loops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Float kernels by way of double: inputs are widened, computed and rounded once, so results are
 * within 0.51 ulp. For functions too long to be written twice.
 *
 * <p>All float vectors have one width, here as everywhere: once a method of FloatVector has been
 * called with two, C2 does not know which it is and allocates each vector.
 */
final class VectorApiFloatByDouble {
  private static final VectorSpecies<Double> WIDE = VectorApiDoubles.SPECIES;
  private static final int LANES = WIDE.length();
  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[3][Tile.LENGTH]);

  private VectorApiFloatByDouble() {}

  static Loops.Floats unary(Loops.Doubles kernel) {
    return (in, out, n) -> {
      double[] y = SCRATCH.get()[2];
      kernel.run(new double[][] {widen(in[0], 0, n)}, y, n);
      narrow(y, out, n);
    };
  }

  static Loops.Floats binary(Loops.Doubles kernel) {
    return (in, out, n) -> {
      double[] y = SCRATCH.get()[2];
      kernel.run(new double[][] {widen(in[0], 0, n), widen(in[1], 1, n)}, y, n);
      narrow(y, out, n);
    };
  }

  private static double[] widen(float[] x, int operand, int n) {
    double[] wide = SCRATCH.get()[operand];
    for (int i = 0; i < n; i += 2 * LANES) {
      FloatVector v = VectorApiFloats.load(x, i);
      widened(v, 0).intoArray(wide, i);
      widened(v, 1).intoArray(wide, i + LANES);
    }
    return wide;
  }

  /** One half of the lanes. */
  private static DoubleVector widened(FloatVector v, int part) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, WIDE, part);
  }

  private static void narrow(double[] y, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = (float) y[i];
    }
  }
}
