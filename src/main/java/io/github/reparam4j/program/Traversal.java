package io.github.reparam4j.program;

/**
 * The order in which a fused step visits its iteration space: cut into tasks, and these into tiles,
 * each a range of positions. It depends on the shape only, so that sums do not depend on the number
 * of threads.
 */
final class Traversal {
  /** Elements of a task, about. */
  private static final int TASK = 16 * Tile.LENGTH;

  private static final int MOST_PIECES = 32;

  /** Tasks are bands of columns, and pieces of these, if set; else ranges of positions. */
  private final boolean byColumns;

  private final long size;
  private final long taskSize;
  private final long columns;
  private final int bands;
  private final int pieces;
  private final long rowsOfPiece;

  private Traversal(boolean byColumns, long size, long taskSize, long columns) {
    this.byColumns = byColumns;
    this.size = size;
    this.taskSize = taskSize;
    this.columns = columns;
    long rows = byColumns && columns > 0 ? size / columns : 0;
    this.bands = byColumns ? (int) ((columns + Tile.LENGTH - 1) / Tile.LENGTH) : 0;
    long wanted = Math.min(MOST_PIECES, (size + TASK - 1) / TASK);
    long cut = bands == 0 ? 1 : Math.max(1, Math.min(rows, (wanted + bands - 1) / bands));
    this.rowsOfPiece = Math.max(1, (rows + cut - 1) / cut);
    this.pieces = (int) ((rows + rowsOfPiece - 1) / rowsOfPiece);
  }

  /** In row-major order. */
  static Traversal flat(long size) {
    return new Traversal(false, size, TASK, 0);
  }

  /** In row-major order, with whole rows in a task. */
  static Traversal rows(long size, long rowLength) {
    long rows = Math.max(1, TASK / Math.max(1, rowLength));
    return new Traversal(false, size, rows * rowLength, 0);
  }

  /** Band of columns by band, down the rows. */
  static Traversal columns(long size, long columns) {
    return new Traversal(true, size, 0, columns);
  }

  int tasks() {
    if (size == 0) {
      return 0;
    }
    return byColumns ? bands * pieces : Math.toIntExact((size + taskSize - 1) / taskSize);
  }

  /** Bands of columns, or 0 if tasks are ranges of positions. */
  int bands() {
    return bands;
  }

  /** Tasks of one band of columns, which are consecutive. */
  int pieces() {
    return pieces;
  }

  /** Position of the first tile of a task. */
  long start(int task) {
    return byColumns
        ? task % pieces * rowsOfPiece * columns + (long) (task / pieces) * Tile.LENGTH
        : task * taskSize;
  }

  /** Whether all tiles of a task start at positions that are alike modulo a period. */
  boolean repeats(long period) {
    return byColumns ? columns % period == 0 : Tile.LENGTH % period == 0 && taskSize % period == 0;
  }

  /** Elements of a task. */
  long size(int task) {
    if (!byColumns) {
      return Math.min(taskSize, size - task * taskSize);
    }
    long row = task % pieces * rowsOfPiece;
    return Math.min(rowsOfPiece, size / columns - row) * width(task);
  }

  /** Elements of each tile of a task but the last, which may have fewer. */
  int tileLength(int task) {
    return byColumns ? rowsOfTile() * width(task) : Tile.LENGTH;
  }

  /** How far the next tile's position is from a tile's. */
  long step() {
    return byColumns ? rowsOfTile() * columns : Tile.LENGTH;
  }

  /** Narrow rows lie one after another, so that a tile holds several. */
  private int rowsOfTile() {
    return columns <= Tile.LENGTH ? (int) (Tile.LENGTH / columns) : 1;
  }

  /** Columns of a task's band. */
  private int width(int task) {
    return (int) Math.min(Tile.LENGTH, columns - (long) (task / pieces) * Tile.LENGTH);
  }
}
