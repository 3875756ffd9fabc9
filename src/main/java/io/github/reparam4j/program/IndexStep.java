package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Indexing;
import java.util.List;

/** Gathers slices by index, or scatters them with addition; of storages in row-major order. */
final class IndexStep implements Step {
  private final Storage source;
  private final Storage indices;
  private final Result result;
  private final boolean gather;
  private final int axis;
  private final long outer;
  private final int count;
  private final int length;
  private final long inner;

  IndexStep(Node node, Storage source, Storage indices, Storage target) {
    this.source = source;
    this.indices = indices;
    this.result = new Result(node, target);
    this.gather = node.op() instanceof Indexing.Gather;
    this.axis =
        node.op() instanceof Indexing.Gather g
            ? g.axis()
            : ((Indexing.ScatterAdd) node.op()).axis();
    this.outer = node.shape().slice(0, axis).size();
    this.inner = node.shape().slice(axis + 1, node.shape().rank()).size();
    this.count = node.input(1).shape().dim(0);
    this.length = gather ? node.input(0).shape().dim(axis) : node.shape().dim(axis);
  }

  @Override
  public List<Storage> reads() {
    return List.of(source, indices);
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    return source + " at " + indices + " along axis " + axis + " -> " + result.storage();
  }

  @Override
  public Object prepare(Execution execution) {
    return new int[count];
  }

  @Override
  public void run(Execution execution) {
    int[] at = (int[]) execution.prepared(this);
    readPositions(execution.memory(indices), at);
    Memory from = execution.memory(source);
    Memory to = execution.memory(result.storage());
    if (!gather) {
      to.clear(0, to.size());
    }
    for (long o = 0; o < outer; o++) {
      for (int i = 0; i < count; i++) {
        long whole = (o * length + at[i]) * inner;
        long picked = (o * count + i) * inner;
        if (gather) {
          to.copyFrom(from, whole, picked, inner);
        } else {
          for (long j = 0; j < inner; j++) {
            to.put(whole + j, to.get(whole + j) + from.get(picked + j));
          }
        }
      }
    }
  }

  private void readPositions(Memory memory, int... at) {
    for (int i = 0; i < count; i++) {
      double x = memory.get(i);
      if (!(x >= 0 && x < length && x == Math.rint(x))) {
        throw Failure.argument(
            result.node().op().label(),
            "indices must be whole numbers in [0, " + length + ")",
            x + " at [" + i + "]",
            null);
      }
      at[i] = (int) x;
    }
  }
}
