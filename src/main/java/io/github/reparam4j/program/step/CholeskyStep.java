/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Blas;
import io.github.reparam4j.program.kernel.Indices;
import io.github.reparam4j.program.kernel.Matrix;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Shape;
import java.util.List;

/** Cholesky factors of a batch of matrices, by LAPACK. */
public final class CholeskyStep implements Step {
  private final View matrices;
  private final Result result;
  private final Shape batch;
  private final int n;

  /**
   * @param node a Cholesky factorization
   * @param inputs the matrices to factor
   * @param target receives the factors
   */
  public CholeskyStep(Node node, List<View> inputs, Buffer target) {
    this.matrices = inputs.get(0);
    this.result = new Result(node, target);
    Shape shape = node.shape();
    this.batch = shape.slice(0, shape.rank() - 2);
    this.n = shape.dim(-1);
  }

  @Override
  public List<Buffer> reads() {
    return List.of(matrices.buffer());
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    return matrices.buffer() + " -> " + result.buffer();
  }

  @Override
  public long bytesRead() {
    return matrices.bytes();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    if (result.buffer().size() == 0) {
      return () -> {};
    }
    MatrixCopy copy = new MatrixCopy(matrices, batch, result.buffer());
    copy.reserve(execution);
    WorkerTeam.Share share =
        (task, slot) -> {
          copy.run(execution, slot, task);
          factor(task, execution.memory(result.buffer()));
        };
    return () -> execution.share(Math.toIntExact(batch.size()), share);
  }

  private void factor(int task, Memory target) {
    long first = (long) task * n * n;
    Matrix a = Matrix.operands().b;
    a.set(target, first, n, false);
    long infinite = firstInfinite(target, first);
    int minor = infinite >= 0 ? 0 : Blas.cholesky(n, a);
    boolean fails = minor != 0 || infinite >= 0;
    if (fails && ((LinearAlgebra.Cholesky) result.node().op()).nanIfNot()) {
      target.fill(first, (long) n * n, Double.NaN);
      return;
    }
    if (infinite >= 0) {
      throw Errors.arithmetic(
          Expressions.calledMethod(result.node().source(), "cholesky"),
          "matrix must be finite",
          target.get(infinite) + " at " + Indices.of(result.node().shape(), infinite),
          "made at " + result.node().source().origin());
    }
    if (minor != 0) {
      throw Errors.arithmetic(
          Expressions.calledMethod(result.node().source(), "cholesky"),
          "matrix must be positive definite",
          (minor < 0 ? "NaN" : "a leading minor of order " + minor + " that is not positive")
              + (batch.size() > 1 ? ", in matrix " + Indices.of(batch, task) : ""),
          "add a small multiple of the identity; made at " + result.node().source().origin());
    }
    for (int i = 0; i < n; i++) {
      target.clear(first + (long) i * n + i + 1, n - i - 1);
    }
  }

  /** Index of the first infinite element of the lower triangle of a matrix, or -1. */
  private long firstInfinite(Memory target, long first) {
    for (int i = 0; i < n; i++) {
      for (long at = first + (long) i * n; at <= first + (long) i * n + i; at++) {
        if (Double.isInfinite(target.get(at))) {
          return at;
        }
      }
    }
    return -1;
  }
}
