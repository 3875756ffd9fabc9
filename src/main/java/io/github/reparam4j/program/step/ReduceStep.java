/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Reduction.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * A reduction of a view. The work is cut into pieces whose size depends on the shape only; each is
 * reduced in double precision, and the pieces are combined in order, so that the result does not
 * depend on the number of threads.
 */
public final class ReduceStep implements Step {
  /** Elements of one piece. */
  private static final int PIECE = 32 * Tile.SHORT;

  /** Rows of one piece when sums run down columns. */
  private static final int ROWS = 256;

  private final Kind kind;
  private final View input;
  private final View flat;
  private final long outer;
  private final long inner;
  private final Result result;

  /**
   * @param node a reduction
   * @param inputs its input
   * @param target receives the result
   */
  public ReduceStep(Node node, List<View> inputs, Buffer target) {
    View source = inputs.get(0);
    Reduction op = (Reduction) node.op();
    this.kind = op.kind();
    int rank = source.dims().length;
    int[] order = new int[rank];
    int remaining = 0;
    for (int a = 0; a < rank; a++) {
      if (!op.axes().contains(a)) {
        order[remaining++] = a;
      }
    }
    long reducedSize = 1;
    int at = remaining;
    for (int a : op.axes()) {
      order[at++] = a;
      reducedSize *= source.dims()[a];
    }
    this.input = source.permute(order);
    this.flat = input.collapsed();
    this.inner = reducedSize;
    this.outer = target.size();
    this.result = new Result(node, target);
  }

  @Override
  public List<Buffer> reads() {
    return List.of(input.buffer());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    Reduction op = (Reduction) result.node().op();
    return input.buffer() + " over axes " + op.axes() + " -> " + result.buffer();
  }

  @Override
  public long bytesRead() {
    return input.bytes();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    execution.workers().forEach(w -> w.tile(input.buffer().dtype()).reserve(1));
    if (outer == 0) {
      return () -> {};
    } else if (kind == Kind.SUM && isColumnwise()) {
      return bindColumns(execution);
    } else if (kind == Kind.ARG_MAX || inner <= PIECE) {
      return bindRows(execution);
    }
    return bindPieces(execution);
  }

  /** Several whole rows a task. */
  private BoundStep bindRows(ExecutionContext execution) {
    int rows = (int) Math.max(1, Math.min(outer, PIECE / Math.max(1, inner)));
    int tasks = (int) ((outer + rows - 1) / rows);
    WorkerTeam.Share share =
        (task, slot) -> {
          for (long o = (long) task * rows; o < Math.min(outer, (task + 1L) * rows); o++) {
            put(execution, o, reduce(execution, slot, o * inner, inner));
          }
        };
    return () -> execution.share(tasks, share);
  }

  /** Long rows: a piece a task, then the pieces of each row are combined. */
  private BoundStep bindPieces(ExecutionContext execution) {
    int pieces = (int) ((inner + PIECE - 1) / PIECE);
    double[] partial = new double[Math.toIntExact(outer * pieces)];
    WorkerTeam.Share share =
        (task, slot) -> {
          long o = task / pieces;
          long from = (long) (task % pieces) * PIECE;
          partial[task] = reduce(execution, slot, o * inner + from, Math.min(PIECE, inner - from));
        };
    return () -> {
      execution.share(partial.length, share);
      for (int o = 0; o < outer; o++) {
        double total = partial[o * pieces];
        for (int i = 1; i < pieces; i++) {
          total = combine(total, partial[o * pieces + i]);
        }
        put(execution, o, total);
      }
    };
  }

