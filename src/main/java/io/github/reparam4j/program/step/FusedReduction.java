/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A sum that a fused step accumulates while the summed value is in a register, so that the value
 * need not be stored. Each task sums in double precision, and the partial sums are added in order.
 */
public final class FusedReduction {
  /** The axes that are summed. */
  public enum Along {
    /** All axes, to a scalar. */
    ALL,
    /** The last axes, to a value for each row. */
    ROWS,
    /** The first axes, to a value for each column. */
    COLUMNS
  }

  /**
   * The tile schedule that the sums of a group need.
   *
   * @param along rows or columns
   * @param length length of a row; number of columns
   */
  public record Frame(Along along, long length) {
    /** Whether one tile schedule serves both: rows must be as long as there are columns. */
    public boolean suits(Frame other) {
      return length == other.length;
    }

    /** The tile schedule that serves both. */
    public Frame and(Frame other) {
      return along == other.along ? this : new Frame(Along.COLUMNS, length);
    }
  }

  /** Rows up to this length are summed by one loop. */
  private static final int SHORT_ROW = 16;

  private final Along along;
  private final long length;
  private final Step.Result result;

  private FusedReduction(Along along, long length, Step.Result result) {
    this.along = along;
    this.length = length;
    this.result = result;
  }

  /**
   * The sum that a reduction computes, or null if the reduction is of another kind or over other
   * axes.
   *
   * @param target receives the result
   */
  public static FusedReduction of(Node node, Buffer target) {
    Reduction op = (Reduction) node.op();
    Shape shape = node.input(0).shape();
    List<Integer> axes = op.axes();
    int first = axes.get(0);
    int last = axes.get(axes.size() - 1);
    boolean together = last - first == axes.size() - 1;
    Shape before = shape.slice(0, first);
    Shape after = shape.slice(last + 1, shape.rank());
    if (op.kind() != Reduction.Kind.SUM || !together || shape.size() == 0) {
      return null;
    }
    Along along;
    long length;
    if (before.size() == 1 && after.size() == 1) {
      along = Along.ALL;
      length = shape.size();
    } else if (after.size() == 1) {
      along = Along.ROWS;
      length = shape.size() / before.size();
    } else if (before.size() == 1) {
      along = Along.COLUMNS;
      length = after.size();
    } else {
      return null;
    }
    return new FusedReduction(along, length, new Step.Result(node, target));
  }

  /** The tile schedule that the sum needs, or null if any schedule serves. */
  public Frame frame() {
    return along == Along.ALL ? null : new Frame(along, length);
  }

  public Step.Result result() {
    return result;
  }

  public Node input() {
    return result.node().input(0);
  }

  // ---- in a run

  /** Memory for the partial sums of the tasks, or of each row and column block. */
  double[] parts(TileSchedule schedule) {
    if (along == Along.ROWS && schedule.columnBlocks() > 0) {
      return new double[Math.toIntExact(result.buffer().size() * schedule.columnBlocks())];
    }
    return new double[schedule.tasks() * (along == Along.COLUMNS ? schedule.tile() : 1)];
  }

  void begin(TileSchedule schedule, double[] parts, int task) {
    if (along == Along.COLUMNS) {
      Arrays.fill(parts, task * schedule.tile(), (task + 1) * schedule.tile(), 0);
    } else if (along == Along.ALL || schedule.columnBlocks() == 0) {
      parts[task] = 0;
    }
  }

  /**
   * Accumulates the first n elements of a register; the first one has a position in the iteration
   * space.
   */
  void add(
      ExecutionContext execution,
      TileSchedule schedule,
      Tile tile,
      int register,
      double[] parts,
      int task,
      long at,
      int n) {
    switch (along) {
      case ALL -> parts[task] += tile.sum(register, 0, n);
      case ROWS -> {
        if (schedule.columnBlocks() == 0) {
          addRows(execution.memory(result.buffer()), tile, register, parts, task, at, n);
        } else {
          setRows(schedule, tile, register, parts, at, n);
        }
      }
      case COLUMNS -> {
        int width = (int) Math.min(length, n);
        tile.addRows(parts, task * schedule.tile(), register, width, n);
      }
    }
  }

  private void addRows(
      Memory target, Tile tile, int register, double[] parts, int task, long at, int n) {
    if (length <= SHORT_ROW && at % length == 0 && n % length == 0) {
      tile.sumRows(register, (int) length, n, target, at / length);
      return;
    }
    for (int i = 0; i < n; ) {
      long row = (at + i) / length;
      int count = (int) Math.min(n - i, (row + 1) * length - (at + i));
      parts[task] += tile.sum(register, i, count);
      i += count;
      if (at + i == (row + 1) * length) {
        target.put(row, parts[task]);
        parts[task] = 0;
      }
    }
  }

  /** The tile has some whole rows, or the part of a row that lies in a column block. */
  private void setRows(
      TileSchedule schedule, Tile tile, int register, double[] parts, long at, int n) {
    int blocks = schedule.columnBlocks();
    int width = (int) Math.min(length, n);
    int part = (int) (at / length * blocks + at % length / schedule.tile());
    for (int i = 0; i < n; i += width) {
      parts[part] = tile.sum(register, i, width);
      part += blocks;
    }
  }

  /** Adds the partial sums. */
  void finish(ExecutionContext execution, TileSchedule schedule, double[] parts) {
    Memory target = execution.memory(result.buffer());
    if (along == Along.ALL) {
      double total = 0;
      for (int i = 0; i < schedule.tasks(); i++) {
        total += parts[i];
      }
      target.put(0, total);
    } else if (along == Along.ROWS && schedule.columnBlocks() > 0) {
      int blocks = schedule.columnBlocks();
      for (int from = 0; from < parts.length; from += blocks) {
        double total = 0;
        for (int block = 0; block < blocks; block++) {
          total += parts[from + block];
        }
        target.put(from / blocks, total);
      }
    } else if (along == Along.COLUMNS) {
      int pieces = schedule.pieces();
      for (int column = 0; column < length; column++) {
        int first = column / schedule.tile() * pieces;
        double total = 0;
        for (int piece = 0; piece < pieces; piece++) {
          total += parts[(first + piece) * schedule.tile() + column % schedule.tile()];
        }
        target.put(column, total);
      }
    }
  }
}
