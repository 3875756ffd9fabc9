package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Shape;
import java.util.List;

/** Cholesky factors and solutions with triangular matrices, of batches, by LAPACK and BLAS. */
final class FactorStep implements Step {
  private final View triangle;
  private final View right;
  private final Result result;
  private final Shape batch;
  private final int n;
  private final int columns;

  /**
   * @param node the operation
   * @param triangle the matrix to factor, or the triangle to solve with
   * @param right the right side, or null for a factor
   * @param target where the result goes
   */
  FactorStep(Node node, View triangle, View right, Storage target) {
    this.triangle = triangle;
    this.right = right;
    this.result = new Result(node, target);
    Shape shape = node.shape();
    this.batch = shape.slice(0, shape.rank() - 2);
    this.n = shape.dim(-2);
    this.columns = shape.dim(-1);
  }

  @Override
  public List<Storage> reads() {
    return right == null
        ? List.of(triangle.storage())
        : List.of(triangle.storage(), right.storage());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    String from = triangle.storage() + (right == null ? "" : ", " + right.storage());
    return from + " -> " + result.storage();
  }

  @Override
  public long bytesRead() {
    return triangle.bytes() + (right == null ? 0 : right.bytes());
  }

  @Override
  public Object prepare(Execution execution) {
    execution.workers().forEach(w -> w.tile(result.storage().dtype()).reserve(1));
    long size = (long) n * columns;
    WorkerTeam.Share share =
        (task, slot) -> {
          Memory target = execution.memory(result.storage());
          Matrix.Operands operands = Matrix.operands();
          operands.b.set(target, task * size, columns, false);
          if (right == null) {
            copy(execution, slot, triangle, task, target, task * size);
            factor(task, operands.b, target);
          } else {
            copy(execution, slot, right, task, target, task * size);
            solve(execution, task, operands);
          }
        };
    return share;
  }

  @Override
  public void run(Execution execution) {
    if (result.storage().size() > 0) {
      execution.share(Math.toIntExact(batch.size()), (WorkerTeam.Share) execution.prepared(this));
    }
  }

  private void factor(int task, Matrix a, Memory target) {
    int minor = Blas.cholesky(n, a);
    if (minor != 0 && ((LinearAlgebra.Cholesky) result.node().op()).nanIfNot()) {
      target.fill((long) task * n * n, (long) n * n, Double.NaN);
      return;
    }
    if (minor != 0) {
      throw Failure.arithmetic(
          "cholesky",
          "matrix must be positive definite",
          (minor < 0 ? "NaN" : "a leading minor of order " + minor + " that is not positive")
              + (batch.size() > 1 ? ", in matrix " + Indices.of(batch, task) : ""),
          "add a small multiple of the identity; made at " + result.node().source().origin());
    }
    for (int i = 0; i < n; i++) {
      target.clear((long) task * n * n + (long) i * n + i + 1, n - i - 1);
    }
  }

  private void solve(Execution execution, int task, Matrix.Operands operands) {
    boolean transposed = ((LinearAlgebra.TriangularSolve) result.node().op()).transposed();
    long at = triangle.batchOffset(batch, task);
    operands.a.set(execution.memory(triangle.storage()), at, n, transposed);
    Blas.solveTriangle(n, columns, operands.a, operands.b);
  }

  private void copy(Execution execution, int slot, View from, long number, Memory target, long at) {
    int rank = from.dims().length;
    View member =
        new View(
                from.storage(),
                from.batchOffset(batch, number),
                new int[] {n, columns},
                new long[] {from.strides()[rank - 2], from.strides()[rank - 1]})
            .collapsed();
    Execution.Worker worker = execution.worker(slot);
    Tile tile = worker.tile(target.dtype());
    long size = (long) n * columns;
    for (long p = 0; p < size; p += Tile.SHORT) {
      int count = (int) Math.min(Tile.SHORT, size - p);
      worker.cursor().load(tile, 0, member, execution.memory(from.storage()), p, count);
      tile.store(0, 0, target, at + p, 1, count);
    }
  }
}
