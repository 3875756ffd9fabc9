/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Bound;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.DType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Bounds the elements of a buffer, by all threads if there are many. Allocates nothing. */
final class MemoryScan {
  private static final int PART = 16_384;

  private final ExecutionContext execution;
  private final Map<DType, List<Bound>> plain = new EnumMap<>(DType.class);
  private final Map<DType, List<Bound>> withSigns = new EnumMap<>(DType.class);
  private final WorkerTeam.Share share = this::scan;
  private Buffer buffer;
  private List<Bound> bounds;
  private double low;
  private double high;

  MemoryScan(ExecutionContext execution) {
    this.execution = execution;
    for (DType dtype : DType.values()) {
      List<ExecutionContext.Worker> workers = execution.workers();
      workers.forEach(w -> w.tile(dtype).reserve(1));
      plain.put(dtype, workers.stream().map(w -> new Bound(dtype, false)).toList());
      withSigns.put(dtype, workers.stream().map(w -> new Bound(dtype, true)).toList());
    }
  }

  /**
   * Reads all elements.
   *
   * @param signs whether to tell whether one is negative
   */
  void run(Buffer of, boolean signs) {
    buffer = of;
    bounds = (signs ? withSigns : plain).get(of.dtype());
    for (int i = 0; i < bounds.size(); i++) {
      bounds.get(i).clear();
    }
    execution.share((int) ((of.size() + PART - 1) / PART), share);
    high = 0;
    low = 0;
    for (int i = 0; i < bounds.size(); i++) {
      high = Math.max(high, bounds.get(i).value()); // NaN if either is
      low = signs && bounds.get(i).isNonNegative() ? low : Double.NEGATIVE_INFINITY;
    }
    low = Math.max(low, -high);
  }

  private void scan(int task, int slot) {
    Memory memory = execution.memory(buffer);
    Tile tile = execution.worker(slot).tile(buffer.dtype());
    Bound bound = bounds.get(slot);
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
