/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Gemm;
import io.github.reparam4j.program.kernel.Matrix;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.PackedGemm;
import io.github.reparam4j.tensor.Shape;
import java.util.List;

/**
 * A product of matrices or of batches of them. A large one is split by rows or columns into parts,
 * each one call of {@link Gemm}.
 */
public final class GemmStep implements Step {
  /** Floating-point operations of a part if there are more than a few parts. */
  private static final long PART = 128_000_000;

  /** Minimum floating-point operations of a part if there are few parts: about 10 us. */
  private static final long MIN_PART = 1_000_000;

  /** The columns of a part that is computed by panels are a multiple of this. */
  private static final int PANEL = 16;

  private static final int FEW_PARTS = 4;
  private static final int MAX_PARTS = 32;

  private final View a;
  private final View b;
  private final Result result;
  private final Shape batch;
  private final int m;
  private final int n;
  private final int k;
  private final boolean byPanels;

  /**
   * @param node a product
   * @param factors left and right factor, their last two axes readable by BLAS
   * @param target receives the product
   */
  public GemmStep(Node node, List<View> factors, Buffer target) {
    this.a = factors.get(0);
    this.b = factors.get(1);
    this.result = new Result(node, target);
    Shape shape = node.shape();
    this.batch = shape.slice(0, shape.rank() - 2);
    this.m = shape.dim(-2);
    this.n = shape.dim(-1);
    this.k = node.input(0).shape().dim(-1);
    this.byPanels = Gemm.isPacked(node.dtype(), m, n, k);
  }

  /** Whether BLAS can read the last two axes of a view as they lie in memory. */
  public static boolean isReadable(View v) {
    int rank = v.dims().length;
    int rows = v.dims()[rank - 2];
    int columns = v.dims()[rank - 1];
    long rowStride = v.strides()[rank - 2];
    long columnStride = v.strides()[rank - 1];
    boolean byRows = (columns == 1 || columnStride == 1) && (rows == 1 || rowStride >= columns);
    boolean byColumns = (rows == 1 || rowStride == 1) && (columns == 1 || columnStride >= rows);
    return (byRows || byColumns) && Math.max(rowStride, columnStride) <= Integer.MAX_VALUE;
  }

  /** Sets an operand to the last two axes of a view at an offset. */
  private static void set(Matrix operand, ExecutionContext execution, View v, long offset) {
    int rank = v.dims().length;
    int rows = v.dims()[rank - 2];
    int columns = v.dims()[rank - 1];
    long rowStride = v.strides()[rank - 2];
    boolean byRows =
        (columns == 1 || v.strides()[rank - 1] == 1) && (rows == 1 || rowStride >= columns);
    long leading =
        byRows ? rows == 1 ? columns : rowStride : columns == 1 ? rows : v.strides()[rank - 1];
    Memory memory = execution.memory(v.buffer());
    operand.set(memory, offset, (int) Math.max(1, leading), !byRows);
  }

  @Override
  public List<Buffer> reads() {
    return List.of(a.buffer(), b.buffer());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    return factor(a) + " * " + factor(b) + " -> " + result.buffer();
  }

  private static String factor(View v) {
    int rank = v.dims().length;
    boolean transposed = v.strides()[rank - 1] != 1 && v.strides()[rank - 2] == 1;
    return v.buffer() + (transposed ? " transposed" : "");
  }

  @Override
  public long bytesRead() {
    return a.bytes() + b.bytes();
  }

  @Override
  public long flops() {
    return 2L * m * n * k * batch.size();
  }

  /** Computes rows [row, rowEnd) of columns [column, columnEnd) of a product of the batch. */
  interface Part {
    void run(int slot, long index, int row, int rowEnd, int column, int columnEnd);
  }

  /** Work split into tasks. */
  record Tasks(int count, WorkerTeam.Share share) {
    void run(ExecutionContext execution) {
      execution.share(count, share);
    }
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    if (result.buffer().size() == 0 || k == 0) {
      return () -> {
        Memory c = execution.memory(result.buffer());
        c.clear(0, c.size());
      };
    }
    Tasks tasks =
        split(
            execution,
            (slot, index, row, rowEnd, column, columnEnd) ->
                multiply(execution, slot, index, row, rowEnd, column, columnEnd));
    return () -> tasks.run(execution);
  }

