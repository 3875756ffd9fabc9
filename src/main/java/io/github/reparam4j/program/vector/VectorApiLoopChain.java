/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Loops;
import java.util.Arrays;

/**
 * Kernels made of one or several short loops, one after another over the whole tile, with scratch
 * arrays between them. The loops are short because C2 inlines vector code up to a limit of graph
 * nodes only, and they are called through one call site because C2 would merge loops that it knows
 * to follow each other and reach the limit again.
 *
 * <p>C2 inlines the targets of a call site at which it has seen at most two. So a third, which does
 * nothing, is called there now and then.
 */
final class VectorApiLoopChain {
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

  private static final int SCRATCH_TILES = 8;

  /** One call in so many is followed by the empty loop: often enough to be in the profile. */
  private static final int CALLS_PER_NO_OP = 256;

  private static final ThreadLocal<Scratch<float[][]>> FLOATS =
      ThreadLocal.withInitial(() -> new Scratch<>(new float[SCRATCH_TILES][Tile.LENGTH]));
  private static final ThreadLocal<Scratch<double[][]>> DOUBLES =
      ThreadLocal.withInitial(() -> new Scratch<>(new double[SCRATCH_TILES][Tile.LENGTH]));

  private VectorApiLoopChain() {}

  /** A thread's scratch tiles, and its number of calls. */
  private static final class Scratch<T> {
    private final T tiles;
    private int calls;

    Scratch(T tiles) {
      this.tiles = tiles;
    }

    boolean isNoOpDue() {
      return ++calls % CALLS_PER_NO_OP == 0;
    }
  }

  static Loops.Floats floats(Floats... stages) {
    Floats[] withNoOp = Arrays.copyOf(stages, stages.length + 1);
    withNoOp[stages.length] = (in, out, scratch, n) -> {};
    return (in, out, n) -> {
      Scratch<float[][]> scratch = FLOATS.get();
      for (Floats stage : scratch.isNoOpDue() ? withNoOp : stages) {
        stage.run(in, out, scratch.tiles, n);
      }
    };
  }

  static Loops.Doubles doubles(Doubles... stages) {
    Doubles[] withNoOp = Arrays.copyOf(stages, stages.length + 1);
    withNoOp[stages.length] = (in, out, scratch, n) -> {};
    return (in, out, n) -> {
      Scratch<double[][]> scratch = DOUBLES.get();
      for (Doubles stage : scratch.isNoOpDue() ? withNoOp : stages) {
        stage.run(in, out, scratch.tiles, n);
      }
    };
  }
}
