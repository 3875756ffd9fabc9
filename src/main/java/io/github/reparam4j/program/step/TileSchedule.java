/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.DType;

/**
 * The order in which a fused step visits its iteration space: tasks made of tiles, each a range of
 * positions. The order depends on the shape only, so that sums do not depend on the number of
 * threads.
 */
public final class TileSchedule {
  /** Approximate number of tiles of a task. */
  private static final int TILES_OF_TASK = 16;

  /** Minimum number of elements for which long tiles leave enough tasks. */
  private static final int LARGE = 1 << 16;

  private static final int MAX_PIECES = 32;

  /** If set, tasks are row ranges of column blocks; else ranges of positions. */
  private final boolean byColumns;

  private final int tile;
  private final long size;
  private final long taskSize;
  private final long columns;
  private final int columnBlocks;
  private final int pieces;
  private final long rowsOfPiece;

  private TileSchedule(boolean byColumns, int tile, long size, long taskSize, long columns) {
    this.byColumns = byColumns;
    this.tile = tile;
    this.size = size;
    this.taskSize = taskSize;
    this.columns = columns;
    long rows = byColumns && columns > 0 ? size / columns : 0;
    this.columnBlocks = byColumns ? (int) ((columns + tile - 1) / tile) : 0;
    long wanted = Math.min(MAX_PIECES, (size + task(tile) - 1) / task(tile));
    long cut =
        columnBlocks == 0
            ? 1
            : Math.max(1, Math.min(rows, (wanted + columnBlocks - 1) / columnBlocks));
    this.rowsOfPiece = Math.max(1, (rows + cut - 1) / cut);
    this.pieces = (int) ((rows + rowsOfPiece - 1) / rowsOfPiece);
  }

  /**
   * In row-major order.
   *
   * @param period number of elements after which a broadcast input repeats, or 0
   */
  public static TileSchedule flat(DType dtype, long size, long period) {
    int tile = aligned(tile(dtype, size), period);
    return new TileSchedule(false, tile, size, task(tile), 0);
  }

  /** In row-major order, with whole rows in a task. */
  public static TileSchedule rows(DType dtype, long size, long rowLength) {
    int tile = tile(dtype, size);
    long rows = Math.max(1, task(tile) / Math.max(1, rowLength));
    return new TileSchedule(false, tile, size, rows * rowLength, 0);
  }

  /** One column block after another, each down the rows. */
  public static TileSchedule columns(DType dtype, long size, long columns) {
    return new TileSchedule(true, tile(dtype, size), size, 0, columns);
  }

  /**
   * Maximum number of elements of a tile: a page of memory, which the processor prefetches; half a
   * page of floats if the iteration space is small, so that there are tasks for all threads.
   */
  private static int tile(DType dtype, long size) {
    return dtype == DType.FLOAT && size >= LARGE ? Tile.LENGTH : Tile.SHORT;
  }

  /**
   * The largest multiple of the period that a tile can hold, so that all tiles read the same
   * values.
   */
  private static int aligned(int tile, long period) {
    return period > 0 && period <= tile ? (int) (tile / period * period) : tile;
  }

  private static int task(int tile) {
    return TILES_OF_TASK * tile;
  }

  /** Maximum number of elements of a tile. */
  int tile() {
    return tile;
  }

  int tasks() {
    if (size == 0) {
      return 0;
    }
    return byColumns ? columnBlocks * pieces : Math.toIntExact((size + taskSize - 1) / taskSize);
  }

  /** Number of column blocks, or 0 if tasks are ranges of positions. */
  int columnBlocks() {
    return columnBlocks;
  }

  /** Number of tasks of a column block, which are consecutive. */
  int pieces() {
    return pieces;
  }

  /** Position of the first tile of a task. */
  long start(int task) {
    return byColumns
        ? task % pieces * rowsOfPiece * columns + (long) (task / pieces) * tile
        : task * taskSize;
  }

  /** Whether all tiles of a task start at equal positions modulo a period. */
  public boolean repeats(long period) {
    return byColumns ? columns % period == 0 : tile % period == 0 && taskSize % period == 0;
  }

  /** Elements of a task. */
  long size(int task) {
    if (!byColumns) {
      return Math.min(taskSize, size - task * taskSize);
    }
    long row = task % pieces * rowsOfPiece;
    return Math.min(rowsOfPiece, size / columns - row) * width(task);
  }

  /** Number of elements of each tile of a task except the last, which may have fewer. */
  int tileLength(int task) {
    return byColumns ? rowsOfTile() * width(task) : tile;
  }

  /** Distance between the positions of successive tiles. */
  long step() {
    return byColumns ? rowsOfTile() * columns : tile;
  }

  /** Number of rows of a tile: narrow rows are contiguous, so that a tile holds several. */
  private int rowsOfTile() {
    return columns <= tile ? (int) (tile / columns) : 1;
  }

  /** Number of columns of a task's block. */
  private int width(int task) {
    return (int) Math.min(tile, columns - (long) (task / pieces) * tile);
  }
}
