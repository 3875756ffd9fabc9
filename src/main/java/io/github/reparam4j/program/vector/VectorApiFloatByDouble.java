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
  private static final int MAX_ARITY = 3;

  /** The widened inputs, and last the result. */
  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[MAX_ARITY + 1][Tile.LENGTH]);

  private VectorApiFloatByDouble() {}

  /** The stages of a {@link VectorApiLoopChain}; their inputs are never their output. */
  static Loops.Floats byDouble(VectorApiLoopChain.Doubles... stages) {
    return of(VectorApiLoopChain.doubles(stages));
  }

  static Loops.Floats of(Loops.Doubles kernel) {
    return (in, out, n) -> {
      double[][] scratch = SCRATCH.get();
      double[][] wide = new double[in.length][];
      for (int i = 0; i < in.length; i++) {
        wide[i] = scratch[i];
        widen(in[i], wide[i], n);
      }
      kernel.run(wide, scratch[MAX_ARITY], n);
      narrow(scratch[MAX_ARITY], out, n);
    };
  }

  private static void widen(float[] x, double[] wide, int n) {
    for (int i = 0; i < n; i += 2 * LANES) {
      FloatVector v = VectorApiFloats.load(x, i);
      widened(v, 0).intoArray(wide, i);
      widened(v, 1).intoArray(wide, i + LANES);
    }
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
