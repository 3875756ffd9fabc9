/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Bound;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.DType;
import java.util.List;

/** Bounds the elements of a buffer, by all threads if there are many. Allocates nothing. */
final class MemoryScan {
  private static final int PART = 16_384;

  private final ExecutionContext execution;
  private final Bound[][] plain = new Bound[DType.values().length][];
  private final Bound[][] withSigns = new Bound[DType.values().length][];
  private final WorkerTeam.Share share = this::scan;
  private Buffer buffer;
  private Bound[] bounds;
  private double low;
  private double high;

  MemoryScan(ExecutionContext execution) {
    this.execution = execution;
    for (DType dtype : DType.values()) {
      List<ExecutionContext.Worker> workers = execution.workers();
      workers.forEach(w -> w.tile(dtype).reserve(1));
      plain[dtype.ordinal()] =
          workers.stream().map(w -> new Bound(dtype, false)).toArray(Bound[]::new);
      withSigns[dtype.ordinal()] =
          workers.stream().map(w -> new Bound(dtype, true)).toArray(Bound[]::new);
    }
  }

  /**
   * Reads all elements.
   *
   * @param signs whether to tell whether one is negative
   */
  void run(Buffer of, boolean signs) {
    buffer = of;
    int tasks = (int) ((of.size() + PART - 1) / PART);
    bounds = signs ? withSigns[of.dtype().ordinal()] : plain[of.dtype().ordinal()];
    int used = tasks > 1 ? bounds.length : 1;
    for (int i = 0; i < used; i++) {
      bounds[i].clear();
    }
    execution.share(tasks, share);
    high = 0;
    low = 0;
    for (int i = 0; i < used; i++) {
      high = Math.max(high, bounds[i].value()); // NaN if either is
      low = signs && bounds[i].isNonNegative() ? low : Double.NEGATIVE_INFINITY;
    }
    low = Math.max(low, -high);
  }

  private void scan(int task, int slot) {
    Memory memory = execution.memory(buffer);
    Tile tile = execution.worker(slot).tile(buffer.dtype());
    Bound bound = bounds[slot];
    long end = Math.min(buffer.size(), (task + 1L) * PART);
    for (long at = (long) task * PART; at < end; at += Tile.LENGTH) {
      int n = (int) Math.min(Tile.LENGTH, end - at);
      tile.load(0, 0, memory, at, 1, n);
      tile.bound(bound, 0, n);
    }
  }

  /** No element is below; NaN or infinite if an element is, or if their sum overflows. */
  double low() {
    return low;
  }

  /** No element is above; NaN or infinite if an element is, or if their sum overflows. */
  double high() {
    return high;
  }
}
