/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Shape;

/**
 * Copies the matrices of a batch, which may be repeated, into a row-major buffer, where LAPACK and
 * BLAS work in place.
 */
final class MatrixCopy {
  private final View from;
  private final Shape batch;
  private final Buffer to;
  private final int rows;
  private final int columns;

  /**
   * @param from the matrices
   * @param batch shape of the batch that the buffer holds
   * @param to the buffer
   */
  MatrixCopy(View from, Shape batch, Buffer to) {
    this.from = from;
    this.batch = batch;
    this.to = to;
    int rank = from.dims().length;
    this.rows = from.dims()[rank - 2];
    this.columns = from.dims()[rank - 1];
  }

  /** Makes the register that each worker copies through. */
  void reserve(ExecutionContext execution) {
    execution.workers().forEach(w -> w.tile(to.dtype()).reserve(1));
  }

  /** Copies the matrix at a row-major index of the batch. */
  void run(ExecutionContext execution, int slot, long index) {
    int rank = from.dims().length;
    View matrix =
        new View(
                from.buffer(),
                from.batchOffset(batch, index),
                new int[] {rows, columns},
                new long[] {from.strides()[rank - 2], from.strides()[rank - 1]})
            .collapsed();
    ExecutionContext.Worker worker = execution.worker(slot);
    Tile tile = worker.tile(to.dtype());
    Memory source = execution.memory(from.buffer());
    Memory target = execution.memory(to);
    long size = (long) rows * columns;
    for (long p = 0; p < size; p += Tile.SHORT) {
      int count = (int) Math.min(Tile.SHORT, size - p);
      worker.cursor().load(tile, 0, matrix, source, p, count);
      tile.store(0, 0, target, index * size + p, 1, count);
    }
  }
}
