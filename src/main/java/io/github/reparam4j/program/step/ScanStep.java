/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.Scan;
import java.util.List;

/** Cumulative sums along an axis of a row-major buffer, accumulated in double precision. */
public final class ScanStep implements Step {
  private final Buffer source;
  private final Result result;
  private final boolean reverse;
  private final int length;
  private final long inner;
  private final long outer;

  /**
   * @param node a scan
   * @param inputs its input, a whole buffer
   * @param target receives the result
   */
  public ScanStep(Node node, List<View> inputs, Buffer target) {
    Scan scan = (Scan) node.op();
    this.source = inputs.get(0).buffer();
    this.result = new Result(node, target);
    this.reverse = scan.reverse();
    this.length = node.shape().dim(scan.axis());
    this.outer = node.shape().slice(0, scan.axis()).size();
    this.inner = node.shape().slice(scan.axis() + 1, node.shape().rank()).size();
  }

  @Override
  public List<Buffer> reads() {
    return List.of(source);
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String describe() {
    Scan scan = (Scan) result.node().op();
    String direction = reverse ? " from the end" : "";
    return source + " along axis " + scan.axis() + direction + " -> " + result.buffer();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    int tasks = result.buffer().size() == 0 ? 0 : Math.toIntExact(outer);
    WorkerTeam.Share share = (task, slot) -> scan(execution, task);
    return () -> execution.share(tasks, share);
  }

  private void scan(ExecutionContext execution, int row) {
    Memory from = execution.memory(source);
    Memory to = execution.memory(result.buffer());
    for (long j = 0; j < inner; j++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        long index = reverse ? length - 1 - i : i;
        long at = ((long) row * length + index) * inner + j;
        sum += from.get(at);
        to.put(at, sum);
      }
    }
  }
}
