/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.PackedGemm;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A product of matrices with an epilogue: the fused step that alone reads it, such as the gradient
 * of a weight and the optimiser's update. The fused step takes each row panel while it is in the
 * first-level cache; the product is never stored.
 */
public final class GemmWithEpilogueStep implements Step {
  private final GemmStep product;
  private final FusedStep group;
  private final Buffer between;

  /** Joins steps that {@link #suit} each other. */
  public GemmWithEpilogueStep(GemmStep product, FusedStep group) {
    this.product = product;
    this.group = group;
    this.between = product.results().get(0).buffer();
  }

  /** Whether a fused step can be run on any rectangle of a product that it reads. */
  public static boolean suit(GemmStep product, FusedStep group) {
    DType dtype = product.results().get(0).buffer().dtype();
    return product.isByRowPanels() && group.isLocal() && group.dtype() == dtype;
  }

  /** The fused step. */
  public FusedStep group() {
    return group;
  }

  /** The product. */
  GemmStep product() {
    return product;
  }

  /** The buffer of the product, which is never written. */
  Buffer between() {
    return between;
  }

  @Override
  public List<Buffer> reads() {
    List<Buffer> reads = new ArrayList<>(product.reads());
    group.reads().stream().filter(s -> s != between).forEach(reads::add);
    return reads;
  }

  @Override
  public List<Result> results() {
    return group.results();
  }

  @Override
  public String kind() {
    return product.kind() + ", " + group.kind();
  }

  @Override
  public String describe() {
    return product.describe() + "; " + group.describe();
  }

  @Override
  public List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(product.nodes());
    nodes.addAll(group.nodes());
    return nodes;
  }

  @Override
  public long bytesRead() {
    return product.bytesRead() + group.bytesRead() - between.bytes();
  }

  @Override
  public long flops() {
    return product.flops();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    group.reserve(execution);
    List<Rectangle> rectangles =
        execution.workers().stream().map(w -> new Rectangle(execution, w)).toList();
    GemmStep.Tasks tasks =
        product.split(
            execution,
            (slot, index, row, rowEnd, column, columnEnd) -> {
              Rectangle to = rectangles.get(slot).beginAt(row, column);
              product.multiply(execution, slot, row, rowEnd, column, columnEnd, to);
            });
    return () -> tasks.run(execution);
  }

  /** Runs the fused step on a rectangle of the product, by row panels; one for each worker. */
  private final class Rectangle implements PackedGemm.Epilogue {
    private final ExecutionContext execution;
    private final ExecutionContext.Worker worker;
    private int firstRow;
    private int firstColumn;

    Rectangle(ExecutionContext execution, ExecutionContext.Worker worker) {
      this.execution = execution;
      this.worker = worker;
    }

    Rectangle beginAt(int row, int column) {
      group.begin(execution, worker, 0, Tile.LENGTH);
      firstRow = row;
      firstColumn = column;
      return this;
    }

    /** A row panel has no more columns than a register has elements. */
    @Override
    public void process(PackedGemm<?> panel, int row, int height, int column, int columns) {
      int together = Tile.LENGTH / columns;
      for (int i = 0; i < height; i += together) {
        int rows = Math.min(together, height - i);
        long at = (long) (firstRow + row + i) * product.columns() + firstColumn + column;
        runTile(panel, i, at, rows, columns);
      }
    }

    private void runTile(PackedGemm<?> panel, int from, long at, int rows, int columns) {
      Tile tile = worker.tile(group.dtype());
      for (FusedStep.Instruction i : group.instructions()) {
        if (i instanceof FusedStep.Load l && l.view().buffer() == between) {
          for (int r = 0; r < rows; r++) {
            panel.copyRow(from + r, columns, tile, l.register(), r * columns);
          }
        } else if (i instanceof FusedStep.Load l) {
          Memory memory = execution.memory(l.view().buffer());
          move(tile, l.register(), memory, at, rows, columns, true);
        } else if (i instanceof FusedStep.Store s) {
          move(tile, s.register(), execution.memory(s.buffer()), at, rows, columns, false);
        } else {
          group.execute(i, execution, worker, at, rows * columns);
        }
      }
    }

    private void move(
        Tile tile, int register, Memory memory, long at, int rows, int columns, boolean load) {
      int all = product.columns();
      int calls = columns == all ? 1 : rows; // whole rows are contiguous
      int n = rows * columns / calls;
      for (int i = 0; i < calls; i++) {
        if (load) {
          tile.load(register, i * n, memory, at + (long) i * all, 1, n);
        } else {
          tile.store(register, i * n, memory, at + (long) i * all, 1, n);
        }
      }
    }
  }
}
