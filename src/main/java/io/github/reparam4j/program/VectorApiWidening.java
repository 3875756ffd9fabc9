package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Loops;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels of floats that are those of doubles: widened, computed and rounded once, so within 0.51
 * ulp. For functions too long to be written twice.
 */
final class VectorApiWidening {
  private static final VectorSpecies<Double> WIDE = VectorApiDoubles.SPECIES;
  private static final VectorSpecies<Float> NARROW =
      VectorSpecies.of(float.class, VectorShape.forBitSize(WIDE.vectorBitSize() / 2));
  private static final int LANES = WIDE.length();
  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[3][Tile.LENGTH]);

  private VectorApiWidening() {}

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
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = FloatVector.fromArray(NARROW, x, i);
      ((DoubleVector) v.convertShape(VectorOperators.F2D, WIDE, 0)).intoArray(wide, i);
    }
    return wide;
  }

  private static void narrow(double[] y, float[] out, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = DoubleVector.fromArray(WIDE, y, i);
      ((FloatVector) v.convertShape(VectorOperators.D2F, NARROW, 0)).intoArray(out, i);
    }
  }
}
