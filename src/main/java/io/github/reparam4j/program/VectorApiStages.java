package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Loops;

/**
 * Kernels made of several short loops, one after another over the whole tile, with scratch between
 * them. Short, for C2 inlines vector code up to a limit of graph nodes only; and called through one
 * place, for C2 would join loops that it knows to follow each other, and reach that limit again.
 */
final class VectorApiStages {
  /** One loop over float tiles. */
  @FunctionalInterface
  interface Floats {
    void run(float[][] in, float[] out, float[][] scratch, int n);
  }

  /** One loop over double tiles. */
  @FunctionalInterface
  interface Doubles {
    void run(double[][] in, double[] out, double[][] scratch, int n);
  }

  private static final int SCRATCH_TILES = 4;
  private static final ThreadLocal<float[][]> FLOATS =
      ThreadLocal.withInitial(() -> new float[SCRATCH_TILES][Tile.LENGTH]);
  private static final ThreadLocal<double[][]> DOUBLES =
      ThreadLocal.withInitial(() -> new double[SCRATCH_TILES][Tile.LENGTH]);

  private VectorApiStages() {}

  static Loops.Floats floats(Floats... stages) {
    return (in, out, n) -> {
      float[][] scratch = FLOATS.get();
      for (Floats stage : stages) {
        stage.run(in, out, scratch, n);
      }
    };
  }

  static Loops.Doubles doubles(Doubles... stages) {
    return (in, out, n) -> {
      double[][] scratch = DOUBLES.get();
      for (Doubles stage : stages) {
        stage.run(in, out, scratch, n);
      }
    };
  }
}
