package io.github.reparam4j.program;

/**
 * The order in which a fused step visits its iteration space: cut into tasks, and these into tiles,
 * each a range of positions. It depends on the shape only, so that sums do not depend on the number
 * of threads.
 */
final class Traversal {
  /** Does something with positions [position, position + n). */
  @FunctionalInterface
  interface Visitor {
    void visit(long position, int n);
  }

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
    return byColumns
        ? columns % period == 0
        : Tile.LENGTH % period == 0 && taskSize % period == 0;
  }

  /** Visits the tiles of a task in order. */
  void visit(int task, Visitor visitor) {
    if (byColumns) {
      visitBand(task / pieces, task % pieces, visitor);
      return;
    }
    long from = task * taskSize;
    long to = Math.min(size, from + taskSize);
    for (long p = from; p < to; p += Tile.LENGTH) {
      visitor.visit(p, (int) Math.min(Tile.LENGTH, to - p));
    }
  }

  private void visitBand(int band, int piece, Visitor visitor) {
    long column = (long) band * Tile.LENGTH;
    int width = (int) Math.min(Tile.LENGTH, columns - column);
    // Narrow rows lie one after another, so that a tile holds several.
    long rowsOfTile = width == columns ? Tile.LENGTH / width : 1;
    long end = Math.min(size / columns, (piece + 1) * rowsOfPiece);
    for (long row = piece * rowsOfPiece; row < end; row += rowsOfTile) {
      long count = Math.min(rowsOfTile, end - row);
      visitor.visit(row * columns + column, (int) (count * width));
    }
  }
}