  /** Splits the product into tasks, and allocates the memory that the workers need for them. */
  Tasks split(ExecutionContext execution, Part work) {
    if (byPanels) {
      execution.workers().forEach(w -> w.products().reserve(result.node().dtype(), m));
    }
    long flops = 2L * m * n * k;
    int batches = Math.toIntExact(batch.size());
    int parts = byPanels ? panelParts(flops, execution.workers().size()) : blasParts(flops);
    if (parts == 1) {
      int together = (int) Math.max(1, Math.min(batches, MIN_PART / Math.max(1, flops)));
      return new Tasks(
          (batches + together - 1) / together,
          (task, slot) -> {
            for (int i = task * together; i < Math.min(batches, (task + 1) * together); i++) {
              work.run(slot, i, 0, m, 0, n);
            }
          });
    }
    boolean byRows = m >= n;
    int length = byRows ? m : n;
    int unit = byPanels && !byRows ? PANEL : 8;
    int units = (length + unit - 1) / unit;
    int size = (units + parts - 1) / parts * unit;
    int count = (length + size - 1) / size;
    return new Tasks(
        batches * count,
        (task, slot) -> {
          int from = task % count * size;
          int to = Math.min(length, from + size);
          if (byRows) {
            work.run(slot, task / count, from, to, 0, n);
          } else {
            work.run(slot, task / count, 0, m, from, to);
          }
        });
  }

  /** Number of parts of a product: a power of two that depends on the shape only. */
  private static int blasParts(long flops) {
    long few = Math.min(FEW_PARTS, Long.highestOneBit(flops / MIN_PART));
    return (int) Math.min(MAX_PARTS, Math.max(1, Math.max(few, Long.highestOneBit(flops / PART))));
  }

  /** One part for each thread, because more parts mean more copying; the bits do not change. */
  private static int panelParts(long flops, int threads) {
    return (int) Math.max(1, Math.min(threads, flops / MIN_PART));
  }

  private void multiply(
      ExecutionContext execution,
      int slot,
      long index,
      int row,
      int rowEnd,
      int column,
      int columnEnd) {
    Gemm products = execution.worker(slot).products();
    Matrix.Operands operands = products.operands();
    setFactors(operands, execution, index, row, column);
    long atC = index * m * n + (long) row * n + column;
    operands.c.set(execution.memory(result.buffer()), atC, Math.max(1, n), false);
    products.multiply(
        byPanels, rowEnd - row, columnEnd - column, k, operands.a, operands.b, operands.c);
  }

  private void setFactors(
      Matrix.Operands operands, ExecutionContext execution, long index, int row, int column) {
    int rank = a.dims().length;
    int rankB = b.dims().length;
    long atA = a.batchOffset(batch, index) + row * a.strides()[rank - 2];
    long atB = b.batchOffset(batch, index) + column * b.strides()[rankB - 1];
    set(operands.a, execution, a, atA);
    set(operands.b, execution, b, atB);
  }

  // ---- with an epilogue

  /** Whether the product can be computed row panel by row panel. */
  boolean isByRowPanels() {
    return byPanels && batch.size() == 1 && Gemm.supportsEpilogue(result.node().dtype(), k);
  }

  int columns() {
    return n;
  }

  /** Terms of the sum that is one element of the product. */
  int terms() {
    return k;
  }

  /**
   * Multiplies some rows by some columns, and passes each row panel of the product to an epilogue.
   */
  void multiply(
      ExecutionContext execution,
      int slot,
      int row,
      int rowEnd,
      int column,
      int columnEnd,
      PackedGemm.Epilogue to) {
    Gemm products = execution.worker(slot).products();
    Matrix.Operands operands = products.operands();
    setFactors(operands, execution, 0, row, column);
    products.multiply(rowEnd - row, columnEnd - column, k, operands.a, operands.b, to);
  }
}
