/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Blas;
import io.github.reparam4j.program.kernel.Matrix;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Shape;
import java.util.List;

/** Solutions of a batch of linear systems with triangular matrices, by BLAS. */
public final class TriangularSolveStep implements Step {
  private final View triangle;
  private final View right;
  private final Result result;
  private final Shape batch;
  private final int n;
  private final int columns;

  /**
   * @param node a triangular solve
   * @param inputs the triangular matrices, in row-major order, and the right-hand sides
   * @param target receives the solutions
   */
  public TriangularSolveStep(Node node, List<View> inputs, Buffer target) {
    this.triangle = inputs.get(0);
    this.right = inputs.get(1);
    this.result = new Result(node, target);
    Shape shape = node.shape();
    this.batch = shape.slice(0, shape.rank() - 2);
    this.n = shape.dim(-2);
    this.columns = shape.dim(-1);
  }

  @Override
  public List<Buffer> reads() {
    return List.of(triangle.buffer(), right.buffer());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    return triangle.buffer() + ", " + right.buffer() + " -> " + result.buffer();
  }

  @Override
  public long bytesRead() {
    return triangle.bytes() + right.bytes();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    if (result.buffer().size() == 0) {
      return () -> {};
    }
    MatrixCopy copy = new MatrixCopy(right, batch, result.buffer());
    copy.reserve(execution);
    WorkerTeam.Share share =
        (task, slot) -> {
          copy.run(execution, slot, task);
          solve(execution, task);
        };
    return () -> execution.share(Math.toIntExact(batch.size()), share);
  }

  private void solve(ExecutionContext execution, int task) {
    boolean transposed = ((LinearAlgebra.TriangularSolve) result.node().op()).transposed();
    Matrix.Operands operands = Matrix.operands();
    long at = triangle.batchOffset(batch, task);
    operands.a.set(execution.memory(triangle.buffer()), at, n, transposed);
    long size = (long) n * columns;
    operands.b.set(execution.memory(result.buffer()), task * size, columns, false);
    Blas.solveTriangle(n, columns, operands.a, operands.b);
  }
}
