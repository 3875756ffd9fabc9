/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import java.util.List;

/** One unit of work of a plan: reads some buffers, writes others. */
public sealed interface Step
    permits FusedStep,
        ReduceStep,
        GemmStep,
        GemmWithEpilogueStep,
        CopyStep,
        IndexedStep,
        ScanStep,
        CholeskyStep,
        TriangularSolveStep {
  /**
   * Binds the step to an execution's memory. Allocates everything that its runs need, the workers'
   * registers and scratch memory included, so that the runs allocate nothing.
   */
  BoundStep bind(ExecutionContext execution);

  /** Buffers read. */
  List<Buffer> reads();

  /** The computed nodes, each with the buffer that its value is written to. */
  List<Result> results();

  /** A node, and the buffer that its value is written to in row-major order. */
  record Result(Node node, Buffer buffer) {}

  // ---- for people who read the plan

  /** One word for the kind of step. */
  default String kind() {
    return results().get(0).node().op().label();
  }

  /** The step's work with its buffers, as {@code from -> to}. */
  String describe();

  /** The nodes that the step computes, inputs first; none if it only copies. */
  default List<Node> nodes() {
    return results().stream().map(Result::node).toList();
  }

  /** Bytes read; a broadcast element counts once. An upper bound for indexed elements. */
  default long bytesRead() {
    return reads().stream().mapToLong(Buffer::bytes).sum();
  }

  /** Bytes written. */
  default long bytesWritten() {
    return results().stream().mapToLong(r -> r.buffer().bytes()).sum();
  }

  /** Floating-point operations of matrix products, 0 for other steps. */
  default long flops() {
    return 0;
  }
}
