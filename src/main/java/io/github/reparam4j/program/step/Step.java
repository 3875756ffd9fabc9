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
        GatherStep,
        ScatterAddStep,
        ScanStep,
        CholeskyStep,
        TriangularSolveStep {
  /**
   * The step on an execution's memory. Allocates all that its runs need, the workers' registers and
   * scratch memory included, so that the runs allocate nothing.
   */
  BoundStep bind(ExecutionContext execution);

  /** Buffers read. */
  List<Buffer> reads();

  /** What is computed, each with the buffer that it is written to. */
  List<Result> results();

  /** A node and where its value is written, in row-major order. */
  record Result(Node node, Buffer buffer) {}

  // ---- for people who read the plan

  /** One word for what it does. */
  default String kind() {
    return results().get(0).node().op().label();
  }

  /** What it does with which buffers, as {@code from -> to}. */
  String describe();

  /** The nodes that it computes, inputs first; none if it only copies. */
  default List<Node> nodes() {
    return results().stream().map(Result::node).toList();
  }

  /** Bytes read, an element that is broadcast once; for indexed elements at most this. */
  default long bytesRead() {
    return reads().stream().mapToLong(Buffer::bytes).sum();
  }

  /** Bytes written. */
  default long bytesWritten() {
    return results().stream().mapToLong(r -> r.buffer().bytes()).sum();
  }

  /** Floating-point operations of products of matrices, 0 for others. */
  default long flops() {
    return 0;
  }
}
