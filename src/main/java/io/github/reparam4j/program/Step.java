package io.github.reparam4j.program;

import java.util.List;

/** One piece of a plan: reads some storages, writes others. */
sealed interface Step
    permits TileStep, ReduceStep, MatMulStep, CopyStep, IndexStep, ScanStep, FactorStep {
  /** Runs it, sharing the work by {@link Execution#share}. */
  void run(Execution execution);

  /** Storages read. */
  List<Storage> reads();

  /** What is computed, each with the storage that it is written to. */
  List<Result> results();

  /** A node and where its value is written, in row-major order. */
  record Result(Node node, Storage storage) {}
}