  private double combine(double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case ARG_MAX -> throw new IllegalStateException("positions do not combine");
    };
  }

  private double reduce(ExecutionContext execution, int slot, long from, long count) {
    ExecutionContext.Worker worker = execution.worker(slot);
    Tile tile = worker.tile(input.buffer().dtype());
    Memory memory = execution.memory(input.buffer());
    double total = kind == Kind.SUM ? 0 : Double.NaN;
    long best = 0;
    for (long p = 0; p < count; p += Tile.SHORT) {
      int n = (int) Math.min(Tile.SHORT, count - p);
      worker.cursor().load(tile, 0, flat, memory, from + p, n);
      if (kind == Kind.SUM) {
        total += tile.sum(0, 0, n);
        continue;
      }
      for (int i = 0; i < n; i++) {
        double x = tile.get(0, i);
        if (p + i == 0) {
          total = x;
        } else if (kind != Kind.ARG_MAX) {
          total = combine(total, x);
        } else if (x > total || Double.isNaN(x) && !Double.isNaN(total)) {
          total = x;
          best = p + i;
        }
      }
    }
    return kind == Kind.ARG_MAX ? best : total;
  }

  // ---- sums down columns

  /**
   * Whether the axes that remain end in one that is contiguous in memory, while the reduced ones
   * are not.
   */
  private boolean isColumnwise() {
    int rank = input.dims().length;
    int last = rank - 1;
    while (last >= 0 && input.dims()[last] == 1) {
      last--;
    }
    Reduction op = (Reduction) result.node().op();
    int remaining = rank - op.axes().size();
    int lastRemaining = remaining - 1;
    while (lastRemaining >= 0 && input.dims()[lastRemaining] == 1) {
      lastRemaining--;
    }
    return last >= remaining
        && lastRemaining >= 0
        && input.strides()[lastRemaining] == 1
        && input.strides()[last] != 1
        && input.dims()[lastRemaining] >= 8;
  }

  private BoundStep bindColumns(ExecutionContext execution) {
    Reduction op = (Reduction) result.node().op();
    int remaining = input.dims().length - op.axes().size();
    int lastRemaining = remaining - 1;
    while (input.dims()[lastRemaining] == 1) {
      lastRemaining--;
    }
    int width = input.dims()[lastRemaining];
    int chunks = (width + Tile.SHORT - 1) / Tile.SHORT;
    long heads = outer / width;
    int pieces = (int) Math.max(1, (inner + ROWS - 1) / ROWS);
    View heading = axes(0, lastRemaining);
    View rows = axes(remaining, input.dims().length);
    int tasks = Math.toIntExact(heads * chunks * pieces);
    // A single piece is written by its task; several are added in order after all tasks.
    double[][] partial = pieces == 1 ? null : new double[tasks][Math.min(Tile.SHORT, width)];
    WorkerTeam.Share share =
        (task, slot) -> {
          int piece = task % pieces;
          int chunk = task / pieces % chunks;
          long head = task / pieces / chunks;
          int from = chunk * Tile.SHORT;
          int n = Math.min(Tile.SHORT, width - from);
          Tile tile = execution.worker(slot).tile(input.buffer().dtype());
          double[] sums = partial == null ? execution.worker(slot).sums() : partial[task];
          Arrays.fill(sums, 0, n, 0);
          long start = input.offset() + offset(heading, head) + from;
          for (long r = (long) piece * ROWS; r < Math.min(inner, (piece + 1L) * ROWS); r++) {
            tile.load(0, 0, execution.memory(input.buffer()), start + offset(rows, r), 1, n);
            tile.addRows(sums, 0, 0, n, n);
          }
          if (partial == null) {
            putAll(execution, head * width + from, sums, n);
          }
        };
    if (partial == null) {
      return () -> execution.share(tasks, share);
    }
    return () -> {
      execution.share(tasks, share);
      for (int i = 0; i < tasks; i += pieces) {
        int from = i / pieces % chunks * Tile.SHORT;
        int n = Math.min(Tile.SHORT, width - from);
        for (int p = 1; p < pieces; p++) {
          for (int w = 0; w < n; w++) {
            partial[i][w] += partial[i + p][w];
          }
        }
        putAll(execution, (i / pieces / chunks) * (long) width + from, partial[i], n);
      }
    };
  }

  private void putAll(ExecutionContext execution, long at, double[] values, int n) {
    for (int i = 0; i < n; i++) {
      put(execution, at + i, values[i]);
    }
  }

  private View axes(int from, int to) {
    return new View(
        input.buffer(),
        0,
        Arrays.copyOfRange(input.dims(), from, to),
        Arrays.copyOfRange(input.strides(), from, to));
  }

  private static long offset(View view, long position) {
    long at = 0;
    long rest = position;
    for (int i = view.dims().length - 1; i >= 0; i--) {
      at += rest % view.dims()[i] * view.strides()[i];
      rest /= view.dims()[i];
    }
    return at;
  }

  private void put(ExecutionContext execution, long at, double value) {
    execution.memory(result.buffer()).put(at, value);
  }
}
